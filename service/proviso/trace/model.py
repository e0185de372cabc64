"""
What a trace is made of: decisions, their conditions, the duties within them, and the events and sentences behind each.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date


# The kinds of subject that stand or fall by themselves; the others by their conditions.
OF_THEMSELVES: Final = frozenset({"condition", "condition part", "imposition"})


class Outcome(StrEnum):
    """
    How something stands towards a gate; only the first opens it.
    """

    SATISFIED = "satisfied"
    NOT_SATISFIED = "not satisfied"
    NOT_RECORDED = "not recorded"

    @classmethod
    def of_all(cls, outcomes: list[Outcome]) -> Outcome:
        """
        Combine what all must hold: one failure fails them, and what is not known is not satisfied.
        """
        for worst in (cls.NOT_SATISFIED, cls.NOT_RECORDED):
            if worst in outcomes:
                return worst
        return cls.SATISFIED

    @classmethod
    def of_word(cls, word: str) -> Outcome | None:
        """
        Return the outcome that *word* names, if it names one.
        """
        return next((outcome for outcome in cls if outcome == word), None)


@dataclass(frozen=True, slots=True)
class Thing:
    """
    A thing in the register, by its IRI and by what people call it.
    """

    iri: str
    label: str
    notation: str | None = None

    @property
    def title(self) -> str:
        """
        Return the notation and the label, as they would be read out.
        """
        return f"{self.notation}: {self.label}" if self.notation else self.label


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    The words of a source, and where they stand.
    """

    iri: str
    identifier: str
    record: str
    part: str | None
    exact: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """
    An event: what, between which days, by whom, on which evidence, in whose words.
    """

    thing: Thing
    type: str
    words: str
    not_before: str
    not_after: str
    sequence: int | None
    about: tuple[str, ...]
    agents: tuple[str, ...]
    evidence: tuple[str, ...]
    sentences: tuple[Sentence, ...]

    def certainly_before(self, other: Occurrence) -> bool:
        """
        Tell whether this ended before *other* began, or stands earlier on the same exact day.
        """
        if self.not_after < other.not_before:
            return True
        days = {self.not_before, self.not_after, other.not_before, other.not_after}
        if len(days) > 1 or self.sequence is None or other.sequence is None:
            return False
        return self.sequence < other.sequence

    @property
    def when(self) -> str:
        """
        Return the day, or the two days between which it happened.
        """
        return self.not_after if self.not_before == self.not_after else f"{self.not_before} to {self.not_after}"


@dataclass(frozen=True, slots=True)
class Duty:
    """
    A part of a condition, or a condition without parts, and how it stands.
    """

    thing: Thing
    judges: tuple[Thing, ...]
    judge_stated: bool
    standing: str
    outcome: Outcome | None
    events: tuple[Occurrence, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ConditionStanding:
    """
    A condition as imposed on one decision, and how its duties stand.

    *counts* tells whether the decision's own outcome depends on it: a continuing condition counts once it is in breach.
    *state* is how it stands in words: that it is in force, or was waived, is no outcome and is worth saying.
    """

    condition: Thing
    imposition: Thing
    imposers: tuple[Thing, ...]
    timing: str
    gates: tuple[Thing, ...]
    imposed: bool
    duties: tuple[Duty, ...]
    state: str
    outcome: Outcome | None
    counts: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """
    A criterion and one view that was taken of it; without an assessor, none is recorded.
    """

    criterion: Thing
    assessor: str | None
    rating: str | None
    accepts: str | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class DecisionStanding:
    """
    A decision, the criteria and conditions it rests on, and how it stands.

    *taken* tells whether it was certainly taken by the day, or by the approval that relies on it.
    """

    decision: Thing
    kinds: tuple[str, ...]
    bodies: tuple[str, ...]
    when: str
    taken: bool
    criteria: tuple[Assessed, ...]
    conditions: tuple[ConditionStanding, ...]
    ended_by: tuple[Occurrence, ...]
    outcome: Outcome
    standing: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """
    A breach that an authority has acknowledged; it stays a breach.
    """

    condition: Thing
    authority: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """
    The whole account of one subject on one day.

    *standing* says in words how its conditions stand or, where the subject is a condition, a part or an imposition, how
    that stands itself. *outcome* is what the rule says: nothing of a condition that is in force or was waived.
    """

    subject: Thing
    kind: str
    as_at: date
    known_at: date
    revision: int
    decisions: tuple[DecisionStanding, ...]
    acknowledged: tuple[Acknowledged, ...]
    outcome: Outcome | None
    standing: str
    sentences: tuple[Sentence, ...]
