"""
How a subject stands, in words: those of the rule where it speaks, and others where it has nothing to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from proviso.trace.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proviso.trace.model import ConditionStanding

IN_FORCE: Final = "in force"
NOT_YET: Final = "not yet imposed"

_WORST_FIRST: Final = (Outcome.NOT_SATISFIED, Outcome.NOT_RECORDED, IN_FORCE, Outcome.SATISFIED)


def of_itself(conditions: Sequence[ConditionStanding]) -> str:
    """
    Say how a condition, a part or an imposition stands: as it does where it stands worst.
    """
    if not conditions:
        return "imposed on nothing"
    states = {str(each.state) for each in conditions if each.imposed}
    if not states:
        return NOT_YET if all(each.state == NOT_YET for each in conditions) else "not certainly imposed"
    return next((str(state) for state in _WORST_FIRST if state in states), min(states))


def of_its_conditions(conditions: Sequence[ConditionStanding], outcome: Outcome) -> str:
    """
    Say how the conditions of a decision, a gate or an approval stand, of which the rule says *outcome*.
    """
    if outcome is not Outcome.SATISFIED:
        return str(outcome)
    if not conditions:
        return "none recorded"
    states = {str(each.state) for each in conditions if each.counts}
    if not states:
        return "none known to be due"
    return next((word for word in (str(Outcome.SATISFIED), IN_FORCE) if word in states), min(states))
