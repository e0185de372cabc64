"""
`/id/…` and `/doc/…`: the things that the register has names for, and what it knows of them.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, url_for

from proviso.web import answers, context, documents, links, negotiation

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

bp = Blueprint("entities", __name__)


@bp.get("/id/<path:path>")
def thing(path: str) -> AnyResponse:
    """
    Send whoever asks for a thing to the document about it.
    """
    return redirect(links.with_parameters(url_for("entities.document", path=path)), HTTPStatus.SEE_OTHER)


@bp.get("/doc/<path:path>")
def document(path: str) -> Response:
    """
    Say what the register knows of a thing, and how it stands on a day.
    """
    name, suffix = negotiation.split(path, negotiation.DOCUMENTS)
    choice = answers.choose(negotiation.DOCUMENTS, suffix=suffix)
    told = documents.about(links.iri_of(name, base=context.snapshot().base))
    return Response(documents.write(told, choice), content_type=choice.content_type)
