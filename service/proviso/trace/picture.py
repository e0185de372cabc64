"""
A trace as a picture: a tree in columns, from the subject on the left to what happened on the right.

Every box is a link with a name, and says its outcome in words; the colours only repeat it.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from proviso.trace.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proviso.trace.model import Assessed, ConditionStanding, DecisionStanding, Duty, Occurrence, Trace

_WIDTH: Final = 240
_GAP: Final = 56
_MARGIN: Final = 16
_LINE: Final = 17
_PADDING: Final = 10
_SPACE: Final = 14
_LETTERS: Final = 29

_STYLES: Final = {
    Outcome.SATISFIED: "met",
    Outcome.NOT_SATISFIED: "unmet",
    Outcome.NOT_RECORDED: "unknown",
    None: "plain",
}
_CSS: Final = """
text { font: 13px Helvetica, Arial, sans-serif; fill: #111; }
.state { font-weight: bold; }
rect { fill: #fff; stroke: #555; stroke-width: 1.5; }
.met rect { fill: #e6f2e6; stroke: #1b5e20; }
.unmet rect { fill: #fbe9e7; stroke: #a11; stroke-width: 3; }
.unknown rect { fill: #fff8e1; stroke: #7a5300; stroke-dasharray: 6 3; }
.edge { fill: none; stroke: #555; stroke-width: 1.2; }
a:focus rect { stroke: #000; stroke-width: 4; outline: none; }
@media (forced-colors: active) { rect { fill: Canvas; stroke: CanvasText; } text { fill: CanvasText; } }
"""


@dataclass(slots=True)
class _Box:
    """
    A box with what hangs on it; its place is set by *_place*.
    """

    iri: str
    name: str
    state: str
    outcome: Outcome | None
    children: list[_Box] = field(default_factory=list)
    x: int = 0
    y: int = 0

    @property
    def lines(self) -> list[tuple[str, str]]:
        """
        Return the lines that fit, each with its class: those of the name, then those of the state.
        """
        name = textwrap.wrap(self.name, _LETTERS, max_lines=5, placeholder=" …")
        state = textwrap.wrap(self.state, _LETTERS, max_lines=2, placeholder=" …")
        return [("name", line) for line in name] + [("state", line) for line in state]

    @property
    def height(self) -> int:
        """
        Return the height in pixels.
        """
        return 2 * _PADDING + _LINE * len(self.lines)


def svg(trace: Trace) -> bytes:
    """
    Draw *trace* as one SVG document, the same bytes for the same trace.
    """
    root = _tree(trace)
    bottom = _place(root, column=0, top=_MARGIN)
    boxes = list(_walk(root))
    width = max(box.x for box in boxes) + _WIDTH + _MARGIN
    size = f'width="{width}" height="{bottom}" viewBox="0 0 {width} {bottom}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="group" aria-labelledby="title desc" {size}>',
        f'<title id="title">{escape(f"Trace of {trace.subject.title}")}</title>',
        f'<desc id="desc">{escape(f"As at {trace.as_at}, as known at {trace.known_at}: {trace.standing}.")}</desc>',
        f"<style>{_CSS}</style>",
        *(_edge(box, child) for box in boxes for child in box.children),
        *(_drawn(box) for box in boxes),
        "</svg>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _tree(trace: Trace) -> _Box:
    branches = [_decision(each) for each in trace.decisions]
    if len(branches) == 1 and branches[0].iri == trace.subject.iri:
        return branches[0]
    return _Box(trace.subject.iri, trace.subject.title, trace.standing, Outcome.of_word(trace.standing), branches)


def _decision(standing: DecisionStanding) -> _Box:
    ended = [_event(event, Outcome.NOT_SATISFIED) for event in standing.ended_by]
    criteria = [_criterion(each) for each in standing.criteria]
    conditions = [_condition(each) for each in standing.conditions]
    verdict = Outcome.of_word(standing.standing)
    children = [*ended, *criteria, *conditions]
    return _Box(standing.decision.iri, standing.decision.title, standing.standing, verdict, children)


def _criterion(assessed: Assessed) -> _Box:
    rating = f", {assessed.rating}" if assessed.rating else ""
    state = f"assessed by {assessed.assessor}{rating}" if assessed.assessor else "no assessment recorded"
    return _Box(assessed.criterion.iri, assessed.criterion.title, state, None)


def _condition(standing: ConditionStanding) -> _Box:
    timing = "timing not stated" if standing.timing == "not stated" else standing.timing
    state = f"{standing.state} ({timing})"
    duties = [_duty(each) for each in standing.duties]
    return _Box(standing.condition.iri, standing.condition.title, state, Outcome.of_word(standing.state), duties)


def _duty(duty: Duty) -> _Box:
    events = [_event(event, duty.outcome) for event in duty.events]
    return _Box(duty.thing.iri, duty.thing.label, duty.standing, duty.outcome, events)


def _event(event: Occurrence, outcome: Outcome | None) -> _Box:
    return _Box(event.thing.iri, event.thing.label, event.when, outcome)


def _place(box: _Box, *, column: int, top: int) -> int:
    """
    Put *box* beside the middle of its children; return where the next one may begin.
    """
    box.x = _MARGIN + column * (_WIDTH + _GAP)
    below = top
    for child in box.children:
        below = _place(child, column=column + 1, top=below)
    middle = (box.children[0].y + box.children[-1].y + box.children[-1].height) // 2 if box.children else 0
    box.y = max(top, middle - box.height // 2) if box.children else top
    return max(below, box.y + box.height + _SPACE)


def _walk(box: _Box) -> Iterator[_Box]:
    yield box
    for child in box.children:
        yield from _walk(child)


def _edge(parent: _Box, child: _Box) -> str:
    x1, y1 = parent.x + _WIDTH, parent.y + parent.height // 2
    x2, y2 = child.x, child.y + child.height // 2
    bend = (x1 + x2) // 2
    return f'<path class="edge" d="M{x1} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}"/>'


def _drawn(box: _Box) -> str:
    name = f"{box.name}: {box.state}"
    x = box.x + _PADDING
    rows = [
        f'<text class="{style}" x="{x}" y="{box.y + _PADDING + _LINE * row + 12}">{escape(line)}</text>'
        for row, (style, line) in enumerate(box.lines)
    ]
    return (
        f'<a class="{_STYLES[box.outcome]}" href={quoteattr(box.iri)} aria-label={quoteattr(name)}>'
        f"<title>{escape(name)}</title>"
        f'<rect x="{box.x}" y="{box.y}" width="{_WIDTH}" height="{box.height}" rx="4"/>{"".join(rows)}</a>'
    )
