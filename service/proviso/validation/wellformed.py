"""
What a shapes graph may say: a misspelt constraint is refused, never silently ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from proviso.errors import MalformedShapes
from proviso.validation.terms import TESTS, Term, local, sh
from proviso.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Callable

    from proviso.validation.shapes import Shapes

# Constraints of SHACL Core that only make sense with a path.
_OF_A_PATH: Final = [
    "minCount",
    "maxCount",
    "uniqueLang",
    "lessThan",
    "lessThanOrEquals",
    "qualifiedValueShape",
    "qualifiedMinCount",
    "qualifiedMaxCount",
]
_AT_MOST_ONCE: Final = [
    "path",
    "datatype",
    "nodeKind",
    "minCount",
    "maxCount",
    "minExclusive",
    "minInclusive",
    "maxExclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
    "pattern",
    "flags",
    "languageIn",
    "uniqueLang",
    "in",
    "closed",
    "ignoredProperties",
    "severity",
    "deactivated",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "qualifiedValueShapesDisjoint",
]
_OF_COUNTS: Final = ["minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount"]
_OF_TRUTH: Final = ["uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint"]
_OTHER: Final = [
    "class",
    "node",
    "property",
    "not",
    "and",
    "or",
    "xone",
    "hasValue",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
    "qualifiedValueShape",
    "targetClass",
    "targetNode",
    "targetSubjectsOf",
    "targetObjectsOf",
    "message",
    "name",
    "description",
    "order",
    "group",
    "defaultValue",
    "inversePath",
    "alternativePath",
    "zeroOrMorePath",
    "oneOrMorePath",
    "zeroOrOnePath",
    "sparql",
    "select",
    "prefixes",
    "declare",
    "prefix",
    "namespace",
    "shapesGraph",
    "entailment",
    "parameter",
    "validator",
    "nodeValidator",
    "propertyValidator",
    "ask",
    "optional",
    "labelTemplate",
]
_KNOWN: Final = frozenset([*_AT_MOST_ONCE, *_OTHER])
_SEVERAL_PARTS: Final = "{} has more than one value of sh:{}."


def check(shapes: Shapes) -> None:
    """
    Refuse shapes that an engine would misread or read past.
    """
    for rule in _RULES:
        rule(shapes)


def _only_known_terms(shapes: Shapes) -> None:
    for subject, predicate, _ in shapes.graph:
        if predicate.value.startswith(SH.NAMESPACE) and local(predicate) not in _KNOWN:
            raise MalformedShapes(f"{subject} uses sh:{local(predicate)}, which no engine here carries out.")


def _said_once(shapes: Shapes) -> None:
    for name in _AT_MOST_ONCE:
        for node in shapes.graph.holding(sh(name)):
            if len(shapes.graph.values(node, sh(name))) > 1:
                raise MalformedShapes(_SEVERAL_PARTS.format(node, name))


def _paths_are_paths(shapes: Shapes) -> None:
    for node in shapes.graph.holding(SH.path):
        shapes.path(node)
    for name in _OF_A_PATH:
        for node in shapes.graph.holding(sh(name)):
            if shapes.path(node) is None:
                raise MalformedShapes(f"{node} has sh:{name} and no sh:path.")
    for _, predicate, value in shapes.graph:
        if predicate == SH.property and shapes.path(value) is None:
            raise MalformedShapes(f"{value} is given as sh:property and has no sh:path.")
        if predicate == SH.node and shapes.path(value) is not None:
            raise MalformedShapes(f"{value} is given as sh:node and is a property shape.")


def _values_have_types(shapes: Shapes) -> None:
    _all_are(shapes, _OF_COUNTS, lambda term: isinstance(term, Literal) and term.value.isdecimal(), "a whole number")
    _all_are(
        shapes,
        _OF_TRUTH,
        lambda term: isinstance(term, Literal) and term.value in {"true", "false", "1", "0"},
        "true or false",
    )
    _all_are(shapes, ["severity", "datatype", "nodeKind"], lambda term: isinstance(term, NamedNode), "an IRI")
    _all_are(shapes, ["message", "pattern", "flags"], lambda term: isinstance(term, Literal), "a text")
    for name in ("in", "languageIn", "ignoredProperties", "and", "or", "xone"):
        for node in shapes.graph.holding(sh(name)):
            for head in shapes.graph.values(node, sh(name)):
                shapes.graph.list(head)


def _all_are(shapes: Shapes, names: list[str], right: Callable[[Term], bool], kind: str) -> None:
    for name in names:
        for node in shapes.graph.holding(sh(name)):
            for term in shapes.graph.values(node, sh(name)):
                if not right(term):
                    raise MalformedShapes(f"The value of sh:{name} at {node} is not {kind}.")


def _no_recursion(shapes: Shapes) -> None:
    # W3C leaves recursion open, and engines differ.
    safe: set[Term] = set()
    nodes = {value for _, predicate, value in shapes.graph if predicate in (SH.property, *TESTS)}
    for node in sorted(nodes, key=str):
        _climb(shapes, node, (), safe)


def _climb(shapes: Shapes, node: Term, below: tuple[Term, ...], safe: set[Term]) -> None:
    if node in below:
        raise MalformedShapes(f"{shapes.named(node)} refers to itself.")
    if node in safe:
        return
    for parent in shapes.parents(node):
        _climb(shapes, parent, (*below, node), safe)
    safe.add(node)


_RULES: Final[tuple[Callable[[Shapes], None], ...]] = (
    _only_known_terms,
    _said_once,
    _paths_are_paths,
    _values_have_types,
    _no_recursion,
)
