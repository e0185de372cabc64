"""
SPARQL-based constraints: read from the shapes, refused where W3C or we forbid something, and made ready to run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from proviso.errors import Location, MalformedShapes
from proviso.validation import algebra, tokens
from proviso.validation.terms import IMPORTS, Term
from proviso.vocabulary import SH

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from proviso.validation.shapes import Shapes

# W3C's SHACL 5.2.1 and 5.3.1 forbid the first three under pre-binding; the next would look beyond the data graph; the
# last would give another verdict another time.
_FORBIDDEN: Final = {
    **dict.fromkeys(("MINUS", "VALUES", "SERVICE"), "SHACL does not allow it there"),
    **dict.fromkeys(("FROM", "GRAPH"), "a constraint sees the data graph and no other"),
    **dict.fromkeys(
        ("NOW", "RAND", "UUID", "STRUUID", "BNODE"), "a verdict has to come out the same when it is repeated"
    ),
}
_UNSUPPORTED: Final = frozenset({"shapesGraph", "currentShape"})


@dataclass(frozen=True)
class Constraint:
    """
    A value of sh:sparql, and the shape that it belongs to.
    """

    shape: NamedNode
    node: Term
    query: str
    messages: tuple[Literal, ...]

    def starting_at(self, group: str) -> str:
        """
        Return the query with *group* put at the beginning of its outermost pattern.
        """
        place = tokens.start(self.query)
        return f"{self.query[:place]} {group} {self.query[place:]}"

    @cached_property
    def scattered(self) -> str | None:
        """
        The reason why this constraint must be evaluated for each focus node by itself, if there is one.
        """
        if tokens.flat(self.query):
            return None
        return algebra.reason(self.starting_at("GRAPH <urn:proviso:focus> { ?focus ?of ?this }"))


def read(shapes: Shapes) -> tuple[Constraint, ...]:
    """
    Return the constraints that are switched on.
    """
    return tuple(_read(shapes))


def _read(shapes: Shapes) -> Iterator[Constraint]:
    for shape in shapes.graph.holding(SH.sparql):
        for node in shapes.graph.values(shape, SH.sparql):
            if not isinstance(shape, NamedNode):
                raise MalformedShapes("A shape with sh:sparql has neither a name nor a target.")
            constraint = _constraint(shapes, shape, node)
            if not (shapes.deactivated(node) or shapes.deactivated(shape)):
                yield constraint


def _constraint(shapes: Shapes, shape: NamedNode, node: Term) -> Constraint:
    selects = shapes.graph.values(node, SH.select)
    if len(selects) != 1 or not isinstance(selects[0], Literal):
        raise MalformedShapes(f"A constraint of {shapes.named(shape)} has not exactly one sh:select.")
    if shapes.graph.values(node, SH.severity):
        raise MalformedShapes(f"A constraint of {shapes.named(shape)} has a sh:severity: it belongs on the shape.")
    text = _with_path(shapes, shape, selects[0].value)
    query = _prefixes(shapes, node) + text
    try:
        algebra.check(query)
    except SyntaxError as error:
        where = Location("shapes", error.lineno, error.offset)
        raise MalformedShapes(
            f"The sh:select of {shapes.named(shape)} is no SELECT query: {error.msg}.", where=where
        ) from error
    return Constraint(shape, node, query, shapes.messages(node) or shapes.messages(shape))


def _with_path(shapes: Shapes, shape: NamedNode, text: str) -> str:
    path = shapes.path(shape)
    pieces, end, before = [], 0, ""
    for token in tokens.of(text):
        _refuse(shapes, shape, token, before)
        if token.group() in {"$PATH", "?PATH"}:
            if path is None:
                raise MalformedShapes(f"The sh:select of {shapes.named(shape)} uses $PATH, and the shape has no path.")
            # SHACL defines $PATH as a replacement in the text: a path is not a term that could be bound.
            pieces += [text[end : token.start()], str(path)]
            end = token.end()
        before = token.group().upper()
    return "".join([*pieces, text[end:]])


def _refuse(shapes: Shapes, shape: NamedNode, token: re.Match[str], before: str) -> None:
    word = token.group().upper()
    if token.lastgroup == "word" and word in _FORBIDDEN:
        raise MalformedShapes(f"The sh:select of {shapes.named(shape)} uses {word}: {_FORBIDDEN[word]}.")
    if token.lastgroup == "variable" and token.group()[1:] in _UNSUPPORTED:
        raise MalformedShapes(f"The sh:select of {shapes.named(shape)} uses {token.group()}, which is not supported.")
    if before == "AS" and token.group() in tokens.THIS:
        raise MalformedShapes(f"The sh:select of {shapes.named(shape)} binds $this, which is bound already.")


def _prefixes(shapes: Shapes, node: Term) -> str:
    table: dict[str, str] = {}
    for declaration in _declarations(shapes, node):
        prefix, namespace = (shapes.graph.value(declaration, term) for term in (SH.prefix, SH.namespace))
        if not isinstance(prefix, Literal) or not isinstance(namespace, Literal):
            raise MalformedShapes("A value of sh:declare lacks its sh:prefix or its sh:namespace.")
        if table.setdefault(prefix.value, namespace.value) != namespace.value:
            raise MalformedShapes(f"The prefix {prefix.value!r} is declared with two namespaces.")
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(table.items()))


def _declarations(shapes: Shapes, node: Term) -> Iterator[Term]:
    owners = list(shapes.graph.values(node, SH.prefixes))
    for owner in owners:
        owners += [more for more in shapes.graph.values(owner, IMPORTS) if more not in owners]
        yield from shapes.graph.values(owner, SH.declare)
