"""
`/sparql`: ask the register in SPARQL.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph
from flask import Blueprint, Response, render_template, request

from proviso.store import serialise
from proviso.web import answers, context, links, negotiation, protocol
from proviso.web.turns import Turns

if TYPE_CHECKING:
    from proviso.store import Answer
    from proviso.web.negotiation import Choice

bp = Blueprint("sparql", __name__)

_SERVICE: Final = Path(__file__).parent / "service.ttl"

# One for the process, whose threads they share.
turns: Final = Turns()

_EXAMPLE: Final = """\
PREFIX prv: <https://w3id.org/proviso/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?condition ?label
WHERE {
    ?condition a prv:Condition ;
        rdfs:label ?label .
}
ORDER BY ?condition
"""


@bp.route("/sparql", methods=protocol.METHODS)
def sparql() -> Response:
    """
    Answer a query in the format that the client prefers; without one, say what this address is.
    """
    question = protocol.read(request)
    if question is None:
        return _introduction()
    with turns.turn():
        answer = context.snapshot().query(question)
        choice = answers.choose(answers.OFFERS[answer.kind])
        return answers.reply(answer, choice, page=lambda: _page(question.text, answer))


def _introduction() -> Response:
    """
    Give readers the form, and programs the service description.
    """
    choice = answers.choose(negotiation.SERVICE)
    is_page = choice.format == negotiation.PAGE
    content = render_template("sparql.html", query=_EXAMPLE) if is_page else _description(choice)
    return Response(content, content_type=choice.content_type)


def _description(choice: Choice) -> bytes:
    base = context.snapshot().base
    return serialise(pyoxigraph.parse(path=_SERVICE, base_iri=base), choice.format.written)


def _page(query: str, answer: Answer) -> str:
    return render_template(
        "sparql.html",
        query=query,
        found=answers.found(answer, context.terms()),
        alternates=links.alternates(answers.OFFERS[answer.kind], {"query": query}),
    )
