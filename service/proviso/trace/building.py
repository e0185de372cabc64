"""
The trace itself: from a subject to its decisions, from those to their conditions, and how each duty stands.

The rule is the one that the shapes enforce (docs/rule.md); a test compares the two.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from proviso.errors import NotFound
from proviso.trace.asking import Asker, Row, several
from proviso.trace.model import (
    OF_THEMSELVES,
    Acknowledged,
    Assessed,
    ConditionStanding,
    DecisionStanding,
    Duty,
    Outcome,
    Trace,
)
from proviso.trace.saying import IN_FORCE, NOT_YET, of_its_conditions, of_itself
from proviso.trace.standing import Events

if TYPE_CHECKING:
    from datetime import date

    from proviso.store import Snapshot
    from proviso.trace.model import Occurrence

PRECEDENT: Final = "precedent"
CONTINUING: Final = "continuing"

# What can be traced, by class, the more special first.
_KINDS: Final = {
    "EffectiveApproval": "effective approval",
    "Decision": "decision",
    "Gate": "gate",
    "Condition": "condition",
    "ConditionPart": "condition part",
    "Imposition": "imposition",
}


def trace(snapshot: Snapshot, iri: str, *, as_at: date, known_at: date) -> Trace:
    """
    Trace the thing named *iri* as at one day, from what had been reported by another.

    An effective approval is judged by what had certainly happened before it, and as at its own day if that is earlier.
    Raises *NotFound* if the register has no such thing, or if it is of a kind that rests on no decision.
    """
    asker = Asker(snapshot, as_at=as_at, known_at=known_at)
    types = asker.types(iri)
    kind = next((words for name, words in _KINDS.items() if name in types), None)
    if kind is None:
        raise NotFound(f"{iri} is no decision, gate, approval or condition, so it cannot be traced.")
    act = asker.event(iri) if kind == "effective approval" else None
    later = {row["gate"] for row in asker.rows("later-gates", subject=iri)}
    found = several(asker.rows("decisions", subject=iri), "decision")
    narrowed = iri if kind in OF_THEMSELVES else None
    decisions = tuple(_decision(asker, each, act=act, later=later, only=narrowed) for each in found)
    # Without a decision there is nothing that could open a gate.
    outcome = Outcome.of_all([each.outcome for each in decisions]) if decisions else Outcome.NOT_RECORDED
    conditions = [condition for each in decisions for condition in each.conditions]
    standing = of_itself(conditions) if narrowed else of_its_conditions(conditions, outcome)
    return Trace(
        subject=asker.thing(iri),
        kind=kind,
        as_at=as_at,
        known_at=known_at,
        revision=snapshot.revision,
        decisions=decisions,
        acknowledged=tuple(
            Acknowledged(asker.thing(row["condition"]), row["authority"], asker.sentences(row["acknowledgement"]))
            for row in asker.rows("acknowledgements", subject=iri)
        ),
        outcome=outcome if narrowed is None else Outcome.of_word(standing),
        standing=standing,
        sentences=asker.sentences(iri),
    )


def _decision(asker: Asker, iri: str, *, act: Occurrence | None, later: set[str], only: str | None) -> DecisionStanding:
    """
    Tell how one decision stands.
    """
    rows = asker.rows("decision", subject=iri)
    ended = _counting(asker, several(asker.rows("standing", decision=iri), "event"), act)
    units = [row for row in asker.rows("units", decision=iri) if only is None or only in row.values()]
    conditions = tuple(
        _condition(asker, list(group), act=act, later=later)
        for _, group in groupby(units, key=lambda row: row["imposition"])
    )
    outcomes = [each.outcome for each in conditions if each.counts and each.outcome]
    first, last = (next(iter(several(rows, bound)), None) for bound in ("notBefore", "notAfter"))
    taken = last is not None and last <= (asker.as_at if act is None else act.not_before)
    if act is not None and not taken:
        late = first is not None and first > act.not_after
        outcomes.append(Outcome.NOT_SATISFIED if late else Outcome.NOT_RECORDED)
    outcome = Outcome.NOT_SATISFIED if ended else Outcome.of_all(outcomes)
    return DecisionStanding(
        decision=asker.thing(iri),
        kinds=several(rows, "kind"),
        bodies=several(rows, "body"),
        when=_when(first, last),
        taken=taken,
        criteria=_criteria(asker, iri) if only is None else (),
        conditions=conditions,
        ended_by=ended,
        outcome=outcome,
        standing=of_its_conditions(conditions, outcome) if only is None else of_itself(conditions),
        sentences=asker.sentences(iri),
    )


def _when(first: str | None, last: str | None) -> str:
    if first == last:
        return f"on {last}" if last else "on a day not stated"
    return f"between {first} and {last}" if first else f"by {last}"


def _criteria(asker: Asker, iri: str) -> tuple[Assessed, ...]:
    return tuple(
        Assessed(
            criterion=asker.thing(row["criterion"]),
            assessor=row.get("assessor"),
            rating=row.get("rating"),
            accepts=row.get("accepts"),
            sentences=asker.sentences(row.get("assessment", row["criterion"])),
        )
        for row in asker.rows("criteria", decision=iri)
    )


def _condition(asker: Asker, rows: list[Row], *, act: Occurrence | None, later: set[str]) -> ConditionStanding:
    """
    Tell how one condition stands towards the decision on which it is imposed.
    """
    first = rows[0]
    timing = first["timing"].rpartition("#")[2].removesuffix("Timing")
    gates = asker.rows("gates", imposition=first["imposition"])
    starts = tuple(asker.event(iri) for iri in several(rows, "start"))
    duties = tuple(
        _duty(asker, list(group), timing=timing, act=act) for _, group in groupby(rows, key=lambda row: row["unit"])
    )
    outcomes = [each.outcome for each in duties if each.outcome]
    outcome = Outcome.of_all(outcomes) if outcomes else None
    ends = _settled(asker, several(rows, "end"), act)
    # A condition that is placed only before gates known to come later does not hold this one up.
    comes_later = bool(gates) and {row["like"] for row in gates} <= later
    not_yet = any(asker.certainly_after(start) if act is None else act.certainly_before(start) for start in starts)
    return ConditionStanding(
        condition=asker.thing(first["condition"]),
        imposition=asker.thing(first["imposition"]),
        imposers=tuple(asker.thing(body) for body in several(rows, "imposer")),
        timing="not stated" if timing == "notStated" else timing,
        gates=tuple(asker.thing(gate) for gate in several(gates, "gate")),
        imposed=not starts or any(start.not_after <= asker.as_at for start in starts),
        duties=duties,
        state=ends[-1].words if ends else NOT_YET if not_yet else str(outcome or IN_FORCE),
        outcome=outcome,
        counts=not not_yet and (timing == CONTINUING or (timing == PRECEDENT and not comes_later)),
        sentences=asker.sentences(first["imposition"]),
    )


def _duty(asker: Asker, rows: list[Row], *, timing: str, act: Occurrence | None) -> Duty:
    """
    Tell how one duty stands, from the events about it.
    """
    first = rows[0]
    about = Events(
        ends=_settled(asker, several(rows, "end"), act),
        confirmations={
            judge: _settled(asker, several([row for row in rows if row["judge"] == judge], "confirmation"), act)
            for judge in several(rows, "judge")
        },
        contrary=_counting(asker, several(rows, "contrary"), act),
        cures=_settled(asker, several(rows, "cure"), act),
        whole=first["condition"],
    )
    standing, outcome, decisive = about.kept() if timing == CONTINUING else about.met()
    return Duty(
        thing=asker.thing(first["unit"]),
        judges=tuple(asker.thing(judge) for judge in about.confirmations),
        judge_stated=first["judgeStated"] == "true",
        standing=standing,
        outcome=outcome,
        events=decisive,
        sentences=asker.sentences(first["unit"]),
    )


def _settled(asker: Asker, events: tuple[str, ...], act: Occurrence | None) -> tuple[Occurrence, ...]:
    """
    Keep the events that had certainly happened before *act*.
    """
    found = (asker.event(iri) for iri in events)
    return tuple(event for event in found if act is None or event.certainly_before(act))


def _counting(asker: Asker, events: tuple[str, ...], act: Occurrence | None) -> tuple[Occurrence, ...]:
    """
    Keep the events that may have happened by *act*.
    """
    found = (asker.event(iri) for iri in events)
    return tuple(event for event in found if act is None or not act.certainly_before(event))
