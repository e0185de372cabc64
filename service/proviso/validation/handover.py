"""
What the fast engine leaves to pySHACL, and how little of the shapes pySHACL needs to see for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Triple

from proviso.validation.terms import CLASS, Term, ntriples, sh
from proviso.vocabulary import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from proviso.validation.constraints import Constraint
    from proviso.validation.shapes import Shapes, Statement

_TARGETS: Final = frozenset({SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf})
_ABOUT: Final = frozenset({RDF.type, SH.path, SH.severity, SH.message})
_CUSTOM: Final = (sh("parameter"), sh("validator"), sh("nodeValidator"), sh("propertyValidator"))


def whole(shapes: Shapes, constraints: Iterable[Constraint]) -> Iterator[str]:
    """
    Say why pySHACL must do all of the work, if it must.
    """
    if any(shapes.graph.holding(predicate) for predicate in _CUSTOM):
        yield "The shapes define constraint components of their own: pySHACL validated everything."
    if any(shapes.path(shape) is not None for shape in shapes.graph.holding(sh("closed"))):
        # `shacl` 0.3.4 closes the focus node there, not the value nodes.
        yield "The shapes have sh:closed on a property shape: pySHACL validated everything."
    for constraint in constraints:
        if _tested(shapes, constraint.shape):
            name = shapes.named(constraint.shape)
            yield f"The constraint of {name} decides whether another shape holds: pySHACL validated everything."


def alone(shapes: Shapes, constraint: Constraint, focus: Iterable[Term]) -> str:
    """
    Write a shapes graph in which *constraint* is the only thing to do, and *focus* the nodes to do it for.
    """
    kept = [Triple(*statement) for statement in shapes.graph if _kept(statement, constraint)]
    kept += [Triple(constraint.shape, SH.targetNode, node) for node in focus]
    return ntriples(kept)


def _kept(statement: Statement, constraint: Constraint) -> bool:
    subject, predicate, value = statement
    if predicate in _TARGETS or value == CLASS:
        return False
    return subject != constraint.shape or predicate in _ABOUT or value == constraint.node


def _tested(shapes: Shapes, shape: Term) -> bool:
    above, seen = [shape], {shape}
    for node in above:
        if shapes.users(node):
            return True
        found = [parent for parent in shapes.graph.subjects(SH.property, node) if parent not in seen]
        above += found
        seen.update(found)
    return False
