"""
The gate rule says the same in the shapes, in both engines, as in plain Python.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gate_oracle import Event, Imposition, Register, Span, findings
from proviso import resources
from proviso.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

PRV: Final = "https://w3id.org/proviso/ns#"
SHP: Final = "https://w3id.org/proviso/shapes#EffectiveApproval-"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PARTS: Final = {"c0": ("c0a", "c0b"), "c1": ()}
RULES: Final = frozenset(
    {
        "precedentConditions",
        "contraryEvents",
        "continuingConditions",
        "standingDecisions",
        "acknowledgedBreach",
        "timingNotStated",
        "noJudgeStated",
    }
)
AGENTS: Final = st.frozensets(st.sampled_from("xy"), min_size=1, max_size=2)


@st.composite
def spans(draw: st.DrawFn, *, low: int = 1, high: int = 8) -> Span:
    """
    Draw days, most often one day.
    """
    first = draw(st.integers(low, high))
    return Span(first, first + draw(st.sampled_from((0, 0, 0, 1, 3))), draw(st.integers(0, 2)))


@st.composite
def impositions(draw: st.DrawFn, number: int) -> Imposition:
    """
    Draw an imposition of either condition on either decision.
    """
    return Imposition(
        name=f"i{number}",
        condition=draw(st.sampled_from(("c0", "c1"))),
        decision=draw(st.sampled_from(("d0", "d1"))),
        timing=draw(st.sampled_from(("precedent", "precedent", "continuing", "continuing", "notStated", "subsequent"))),
        imposers=draw(AGENTS),
        judges=draw(st.one_of(st.just(frozenset()), AGENTS)),
        gates=draw(st.frozensets(st.sampled_from(("g0", "g1", "g2")), max_size=2)),
    )


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    """
    Draw an event that is about something of its kind; confirmations are the likeliest.
    """
    things = ("c0", "c0", "c0a", "c0b", "c1")
    subjects = {
        **dict.fromkeys(("foundUnsatisfactory", "observedUnmet", "breached", "cured"), things),
        **dict.fromkeys(("imposed", "waived", "varied", "withdrawn", "lapsed"), ("i0", "i1", "i2")),
        "revoked": ("e0", "e1", "e2", "d0", "d1"),
        "superseded": ("d0", "d1"),
    }
    likely = ("breached", "cured", "revoked", "varied")
    kind = "confirmedSatisfactory" if number < 4 else draw(st.sampled_from((*sorted(subjects), *likely)))
    return Event(
        name=f"e{number}",
        kind=kind,
        about=draw(st.sampled_from(subjects.get(kind, things))),
        agents=draw(AGENTS),
        when=draw(spans(high=5 if number < 4 else 8)),
        planned=draw(st.sampled_from((False, False, False, False, True))),
        introduces=draw(st.sampled_from(("", "i0", "i1"))) if kind == "varied" else "",
    )


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """
    Draw a register with one approval, two decisions, two conditions and three gates.
    """
    later = draw(st.sampled_from((("d0", "d1"), ("approval", "d1"), None)))
    judged: st.SearchStrategy[frozenset[str]] = st.one_of(st.just(frozenset()), AGENTS)
    return Register(
        approval=draw(spans(low=5, high=7)),
        gate=draw(st.sampled_from(("g0", "g0", ""))),
        decisions={"d0": draw(spans(high=4)), "d1": Span(1, 1)},
        relies=frozenset({("approval", "d0")} | ({later} if later else set())),
        parts=PARTS,
        impositions=tuple(draw(impositions(number)) for number in range(3)),
        events=tuple(draw(events(number)) for number in range(draw(st.integers(2, 12)))),
        judges={name: draw(judged) for name in ("c0", "c0a", "c1")},
        order=draw(st.frozensets(st.sampled_from((("g0", "g1"), ("g1", "g2"), ("g0", "g2"))))),
        alike=draw(st.sampled_from((frozenset(), frozenset({("g1", "g2")}), frozenset({("g2", "g0")})))),
        acknowledged=draw(st.sampled_from((frozenset(), frozenset(), frozenset({"c1"})))),
    )


def written(register: Register, base: str) -> Iterator[str]:
    """
    Write a register as N-Triples, its names beginning with *base*.
    """
    yield from _said(
        base, "approval", ("a", "EffectiveApproval"), ("gate", register.gate), ("eventType", "*gatePassedEvent")
    )
    yield from _dated(base, "approval", register.approval)
    for name, when in register.decisions.items():
        yield from _dated(base, name, when)
    for whole, parts in register.parts.items():
        yield from _said(base, whole, *(("part", part) for part in parts))
    for predicate, pairs in (
        ("reliesOn", register.relies),
        ("precedesGate", register.order),
        ("possiblySameAs", register.alike),
    ):
        for subject, thing in pairs:
            yield from _said(base, subject, (predicate, thing))
    for name, judges in register.judges.items():
        yield from _said(base, name, *(("judge", judge) for judge in judges))
    for condition in register.acknowledged:
        yield from _said(
            base, f"{condition}-ack", ("acknowledges", "approval"), ("condition", condition), ("recordedBy", "z")
        )
    for imposition in register.impositions:
        yield from _imposed(base, imposition)
    for event in register.events:
        yield from _happened(base, event)


def _imposed(base: str, imposition: Imposition) -> Iterator[str]:
    name, form = imposition.name, f"{imposition.name}-form"
    yield from _said(base, name, ("condition", imposition.condition), ("onDecision", imposition.decision))
    yield from _said(base, name, ("timing", f"*{imposition.timing}Timing"), ("formulatedAs", form))
    yield from _said(base, name, *(("imposedBy", body) for body in imposition.imposers))
    yield from _said(base, name, *(("judge", judge) for judge in imposition.judges))
    yield from _said(base, form, *(("beforeGate", gate) for gate in imposition.gates))


def _happened(base: str, event: Event) -> Iterator[str]:
    yield from _said(
        base, event.name, ("eventType", f"*{event.kind}Event"), ("about", event.about), ("introduces", event.introduces)
    )
    yield from _dated(base, event.name, event.when)
    for agent in event.agents:
        yield f"<{base}{event.name}> <http://www.w3.org/ns/prov#wasAssociatedWith> <{base}{agent}> ."
    if event.planned:
        yield f'<{base}{event.name}> <{PRV}planned> "true"^^<{XSD}boolean> .'


def _said(base: str, subject: str, *facts: tuple[str, str]) -> Iterator[str]:
    for predicate, thing in facts:
        if predicate == "a":
            yield f"<{base}{subject}> <{RDF_TYPE}> <{PRV}{thing}> ."
        elif thing:
            term = f"{PRV}{thing[1:]}" if thing.startswith("*") else f"{base}{thing}"
            yield f"<{base}{subject}> <{PRV}{predicate}> <{term}> ."


def _dated(base: str, subject: str, when: Span) -> Iterator[str]:
    for predicate, day in (("notBefore", when.first), ("notAfter", when.last)):
        yield f'<{base}{subject}> <{PRV}{predicate}> "2020-01-{day:02}"^^<{XSD}date> .'
    yield f'<{base}{subject}> <{PRV}sequence> "{when.place}"^^<{XSD}integer> .'


@cache
def _shapes() -> str:
    return "\n".join(
        (resources.shapes() / name).read_text(encoding="utf-8") for name in ("prefixes.ttl", "approval.ttl")
    )


def _reported(drawn: list[Register], engine: str) -> list[set[tuple[str, str]]]:
    lines = [line for number, register in enumerate(drawn) for line in written(register, f"urn:r{number}:")]
    found: list[set[tuple[str, str]]] = [set() for _ in drawn]
    for result in validate("\n".join(lines).encode(), _shapes(), engine=engine).results:
        rule = result.shape.value.removeprefix(SHP)
        if rule in RULES:
            number, _, _ = str(result.focus.value).removeprefix("urn:r").partition(":")
            found[int(number)].add((rule, str(result.value).strip("<>").rpartition(":")[2]))
    return found


@cache
def drawn_registers(number: int) -> list[Register]:
    """
    Draw registers, to be validated together: an engine takes longer to read the constraints than to ask them.
    """
    drawn: list[Register] = []

    @settings(max_examples=number, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))
    @given(registers())
    def draw(register: Register) -> None:
        drawn.append(register)

    draw()
    return drawn


@pytest.mark.parametrize(("engine", "number"), [("proviso", 1500), ("pyshacl", 60)])
def test_shapes_agree_with_the_words(engine: str, number: int) -> None:
    """
    The shapes report of registers drawn by chance exactly what the rule in words says of them.
    """
    drawn = drawn_registers(number)
    for register, found in zip(drawn, _reported(drawn, engine), strict=True):
        assert found == findings(register), register


@pytest.mark.parametrize("rule", sorted(RULES))
def test_chance_meets_every_rule(rule: str) -> None:
    """
    Each rule speaks of some of the registers drawn, and is silent on others.
    """
    spoken = [rule in {name for name, _ in findings(register)} for register in drawn_registers(1500)]
    assert any(spoken)
    assert not all(spoken)


def test_message_names_approval_condition_unit_and_judge() -> None:
    """
    A person who reads the message knows which approval lacks whose confirmation of what.
    """
    imposition = Imposition("i0", "c0", "d0", "precedent", frozenset("x"), judges=frozenset("y"))
    unmet = Event("e0", "observedUnmet", "c0a", frozenset("y"), Span(2, 2))
    relies = frozenset({("approval", "d0")})
    register = Register(Span(5, 5), "g0", {"d0": Span(1, 1)}, relies, PARTS, (imposition,), (unmet,))
    names = {
        "approval": "Opening",
        "c0": "Lights",
        "c0a": "lamps lit",
        "c0b": "lamps spare",
        "y": "Master",
        "e0": "Dark pier",
    }
    labels = [
        f'<urn:r0:{name}> <http://www.w3.org/2000/01/rdf-schema#label> "{label}"@en .' for name, label in names.items()
    ]
    data = "\n".join([*written(register, "urn:r0:"), *labels]).encode()
    assert {result.message for result in validate(data, _shapes()).results if "Conditions" in result.shape.value} == {
        (
            "Opening may not take effect: condition Lights (lamps spare) is not recorded as satisfied; "
            "no confirmation by Master is certainly before it."
        )
    }
    assert {result.message for result in validate(data, _shapes()).results if "contrary" in result.shape.value} == {
        (
            "Opening may not take effect: condition Lights (lamps lit) is not satisfied; Dark pier speaks against it, "
            "and no confirmation by Master is certainly after that and before the approval."
        )
    }
