"""
A thing of the register as a document: a page, RDF or plain JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from flask import render_template

from proviso.web import context, facts, links, negotiation, questions
from proviso.web.state import Clock, State, state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from proviso.web.facts import Statement, Thing
    from proviso.web.negotiation import Choice, Format
    from proviso.web.terms import Cell


@dataclass(frozen=True, slots=True)
class Document:
    """
    What a document says: the facts and the state.
    """

    thing: Thing
    state: State | None
    clock: Clock


def about(iri: str) -> Document:
    """
    Gather what there is to say of *iri*, or raise *NotFound*.
    """
    here, clock = context.snapshot(), context.clock()
    thing = facts.about(here, iri, context.terms())
    return Document(thing, state(here, iri, clock, context.parts().catalogue), clock)


def write(document: Document, choice: Choice) -> str | bytes:
    """
    Write *document* as it was chosen.
    """
    return _WRITERS.get(choice.format, _as_graph)(document, choice.format)


def _as_page(document: Document, _: Format) -> str:
    alternates = links.alternates(negotiation.DOCUMENTS, context.parameters())
    return render_template(
        "thing.html", document=document, thing=document.thing, state=document.state, alternates=alternates
    )


def _as_graph(document: Document, form: Format) -> bytes:
    return questions.ask(context.snapshot(), "description", thing=document.thing.iri).serialise(form.written)


def _as_json(document: Document, _: Format) -> str:
    thing, now = document.thing, document.state
    content = {
        "iri": thing.iri,
        "label": thing.label,
        "types": [_value(kind) for kind in thing.types],
        "synthetic": thing.synthetic,
        "as-at": document.clock.as_at.isoformat(),
        "known-at": document.clock.known_at.isoformat(),
        "state": asdict(now) if now else None,
        "quotes": [quote.text for quote in thing.quotes],
        "statements": [_statement(statement) for statement in thing.statements],
        "mentions": [_statement(statement) for statement in thing.mentions],
        "revision": context.revision(),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "predicate": _value(statement.predicate),
        "values": [_value(value) for value in statement.values],
        "sources": [_value(source) for source in statement.sources],
    }


def _value(cell: Cell) -> dict[str, str]:
    members = {"text": cell.text, "iri": cell.iri, "lang": cell.lang}
    return {name: value for name, value in members.items() if value}


_WRITERS: Final[Mapping[Format, Callable[[Document, Format], str | bytes]]] = {
    negotiation.PAGE: _as_page,
    negotiation.PLAIN_JSON: _as_json,
}
