"""
SHACL Core, by the `shacl` package.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import shacl
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from proviso.errors import EngineFault, MalformedShapes
from proviso.validation import messages
from proviso.validation.report import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proviso.validation.data import Data
    from proviso.validation.shapes import Shapes
    from proviso.validation.terms import Term


def run(shapes: Shapes, text: str, data: Data) -> Iterator[Result]:
    """
    Validate *data* against *text*, which holds those of the *shapes* that `shacl` is to see.
    """
    for found in _compiled(text, data):
        shape = _term(found.source_shape or "")
        component = NamedNode(found.component_iri)
        yield Result(
            focus=_term(found.focus_node),
            shape=shapes.named(shape),
            component=component,
            severity=shapes.severity(shape),
            messages=shapes.messages(shape) or messages.default(component),
            path=_predicate(found.path) or shapes.path(shape),
            value=None if found.value is None else _term(found.value),
        )


def _compiled(text: str, data: Data) -> list[shacl.Result]:
    try:
        compiled = shacl.Shapes.from_text(text, format="ntriples")
    except ValueError as error:
        raise MalformedShapes(f"The shapes cannot be carried out: {error}.") from error
    try:
        return compiled.validate_text(data.text, format="ntriples").results
    except ValueError as error:
        raise EngineFault(f"The engine could not read the data: {error}.") from error


def _predicate(path: str | None) -> NamedNode | None:
    # sh:closed reports a predicate of the data, which is on no shape.
    term = _term(path) if path and path.startswith("<") and path.find(">") == len(path) - 1 else None
    return term if isinstance(term, NamedNode) else None


@lru_cache(maxsize=4096)
def _term(written: str) -> Term:
    statement = f"<urn:s> <urn:p> {written} ."
    for quad in parse(statement, format=RdfFormat.N_TRIPLES):
        value = quad.object
        if isinstance(value, NamedNode | BlankNode | Literal):
            return value
    raise EngineFault(f"The engine reported {written}, which is no RDF term.")
