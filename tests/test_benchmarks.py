"""
The records that benchmarks are run on are valid but for what was planted in them, and the page shows what was measured.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse

from proviso import resources
from proviso.register import View, rules
from proviso.validation import validate
from proviso.vocabulary import PREFIXES, SH

if TYPE_CHECKING:
    from pathlib import Path

BENCHMARKS = resources.ROOT / "benchmarks"

COLUMNS = ("record", "text", "digest", "start", "end", "exact")

PASSAGES = """
    SELECT ?record ?text ?digest ?start ?end ?exact
    WHERE {
        ?source prv:textOf ?record ;
            prv:text ?text ;
            prv:sha256 ?digest .
        ?passage oa:hasSource ?source ;
            oa:hasSelector ?position , ?quote .
        ?position oa:start ?start ;
            oa:end ?end .
        ?quote oa:exact ?exact .
    }
"""


def run(script: str, *arguments: str | Path) -> str:
    """
    Run a script of the benchmarks and return what it prints.
    """
    command = [sys.executable, BENCHMARKS / script, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60).stdout


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[dict[str, Any]]]:
    """
    Sixty records, every other one with a fault, and the list of the faults.
    """
    faults = tmp_path_factory.mktemp("benchmarks") / "faults.jsonl"
    quads = run("generate.py", "--records", "60", "--fault-rate", "0.5", "--faults", faults)
    return quads, [json.loads(line) for line in faults.read_text("utf-8").splitlines()]


def graph(quads: str) -> bytes:
    """
    Make of *quads* the graph that the register would validate.
    """
    parsed = chain(parse(quads.encode(), format=RdfFormat.N_QUADS), rules.vocabulary_quads())
    view = View.of().ntriples()
    return b"".join(f"{quad.triple} .\n".encode() for quad in parsed) + view


def test_every_planted_fault_is_found_and_nothing_else(planted: tuple[str, list[dict[str, Any]]]) -> None:
    """
    The violations of generated records are those of the planted faults, node by node and shape by shape.
    """
    quads, faults = planted
    report = validate(graph(quads), rules.shapes_text())
    found = {(str(r.focus)[1:-1], r.shape.value) for r in report.results if r.severity == SH.Violation}
    assert found == {(result["focus"], result["shape"]) for fault in faults for result in fault["results"]}


def test_every_kind_of_fault_is_planted_and_shows(planted: tuple[str, list[dict[str, Any]]]) -> None:
    """
    Thirty faults are of more than a dozen kinds, and each has at least one violation to be found by.
    """
    _, faults = planted
    assert len(faults) == 30
    assert len({fault["kind"] for fault in faults}) > 24
    assert all(fault["results"] for fault in faults)


def test_the_same_seed_gives_the_same_bytes(planted: tuple[str, list[dict[str, Any]]]) -> None:
    """
    The same seed writes the same, another seed does not, and more records leave the first as they were.
    """
    quads, _ = planted
    fewer = run("generate.py", "--records", "7", "--fault-rate", "0.5")
    assert quads.startswith(fewer)
    assert run("generate.py", "--records", "7", "--fault-rate", "0.5", "--seed", "2") != fewer


def test_quotations_and_digests_are_those_of_the_text(planted: tuple[str, list[dict[str, Any]]]) -> None:
    """
    Offsets count code points, also after characters of several bytes, and the digest is that of the text in UTF-8.
    """
    quads, faults = planted
    store = Store()
    store.bulk_load(quads.encode(), RdfFormat.N_QUADS)
    faulty = {fault["record"] for fault in faults}
    answer = store.query(PASSAGES, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    rows = json.loads(answer.serialize(format=QueryResultsFormat.JSON) or b"")["results"]["bindings"]
    assert len(rows) > 1_000
    for row in rows:
        record, text, digest, start, end, exact = (row[name]["value"] for name in COLUMNS)
        assert digest == hashlib.sha256(text.encode()).hexdigest()
        assert record in faulty or text[int(start) : int(end)] == exact


def test_the_page_shows_the_figures_of_the_last_run() -> None:
    """
    `docs/performance.md` holds the tables that `benchmarks/results/latest.json` gives.
    """
    assert run("page.py", "--check") == ""


def test_the_last_run_met_the_targets() -> None:
    """
    Validation ten times as fast as pySHACL and just as right, questions under a second and linear, processes at once.
    """
    results = json.loads((BENCHMARKS / "results" / "latest.json").read_text("utf-8"))
    validated, asked = results["validate"], results["questions"]
    assert validated["quads"] >= 370_000
    assert validated["identical"]
    assert validated["ratio"] >= 10
    assert (validated["found"], validated["others"]) == (validated["planted"], 0)
    # Times and ratios go from the smallest size to the largest: 10,000, 100,000 and a million quads.
    assert asked["sizes"][-2:] == [100_000, 1_000_000]
    assert [row["name"] for row in asked["rows"] if not row["seconds"][-1] or row["seconds"][-1] >= 1] == []
    assert [row["name"] for row in asked["rows"] if not row["ratios"][-1] or row["ratios"][-1] > 12] == []
    assert [row["seconds"] < limit for row, limit in zip(results["startup"]["rows"], (2, 3), strict=True)] == [True] * 2
