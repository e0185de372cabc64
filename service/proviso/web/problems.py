"""
Errors as the web tells them: one table from exception to status, one shape (RFC 9457), and a page for readers.
"""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from proviso import errors
from proviso.web import negotiation

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUS: Final[Mapping[type[Exception], HTTPStatus]] = {
    errors.MalformedInput: HTTPStatus.BAD_REQUEST,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    errors.UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.WrongBase: HTTPStatus.BAD_REQUEST,
    errors.StoreFault: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.EndpointFault: HTTPStatus.BAD_GATEWAY,
    errors.ProvisoError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

TYPES: Final = "https://w3id.org/proviso/problems#"

_IN_THE_LOG: Final = "The operator's log has the reason under the id of this problem."

_SENTENCES: Final[Mapping[int, str]] = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method; the Allow header lists those it takes.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than the register reads.",
    HTTPStatus.SERVICE_UNAVAILABLE: f"The register cannot be read at the moment. {_IN_THE_LOG}",
    HTTPStatus.BAD_GATEWAY: f"A server that this register depends on did not answer as it should. {_IN_THE_LOG}",
    HTTPStatus.INTERNAL_SERVER_ERROR: f"Something went wrong that is not your doing. {_IN_THE_LOG}",
}

_KEPT_HEADERS: Final = ("Allow", "Retry-After", "WWW-Authenticate")

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """
    What went wrong with one request, in words that may leave the house.
    """

    kind: str
    status: HTTPStatus
    detail: str
    line: int | None = None
    column: int | None = None
    id: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """
        Return the kind as words: the same for every occurrence.
        """
        words = self.kind.replace("-", " ")
        return words[:1].upper() + words[1:]

    def members(self) -> dict[str, object]:
        """
        Return the members of the problem object, without those that are not known.
        """
        known = {
            "type": TYPES + self.kind,
            "title": self.title,
            "status": int(self.status),
            "detail": self.detail,
            "line": self.line,
            "column": self.column,
            "id": self.id,
        }
        return {name: value for name, value in known.items() if value is not None}


def init_app(app: Flask) -> None:
    """
    Turn every exception of *app* into an answer of the one shape.
    """
    app.register_error_handler(Exception, _answer_to)


def of(error: Exception) -> Problem:
    """
    Say what *error* means to a client.
    """
    if isinstance(error, HTTPException):
        return _of_http(error)
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), HTTPStatus.INTERNAL_SERVER_ERROR)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(error, errors.ProvisoError):
        return _unsaid(error, status)
    where = error.where
    return Problem(
        kind=_kebab(type(error).__name__),
        status=status,
        detail=error.message,
        line=where.line if where else None,
        column=where.column if where else None,
    )


def _of_http(error: HTTPException) -> Problem:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    told = error.get_response().headers
    # Who is told when to come again is told why; there is no fault to look for.
    is_busy = "Retry-After" in told
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not is_busy:
        return _unsaid(error, status)
    own_words = error.description or status.phrase
    return Problem(
        kind=_kebab(status.phrase.replace(" ", "")),
        status=status,
        detail=own_words if is_busy else _SENTENCES.get(status, own_words),
        headers={name: told[name] for name in _KEPT_HEADERS if name in told},
    )


def _unsaid(error: Exception, status: HTTPStatus) -> Problem:
    """
    Keep the reason in the log, where paths and traces do no harm, and hand out its number.
    """
    number = secrets.token_hex(8)
    _log.error("problem %s", number, exc_info=error)
    return Problem(kind=_kebab(status.phrase.replace(" ", "")), status=status, detail=_SENTENCES[status], id=number)


def _answer_to(error: Exception) -> Response:
    problem = of(error)
    if negotiation.wants_page(request.accept_mimetypes):
        page = render_template("problem.html", problem=problem, query=request.args.get("query"))
        answer = Response(page, content_type=negotiation.PAGE.content_type)
    else:
        # Indented, because workbenches show the body as it comes.
        content = json.dumps(problem.members(), indent=2, ensure_ascii=False) + "\n"
        answer = Response(content, content_type="application/problem+json")
    answer.status_code = problem.status
    answer.headers.update(problem.headers)
    return answer


def _kebab(name: str) -> str:
    parts = ["-" + letter.lower() if letter.isupper() else letter for letter in name]
    return "".join(parts).lstrip("-")
