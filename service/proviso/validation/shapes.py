"""
The shapes graph: read once, each of its shapes given a name, asked for what a report has to say.

A blank node cannot be found again in the answer of an engine that parsed its own copy. So the blank nodes that are
shapes or constraints are named before any engine sees them, and reports speak of the nearest shape that has a name of
its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from proviso.errors import Location, MalformedShapes
from proviso.validation import paths
from proviso.validation.terms import LISTS_OF_SHAPES, TESTS, Term, local, ntriples
from proviso.vocabulary import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from proviso.validation.paths import Path

Statement = tuple[NamedNode | BlankNode, NamedNode, Term]

_GIVEN: Final = "urn:proviso:blank:"


class Graph:
    """
    A few hundred triples, and the three ways to ask for them.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._statements = sorted(set(statements), key=str)
        self._objects: dict[tuple[Term, Term], list[Term]] = {}
        self._subjects: dict[tuple[Term, Term], list[Term]] = {}
        for subject, predicate, value in self:
            self._objects.setdefault((subject, predicate), []).append(value)
            self._subjects.setdefault((predicate, value), []).append(subject)

    def __iter__(self) -> Iterator[Statement]:
        return iter(self._statements)

    def values(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """
        Return every object of the two, in order.
        """
        return self._objects.get((subject, predicate), [])

    def value(self, subject: Term, predicate: NamedNode) -> Term | None:
        """
        Return the first object of the two.
        """
        return next(iter(self.values(subject, predicate)), None)

    def subjects(self, predicate: NamedNode, value: Term) -> list[Term]:
        """
        Return every subject of the two, in order.
        """
        return self._subjects.get((predicate, value), [])

    def holding(self, predicate: NamedNode) -> list[Term]:
        """
        Return every node that has *predicate*.
        """
        return sorted({subject for subject, found, _ in self if found == predicate}, key=str)

    def list(self, head: Term) -> list[Term]:
        """
        Return the members of an RDF list.
        """
        members: list[Term] = []
        seen: set[Term] = set()
        while head != RDF.nil:
            first, rest = self.values(head, RDF.first), self.values(head, RDF.rest)
            if head in seen or len(first) != 1 or len(rest) != 1:
                raise MalformedShapes(f"A list in the shapes is broken at {head}.")
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return members


@dataclass(frozen=True, slots=True)
class Shapes:
    """
    A shapes graph whose shapes all have names.
    """

    graph: Graph
    _paths: dict[Term, NamedNode | Path | None] = field(default_factory=dict)

    def text(self, *, without: frozenset[NamedNode] = frozenset()) -> str:
        """
        Write the graph as N-Triples, leaving out the statements of some predicates.
        """
        kept = (Triple(*statement) for statement in self.graph if statement[1] not in without)
        return ntriples(kept)

    def path(self, shape: Term) -> NamedNode | Path | None:
        """
        Return the path of a property shape, and nothing for a node shape.
        """
        if shape not in self._paths:
            node = self.graph.value(shape, SH.path)
            self._paths[shape] = None if node is None else paths.read(self.graph, node)
        return self._paths[shape]

    def severity(self, shape: Term) -> NamedNode:
        """
        Return how bad it is to break *shape*.
        """
        severity = self.graph.value(shape, SH.severity)
        return severity if isinstance(severity, NamedNode) else SH.Violation

    def messages(self, node: Term) -> tuple[Literal, ...]:
        """
        Return what *node*, a shape or a constraint, wants to be said when it is broken.
        """
        return tuple(value for value in self.graph.values(node, SH.message) if isinstance(value, Literal))

    def named(self, shape: Term) -> NamedNode:
        """
        Return *shape*, or the nearest shape around it that has a name of its own.
        """
        above, seen = [shape], {shape}
        for node in above:
            if isinstance(node, NamedNode) and not node.value.startswith(_GIVEN):
                return node
            found = [parent for parent in self.parents(node) if parent not in seen]
            above += found
            seen.update(found)
        return NamedNode(_GIVEN + "shape") if not isinstance(shape, NamedNode) else shape

    def parents(self, shape: Term) -> list[Term]:
        """
        Return the shapes that *shape* is a part of, or is used as a test by.
        """
        return [*self.graph.subjects(SH.property, shape), *self.users(shape)]

    def users(self, shape: Term) -> list[Term]:
        """
        Return the shapes that only ask whether a node conforms to *shape*.
        """
        direct = [user for predicate in TESTS for user in self.graph.subjects(predicate, shape)]
        for predicate in LISTS_OF_SHAPES:
            for user in self.graph.holding(predicate):
                if any(shape in self.graph.list(head) for head in self.graph.values(user, predicate)):
                    direct.append(user)  # noqa: PERF401 - as a comprehension this cannot be read
        return direct

    def deactivated(self, node: Term) -> bool:
        """
        Tell whether *node*, a shape or a constraint, is switched off.
        """
        value = self.graph.value(node, SH.deactivated)
        return isinstance(value, Literal) and value.value in {"true", "1"}


def read(text: str) -> Shapes:
    """
    Read a shapes graph from Turtle, of which N-Triples is a part.
    """
    try:
        dataset = Dataset(parse(text.encode(), format=RdfFormat.TURTLE))
    except SyntaxError as error:
        where = Location("shapes", error.lineno, error.offset)
        raise MalformedShapes(f"The shapes are not Turtle: {error.msg}.", where=where) from error
    # A report names blank nodes' parents only, but messages, order and caches are steadier when labels are, too.
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    graph = Graph(_statement(quad) for quad in dataset)
    names = {node: NamedNode(_GIVEN + node.value) for node in _nameless(graph)}
    return Shapes(Graph(_renamed(statement, names) for statement in graph))


def _statement(quad: Quad) -> Statement:
    if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
        raise MalformedShapes("The shapes have a triple in the place of a node.")
    return quad.subject, quad.predicate, quad.object


def _nameless(graph: Graph) -> Iterator[BlankNode]:
    for subject, predicate, value in graph:
        if isinstance(subject, BlankNode) and (predicate == SH.path or local(predicate).startswith("target")):
            yield subject
        if isinstance(value, BlankNode) and predicate in (SH.property, SH.sparql, *TESTS):
            yield value
        if predicate in LISTS_OF_SHAPES:
            yield from (member for member in graph.list(value) if isinstance(member, BlankNode))


def _renamed(statement: Statement, names: dict[BlankNode, NamedNode]) -> Statement:
    subject, predicate, value = statement
    return (
        names.get(subject, subject) if isinstance(subject, BlankNode) else subject,
        predicate,
        names.get(value, value) if isinstance(value, BlankNode) else value,
    )


def minted(node: Term) -> bool:
    """
    Tell whether a node's name was given here, so that nobody outside can know it.
    """
    return isinstance(node, NamedNode) and node.value.startswith(_GIVEN)
