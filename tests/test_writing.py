"""
Quads as text: read back the same, the same every time, and pleasant in a diff.
"""

from __future__ import annotations

import random

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from proviso.errors import NotAcceptable
from proviso.store import GRAPH_FORMATS, serialise

BASE = "http://localhost:8000/"
XSD = "http://www.w3.org/2001/XMLSchema#"
ENGINE = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
DATASETS = ("trig", "nquads", "jsonld")

iris = st.one_of(
    st.text("ab0_-.", max_size=6).map(lambda local: f"https://w3id.org/proviso/ns#{local}"),
    st.text("ab0_-.~/", max_size=8).map(lambda rest: f"{BASE}id/{rest}"),
    st.lists(st.sampled_from(["a", "é", "漢", "\U0001d4b3", "%20", "/", "'", "(", ")", "!", "~", "."]), max_size=6).map(
        lambda parts: "http://example.org/" + "".join(parts)
    ),
    st.sampled_from(["urn:x:y", BASE, f"{BASE}a/../b", f"{BASE}graphs/2020-0001", f"{BASE}/a", "mailto:a@b"]),
).map(NamedNode)
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text("\"\\\n\r\t'ab\x00\x01\x7f\x85\u2028\ufeff\ufffe\uffff😀 .", max_size=12),
)
literals = st.one_of(
    texts.map(Literal),
    st.builds(Literal, texts, language=st.sampled_from(["en", "en-gb", "cy", "zh-hant-tw"])),
    st.builds(lambda text: Literal(text, language="ar", direction=BaseDirection.RTL), texts),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(XSD + name)),
        st.one_of(
            texts, st.sampled_from(["1", "01", "+1", "-1.50", ".5", "1.", "1e3", "1.0E-2", "true", "1", "NaN", "INF"])
        ),
        st.sampled_from(["integer", "decimal", "double", "boolean", "date", "dateTime", "anyURI"]),
    ),
    st.builds(lambda text, kind: Literal(text, datatype=kind), texts, iris),
)
graphs = st.one_of(st.just(DefaultGraph()), iris)
quads = st.lists(st.builds(Quad, iris, iris, st.one_of(iris, literals), graphs), max_size=12)


def parsed(content: bytes, form: str) -> set[Quad]:
    """
    Read with the engine, without our own reader.
    """
    return set(pyoxigraph.parse(content, ENGINE[form]))


@pytest.mark.parametrize("form", ["turtle", "trig", "ntriples", "nquads", "jsonld"])
@given(some=quads)
@settings(max_examples=150, deadline=None)
def test_what_is_written_reads_back_the_same(form: str, some: list[Quad]) -> None:
    """
    Every kind of term survives every format; formats without graphs keep the triples.
    """
    expected = set(some)
    if form not in DATASETS:
        expected = {Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in some}
    assert parsed(serialise(some, form), form) == expected


@given(some=quads)
@settings(max_examples=150, deadline=None)
def test_rdf_xml_reads_back_the_same_or_is_refused(some: list[Quad]) -> None:
    """
    RDF/XML cannot say everything; what it cannot say is refused, never altered.
    """
    try:
        content = serialise(some, "rdfxml")
    except NotAcceptable:
        return
    assert parsed(content, "rdfxml") == {Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in some}


@given(some=quads)
@settings(max_examples=100, deadline=None)
def test_relative_iris_stand_under_the_declared_base(some: list[Quad]) -> None:
    """
    With a base the document declares it, and reads back the same without being told.
    """
    assert parsed(serialise(some, "trig", base=BASE), "trig") == set(some)


@pytest.mark.parametrize("form", GRAPH_FORMATS)
@given(some=quads, seed=st.integers())
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_quads_does_not_matter(form: str, some: list[Quad], seed: int) -> None:
    """
    The same quads give the same bytes, however they come and however often.
    """
    shuffled = [*some, *some]
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - to shuffle
    try:
        expected = serialise(some, form)
    except NotAcceptable:
        return
    assert serialise(shuffled, form) == expected


@pytest.mark.parametrize("form", ["turtle", "trig", "ntriples", "nquads"])
def test_triple_terms_survive(form: str) -> None:
    """
    A statement about a statement reads back the same.
    """
    a = NamedNode("http://example.org/a")
    quad = Quad(a, a, Triple(a, a, Literal('"\n')), DefaultGraph())
    assert parsed(serialise([quad], form), form) == {quad}


def test_trig_reads_like_prose() -> None:
    """
    Prefixes that are used, the class first, a line for each predicate, long text as it is.
    """
    text = b"""@base <http://localhost:8000/> .
@prefix prv: <https://w3id.org/proviso/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<graphs/2020-0001> {
    <id/condition/2020-0001> a prv:Condition ;
        rdfs:label "a \\"quoted\\" label"@en ;
        prv:number 7 ;
        prv:part
            <id/condition/2020-0001/part/a>,
            <id/condition/2020-0001/part/b> ;
        prv:text \"\"\"First "line".
Second line.\\"\"\"\" .

    <id/record/2020-0001> a prv:Record .
}
"""
    quads = list(pyoxigraph.parse(text, RdfFormat.TRIG))
    random.Random(1).shuffle(quads)  # noqa: S311 - to shuffle
    assert serialise(quads, "trig", base=BASE) == text


def test_nothing_is_nothing() -> None:
    """
    An empty register is an empty document, and an unknown format is an error.
    """
    assert {form: serialise([], form) for form in ("turtle", "trig", "ntriples", "nquads")} == dict.fromkeys(
        ("turtle", "trig", "ntriples", "nquads"), b""
    )
    with pytest.raises(NotAcceptable):
        serialise([], "docx")
