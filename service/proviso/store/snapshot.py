"""
One revision of the register, which never changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Variable

from proviso.errors import ForbiddenOperation
from proviso.store import guard
from proviso.store.answer import Answer
from proviso.store.engine import asking, reading_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

    from proviso.store.model import Change, Question


class Snapshot:
    """
    The register as it was at one revision, to be asked as often as one likes.
    """

    def __init__(
        self, engine: pyoxigraph.Store, *, revision: int, base: str, folder: Path | None = None, hold: object = None
    ) -> None:
        self.revision = revision
        self.base = base
        self._engine = engine
        self._folder = folder
        self._hold = hold

    def __len__(self) -> int:
        """
        Count the quads.
        """
        with reading_from(self._folder):
            return len(self._engine)

    def graphs(self) -> list[NamedNode]:
        """
        List the graphs that hold anything, in order.
        """
        with reading_from(self._folder):
            names = (name for name in self._engine.named_graphs() if isinstance(name, NamedNode))
            return sorted(names, key=lambda name: name.value)

    def quads(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        """
        Give every quad, or those of one *graph*, in no particular order.
        """
        with reading_from(self._folder):
            yield from self._engine.quads_for_pattern(None, None, None, graph)

    def ntriples(self) -> bytes:
        """
        Write the union of all graphs as N-Triples, fast and unsorted; what two graphs state may come twice.
        """
        with reading_from(self._folder):
            triples = (quad.triple for quad in self._engine)
            return pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""

    def query(self, question: Question) -> Answer:
        """
        Answer *question* over the union of all graphs, or over those that it names.
        """
        scan = guard.check(question.text, base=self.base)
        graphs = (*map(NamedNode, _valid(scan.graphs)), *question.default_graphs, *question.named_graphs)
        self._refuse_unknown(graphs)
        answer = Answer(lambda: self._ask(question, question.text, union=not graphs), folder=self._folder)
        if scan.star is None or answer.kind != "select" or not answer.variables:
            return answer
        text = _spelt_out(question.text, scan, answer.variables)
        return Answer(lambda: self._ask(question, text, union=not graphs), folder=self._folder)

    def after(self, change: Change) -> Snapshot:
        """
        Give the register as *change* would make it, in memory, exactly as the store would return it.
        """
        engine = pyoxigraph.Store()
        engine.bulk_extend(self.quads())
        apply(change, engine)
        return Snapshot(engine, revision=self.revision + 1, base=self.base)

    def _ask(self, question: Question, text: str, *, union: bool) -> QuerySolutions | QueryBoolean | QueryTriples:
        """
        Hand a checked query to the engine.
        """
        with reading_from(self._folder), asking():
            return self._engine.query(
                text,
                base_iri=self.base,
                use_default_graph_as_union=union,
                default_graph=list(question.default_graphs) or None,
                named_graphs=list(question.named_graphs) or None,
                substitutions={Variable(name): term for name, term in question.parameters.items()},
            )

    def _refuse_unknown(self, graphs: Iterable[NamedNode]) -> None:
        """
        Refuse to fetch: the graphs that a question names are graphs of this register.
        """
        for graph in graphs:
            if not self._engine.contains_named_graph(graph):
                raise ForbiddenOperation(
                    f"The register holds no graph {graph}, and FROM fetches nothing from elsewhere."
                )


def apply(change: Change, engine: pyoxigraph.Store) -> None:
    """
    Carry *change* out, step by step; whoever calls throws *engine* away if a step fails.
    """
    for graph in change.replaced:
        engine.remove_graph(graph)
    for quad in change.removals:
        engine.remove(quad)
    engine.bulk_extend(change.additions)


def _valid(iris: Iterable[str]) -> Iterator[str]:
    """
    Refuse graph names that are no IRIs.
    """
    for iri in iris:
        with asking():
            NamedNode(iri)
        yield iri


def _spelt_out(text: str, scan: guard.Scan, variables: tuple[str, ...]) -> str:
    """
    Put the columns in place of the star, in the order in which the query mentions them; the engine would sort them.
    """
    assert scan.star is not None  # noqa: S101 - the caller has looked
    first = {name: place for place, name in reversed(list(enumerate(scan.variables)))}
    ordered = sorted(variables, key=lambda name: first.get(name, len(first)))
    return text[: scan.star] + " " + " ".join(f"?{name}" for name in ordered) + " " + text[scan.star + 1 :]
