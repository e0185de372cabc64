"""
What passes between the store and the rest: questions going in, changes going in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Row: TypeAlias = tuple[Term | None, ...]
Quads: TypeAlias = Iterable[Quad]


@dataclass(frozen=True, slots=True)
class Question:
    """
    A SPARQL query, the values of its parameters, and the graphs that it is asked of; without graphs, of all.
    """

    text: str
    parameters: Mapping[str, Term] = field(default_factory=dict)
    default_graphs: tuple[NamedNode, ...] = ()
    named_graphs: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """
    What one commit does: *replaced* graphs are emptied, *removals* go, then *additions* come.

    The quads may be walked more than once (to validate, then to commit), so they are a collection, never a generator.
    """

    additions: Quads = ()
    removals: Quads = ()
    replaced: tuple[NamedNode, ...] = ()
    reason: str = ""

    @classmethod
    def replacing(cls, quads: Quads, *, graphs: Iterable[NamedNode], reason: str = "") -> Change:
        """
        Put *quads* in the place of everything that *graphs* held.
        """
        return cls(additions=quads, replaced=tuple(graphs), reason=reason)


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What files hold, as the store would give it back, and the graphs it belongs to.
    """

    quads: Quads
    graphs: tuple[NamedNode, ...]
    files: tuple[str, ...]

    def as_change(self, *, reason: str = "") -> Change:
        """
        Replace each graph that the files mention with what they say of it.
        """
        return Change.replacing(self.quads, graphs=self.graphs, reason=reason)
