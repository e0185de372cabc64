"""
The trace of an effective approval says what the rule says, on registers drawn by chance.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from gate_oracle import Register, Span, findings
from proviso import resources
from proviso.store import Change, Snapshot, Store
from proviso.trace import Outcome, trace
from test_gate_rule import PRV, RDF_TYPE, drawn_registers, written

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER: Final = 300
TOGETHER: Final = 5
DAY: Final = date(2020, 12, 31)
RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
AGENTS: Final = ("x", "y", "z")


def expected(register: Register) -> Outcome:
    """
    Tell from the oracle what the trace must say; that a breach is acknowledged does not make it any less of one.
    """
    told = replace(register, acknowledged=frozenset())
    broken = {rule for rule, _ in findings(replace(told, decisions=dict.fromkeys(register.decisions, Span(1, 1))))}
    late = {name for rule, name in findings(told) if rule == "standingDecisions"}
    if {"contraryEvents", "continuingConditions", "standingDecisions"} & broken:
        return Outcome.NOT_SATISFIED
    if any(register.approval.last < register.decisions[name].first for name in late):
        return Outcome.NOT_SATISFIED
    return Outcome.NOT_RECORDED if late or "precedentConditions" in broken else Outcome.SATISFIED


def described(register: Register, base: str) -> Iterator[str]:
    """
    Write what a trace reads beyond the rule: who took the decisions, and which record reports each event.
    """
    for name in register.decisions:
        yield f"<{base}{name}> <{RDF_TYPE}> <{PRV}Decision> ."
        yield f"<{base}{name}> <{PRV}decisionKind> <{PRV}agreementKind> ."
        yield f"<{base}{name}> <{PRV}takenBy> <{base}x> ."
    yield from (f'<{base}{agent}> <{RDFS_LABEL}> "{agent}" .' for agent in AGENTS)
    yield f"<{base}passage> <http://www.w3.org/ns/oa#hasSource> <{base}text> ."
    yield f"<{base}text> <{PRV}textOf> <{base}record> ."
    yield f'<{base}record> <http://purl.org/dc/terms/issued> "{DAY}"^^<http://www.w3.org/2001/XMLSchema#date> .'
    for event in register.events:
        yield f"<{base}{event.name}> <http://purl.org/dc/terms/source> <{base}passage> ."


def holding(drawn: list[Register]) -> Snapshot:
    """
    Hold registers in one store, told apart by their names.
    """
    lines = [
        line
        for number, register in enumerate(drawn)
        for line in (*written(register, f"urn:r{number}:"), *described(register, f"urn:r{number}:"))
    ]
    schemes = (resources.ontology() / "schemes.ttl").read_bytes()
    triples = [
        *parse(schemes, format=RdfFormat.TURTLE),
        *parse("\n".join(lines).encode(), format=RdfFormat.N_TRIPLES),
    ]
    graph = NamedNode("urn:registers")
    store = Store.in_memory()
    store.commit(Change(additions=[Quad(each.subject, each.predicate, each.object, graph) for each in triples]))
    return store.snapshot()


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[Register, Outcome | None]]:
    """
    Trace the approval of each register, some registers to a store.
    """
    drawn = drawn_registers(NUMBER)
    return [
        (register, trace(snapshot, f"urn:r{number}:approval", as_at=DAY, known_at=DAY).outcome)
        for start in range(0, NUMBER, TOGETHER)
        for snapshot in [holding(drawn[start : start + TOGETHER])]
        for number, register in enumerate(drawn[start : start + TOGETHER])
    ]


def test_the_trace_agrees_with_the_rule(outcomes: list[tuple[Register, Outcome | None]]) -> None:
    """
    An approval is traced as satisfied where the rule finds nothing against it, and else as the rule says.
    """
    for register, outcome in outcomes:
        assert outcome is expected(register), register


@pytest.mark.parametrize("outcome", Outcome)
def test_chance_meets_every_outcome(outcomes: list[tuple[Register, Outcome | None]], outcome: Outcome) -> None:
    """
    Each outcome is that of many of the registers drawn.
    """
    assert sum(found is outcome for _, found in outcomes) >= NUMBER // 20
