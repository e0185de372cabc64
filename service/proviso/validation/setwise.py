"""
SPARQL-based constraints, each asked once for all of its focus nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolutions

from proviso.errors import EngineFault
from proviso.validation import messages
from proviso.validation.report import Result
from proviso.validation.shapes import minted
from proviso.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store

    from proviso.validation.constraints import Constraint
    from proviso.validation.data import Data
    from proviso.validation.shapes import Shapes
    from proviso.validation.targets import Targets
    from proviso.validation.terms import Term


def run(shapes: Shapes, constraint: Constraint, targets: Targets, data: Data) -> Iterator[Result]:
    """
    Turn each solution of *constraint* into a result.
    """
    for row in _rows(data.store, constraint.starting_at(targets.group(constraint.shape))):
        yield _result(shapes, constraint, row)


def _rows(store: Store, query: str) -> list[dict[str, Term]]:
    # A whole list, because pyoxigraph's solutions must not outlive their thread in somebody's traceback.
    answer = store.query(query)
    if not isinstance(answer, QuerySolutions):
        raise EngineFault("A constraint did not answer with solutions.")
    names = [variable.value for variable in answer.variables]
    return [{name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in answer]


def _result(shapes: Shapes, constraint: Constraint, row: Mapping[str, Term]) -> Result:
    shape, node, found = constraint.shape, constraint.node, row.get("path")
    path = shapes.path(shape)
    value = row.get("value", row["this"] if path is None else None)
    return Result(
        focus=row["this"],
        shape=shapes.named(shape),
        component=SH.SPARQLConstraintComponent,
        severity=shapes.severity(shape),
        messages=_messages(constraint, row if value is None else {**row, "value": value}),
        path=found if isinstance(found, NamedNode) else path,
        value=value,
        constraint=node if isinstance(node, NamedNode) and not minted(node) else None,
    )


def _messages(constraint: Constraint, row: Mapping[str, Term]) -> tuple[Literal, ...]:
    own = row.get("message")
    if isinstance(own, Literal):
        return (own,)
    said = tuple(messages.filled(template, row) for template in constraint.messages)
    return said or messages.default(SH.SPARQLConstraintComponent)
