"""
Whether a SHACL-SPARQL query may be asked once for all focus nodes.

SHACL binds `$this` before the query is evaluated, once for each focus node. A database joins from the inside out, so an
ordinary variable says the same only where each part of the query that *tests* `$this` also *finds* it. That is decided
here on the algebra of the query; where it is in doubt, the answer is no, and the reason goes into the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Identifier, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

THIS: Final = Variable("this")

_UNBOUND: Final = "$this is tested where no pattern of the same group finds it"
_Found = frozenset[Identifier]


class Scattered(Exception):
    """
    Raised on the way through a query that must be evaluated for each focus node by itself.
    """


def check(query: str) -> None:
    """
    Raise *SyntaxError* if *query* is not a SELECT query.
    """
    try:
        selects = isinstance(pyoxigraph.Store().query(query), pyoxigraph.QuerySolutions)
    except SyntaxError as error:
        # What could have stood there instead is half a page.
        where = (None, error.lineno, error.offset, None)
        raise SyntaxError(error.msg.partition(": expected")[0], where) from error
    if not selects:
        raise SyntaxError("it asks for something else")


def reason(query: str) -> str | None:
    """
    Return why *query*, which begins by finding `$this`, cannot be asked once for all, or nothing.
    """
    try:
        _walk(_prepared(query))
    except Scattered as scattered:
        return str(scattered)
    return None


def _prepared(query: str) -> CompValue:
    try:
        return prepareQuery(query).algebra
    except Exception as error:  # rdflib has exceptions of its own, its parser's, and bare ones
        raise Scattered("rdflib cannot translate the query") from error


def _walk(node: CompValue) -> _Found:
    step = _STEPS.get(node.name)
    if step is None:
        raise Scattered(f"the query has a part that is not known to be safe ({node.name})")
    return step(node)


def _select(node: CompValue) -> _Found:
    if THIS not in node.PV:
        raise Scattered("the query does not return $this")
    if Variable("failure") in node.PV:
        raise Scattered("the query may report a failure")
    return _walk(node.p)


def _through(node: CompValue) -> _Found:
    return _walk(node.p)


def _basic(node: CompValue) -> _Found:
    return frozenset(term for triple in node.triples for term in triple if isinstance(term, Variable))


def _graph(node: CompValue) -> _Found:
    return _walk(node.p)


def _join(node: CompValue) -> _Found:
    return _walk(node.p1) | _walk(node.p2)


def _union(node: CompValue) -> _Found:
    return _walk(node.p1) & _walk(node.p2)


def _optional(node: CompValue) -> _Found:
    found = _walk(node.p1)
    _walk(node.p2)
    if THIS not in found and (_mentions(node.p2) or _mentions(node.expr)):
        raise Scattered(_UNBOUND)
    _expression(node.expr, found)
    return found


def _tested(node: CompValue) -> _Found:
    found = _walk(node.p)
    _expression(node.expr, found)
    return found


def _expression(expression: object, found: _Found) -> None:
    if THIS not in found and _mentions(expression):
        raise Scattered(_UNBOUND)
    for part in _parts(expression):
        if part.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"} and not _small(part.graph):
            # pyoxigraph evaluates a larger one anew for each row, over the whole graph.
            raise Scattered("the query tests with EXISTS a pattern of more than one triple")
        if part.name.startswith("Aggregate"):
            raise Scattered("the query counts or sums up")
        if part.name == "Function" and "XMLSchema#" not in str(part.iri):
            raise Scattered("the query calls a function of somebody's own")


def _small(pattern: CompValue) -> bool:
    if pattern.name == "Join":
        # rdflib leaves an empty pattern in front.
        return not pattern.p1.get("triples", [None]) and _small(pattern.p2)
    return pattern.name == "BGP" and len(pattern.triples) == 1


def _mentions(part: object) -> bool:
    return any(term == THIS for term in _leaves(part))


def _leaves(part: object) -> Iterator[object]:
    if isinstance(part, CompValue):
        for name, value in part.items():
            if name != "_vars":
                yield from _leaves(value)
    elif isinstance(part, (list, tuple, set, frozenset)):
        for value in part:
            yield from _leaves(value)
    else:
        yield part


def _parts(expression: object) -> Iterator[CompValue]:
    if isinstance(expression, CompValue):
        yield expression
        for name, value in expression.items():
            if name not in {"_vars", "graph"}:
                yield from _parts(value)
    elif isinstance(expression, (list, tuple)):
        for value in expression:
            yield from _parts(value)


_STEPS: Final[dict[str, Callable[[CompValue], _Found]]] = {
    "SelectQuery": _select,
    "Project": _through,
    "Distinct": _through,
    "Reduced": _through,
    "OrderBy": _through,
    "BGP": _basic,
    "Graph": _graph,
    "Join": _join,
    "Union": _union,
    "LeftJoin": _optional,
    "Filter": _tested,
    "Extend": _tested,
}
