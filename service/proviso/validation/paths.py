"""
Property paths: read from a shapes graph, written as SPARQL, written back as RDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode, Triple

from proviso.errors import MalformedShapes
from proviso.validation.terms import Term, sh
from proviso.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proviso.validation.shapes import Graph

_WRITTEN: Final = {
    "inversePath": "^{}",
    "zeroOrMorePath": "({})*",
    "oneOrMorePath": "({})+",
    "zeroOrOnePath": "({})?",
}


@dataclass(frozen=True, slots=True)
class Path:
    """
    A path of more than one predicate; a lone predicate is a *NamedNode*.

    >>> str(Path("inversePath", (NamedNode("http://example.com/p"),)))
    '^<http://example.com/p>'
    """

    kind: str
    parts: tuple[NamedNode | Path, ...]

    def __str__(self) -> str:
        """
        Write the path in the syntax of SPARQL.
        """
        parts = [str(part) for part in self.parts]
        if self.kind in _WRITTEN:
            return _WRITTEN[self.kind].format(parts[0])
        return "(" + ("|" if self.kind == "alternativePath" else "/").join(parts) + ")"


def read(graph: Graph, node: Term) -> NamedNode | Path:
    """
    Read the path that *node* stands for.
    """
    return _read(graph, node, frozenset())


def triples(path: NamedNode | Path, label: str) -> tuple[NamedNode | BlankNode, list[Triple]]:
    """
    Write *path* as RDF whose blank nodes are called after *label*.
    """
    if isinstance(path, NamedNode):
        return path, []
    members = [triples(part, f"{label}p{number}") for number, part in enumerate(path.parts, start=1)]
    inner = [triple for _, found in members for triple in found]
    if path.kind in _WRITTEN:
        return BlankNode(label), [Triple(BlankNode(label), sh(path.kind), members[0][0]), *inner]
    listed = list(_list([node for node, _ in members], label))
    if path.kind == "alternativePath":
        head = BlankNode(f"{label}a")
        return head, [Triple(head, sh("alternativePath"), listed[0].subject), *listed, *inner]
    return BlankNode(f"{label}i1"), [*listed, *inner]


def _list(nodes: list[NamedNode | BlankNode], label: str) -> Iterator[Triple]:
    for number, node in enumerate(nodes, start=1):
        cell = BlankNode(f"{label}i{number}")
        yield Triple(cell, RDF.first, node)
        yield Triple(cell, RDF.rest, BlankNode(f"{label}i{number + 1}") if number < len(nodes) else RDF.nil)


def _read(graph: Graph, node: Term, above: frozenset[Term]) -> NamedNode | Path:
    if isinstance(node, NamedNode) and node != RDF.nil:
        return node
    if node in above:
        raise MalformedShapes("A property path contains itself.")
    above = above | {node}
    for kind in (*_WRITTEN, "alternativePath"):
        value = graph.value(node, sh(kind))
        if value is not None:
            members = graph.list(value) if kind == "alternativePath" else [value]
            return Path(kind, tuple(_read(graph, member, above) for member in members))
    members = graph.list(node)
    if not members[1:]:
        raise MalformedShapes("A value of sh:path is neither a predicate nor a property path.")
    return Path("sequence", tuple(_read(graph, member, above) for member in members))
