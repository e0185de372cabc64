"""
The two ways to validate, under the names by which they are chosen.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from proviso.errors import BadSetting
from proviso.validation import constraints, core, handover, oracle, setwise, wellformed
from proviso.validation import shapes as shapes_graph
from proviso.validation.data import Data
from proviso.validation.report import Report, Result
from proviso.validation.targets import Targets
from proviso.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from proviso.validation.constraints import Constraint
    from proviso.validation.shapes import Shapes


def validate(data: bytes, shapes: str, *, engine: str = "proviso") -> Report:
    """
    Validate *data*, N-Triples, against *shapes*, Turtle, and report.

    >>> shape = "<urn:s> <http://www.w3.org/ns/shacl#targetNode> 1 ; <http://www.w3.org/ns/shacl#minInclusive> 2 ."
    >>> validate(b"", shape).accepted
    False
    """
    if engine not in ENGINES:
        raise BadSetting(f"There is no engine named {engine!r}; there are {' and '.join(sorted(ENGINES))}.")
    read, found = _understood(shapes)
    return ENGINES[engine](read, found, Data.read(data))


@lru_cache(maxsize=8)
def _understood(text: str) -> tuple[Shapes, tuple[Constraint, ...]]:
    shapes = shapes_graph.read(text)
    wellformed.check(shapes)
    return shapes, constraints.read(shapes)


def _proviso(shapes: Shapes, found: tuple[Constraint, ...], data: Data) -> Report:
    reasons = list(handover.whole(shapes, found))
    if reasons:
        return Report.of(oracle.run(shapes, shapes.text(), data), engine="proviso", fallbacks=reasons)
    results = list(core.run(shapes, shapes.text(without=frozenset({SH.sparql})), data))
    targets = Targets(shapes, data.store)
    for constraint in found:
        reason = constraint.scattered
        if reason:
            reasons.append(f"pySHACL evaluated the constraint of {shapes.named(constraint.shape)}: {reason}.")
        results += _evaluate(shapes, constraint, targets, data)
    return Report.of(results, engine="proviso", fallbacks=reasons)


def _evaluate(shapes: Shapes, constraint: Constraint, targets: Targets, data: Data) -> Iterator[Result]:
    if not constraint.scattered:
        return setwise.run(shapes, constraint, targets, data)
    alone = handover.alone(shapes, constraint, targets.of(constraint.shape))
    return oracle.run(shapes, alone, data)


def _pyshacl(shapes: Shapes, _: tuple[Constraint, ...], data: Data) -> Report:
    return Report.of(oracle.run(shapes, shapes.text(), data), engine="pyshacl")


ENGINES: Final[Mapping[str, Callable[[Shapes, tuple[Constraint, ...], Data], Report]]] = MappingProxyType(
    {"proviso": _proviso, "pyshacl": _pyshacl}
)
