"""
Which nodes a shape is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from proviso.validation.terms import CLASS, Term, plain
from proviso.vocabulary import RDF, RDFS, SH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proviso.validation.paths import Path
    from proviso.validation.shapes import Shapes

_FOCUS: Final = "urn:proviso:focus:"


class Targets:
    """
    The focus nodes of each shape, in one store of data.

    They are kept in the store as well, in a graph for each shape, so that a query can join with them.
    """

    def __init__(self, shapes: Shapes, store: Store) -> None:
        self._shapes = shapes
        self._store = store
        self._found: dict[Term, tuple[Term, ...]] = {}

    def of(self, shape: Term) -> tuple[Term, ...]:
        """
        Return the focus nodes of *shape*: its targets, and what the shapes hand down that have it as sh:property.
        """
        if shape not in self._found:
            nodes = set(self._own(shape))
            for parent in self._shapes.graph.subjects(SH.property, shape):
                nodes.update(self._handed_down(parent))
            self._found[shape] = () if self._shapes.deactivated(shape) else tuple(sorted(nodes, key=str))
        return self._found[shape]

    def group(self, shape: NamedNode) -> str:
        """
        Return a pattern that finds the focus nodes of *shape* as `?this`.
        """
        name = NamedNode(_FOCUS + shape.value)
        if not self._store.contains_named_graph(name):
            self._store.extend(Quad(name, name, node, name) for node in self.of(shape))
        return f"GRAPH {name} {{ {name} {name} ?this }}"

    def _own(self, shape: Term) -> Iterable[Term]:
        graph = self._shapes.graph
        yield from graph.values(shape, SH.targetNode)
        classes = graph.values(shape, SH.targetClass)
        if CLASS in graph.values(shape, RDF.type):
            classes = [*classes, shape]
        for kind in classes:
            yield from self._instances(kind)
        for predicate in graph.values(shape, SH.targetSubjectsOf):
            yield from plain(quad.subject for quad in self._quads(predicate, None))
        for predicate in graph.values(shape, SH.targetObjectsOf):
            yield from plain(quad.object for quad in self._quads(predicate, None))

    def _instances(self, kind: Term) -> Iterable[Term]:
        classes = [kind]
        for found in classes:
            below = plain(quad.subject for quad in self._quads(RDFS.subClassOf, found))
            classes += [subclass for subclass in below if subclass not in classes]
        for found in classes:
            yield from plain(quad.subject for quad in self._quads(RDF.type, found))

    def _quads(self, predicate: Term, value: Term | None) -> Iterable[Quad]:
        if not isinstance(predicate, NamedNode):
            return ()
        return self._store.quads_for_pattern(None, predicate, value, DefaultGraph())

    def _handed_down(self, parent: Term) -> Iterable[Term]:
        path = self._shapes.path(parent)
        if path is None:
            return self.of(parent)
        return self._reached(parent, path)

    def _reached(self, parent: Term, path: NamedNode | Path) -> Iterable[Term]:
        if not isinstance(parent, NamedNode):
            return ()
        # The text is made of the shapes' own terms: a path cannot be bound to a variable.
        answer = self._store.query(f"SELECT DISTINCT ?value {{ {self.group(parent)} ?this {path} ?value }}")
        return plain(solution["value"] for solution in answer) if isinstance(answer, QuerySolutions) else ()
