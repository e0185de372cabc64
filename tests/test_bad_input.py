"""
Bad input: a clear sentence, the right status, and the register exactly as it was.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from command import Command
from proviso import resources
from proviso.settings import Settings
from proviso.store import Store
from proviso.web import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

PRV = "https://w3id.org/proviso/ns#"

NOT_RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<rdf:Description>\n</rdf:RDF>'

BODY = "<id/body/x> a <https://w3id.org/proviso/ns#Body> ; <http://www.w3.org/2000/01/rdf-schema#label> 'X'@en ."

# File name, content, and what is said of it, from the place on.
MALFORMED = {
    "turtle": ("bad.ttl", "<a> <b> <c> .\n<a> <b> .\n", r"bad\.ttl:2:\d+: The file does not parse: .*\.\n"),
    "trig": ("bad.trig", "<graphs/x> { <a> <b> <c> \n\n", r"bad\.trig:\d+:\d+: The file does not parse: .*\.\n"),
    "n-triples": ("bad.nt", "<urn:a> <urn:b> .\n", r"bad\.nt:1:\d+: The file does not parse: .*\.\n"),
    "n-quads": ("bad.nq", "<urn:a> <urn:b> 'c' .\n", r"bad\.nq:1:\d+: The file does not parse: .*\.\n"),
    "rdf/xml": ("bad.rdf", NOT_RDF, r"bad\.rdf:3:\d+: The file does not parse: .*\.\n"),
    "json-ld": ("bad.jsonld", '{"@id": ', r"bad\.jsonld:\d+:\d+: The file does not parse: .*\.\n"),
    "a remote context": (
        "bad.jsonld",
        '{"@context": "http://192.0.2.1/c.jsonld", "@id": "urn:a", "b": "c"}',
        r"bad\.jsonld\S*: The file does not parse: .*\.\n",
    ),
    "not utf-8": ("bad.ttl", "<a> <b> 'caf\udce9' .", r"bad\.ttl\S*: The file does not parse: .*\.\n"),
    "not packed": ("bad.ttl.gz", "<a> <b> <c> .", r"bad\.ttl\.gz: The file cannot be read: .*\.\n"),
    "an unknown format": ("bad.docx", "", r"bad\.docx: The file's name does not tell its format.*\.\n"),
    "an unknown term": (
        "bad.trig",
        f"<graphs/agents> {{\n  {BODY.replace('#Body', '#Boddy')} }}",
        r"bad\.trig:2:\d+: The ontology defines no prv:Boddy\. Did you mean prv:Body\?\n",
    ),
    "a wrong base": (
        "bad.trig",
        f"<http://elsewhere.example/graphs/agents> {{ {BODY} }}",
        r"bad\.trig: The file is written for the base http://elsewhere\.example/ .*base is http://localhost:8000/\.\n",
    ),
    "no home": ("bad.ttl", BODY, r"bad\.ttl: Statements outside any graph belong to the one prv:Record .*\.\n"),
    "no record": (
        "bad.trig",
        f"<graphs/x> {{\n<id/condition/x> a <{PRV}Condition> }}",
        r"bad\.trig:\d+:\d+: The graph .*graphs/x holds a prv:Condition, but not the record .*\.\n",
    ),
}

# What is changed in the letter, into what, and the shape that notices.
REFUSED = {
    "a quote that is not in the text": (
        r'oa:exact "',
        'oa:exact "No such words. ',
        r"shp:\S*(?:Passage|Quote|Selector)\S*",
    ),
    "a position that is not the quote's": (
        r"oa:start (\d+)",
        r"oa:start 1\1",
        r"shp:\S*(?:Passage|Position|Selector)\S*",
    ),
    "an event without its first day": (
        r"(    event:2020-0001\n(?:.*\n)*?) *prv:notBefore .*\n",
        r"\1",
        r"shp:\S*notBefore\S*",
    ),
    "an event without its last day": (
        r"(    event:2020-0001\n(?:.*\n)*?) *prv:notAfter .*\n",
        r"\1",
        r"shp:\S*notAfter\S*",
    ),
}

QUERIES = {
    "a query with an error": (["--text", "SELECT ?x WHERE {\n ?x }"], r"query:2:\d+: The query does not parse: .*\.\n"),
    "an unknown prefix": (["--text", "ASK { x:y ?p ?o }"], r"query:1:\d+: The query does not parse: .*\.\n"),
    "an update": (["--text", "DELETE WHERE { ?s ?p ?o }"], r"query:1:1: This is an update, .*\.\n"),
    "a query of other servers": (
        ["--text", "ASK { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }"],
        r"query:1:7: SERVICE .*\.\n",
    ),
    "a foreign graph": (["--text", "ASK FROM <http://192.0.2.1/> { ?s ?p ?o }"], r"The register holds no graph .*\.\n"),
    "a query that is too deep": (
        ["--text", "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }"],
        r"query:1:\d+: .*levels\.\n",
    ),
    "an unknown query": (["open-condition"], r"No query named 'open-condition'\. Did you mean 'open-conditions'\?\n"),
    "an unknown parameter": (
        ["open-conditions", "--param", "day=1"],
        r"The query open-conditions has no parameter 'day'; .*\.\n",
    ),
    "a bad parameter": (
        ["open-conditions", "--param", "as-at=soon"],
        r"The parameter as-at is 'soon', but should be a day .*\.\n",
    ),
    "half a parameter": (
        ["open-conditions", "--param", "as-at"],
        r"The parameter 'as-at' is not of the form name=value\.\n",
    ),
    "a missing parameter": (
        ["about-a-condition"],
        r"The query about-a-condition needs the parameter condition: .*\.\n",
    ),
    "a format of another answer": (
        ["--text", "ASK {}", "--format", "turtle"],
        r"The answer can be had as .*, but not as turtle\.\n",
    ),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """
    The command, on a register that holds what is shipped.
    """
    proviso = Command(tmp_path_factory.mktemp("filled") / "store")
    assert proviso("load", resources.data()).status == 0
    return proviso


@pytest.fixture
def register(filled: Command) -> Iterator[Command]:
    """
    The register, which must come out of the test as it went in.
    """
    before, revision = filled("export", "--format", "nquads"), Store.existing(filled.store).revision
    yield filled
    assert filled("export", "--format", "nquads") == before
    assert Store.existing(filled.store).revision == revision


@pytest.fixture
def copy(filled: Command, tmp_path: Path) -> Command:
    """
    A register of its own for a test that damages it.
    """
    shutil.copytree(filled.store, tmp_path / "store")
    return Command(tmp_path / "store")


@pytest.fixture
def client(filled: Command) -> FlaskClient:
    """
    A client of the register over HTTP.
    """
    return create_app(Store.existing(filled.store), Settings(filled.store)).test_client()


@pytest.mark.parametrize("case", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("command", ["load", "validate"])
def test_a_file_that_cannot_be_taken_in_is_named(
    register: Command, tmp_path: Path, command: str, case: tuple[str, str, str]
) -> None:
    """
    What is wrong with a file is said with its name, and with line and column where there are any.
    """
    name, content, sentence = case
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    done = register(command, resources.data() / "bodies.trig", path)
    assert (done.status, done.output) == (2, b"")
    assert re.fullmatch(re.escape(str(tmp_path)) + "/" + sentence, done.errors), done.errors


def test_a_packed_file_is_named_like_any_other(register: Command, tmp_path: Path) -> None:
    """
    The line of an unknown term is found in a file that is packed, too.
    """
    path = tmp_path / "bad.trig.gz"
    path.write_bytes(gzip.compress(f"<graphs/a> {{\n\n<id/body/x> a <{PRV}Nobody> }}".encode()))
    done = register("load", path)
    assert done.status == 2
    assert done.errors.startswith(f"{path}:3:15: The ontology defines no prv:Nobody.")


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_letter_with_a_fault_is_refused(register: Command, tmp_path: Path, case: tuple[str, str, str]) -> None:
    """
    A passage that is not in the source, and an event without a bound, are violations that name the shape.
    """
    pattern, replacement, shape = case
    folder = tmp_path / "records"
    shutil.copytree(resources.data() / "records", folder)
    record = folder / "2020-0001.trig"
    text, number = re.subn(pattern, replacement, record.read_text("utf-8"), count=1)
    assert number == 1
    record.write_text(text, encoding="utf-8")
    done = register("load", folder)
    assert done.status == 1
    assert re.fullmatch(r"Refused, with \d violations?; the register is as it was\.\n", done.errors)
    assert re.search(rf"Violations\n-+\n\n.*\n(?:.*\n)*? +shape {shape}\n", done.out), done.out


def test_a_text_that_was_altered_is_an_error(register: Command, tmp_path: Path) -> None:
    """
    The text of a letter must be the one that its record was made from.
    """
    shutil.copytree(resources.data() / "records", tmp_path / "records")
    with (tmp_path / "records" / "2020-0001.txt").open("ab") as text:
        text.write(b" ")
    done = register("load", tmp_path / "records")
    assert done.status == 2
    assert "2020-0001.trig: prv:textFile '2020-0001.txt' has the SHA-256" in done.errors


@pytest.mark.parametrize("case", QUERIES.values(), ids=QUERIES)
def test_a_query_that_cannot_be_answered_says_why(register: Command, case: tuple[list[str], str]) -> None:
    """
    A query's fault is said in a sentence, with its line and column where there are any.
    """
    arguments, sentence = case
    done = register("query", *arguments)
    assert (done.status, done.output) == (2, b"")
    assert re.fullmatch(sentence, done.errors), done.errors


def test_a_query_in_a_file_is_blamed_by_the_name_of_the_file(register: Command, tmp_path: Path) -> None:
    """
    The place of an error is one that an editor can jump to.
    """
    file = tmp_path / "mine.rq"
    file.write_text("\nASK {\n ?x }", encoding="utf-8")
    done = register("query", "--file", file)
    assert done.status == 2
    assert done.errors.startswith(f"{file}:3:")


@pytest.mark.parametrize("thing", ["condition/1999-0001", "http://example.org/x", "C99", "body/sec-panel"])
def test_what_cannot_be_traced_is_named(register: Command, thing: str) -> None:
    """
    A trace of nothing, or of a thing that rests on no decision, is no trace.
    """
    done = register("trace", thing)
    assert (done.status, done.output) == (2, b"")
    assert thing in done.errors


@pytest.mark.parametrize(
    ("url", "status", "kind"),
    [
        pytest.param("/sparql?query=SELECT+%3Fx+WHERE+%7B", 400, "malformed-query", id="a query with an error"),
        pytest.param("/queries/open-condition", 404, "unknown-query", id="an unknown query"),
        pytest.param("/queries/open-conditions?day=1", 400, "unknown-parameter", id="an unknown parameter"),
        pytest.param("/doc/condition/1999-0001", 404, "not-found", id="nothing of that name"),
    ],
)
def test_the_web_answers_with_a_problem(
    register: Command, client: FlaskClient, url: str, status: int, kind: str
) -> None:
    """
    Over HTTP the same faults have a status and a problem of a kind of its own.
    """
    assert register.store.exists()
    answer = client.get(url, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json()["type"].endswith(f"#{kind}")


def test_one_writer_at_a_time(register: Command, tmp_path: Path) -> None:
    """
    A load beside another one is told to wait; readers are not kept from anything.
    """
    body = tmp_path / "body.trig"
    body.write_text(f"<graphs/agents> {{ {BODY} }}", encoding="utf-8")
    with Store.existing(register.store).writing():
        done = register("load", body)
        assert (done.status, done.output) == (2, b"")
        assert re.fullmatch(r"Another process is writing to the register in .*: try again later\.\n", done.errors)
        assert register("query", "open-conditions").status == 0


@pytest.mark.parametrize(
    "command", [["load"], ["export"], ["query", "open-conditions"], ["trace", "C1"], ["validate"], ["serve"]]
)
@pytest.mark.parametrize(
    ("file", "content"),
    [
        pytest.param("proviso.json", b"{", id="half a marker"),
        pytest.param("snapshots/0000000001/snapshot.json", b"", id="an empty list"),
        pytest.param("snapshots/0000000001/quads/CURRENT", None, id="a missing file"),
    ],
)
def test_a_damaged_store_is_left_alone(copy: Command, command: list[str], file: str, content: bytes | None) -> None:
    """
    A register that is not whole is neither read nor mended, and the operator is told what to do.
    """
    path = copy.store / file
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    before = contents(copy.store)
    done = copy(*command, *([resources.data()] if command == ["load"] else []))
    assert (done.status, done.output) == (2, b"")
    assert re.fullmatch(r"The register in .* is damaged \(.*\): restore it from a backup\.\n", done.errors), done.errors
    assert contents(copy.store) == before


def contents(folder: Path) -> dict[str, bytes]:
    """
    Read every file below a folder, but for the lock, which holds nothing.
    """
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_full_disk_is_an_error_and_nothing_else(register: Command, tmp_path: Path) -> None:
    """
    A load that cannot be written says so, and leaves what was there; the limit stands in for the end of the disk.
    """
    body = tmp_path / "body.trig"
    body.write_text(f"<graphs/agents> {{ {BODY} }}", encoding="utf-8")
    done = register.spawn("load", body, limits="ulimit -f 4")
    assert (done.status, done.output) == (2, b"")
    assert re.fullmatch(r"The register in .* cannot be written to: .*\. It is as it was\.\n", done.errors), done.errors


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no disk that is always full")  # noqa: PTH110
@pytest.mark.parametrize("arguments", [["export"], ["query"], ["settings"], ["validate"], ["trace", "C1"]])
def test_output_that_cannot_be_written_is_an_error(register: Command, arguments: list[str]) -> None:
    """
    What goes to a full disk is not passed over in silence.
    """
    done = register.spawn(*arguments, limits="exec >/dev/full")
    assert done.status == 2
    assert done.errors == "The output cannot be written: No space left on device.\n"


def test_a_file_that_cannot_be_written_is_an_error(register: Command, tmp_path: Path) -> None:
    """
    An export to a place that is not there names the place; one that breaks off leaves the old file.
    """
    done = register("export", "--output", tmp_path / "nowhere" / "all.trig")
    assert done.status == 2
    assert done.errors == f"The file {tmp_path}/nowhere/all.trig cannot be written: No such file or directory.\n"
    old = tmp_path / "all.trig"
    old.write_text("old", encoding="utf-8")
    done = register.spawn("export", "--output", old, limits="ulimit -f 4")
    assert done.status == 2
    assert old.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["all.trig"]


def test_a_folder_that_cannot_be_made_is_an_error(register: Command, tmp_path: Path) -> None:
    """
    Neither a register nor an audit can lie under a file.
    """
    (tmp_path / "file").touch()
    inside = tmp_path / "file" / "inside"
    done = Command(inside)("load", resources.data())
    assert done.status == 2
    assert str(inside) in done.errors
    audit = register("export", "--audit", inside)
    assert audit.status == 2
    assert "cannot be written to" in audit.errors
