"""
The words and the rules that come with the register, as they are published at `/def` and `/shapes`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from proviso.store import serialise
from proviso.vocabulary import OWL, RDF, RDFS, SH, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from proviso.store import Term

# In this order they stand on the page; what has none of these types comes last.
KINDS: Final[Mapping[str, tuple[NamedNode, ...]]] = {
    "Classes": (OWL.Class,),
    "Properties": (OWL.ObjectProperty, OWL.DatatypeProperty),
    "Schemes": (SKOS.ConceptScheme,),
    "Concepts": (SKOS.Concept,),
    "Rules for things": (SH.NodeShape,),
    "Rules for properties": (SH.PropertyShape,),
    "Others": (),
}


@dataclass(frozen=True)
class Glossary:
    """
    The terms of one *namespace* and what is said of them.
    """

    namespace: str
    title: str
    summary: str
    quads: tuple[Quad, ...] = field(repr=False)

    @classmethod
    def read(cls, folder: Path, *, namespace: str, title: str, summary: str) -> Glossary:
        """
        Read every Turtle file of *folder*, which is ours and therefore well-formed.
        """
        quads = (quad for path in sorted(folder.glob("*.ttl")) for quad in pyoxigraph.parse(path=path))
        return cls(namespace, title, summary, tuple(dict.fromkeys(_apart(quads))))

    @cached_property
    def about(self) -> Mapping[Term, list[tuple[NamedNode, Term]]]:
        """
        Return what is said of each subject, in the order of the files.
        """
        said: defaultdict[Term, list[tuple[NamedNode, Term]]] = defaultdict(list)
        for quad in self.quads:
            said[quad.subject].append((quad.predicate, quad.object))
        return dict(said)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {
            quad.subject.value: quad.object.value
            for quad in self.quads
            if quad.predicate in {RDFS.label, SH.name}
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
        }

    def label(self, iri: str) -> str | None:
        """
        Return what the files call *iri*.
        """
        return self._labels.get(iri)

    def defines(self, name: str) -> bool:
        """
        Tell whether *name* is a term of the namespace.
        """
        return self.namespace + name in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(term.value for term in self.about if isinstance(term, NamedNode))

    def sections(self) -> dict[str, list[NamedNode]]:
        """
        Return the terms of the namespace by kind, each once, in alphabetical order.
        """
        own = sorted(
            (term for term in self.about if isinstance(term, NamedNode) and term.value.startswith(self.namespace)),
            key=lambda term: (self.label(term.value) or term.value).casefold(),
        )
        found: dict[str, list[NamedNode]] = {title: [] for title in KINDS}
        for term in own:
            found[self._kind(term)].append(term)
        return {title: members for title, members in found.items() if members}

    def _kind(self, term: NamedNode) -> str:
        types = {value for predicate, value in self.about[term] if predicate == RDF.type}
        return next((title for title, kinds in KINDS.items() if types.intersection(kinds)), "Others")

    def serialise(self, form: str) -> bytes:
        """
        Write all of it in the format named *form*.
        """
        return serialise(self.quads, form)


def _apart(quads: Iterable[Quad]) -> Iterable[Quad]:
    """
    Put everything into one graph.
    """
    return (Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
