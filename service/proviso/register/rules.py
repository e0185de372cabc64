"""
What the register is held to: the vocabulary, as quads of a graph of its own, and the shapes, as one text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad

from proviso import resources
from proviso.store.files import find
from proviso.vocabulary import PRV

if TYPE_CHECKING:
    from collections.abc import Iterator

VOCABULARY: Final = NamedNode(PRV.NAMESPACE.removesuffix("#"))

# These are about our own vocabulary, and the tests apply them; a record cannot break them.
_HOUSE: Final = "house.ttl"


def vocabulary_quads() -> Iterator[Quad]:
    """
    Read the vocabulary, in the graph that is named after it.
    """
    for source in find([resources.ontology()]):
        for quad in source.quads(base=VOCABULARY.value):
            yield Quad(quad.subject, quad.predicate, quad.object, VOCABULARY)


def shapes_text() -> str:
    """
    Put the shapes that records are held to into one text, file after file.
    """
    files = (file for file in sorted(resources.shapes().glob("*.ttl")) if file.name != _HOUSE)
    return "\n".join(f"# {file.name}\n\n{file.read_text('utf-8')}" for file in files)
