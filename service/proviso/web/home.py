"""
`/`: what is in the register.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template
from pyoxigraph import Literal, NamedNode

from proviso.vocabulary import XSD
from proviso.web import answers, context, links, negotiation, questions
from proviso.web.state import State, states

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from proviso.store import Term
    from proviso.web.terms import Cell, Terms

bp = Blueprint("home", __name__)

# The states of more conditions than this take a moment to derive, and nobody reads them all on a first page.
MOST_CONDITIONS: Final = 100

_TRUE: Final = Literal("true", datatype=XSD.boolean)


@dataclass(frozen=True, slots=True)
class Listed:
    """
    A record or a condition on the list: with its date, or with its state.
    """

    thing: Cell
    synthetic: bool
    issued: Cell | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """
    What is in the register, as far as one page goes.
    """

    as_at: date
    record_count: int
    condition_count: int
    records: tuple[Listed, ...]
    conditions: tuple[Listed, ...]

    @property
    def synthetic(self) -> bool:
        """
        Tell whether anything on the list was made up.
        """
        return any(listed.synthetic for listed in (*self.records, *self.conditions))


@bp.get("/")
def home() -> Response:
    """
    List the records, the conditions with their states, and the questions.
    """
    choice = answers.choose(negotiation.SUMMARIES)
    contents = _contents()
    content = _page(contents) if choice.format == negotiation.PAGE else _json(contents)
    return Response(content, content_type=choice.content_type)


def _contents() -> Contents:
    here, terms = context.snapshot(), context.terms()
    records, conditions = (_number(count) for count in next(questions.rows(here, "counts")))
    return Contents(
        as_at=context.clock().as_at,
        record_count=records,
        condition_count=conditions,
        records=tuple(_records(terms)),
        conditions=tuple(_conditions(terms)) if conditions <= MOST_CONDITIONS else (),
    )


def _records(terms: Terms) -> Iterator[Listed]:
    for record, issued, synthetic in questions.rows(context.snapshot(), "records"):
        if isinstance(record, NamedNode):
            yield Listed(terms.cell(record), synthetic == _TRUE, issued=terms.optional(issued))


def _conditions(terms: Terms) -> Iterator[Listed]:
    """
    List the conditions with their states, which one question tells.
    """
    here = context.snapshot()
    now = states(here, context.clock(), context.parts().catalogue)
    for condition, synthetic in questions.rows(here, "conditions"):
        if isinstance(condition, NamedNode):
            yield Listed(terms.cell(condition), synthetic == _TRUE, state=now.get(condition.value))


def _number(term: Term | None) -> int:
    return int(term.value) if isinstance(term, Literal) else 0


def _page(contents: Contents) -> str:
    return render_template(
        "home.html",
        contents=contents,
        questions=list(context.parts().catalogue),
        alternates=links.alternates(negotiation.SUMMARIES, {}),
    )


def _json(contents: Contents) -> str:
    content = {
        "revision": context.revision(),
        "as-at": contents.as_at.isoformat(),
        "records": contents.record_count,
        "conditions": [
            {"iri": listed.thing.iri, "label": listed.thing.text, "state": listed.state.label if listed.state else None}
            for listed in contents.conditions
        ],
        "questions": [question.name for question in context.parts().catalogue],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
