"""
A trace as RDF: one EARL assertion for each duty, so that other tools can read who stands where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from proviso.store import serialise
from proviso.trace.model import Outcome
from proviso.vocabulary import EARL, PROV, PRV, RDF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proviso.store import Term
    from proviso.trace.model import ConditionStanding, Duty, Trace

_OUTCOMES: Final = {
    Outcome.SATISFIED: PRV.satisfiedOutcome,
    Outcome.NOT_SATISFIED: PRV.notSatisfiedOutcome,
    Outcome.NOT_RECORDED: PRV.notRecordedOutcome,
}


def turtle(trace: Trace) -> bytes:
    """
    Write *trace* as Turtle.
    """
    return serialise(list(_quads(trace)), "turtle")


def _quads(trace: Trace) -> Iterator[Quad]:
    whole = BlankNode("trace")
    days = ((PRV.asAt, trace.as_at), (PRV.knownAt, trace.known_at))
    yield from _assertion(whole, NamedNode(trace.subject.iri), trace.outcome)
    for predicate, day in days:
        yield _quad(whole, predicate, Literal(day.isoformat(), datatype=XSD.date))
    number = 0
    for decision in trace.decisions:
        for condition in decision.conditions:
            for duty in condition.duties:
                number += 1
                yield from _duty(BlankNode(f"duty{number:04d}"), condition, duty)


def _duty(node: BlankNode, condition: ConditionStanding, duty: Duty) -> Iterator[Quad]:
    yield from _assertion(node, NamedNode(condition.imposition.iri), duty.outcome)
    yield _quad(node, EARL.test, NamedNode(duty.thing.iri))
    yield _quad(node, RDFS.comment, Literal(duty.standing, language="en"))
    for event in duty.events:
        yield _quad(node, PROV.used, NamedNode(event.thing.iri))


def _assertion(node: BlankNode, subject: NamedNode, outcome: Outcome | None) -> Iterator[Quad]:
    """
    Assert *outcome* of *subject*; a duty that is merely in force has a result without an outcome.
    """
    result = BlankNode(f"{node.value}result")
    yield _quad(node, RDF.type, EARL.Assertion)
    yield _quad(node, EARL.subject, subject)
    yield _quad(node, EARL.mode, EARL.automatic)
    yield _quad(node, EARL.result, result)
    yield _quad(result, RDF.type, EARL.TestResult)
    if outcome:
        yield _quad(result, EARL.outcome, _OUTCOMES[outcome])


def _quad(subject: NamedNode | BlankNode, predicate: NamedNode, value: Term) -> Quad:
    return Quad(subject, predicate, value, DefaultGraph())
