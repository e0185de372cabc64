"""
A trace written down: as text, as JSON, as Turtle, and as a picture.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Final

from proviso.trace.graph import turtle
from proviso.trace.model import OF_THEMSELVES, Outcome
from proviso.trace.picture import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from proviso.trace.model import (
        Assessed,
        ConditionStanding,
        DecisionStanding,
        Duty,
        Occurrence,
        Sentence,
        Trace,
    )

_WIDTH: Final = 100


def render(trace: Trace, form: str) -> bytes:
    """
    Write *trace* in the format named *form*, one of *FORMATS*.
    """
    return FORMATS[form](trace)


def _json(trace: Trace) -> bytes:
    def plain(value: object) -> str:
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(value)

    return (json.dumps(asdict(trace), default=plain, ensure_ascii=False, indent=2) + "\n").encode()


def _text(trace: Trace) -> bytes:
    return ("\n".join(_Text().lines(trace)) + "\n").encode()


class _Text:
    """
    A trace as indented paragraphs; a sentence is quoted once and then referred to.
    """

    def __init__(self) -> None:
        self._quoted: set[str] = set()

    def lines(self, trace: Trace) -> Iterator[str]:
        yield from _paragraph(trace.subject.title, 0)
        yield f"<{trace.subject.iri}>"
        yield f"As at {trace.as_at}, as known at {trace.known_at} (revision {trace.revision})"
        of_itself = trace.kind in OF_THEMSELVES
        yield f"{'How it stands' if of_itself else 'Its conditions'}: {trace.standing.upper()}"
        if not trace.decisions:
            yield "It is imposed on no decision." if of_itself else "No decision is recorded that it could rest on."
        for each in trace.acknowledged:
            yield from _paragraph(f"In breach of {each.condition.title}, as acknowledged by {each.authority}", 0)
            yield from self._quotes(each.sentences, 2)
        missing = list(dict.fromkeys(_missing(trace, counting=True)))
        open_still = [item for item in dict.fromkeys(_missing(trace, counting=False)) if item not in missing]
        head = "What is missing" if of_itself else "Open, without holding it up"
        if of_itself:
            missing, open_still = [], list(dict.fromkeys([*missing, *open_still]))
        for title, items in (("What is missing", missing), (head, open_still)):
            if items:
                yield ""
                yield title
                for item in items:
                    yield from _paragraph(f"- {item}", 2)
        for decision in trace.decisions:
            yield ""
            yield from self._decision(decision)

    def _decision(self, standing: DecisionStanding) -> Iterator[str]:
        yield from _paragraph(f"{standing.decision.title} ({', '.join(standing.kinds)})", 0)
        yield f"  taken by {', '.join(standing.bodies)}, {standing.when}"
        yield from self._quotes(standing.sentences, 2)
        for event in standing.ended_by:
            yield from self._event(event, 2)
        if standing.criteria:
            yield "  Criteria"
            for criterion in standing.criteria:
                yield from _paragraph(f"{criterion.criterion.title}: {_assessment(criterion)}", 4)
                yield from self._quotes(criterion.sentences, 6)
        yield "  Conditions" if standing.conditions else "  No condition is recorded on it."
        for condition in standing.conditions:
            yield from self._condition(condition)

    def _condition(self, standing: ConditionStanding) -> Iterator[str]:
        yield from _paragraph(f"{standing.condition.title}: {standing.state.upper()}", 4)
        gates = f", before {' and before '.join(gate.label for gate in standing.gates)}" if standing.gates else ""
        imposers = " and ".join(imposer.label for imposer in standing.imposers)
        yield f"      imposed by {imposers}, timing {standing.timing}{gates}"
        if not standing.imposed:
            yield "      not certainly imposed by that day"
        if not standing.counts:
            yield "      does not hold up the decision"
        yield from self._quotes(standing.sentences, 6)
        for duty in standing.duties:
            yield from self._duty(duty)

    def _duty(self, duty: Duty) -> Iterator[str]:
        yield from _paragraph(f"{duty.thing.title}: {duty.standing}", 6)
        judges = " and ".join(judge.label for judge in duty.judges)
        yield f"        judge: {judges}" if duty.judge_stated else f"        judge: not stated (falls to {judges})"
        for event in duty.events:
            yield from self._event(event, 8)

    def _event(self, event: Occurrence, indent: int) -> Iterator[str]:
        by = f", by {', '.join(event.agents)}" if event.agents else ""
        on = f", on {', '.join(event.evidence)}" if event.evidence else ""
        yield from _paragraph(f"{event.when}: {event.thing.label} ({event.words}{by}{on})", indent)
        yield from self._quotes(event.sentences, indent + 2)

    def _quotes(self, sentences: tuple[Sentence, ...], indent: int) -> Iterator[str]:
        again = [each.identifier for each in sentences if each.iri in self._quoted]
        for each in sentences:
            if each.iri not in self._quoted:
                place = ", ".join(filter(None, (each.identifier, each.record, each.part)))
                yield from _paragraph(f"“{each.exact}” [{place}]", indent)
        self._quoted |= {each.iri for each in sentences}
        if again:
            yield from _paragraph(f"[{', '.join(again)}, quoted above]", indent)


def _missing(trace: Trace, *, counting: bool) -> Iterator[str]:
    """
    Name what keeps the subject from standing, and why; or what is open and does not, because no time is set for it.
    """
    for decision in trace.decisions:
        if counting:
            yield from _against(decision, late=trace.kind not in OF_THEMSELVES and not decision.taken)
        for condition in decision.conditions:
            if condition.counts is counting and (counting or condition.imposed):
                untimed = not counting and condition.timing == "not stated" and trace.kind not in OF_THEMSELVES
                why = ", timing not stated" if untimed else ""
                yield from (f"{item}{why}" for item in _unsettled(condition))


def _against(decision: DecisionStanding, *, late: bool) -> Iterator[str]:
    for event in decision.ended_by:
        yield f"{decision.decision.title}: {event.words} on {event.when}"
    if late:
        yield f"{decision.decision.title}: not certainly taken by then"


def _unsettled(condition: ConditionStanding) -> Iterator[str]:
    for duty in condition.duties:
        if duty.outcome and duty.outcome is not Outcome.SATISFIED:
            why = f" ({duty.standing})" if duty.standing != duty.outcome else ""
            yield f"{duty.thing.title}: {duty.outcome}{why}"


def _assessment(assessed: Assessed) -> str:
    if not assessed.assessor:
        return "no assessment recorded"
    verdict = "accepted" if assessed.accepts == "true" else "assessed"
    return f"{verdict} by {assessed.assessor}, " + (
        f"rated {assessed.rating}" if assessed.rating else "no rating stated"
    )


def _paragraph(text: str, indent: int) -> Iterator[str]:
    lead = " " * indent
    yield from textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=lead + "  ", break_long_words=False)


FORMATS: Final[dict[str, Callable[[Trace], bytes]]] = {"text": _text, "json": _json, "turtle": turtle, "svg": svg}
