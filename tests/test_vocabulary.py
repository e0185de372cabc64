"""
The terms that Python names, against the ontology that defines them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, Store

from proviso import resources
from proviso.vocabulary import PREFIXES, PRV, RDF, RDFS, SH, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDERS = [
    pytest.param(folder, id=folder.__name__)
    for folder in (resources.ontology, resources.shapes, resources.data, resources.queries)
]


@pytest.fixture(scope="module")
def ontology() -> Store:
    """
    Everything that `ontology/` says.
    """
    store = Store()
    for path in sorted(resources.ontology().glob("*.ttl")):
        store.load(path=path)
    return store


@pytest.mark.parametrize("term", [pytest.param(term, id=term.value.partition("#")[2]) for term in PRV.TERMS])
def test_the_ontology_defines_every_term_of_ours_that_python_names(ontology: Store, term: NamedNode) -> None:
    """
    A term that Python names has a type, a label and a home in the ontology.
    """
    for needed in (RDF.type, RDFS.label, RDFS.isDefinedBy):
        assert any(ontology.quads_for_pattern(term, needed, None)), f"{term} has no {needed}"


def test_a_term_is_its_name_in_its_namespace() -> None:
    """
    A term's IRI is the namespace followed by the name.
    """
    assert NamedNode("https://w3id.org/proviso/ns#Record") == PRV.Record


def test_an_underscore_that_avoids_a_keyword_is_not_part_of_the_term() -> None:
    """
    `SH.class_` is `sh:class`.
    """
    assert NamedNode("http://www.w3.org/ns/shacl#class") == SH.class_


def test_a_misspelt_term_is_an_error() -> None:
    """
    A namespace is closed.
    """
    with pytest.raises(AttributeError, match="Recrod"):
        getattr(PRV, "Recrod")  # noqa: B009 - mypy would find the misspelling first


def test_a_vocabulary_lists_its_terms() -> None:
    """
    *TERMS* holds what the class lists, in that order.
    """

    class Example(Vocabulary, iri="https://example.org/"):
        second: NamedNode
        first: NamedNode

    assert [term.value for term in Example.TERMS] == ["https://example.org/second", "https://example.org/first"]


def test_every_vocabulary_has_a_prefix() -> None:
    """
    The table of prefixes names each namespace once.
    """
    shipped = {item.NAMESPACE for item in Vocabulary.__subclasses__() if item.__module__ == Vocabulary.__module__}
    assert shipped <= set(PREFIXES.values())
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_shipped_files_abbreviate_as_the_table_does(folder: Callable[[], Path]) -> None:
    """
    A namespace of the table has the same prefix in every file that we ship, and a prefix the same namespace.
    """
    declared = {
        pair for path in folder().rglob("*.*") if path.suffix in {".ttl", ".trig", ".rq"} for pair in declarations(path)
    }
    expected = {iri: prefix for prefix, iri in PREFIXES.items()}
    assert {pair for pair in declared if PREFIXES.get(pair[0], pair[1]) != pair[1]} == set()
    assert {pair for pair in declared if expected.get(pair[1], pair[0]) != pair[0]} == set()


def declarations(path: Path) -> set[tuple[str, str]]:
    """
    Read the prefixes that a file of Turtle, TriG or SPARQL declares for whole IRIs; relative ones are its own affair.
    """
    return set(re.findall(r"(?im)^\s*@?prefix\s+([\w-]*):\s*<(\w+:[^>]*)>", path.read_text(encoding="utf-8")))
