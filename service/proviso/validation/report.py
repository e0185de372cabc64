"""
What validation found, and what follows from it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from proviso.validation import rendering
from proviso.validation.terms import local
from proviso.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Literal, NamedNode

    from proviso.validation.paths import Path
    from proviso.validation.terms import Term

_WORST_FIRST: Final = (SH.Violation, SH.Warning, SH.Info)


@dataclass(frozen=True, slots=True)
class Result:
    """
    One way in which one node breaks one shape.
    """

    focus: Term
    shape: NamedNode
    component: NamedNode
    severity: NamedNode
    messages: tuple[Literal, ...]
    path: NamedNode | Path | None = None
    value: Term | None = None
    constraint: NamedNode | None = None

    @property
    def message(self) -> str:
        """
        What the shape says, in English where it says it in several languages.
        """
        order = sorted(self.messages, key=lambda said: (said.language not in {None, "en"}, str(said)))
        return order[0].value if order else ""

    @property
    def key(self) -> tuple[int, str, str, str, str, str, str]:
        """
        The place of this result in a report: the worst first, then by node, path, value, shape and message.
        """
        rank = _WORST_FIRST.index(self.severity) if self.severity in _WORST_FIRST else len(_WORST_FIRST)
        rest = (self.focus, self.path, self.value, self.shape, self.component, self.messages)
        focus, path, value, shape, component, messages = (str(part) for part in rest)
        return rank, focus, path, value, shape, component + str(self.severity), messages


@dataclass(frozen=True, slots=True)
class Report:
    """
    The results of one validation, each once, in an order that does not depend on the engine.

    *fallbacks* says in sentences what the engine handed over to pySHACL, and why.
    """

    results: tuple[Result, ...]
    engine: str
    fallbacks: tuple[str, ...] = ()

    @classmethod
    def of(cls, results: Iterable[Result], *, engine: str, fallbacks: Iterable[str] = ()) -> Report:
        """
        Make a report of *results*: in order, without repetitions.
        """
        distinct = {result.key: result for result in results}
        return cls(tuple(distinct[key] for key in sorted(distinct)), engine, tuple(sorted(set(fallbacks))))

    @property
    def accepted(self) -> bool:
        """
        Whether nothing is a violation; warnings are accepted.
        """
        return all(result.severity != SH.Violation for result in self.results)

    @property
    def conforms(self) -> bool:
        """
        Whether there is no result at all, as W3C defines it.
        """
        return not self.results

    @property
    def counts(self) -> Mapping[str, int]:
        """
        How many results there are of each severity that occurs.
        """
        return Counter(local(result.severity) for result in self.results)

    def as_text(self) -> str:
        """
        Write the report for people.
        """
        return rendering.text(self)

    def as_json(self) -> str:
        """
        Write the report as a JSON object.
        """
        return rendering.json_text(self)

    def as_turtle(self) -> bytes:
        """
        Write the report as a sh:ValidationReport in Turtle.
        """
        return rendering.rdf(self, "turtle")

    def as_jsonld(self) -> bytes:
        """
        Write the report as a sh:ValidationReport in JSON-LD.
        """
        return rendering.rdf(self, "jsonld")

    def as_ntriples(self) -> bytes:
        """
        Write the report as a sh:ValidationReport in N-Triples.
        """
        return rendering.rdf(self, "ntriples")
