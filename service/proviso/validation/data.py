"""
The data graph that is validated: read once, and the same for both engines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from proviso.errors import Location, MalformedData

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK: Final = re.compile(rb"^[ \t]*_:|>[ \t]*_:", re.MULTILINE)
_NAMED: Final = "urn:proviso:blank-node:"


@dataclass(frozen=True)
class Data:
    """
    A data graph in a store in memory.

    The store holds numbers and dates by value, and blank nodes have names, as in the register: what is validated is
    what the register returns.
    """

    store: Store

    @classmethod
    def read(cls, text: bytes) -> Data:
        """
        Read N-Triples.
        """
        store = Store()
        try:
            if _BLANK.search(text) or b"<<(" in text:
                store.bulk_extend(_named(text))
            else:
                store.bulk_load(text, RdfFormat.N_TRIPLES)
        except SyntaxError as error:
            where = Location("data", error.lineno, error.offset)
            raise MalformedData(f"The data are not N-Triples: {error.msg}.", where=where) from error
        return cls(store)

    @cached_property
    def text(self) -> str:
        """
        The graph as N-Triples, as the store holds it.
        """
        return (self.store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b"").decode()


def _named(text: bytes) -> Iterator[Quad]:
    # Engines label blank nodes anew at random, and a report on them could never be repeated.
    for quad in parse(text, format=RdfFormat.N_TRIPLES):
        subject, value = quad.subject, quad.object
        if isinstance(subject, Triple) or isinstance(value, Triple):
            raise MalformedData("The data have a triple in the place of a node, which SHACL knows nothing of.")
        subject = NamedNode(_NAMED + subject.value) if isinstance(subject, BlankNode) else subject
        value = NamedNode(_NAMED + value.value) if isinstance(value, BlankNode) else value
        yield Quad(subject, quad.predicate, value)
