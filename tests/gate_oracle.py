"""
The rule of docs/rule.md in plain Python, over registers small enough to be drawn by chance.

It shares nothing with the shapes but the words: it reads no RDF and asks no query.
`findings` says what the shapes must say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CONTRARY = frozenset({"foundUnsatisfactory", "observedUnmet", "breached", "revoked", "lapsed"})
RELEASE = frozenset({"waived", "varied", "withdrawn", "lapsed"})
END = frozenset({"revoked", "superseded", "withdrawn", "lapsed"})


@dataclass(frozen=True)
class Span:
    """
    The days between which something happened, and its place among what happened on one day.
    """

    first: int
    last: int
    place: int = 0

    def before(self, other: Span) -> bool:
        """
        Tell whether this certainly came earlier than *other*.
        """
        if self.last < other.first:
            return True
        return self.first == self.last == other.first == other.last and self.place < other.place


@dataclass(frozen=True)
class Event:
    """
    Something that happened, or is planned.
    """

    name: str
    kind: str
    about: str
    agents: frozenset[str]
    when: Span
    planned: bool = False
    introduces: str = ""


@dataclass(frozen=True)
class Imposition:
    """
    A condition on a decision.
    """

    name: str
    condition: str
    decision: str
    timing: str
    imposers: frozenset[str]
    judges: frozenset[str] = frozenset()
    gates: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Register:
    """
    One effective approval, and all that bears on it.
    """

    approval: Span
    gate: str
    decisions: dict[str, Span]
    relies: frozenset[tuple[str, str]]
    parts: dict[str, tuple[str, ...]]
    impositions: tuple[Imposition, ...]
    events: tuple[Event, ...]
    judges: dict[str, frozenset[str]] = field(default_factory=dict)
    order: frozenset[tuple[str, str]] = frozenset()
    alike: frozenset[tuple[str, str]] = frozenset()
    acknowledged: frozenset[str] = frozenset()


def findings(register: Register) -> set[tuple[str, str]]:
    """
    Return what is to be reported of the approval: the shape that speaks, and the thing that it speaks of.
    """
    relied = _reached("approval", register.relies)
    found = {("acknowledgedBreach", condition) for condition in register.acknowledged}
    found |= {("standingDecisions", decision) for decision in relied if not _stands(register, decision)}
    for imposition in register.impositions:
        if imposition.decision in relied and _binds(register, imposition):
            found |= set(_settling(register, imposition))
    return found


def _settling(register: Register, imposition: Imposition) -> Iterator[tuple[str, str]]:
    condition = imposition.condition
    acknowledged = condition in register.acknowledged
    if imposition.timing == "continuing" and not acknowledged:
        for thing in (condition, *register.parts[condition]):
            if _in_breach(register, thing, condition):
                yield "continuingConditions", thing
    for unit in register.parts[condition] or (condition,):
        outcomes = {_outcome(register, unit, condition, judge) for judge in _judges(register, unit, imposition)}
        if imposition.timing == "notStated" and outcomes - {"satisfied"}:
            yield "timingNotStated", unit
        if imposition.timing == "precedent" and not _set_before_later_gates(register, imposition):
            if "not recorded" in outcomes and not acknowledged:
                yield "precedentConditions", unit
            if "not satisfied" in outcomes and not acknowledged:
                yield "contraryEvents", unit
            if _nobody_named(register, unit, imposition) and any(
                _confirmations(register, unit, condition, judge) for judge in imposition.imposers
            ):
                yield "noJudgeStated", unit


def _outcome(register: Register, unit: str, condition: str, judge: str) -> str:
    confirmations = _confirmations(register, unit, condition, judge)
    confirming = {e.name for e in register.events if e.kind == "confirmedSatisfactory" and e.about in {unit, condition}}
    contrary = [e for e in _by_then(register, CONTRARY) if e.about in {unit, condition} | confirming]
    if not contrary:
        return "satisfied" if confirmations else "not recorded"
    answered = all(any(event.when.before(later.when) for later in confirmations) for event in contrary)
    return "satisfied" if answered else "not satisfied"


def _confirmations(register: Register, unit: str, condition: str, judge: str) -> list[Event]:
    confirming = _certainly_by_then(register, {"confirmedSatisfactory"})
    return [e for e in confirming if e.about in {unit, condition} and judge in e.agents]


def _judges(register: Register, unit: str, imposition: Imposition) -> frozenset[str]:
    none: frozenset[str] = frozenset()
    of_unit, of_whole = (register.judges.get(name, none) for name in (unit, imposition.condition))
    return of_unit or of_whole or imposition.judges or imposition.imposers


def _nobody_named(register: Register, unit: str, imposition: Imposition) -> bool:
    return not (register.judges.get(unit) or register.judges.get(imposition.condition) or imposition.judges)


def _binds(register: Register, imposition: Imposition) -> bool:
    if any(e.about == imposition.name for e in _certainly_by_then(register, RELEASE)):
        return False
    begins = [
        e
        for e in register.events
        if not e.planned and ((e.kind == "imposed" and e.about == imposition.name) or e.introduces == imposition.name)
    ]
    return not any(register.approval.before(e.when) for e in begins)


def _set_before_later_gates(register: Register, imposition: Imposition) -> bool:
    alike = register.alike | {(b, a) for a, b in register.alike}
    named = imposition.gates | {gate for start in imposition.gates for gate in _reached(start, alike)}
    return bool(named) and named <= _reached(register.gate, register.order)


def _in_breach(register: Register, thing: str, condition: str) -> bool:
    cures = [e for e in _certainly_by_then(register, {"cured"}) if e.about in {thing, condition}]
    breaches = [e for e in _by_then(register, {"breached"}) if e.about == thing]
    return any(not any(breach.when.before(cure.when) for cure in cures) for breach in breaches)


def _stands(register: Register, decision: str) -> bool:
    ended = any(e.about == decision for e in _by_then(register, END))
    return register.decisions[decision].last <= register.approval.first and not ended


def _by_then(register: Register, kinds: Iterable[str]) -> list[Event]:
    return [e for e in register.events if e.kind in kinds and not e.planned and not register.approval.before(e.when)]


def _certainly_by_then(register: Register, kinds: Iterable[str]) -> list[Event]:
    return [e for e in register.events if e.kind in kinds and not e.planned and e.when.before(register.approval)]


def _reached(start: str, steps: Iterable[tuple[str, str]]) -> set[str]:
    steps, reached, waiting = set(steps), set[str](), [start]
    while waiting:
        here = waiting.pop()
        new = {there for origin, there in steps if origin == here} - reached
        reached |= new
        waiting += new
    return reached
