"""
Answers on their way out: as data in the format that was chosen, or as the rows of a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Response, request

from proviso.web import negotiation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from proviso.store import Answer, Row
    from proviso.web.negotiation import Choice, Format
    from proviso.web.terms import Cell, Terms

OFFERS: Final[Mapping[str, tuple[Format, ...]]] = {
    "select": negotiation.SOLUTIONS,
    "ask": negotiation.SOLUTIONS,
    "graph": negotiation.TRIPLES,
}

# A page of more rows than this serves nobody; the other formats hold all of them.
MOST_ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """
    An answer as a page shows it: a table, or yes or no.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    count: int = 0
    noun: str = "row"
    verdict: bool | None = None

    @property
    def cut(self) -> bool:
        """
        Tell whether there are more rows than are shown.
        """
        return self.count > len(self.rows)


def choose(offers: Sequence[Format], *, suffix: str | None = None) -> Choice:
    """
    Choose among *offers* what this request asks for by *suffix*, by `?format=` or by Accept.
    """
    asked = suffix or negotiation.asked_format(request.values)
    return negotiation.choose(offers, request.accept_mimetypes, asked=asked)


def reply(answer: Answer, choice: Choice, *, page: Callable[[], str]) -> Response:
    """
    Write *answer* as it was chosen.
    """
    if choice.format == negotiation.PAGE:
        return Response(page(), content_type=choice.content_type)
    response = Response(answer.serialise(choice.format.written), content_type=choice.content_type)
    if choice.format == negotiation.CSV:
        # CSV holds bare values, and a spreadsheet may take one for a formula: it is saved, not opened unasked.
        response.headers.set("Content-Disposition", "attachment", filename="answer.csv")
    return response


def found(answer: Answer, terms: Terms) -> Found:
    """
    Lay *answer* out for a page.
    """
    return _LAYOUTS[answer.kind](answer, terms)


def _solutions(answer: Answer, terms: Terms) -> Found:
    rows, count = _first(answer.rows())
    cells = tuple(tuple(terms.optional(term) for term in row) for row in rows)
    return Found(columns=answer.variables, rows=cells, count=count)


def _verdict(answer: Answer, _: Terms) -> Found:
    return Found(verdict=bool(answer))


def _graph(answer: Answer, terms: Terms) -> Found:
    rows, count = _first((quad.subject, quad.predicate, quad.object) for quad in answer.quads())
    cells = tuple(tuple(terms.optional(term) for term in row) for row in rows)
    return Found(columns=("subject", "predicate", "object"), rows=cells, count=count, noun="triple")


_LAYOUTS: Final[Mapping[str, Callable[[Answer, Terms], Found]]] = {
    "select": _solutions,
    "ask": _verdict,
    "graph": _graph,
}


def _first(rows: Iterator[Row]) -> tuple[list[Row], int]:
    """
    Keep as many rows as a page holds, and count the rest.
    """
    kept = [row for _, row in zip(range(MOST_ROWS), rows, strict=False)]
    return kept, len(kept) + sum(1 for _ in rows)
