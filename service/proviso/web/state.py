"""
How a condition, a decision or an event stands on a day; derived from dated events each time, never stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from proviso.trace import trace
from proviso.vocabulary import PRV
from proviso.web import questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from proviso.catalogue import Catalogue
    from proviso.store import Row, Snapshot
    from proviso.trace import Trace

_TONES: Final = {"satisfied": "good", "not satisfied": "bad", "breached": "bad"}

# The question that says how conditions stand, and the columns of its rows that are shown.
_STATES: Final = "condition-state"


@dataclass(frozen=True, slots=True)
class Note:
    """
    One thing that a state rests on, and how that stands in its parts.
    """

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """
    How one thing stands, what that is about, and what it rests on.
    """

    label: str
    topic: str = "State"
    notes: tuple[Note, ...] = ()

    @property
    def tone(self) -> str:
        """
        Return whether the state is good or bad news, if it is either.
        """
        return _TONES.get(self.label, "")


@dataclass(frozen=True, slots=True)
class Clock:
    """
    The two days that a state is asked about: what had happened by the one, and had been reported by the other.
    """

    as_at: date
    known_at: date


def state(here: Snapshot, iri: str, clock: Clock, catalogue: Catalogue) -> State | None:
    """
    Return how *iri* stands, or nothing if it is of no kind that has a state.
    """
    kinds = {row[1].value for row in questions.rows(here, "kinds", thing=iri) if isinstance(row[1], NamedNode)}
    if PRV.NAMESPACE + "Condition" in kinds:
        return states(here, clock, catalogue, condition=iri).get(iri)
    read = next((read for name, read in _READERS.items() if PRV.NAMESPACE + name in kinds), None)
    return read(here, iri, clock) if read else None


def states(here: Snapshot, clock: Clock, catalogue: Catalogue, **parameters: str) -> Mapping[str, State]:
    """
    Return how conditions stand, by their names.
    """
    days = {"as-at": clock.as_at.isoformat(), "known-at": clock.known_at.isoformat()}
    answer = catalogue.run(here, _STATES, **parameters, **days)
    rows = (_texts(answer.variables, row) for row in answer.rows())
    return {row["condition"]: _of_condition(row) for row in rows if "condition" in row}


def _texts(columns: tuple[str, ...], row: Row) -> dict[str, str]:
    bound = zip(columns, row, strict=True)
    return {column: term.value for column, term in bound if isinstance(term, NamedNode | Literal)}


def _of_condition(row: Mapping[str, str]) -> State:
    possible, latest = row.get("possible_state", row["state"]), row.get("latest_event", "none recorded")
    notes = [f"Counting what may have happened by then, it is {possible}."] if possible != row["state"] else []
    notes.append("No event is recorded." if latest == "none recorded" else f"The latest event: {latest}.")
    return State(row["state"], notes=tuple(map(Note, notes)))


def _traced(here: Snapshot, iri: str, clock: Clock) -> State:
    """
    Say how the conditions of a decision, or the one duty that is asked about, stand.
    """
    account = trace(here, iri, as_at=clock.as_at, known_at=clock.known_at)
    return State(account.standing, topic="What it depends on", notes=tuple(_reasons(account)))


def _reasons(account: Trace) -> Iterator[Note]:
    for decision in account.decisions:
        for ended in decision.ended_by:
            yield Note(f"{decision.decision.title}: {ended.words} ({ended.when})")
        for condition in decision.conditions:
            details = tuple(f"{duty.thing.title}: {duty.standing}" for duty in condition.duties)
            yield Note(f"{condition.imposition.title} ({condition.timing}): {condition.state}", details)
    if not account.decisions:
        yield Note("No decision is recorded on which it rests.")


def _of_event(here: Snapshot, iri: str, clock: Clock) -> State:
    """
    Say whether an event had happened by the day.
    """
    _, first, last, planned = next(questions.rows(here, "event", thing=iri), (None, None, None, None))
    day = clock.as_at.isoformat()
    if isinstance(planned, Literal) and planned.value == "true":
        return State("planned")
    if isinstance(last, Literal) and last.value <= day:
        return State("happened")
    # A day that is not known may be any day.
    return State("not yet" if isinstance(first, Literal) and first.value > day else "may have happened")


# The more special kinds come first.
_READERS: Final[Mapping[str, Callable[[Snapshot, str, Clock], State]]] = {
    "ConditionPart": _traced,
    "Imposition": _traced,
    "EffectiveApproval": _traced,
    "Decision": _traced,
    "Gate": _traced,
    "Event": _of_event,
}
