"""
`/health`: whether the register answers, and with what.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response
from pyoxigraph import Literal

import proviso
from proviso.web import answers, context, negotiation, questions

bp = Blueprint("health", __name__)


@bp.get("/health")
def health() -> Response:
    """
    Say that the register can be read, and which revision of it is served.
    """
    choice = answers.choose(negotiation.STATUS)
    here = context.snapshot()
    records = next(questions.rows(here, "counts"))[0]
    content = {
        "status": "ok",
        "revision": here.revision,
        "records": int(records.value) if isinstance(records, Literal) else 0,
        "version": proviso.__version__,
    }
    return Response(json.dumps(content, indent=2) + "\n", content_type=choice.content_type)
