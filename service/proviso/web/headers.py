"""
The headers that every answer carries, and the short cut for clients that already have the answer.
"""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request

import proviso
from proviso.web import context

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALWAYS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location",
}

_PREFLIGHT: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}

# A query that uses the clock or chance has another answer each time.
_FICKLE: Final = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b", re.IGNORECASE)


def init_app(app: Flask) -> None:
    """
    Put the headers on every answer of *app*.
    """
    app.before_request(_unchanged)
    app.after_request(_complete)


def _unchanged() -> Response | None:
    """
    Answer 304 before any work is done, where the client's copy is of this revision.
    """
    if not _is_repeatable() or not request.if_none_match or not request.if_none_match.contains_weak(_tag()):
        return None
    return Response(status=HTTPStatus.NOT_MODIFIED)


def _complete(response: Response) -> Response:
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS":
        response.headers.extend(_PREFLIGHT)
    response.vary.add("Accept")
    if response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED} and _is_repeatable():
        response.set_etag(_tag(), weak=True)
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _is_repeatable() -> bool:
    """
    Tell whether the same request has the same answer for as long as the revision and the day are the same.
    """
    if request.method not in {"GET", "HEAD"} or request.endpoint == "static":
        return False
    return not _FICKLE.search(request.args.get("query", ""))


def _tag() -> str:
    """
    Name the answer by all that it depends on; the day is among it, because questions without a day are asked of today.
    """
    depends_on = (
        proviso.__version__,
        str(context.snapshot().revision),
        context.today().isoformat(),
        request.full_path,
        str(request.accept_mimetypes),
    )
    return hashlib.sha256("\0".join(depends_on).encode("utf-8", "surrogatepass")).hexdigest()[:32]
