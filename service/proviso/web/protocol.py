"""
The SPARQL 1.1 Protocol: from an HTTP request to a *Question*, without an application around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from proviso.errors import BadParameter, ForbiddenOperation, MissingParameter, UnsupportedMediaType
from proviso.store import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Request

    Fields = MultiDict[str, str]

METHODS: Final = ("GET", "POST", "QUERY")

QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
UPDATE_TYPE: Final = "application/sparql-update"

# The largest body that is read, counted after the transfer and before anything looks at it.
LARGEST_BODY: Final = 1 << 20

_NO_UPDATES: Final = "This register takes no updates over HTTP; records are added with the command 'proviso load'."


def read(request: Request) -> Question | None:
    """
    Return the question that *request* asks, or nothing where it asks what this address is.
    """
    if request.method in {"GET", "HEAD"}:
        return _question(request.args) if _asks(request.args) else None
    if request.content_encoding not in {None, "", "identity"}:
        raise UnsupportedMediaType(f"A body encoded as {request.content_encoding!r} is not read; send it as it is.")
    return _READERS.get(request.mimetype, _refuse_type)(request)


def _asks(fields: Fields) -> bool:
    return "query" in fields or "update" in fields


def _of_form(request: Request) -> Question:
    fields = request.args.copy()
    fields.update(request.form)
    return _question(fields)


def _of_body(request: Request) -> Question:
    fields = request.args.copy()
    fields.add("query", _decoded(request))
    return _question(fields)


def _refuse_update(_: Request) -> Question:
    raise ForbiddenOperation(_NO_UPDATES)


def _refuse_type(request: Request) -> Question:
    said = f"of type {request.mimetype!r}" if request.mimetype else "without a Content-Type"
    raise UnsupportedMediaType(f"A body {said} is not read; send {QUERY_TYPE} or {FORM_TYPE}.")


_READERS: Final[Mapping[str, Callable[[Request], Question]]] = {
    FORM_TYPE: _of_form,
    QUERY_TYPE: _of_body,
    UPDATE_TYPE: _refuse_update,
}


def _decoded(request: Request) -> str:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedMediaType(f"A query in {charset!r} is not read; SPARQL queries are sent in UTF-8.")
    try:
        return request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadParameter(f"The query is not UTF-8: byte {error.start} does not fit.") from error


def _question(fields: Fields) -> Question:
    if "update" in fields:
        raise ForbiddenOperation(_NO_UPDATES)
    return Question(
        _only(fields, "query"),
        default_graphs=_graphs(fields, "default-graph-uri"),
        named_graphs=_graphs(fields, "named-graph-uri"),
    )


def _only(fields: Fields, name: str) -> str:
    """
    Return the one value of *name*; which of two the client means is not for us to guess.
    """
    values = fields.getlist(name)
    if not values:
        raise MissingParameter(f"The request has no parameter {name!r}.")
    if len(values) > 1:
        raise BadParameter(f"The parameter {name!r} is given {len(values)} times; give it once.")
    return values[0]


def _graphs(fields: Fields, name: str) -> tuple[NamedNode, ...]:
    return tuple(_graph(value, name) for value in fields.getlist(name))


def _graph(value: str, name: str) -> NamedNode:
    try:
        return NamedNode(value)
    except ValueError as error:
        raise BadParameter(f"The value {value!r} of {name!r} is not an absolute IRI.") from error
