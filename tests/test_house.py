"""
Our own vocabulary keeps the rules of the house, and whatever we ship uses only words that it defines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from proviso import resources
from proviso.settings import DEFAULT_BASE
from proviso.validation import ENGINES, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PRV = "https://w3id.org/proviso/ns#"
SH_SELECT = NamedNode("http://www.w3.org/ns/shacl#select")
IS_DEFINED_BY = NamedNode("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")
USED = re.compile(rf"\bprv:([A-Za-z]\w*)|<{re.escape(PRV)}(\w+)>")


def _triples(paths: Iterable[Path]) -> Iterator[Triple]:
    for path in paths:
        yield from (quad.triple for quad in parse(path=path, base_iri=DEFAULT_BASE))


def _terms() -> set[str]:
    ontology = _triples(resources.ontology().glob("*.ttl"))
    names = {str(t.subject).strip("<>") for t in ontology if t.predicate == IS_DEFINED_BY}
    return {name.removeprefix(PRV) for name in names if name.startswith(PRV)}


def _used(text: str) -> set[str]:
    return {name or full for name, full in USED.findall(text)}


@pytest.mark.parametrize("engine", ENGINES)
def test_house_rules(engine: str) -> None:
    """
    The ontology, the shapes and every shipped record, all in one graph, break none of the rules for words.
    """
    shipped = [
        *resources.ontology().glob("*.ttl"),
        *resources.shapes().glob("*.ttl"),
        *resources.data().rglob("*.trig"),
    ]
    data = serialize(set(_triples(shipped)), format=RdfFormat.N_TRIPLES)
    rules = [
        (resources.shapes() / name).read_text(encoding="utf-8") for name in ("prefixes.ttl", "house.ttl", "words.ttl")
    ]
    report = validate(data or b"", "\n".join(rules), engine=engine)
    assert [(result.value, result.message) for result in report.results] == []


def test_queries_use_defined_terms() -> None:
    """
    Every term of ours in a shipped question is defined.
    """
    used = {path.name: _used(path.read_text(encoding="utf-8")) for path in resources.queries().rglob("*.rq")}
    assert any(used.values())
    assert {name: terms - _terms() for name, terms in used.items() if terms - _terms()} == {}


def test_constraints_use_defined_terms() -> None:
    """
    Every term of ours in the SPARQL of a shape is defined.
    """
    queries = [str(t.object) for t in _triples(resources.shapes().glob("*.ttl")) if t.predicate == SH_SELECT]
    assert queries
    assert {term for query in queries for term in _used(query)} - _terms() == set()


def test_terms_are_used() -> None:
    """
    No term of ours is to spare: a shipped record, shape, question or case uses it, or it is a choice in a scheme.
    """
    cases = resources.ROOT / "tests" / "shapes"
    folders = [resources.shapes(), resources.data(), resources.queries(), cases]
    texts = [
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in folder.rglob("*.*")
        if path.suffix in {".ttl", ".trig", ".rq"}
    ]
    used = {term for text in texts for term in _used(text)}
    chosen = _used((resources.ontology() / "schemes.ttl").read_text(encoding="utf-8"))
    assert _terms() - used - chosen == set()
