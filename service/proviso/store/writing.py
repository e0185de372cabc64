"""
Quads as text that depends on nothing but the quads, and that reads well in a diff.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, RdfFormat, Triple
from pyoxigraph import serialize as engine_serialize

from proviso.errors import NotAcceptable
from proviso.store.turtle import TurtleWriter
from proviso.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

    from proviso.store.model import Quads

_FORBIDDEN_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def serialise(quads: Quads, form: str, *, base: str | None = None) -> bytes:
    """
    Write *quads* in the format named *form*; with *base*, TriG and Turtle write what lies under it as relative IRIs.
    """
    if form not in FORMATS:
        raise NotAcceptable(f"A graph can be had as {', '.join(FORMATS)}, but not as {form}.")
    return FORMATS[form](quads, base)


def well_formed(content: bytes) -> bytes:
    """
    Mend the engine's XML: a carriage return must be escaped, and some characters cannot be written at all.
    """
    text = content.decode()
    forbidden = _FORBIDDEN_IN_XML.search(text)
    if forbidden:
        raise NotAcceptable(
            f"The answer holds the character U+{ord(forbidden[0]):04X}, which XML cannot carry: ask for another format."
        )
    return text.replace("\r", "&#13;").encode()


def _nquads(quads: Quads, _base: str | None) -> bytes:
    """
    Write one quad a line, sorted.
    """
    return "".join(f"{line} .\n" for line in sorted({str(quad) for quad in quads})).encode()


def _ntriples(quads: Quads, _base: str | None) -> bytes:
    """
    Write one triple a line, sorted, whatever graph it is in.
    """
    return "".join(f"{line} .\n" for line in sorted({str(quad.triple) for quad in quads})).encode()


def _rdfxml(quads: Quads, _base: str | None) -> bytes:
    """
    Write RDF/XML, where the data allows it.
    """
    try:
        content = engine_serialize(_merged(quads), format=RdfFormat.RDF_XML, prefixes=dict(PREFIXES))
    except (ValueError, OSError, RuntimeError) as error:
        raise NotAcceptable(f"The graph cannot be written as RDF/XML: {error}") from error
    return well_formed(content or b"")


def _jsonld(quads: Quads, _base: str | None) -> bytes:
    """
    Write expanded JSON-LD, where the data allows it.
    """
    chosen = sorted(set(quads), key=str)
    try:
        return engine_serialize(chosen, format=RdfFormat.JSON_LD) or b""
    except (ValueError, OSError, RuntimeError) as error:
        raise NotAcceptable(f"The graph cannot be written as JSON-LD: {error}.") from error


def _trig(quads: Quads, base: str | None) -> bytes:
    """
    Write graph after graph, the default graph first.
    """
    writer = TurtleWriter(base)
    chosen = sorted(set(quads), key=lambda quad: _rank(quad.graph_name))
    blocks = [
        writer.graph(name, [quad.triple for quad in members])
        for name, members in groupby(chosen, key=lambda quad: quad.graph_name)
    ]
    return writer.document(blocks)


def _turtle(quads: Quads, base: str | None) -> bytes:
    """
    Write the statements of every graph as one.
    """
    writer = TurtleWriter(base)
    return writer.document([writer.statements({quad.triple for quad in quads}, indent="")])


def _merged(quads: Quads) -> list[Triple]:
    """
    Put the triples of every graph in one order.
    """
    return sorted({quad.triple for quad in quads}, key=str)


def _rank(term: object) -> tuple[bool, str]:
    """
    Put the default graph before the named ones.
    """
    return (not isinstance(term, DefaultGraph), str(term))


FORMATS: Final[dict[str, Callable[[Quads, str | None], bytes]]] = {
    "turtle": _turtle,
    "trig": _trig,
    "ntriples": _ntriples,
    "nquads": _nquads,
    "rdfxml": _rdfxml,
    "jsonld": _jsonld,
}
