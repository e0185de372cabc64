"""
A small made-up register for the tests of the web: one record, one condition, and text that would like to be markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph

from proviso.register.rules import vocabulary_quads
from proviso.settings import DEFAULT_BASE, Settings
from proviso.store import Change, Store
from proviso.web import create_app

if TYPE_CHECKING:
    from flask import Flask
    from pyoxigraph import NamedNode

SCRIPT: Final = "<script>alert('x')</script>"

RECORD: Final = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prv: <https://w3id.org/proviso/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<graphs/bodies> {
    <id/body/board> a prv:Body ;
        rdfs:label "Harbour Board"@en .
}

<graphs/2021-0001> {
    <id/record/2021-0001> a prv:Record ;
        rdfs:label "Consent for the pier"@en ;
        dcterms:title "Consent for the pier" ;
        dcterms:issued "2021-02-01"^^xsd:date ;
        prv:sourceText <id/record/2021-0001/text> ;
        prv:synthetic true .

    <id/record/2021-0001/text> a prv:SourceText ;
        prv:textOf <id/record/2021-0001> ;
        prv:text "Work must stop if the wall moves. It must be watched." .

    <id/record/2021-0001/passage/01> a prv:Passage, oa:SpecificResource ;
        dcterms:identifier "S01" ;
        oa:hasSource <id/record/2021-0001/text> ;
        oa:hasSelector <id/record/2021-0001/passage/01/quote>, <id/record/2021-0001/passage/01/position> .

    <id/record/2021-0001/passage/01/quote> a oa:TextQuoteSelector ;
        oa:exact "Work must stop if the wall moves." .

    <id/record/2021-0001/passage/01/position> a oa:TextPositionSelector ;
        oa:start 0 ;
        oa:end 33 .

    <id/decision/2021-0001> a prv:Decision ;
        rdfs:label "The consent"@en ;
        prv:decisionKind prv:approvalKind ;
        prv:takenBy <id/body/board> ;
        prv:notBefore "2021-02-01"^^xsd:date ;
        prv:notAfter "2021-02-01"^^xsd:date ;
        dcterms:source <id/record/2021-0001/passage/01> .

    <id/condition/2021-0001> a prv:Condition ;
        rdfs:label "Stop if the wall moves"@en ;
        skos:notation "C1" ;
        skos:note "<script>alert('x')</script>" ;
        rdfs:seeAlso <javascript:alert(1)>, <https://example.org/wall?a=1&b=2> ;
        dcterms:source <id/record/2021-0001/passage/01> .

    <id/imposition/2021-0001> a prv:Imposition ;
        rdfs:label "The stop clause on the consent"@en ;
        prv:condition <id/condition/2021-0001> ;
        prv:onDecision <id/decision/2021-0001> ;
        prv:imposedBy <id/body/board> ;
        prv:timing prv:precedentTiming ;
        dcterms:source <id/record/2021-0001/passage/01> .

    <id/event/2021-0001> a prv:Event ;
        rdfs:label "The stop clause was imposed"@en ;
        prv:eventType prv:imposedEvent ;
        prv:about <id/imposition/2021-0001> ;
        prv:notBefore "2021-02-01"^^xsd:date ;
        prv:notAfter "2021-02-01"^^xsd:date ;
        prv:sequence 0 ;
        dcterms:source <id/record/2021-0001/passage/01> .
}
"""


def make_store(record: str = RECORD) -> Store:
    """
    Make a register in memory that holds *record* and, as every register does, the vocabulary.
    """
    stated = list(pyoxigraph.parse(record, format=pyoxigraph.RdfFormat.TRIG, base_iri=DEFAULT_BASE))
    quads = [*stated, *vocabulary_quads()]
    graphs: list[NamedNode] = sorted({quad.graph_name for quad in quads}, key=str)
    store = Store.in_memory(DEFAULT_BASE)
    store.commit(Change.replacing(quads, graphs=graphs))
    return store


def make_app(record: str = RECORD) -> Flask:
    """
    Make an application that answers from *record*.
    """
    app = create_app(make_store(record), Settings(store=Path("unused")))
    app.testing = True
    return app
