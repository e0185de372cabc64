"""
How a duty stands, given the events about it that count on the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from proviso.trace.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proviso.trace.model import Occurrence

Standing: TypeAlias = "tuple[str, Outcome | None, tuple[Occurrence, ...]]"


@dataclass(frozen=True, slots=True)
class Events:
    """
    The events about one duty of a *whole* condition: what ended, confirmed, contradicted and cured it.
    """

    ends: tuple[Occurrence, ...]
    confirmations: Mapping[str, tuple[Occurrence, ...]]
    contrary: tuple[Occurrence, ...]
    cures: tuple[Occurrence, ...]
    whole: str

    def met(self) -> Standing:
        """
        Tell whether a duty that must be met once has been: ended, or confirmed by each judge after all contrary.
        """
        if self.ends:
            return self._ended()
        against = self.contrary
        if all(_last_word(each, against) for each in self.confirmations.values()):
            confirming = tuple(dict.fromkeys(event for each in self.confirmations.values() for event in each))
            return "confirmed", Outcome.SATISFIED, confirming
        if not against:
            return "not recorded", Outcome.NOT_RECORDED, ()
        return against[-1].words, Outcome.NOT_SATISFIED, against

    def kept(self) -> Standing:
        """
        Tell whether a duty that must be kept is; without a breach it is in force, which is not the same as satisfied.
        """
        if self.ends:
            return self._ended()
        breaches = tuple(event for event in self.contrary if event.type == "breached")
        uncured = tuple(each for each in breaches if not any(self._cured(each, cure) for cure in self.cures))
        if uncured:
            return "in breach", Outcome.NOT_SATISFIED, uncured
        return "in force, no breach recorded" if not breaches else "in force, breach cured", None, self.cures

    def _cured(self, breach: Occurrence, cure: Occurrence) -> bool:
        """
        Tell whether *cure* makes *breach* good: it came later, and is of the same thing or of the whole condition.
        """
        return breach.certainly_before(cure) and (
            self.whole in cure.about or not set(breach.about).isdisjoint(cure.about)
        )

    def _ended(self) -> Standing:
        return self.ends[-1].words, Outcome.SATISFIED, self.ends


def _last_word(confirmations: tuple[Occurrence, ...], against: tuple[Occurrence, ...]) -> bool:
    """
    Tell whether there are *confirmations*, and every contrary event is certainly followed by one of them.
    """
    return bool(confirmations) and all(
        any(event.certainly_before(confirmation) for confirmation in confirmations) for event in against
    )
