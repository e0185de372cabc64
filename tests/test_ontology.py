"""
The ontology says what its words mean, infers nothing that nobody said, and knows nothing of any one field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import owlrl  # type: ignore[import-untyped]  # it has no types
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse, serialize
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from proviso import resources
from proviso.settings import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PRV = rdflib.Namespace("https://w3id.org/proviso/ns#")
HOME = rdflib.URIRef("https://w3id.org/proviso/ns")
ERROR = owlrl.Namespaces.ERRNS.ErrorMessage
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme}

# Words of the fields that the shipped records come from. None of them has a place in what is meant for every field.
FIELD = re.compile(
    r"\b(SSC|SEC|SECAS|EPCL|LSC|DMCs?|DCC|MOC|IOC|MDS|TAG|OPSG|CIO|HAN|IPsec|MPLS|BCDR|BEIS|SMETS\d?|meter\w*|"
    r"energy|Telefonica|planning permission|dwelling|quarry|jetty|harbour)\b",
    re.IGNORECASE,
)


def _graph(paths: Iterable[Path]) -> rdflib.Graph:
    quads = (quad for path in paths for quad in parse(path=path, base_iri=DEFAULT_BASE))
    triples = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples or b"", format="nt")


def _ontology() -> rdflib.Graph:
    return _graph(resources.ontology().glob("*.ttl"))


def _data() -> rdflib.Graph:
    return _graph([*resources.ontology().glob("*.ttl"), *resources.data().rglob("*.trig")])


def _own_types(graph: rdflib.Graph) -> set[tuple[rdflib.term.Node, rdflib.term.Node]]:
    return {(thing, kind) for thing, kind in graph.subject_objects(RDF.type) if str(kind).startswith(str(PRV))}


@pytest.mark.parametrize("name", ["label", "definition", "home"])
def test_every_term_is_documented(name: str) -> None:
    """
    Every term of ours has one English label, one English definition, and a home.
    """
    graph = _ontology()
    predicate = {"label": RDFS.label, "definition": SKOS.definition, "home": RDFS.isDefinedBy}[name]
    terms = {term for kind in KINDS for term in graph.subjects(RDF.type, kind) if str(term).startswith(str(PRV))}
    assert len(terms) > 200
    for term in terms:
        values = list(graph.objects(term, predicate))
        languages = [value.language for value in values if isinstance(value, rdflib.Literal)]
        assert values == [HOME] if name == "home" else languages == ["en"], term


def test_definitions_are_one_sentence() -> None:
    """
    A definition is one sentence: it begins with a capital and ends with its only full stop.
    """
    for term, definition in _ontology().subject_objects(SKOS.definition):
        assert re.fullmatch(r"[A-Z][^.]*\.", str(definition)), term


def test_every_concept_is_in_one_scheme() -> None:
    """
    Every concept of ours belongs to one scheme of ours.
    """
    graph = _ontology()
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        if str(concept).startswith(str(PRV)):
            schemes = list(graph.objects(concept, SKOS.inScheme))
            assert [(scheme, RDF.type, SKOS.ConceptScheme) in graph for scheme in schemes] == [True], concept


def test_nothing_infers_a_type_from_a_property() -> None:
    """
    No property has a domain or a range: who uses one does not say what a thing is.
    """
    graph = _ontology()
    assert not [*graph.subject_objects(RDFS.domain), *graph.subject_objects(RDFS.range)]


def test_other_vocabularies_are_left_alone() -> None:
    """
    We say that our terms stand under other people's, never that theirs stand under anything.
    """
    graph = _ontology()
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs):
        assert all(str(term).startswith(str(PRV)) for term in graph.subjects(predicate))
    assert not list(graph.subject_objects(SKOS.exactMatch))


@pytest.mark.parametrize("semantics", [owlrl.RDFS_Semantics, owlrl.OWLRL_Semantics], ids=["RDFS", "OWL-RL"])
def test_closure_adds_no_type_of_ours(semantics: type) -> None:
    """
    The data under RDFS and OWL-RL have no type of ours that they do not state, and no contradiction.
    """
    graph = _data()
    before = _own_types(graph)
    owlrl.DeductiveClosure(semantics).expand(graph)
    assert _own_types(graph) == before
    assert not list(graph.subjects(RDF.type, ERROR))
    assert not list(graph.subjects(RDF.type, OWL.Nothing))


def test_closure_notices_types_and_contradictions() -> None:
    """
    A domain that we did declare would show as a new type, and a thing of two disjoint kinds as a contradiction.
    """
    graph = _data()
    before = _own_types(graph)
    graph.add((PRV.judge, RDFS.domain, PRV.Gate))
    graph.add((PRV.Gate, OWL.disjointWith, PRV.ConditionPart))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    assert _own_types(graph) > before
    assert list(graph.subjects(RDF.type, ERROR))


@pytest.mark.parametrize("folder", [resources.ontology(), resources.shapes()], ids=lambda folder: folder.name)
def test_vocabulary_is_neutral(folder: Path) -> None:
    """
    Neither the ontology nor the shapes name anything of the fields that our records come from.
    """
    found = {path.name: FIELD.findall(path.read_text(encoding="utf-8")) for path in folder.glob("*.ttl")}
    assert found
    assert {name: words for name, words in found.items() if words} == {}
