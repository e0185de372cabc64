"""
The SHACL terms that `proviso.vocabulary` has no use for, and how terms cross from rdflib.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from proviso.errors import EngineFault
from proviso.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Iterable

Term = NamedNode | BlankNode | Literal


def sh(name: str) -> NamedNode:
    """
    Return the SHACL term of that local name.

    >>> sh("minCount").value
    'http://www.w3.org/ns/shacl#minCount'
    """
    return NamedNode(SH.NAMESPACE + name)


def local(term: NamedNode) -> str:
    """
    Return what follows the namespace.

    >>> local(sh("minCount"))
    'minCount'
    """
    return term.value.removeprefix(SH.NAMESPACE)


CLASS: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#Class")
IMPORTS: Final = NamedNode("http://www.w3.org/2002/07/owl#imports")

LISTS_OF_SHAPES: Final = (sh("and"), sh("or"), sh("xone"))
TESTS: Final = (sh("node"), sh("not"), sh("qualifiedValueShape"))


def ntriples(triples: Iterable[Triple]) -> str:
    """
    Write *triples* as N-Triples.
    """
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def plain(terms: Iterable[Term | Triple]) -> Iterable[Term]:
    """
    Leave out the terms that are triples themselves: SHACL knows none.
    """
    return (term for term in terms if not isinstance(term, Triple))


def from_rdflib(term: rdflib.term.Node) -> Term:
    """
    Turn a term of rdflib's into one of pyoxigraph's.

    >>> from_rdflib(rdflib.Literal("colour", lang="en"))
    <Literal value=colour language=en>
    """
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
    raise EngineFault(f"rdflib returned {term!r}, which is no RDF term.")
