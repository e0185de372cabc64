"""
Names for blank nodes, so that they survive a diff.

A blank node is named after what is said around it: the same statements give the same name, whatever the file called
the node, in whatever order they came, and whatever else the graph says. The canonical labels of RDFC-1.0 are not
used: they shift when something is added elsewhere, and ten nodes that all point at each other keep that algorithm
busy for hours.
"""

from __future__ import annotations

from collections import ChainMap, Counter, defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from proviso.store.model import Term

_LENGTH: Final = 24


def has_blank(quad: Quad) -> bool:
    """
    Tell whether *quad* mentions a blank node.
    """
    return any(True for _ in blanks(quad))


def blanks(quad: Quad) -> Iterator[BlankNode]:
    """
    Give the blank nodes that *quad* mentions.
    """
    for term in (quad.subject, quad.object, quad.graph_name):
        if isinstance(term, BlankNode):
            yield term
        elif isinstance(term, Triple):
            yield from blanks(Quad(term.subject, term.predicate, term.object, DefaultGraph()))


def skolemise(island: list[Quad], *, name: Callable[[str, str], NamedNode], seen: Counter[str]) -> Iterator[Quad]:
    """
    Put IRIs in the place of blank nodes; *name* mints one in a graph, *seen* counts structures that come again.
    """
    colours = _colours(island)
    digest = _hash(*sorted(_line(quad, colours) for quad in island))
    seen[digest] += 1
    home = min(str(quad.graph_name) for quad in island)
    names = {node: name(home, _hash(digest, str(seen[digest]), colour)[:_LENGTH]) for node, colour in colours.items()}
    for quad in island:
        subject, value = _renamed(quad.subject, names), _renamed(quad.object, names)
        yield Quad(subject, quad.predicate, value, quad.graph_name)  # type: ignore[arg-type] # a literal stays an object


def islands(quads: Iterable[Quad]) -> list[list[Quad]]:
    """
    Part the quads into groups that share no blank node.
    """
    parent: dict[BlankNode, BlankNode] = {}

    def root(node: BlankNode) -> BlankNode:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    kept = [(quad, list(blanks(quad))) for quad in dict.fromkeys(quads)]
    for _, nodes in kept:
        for node in nodes[1:]:
            parent[root(node)] = root(nodes[0])
        root(nodes[0])
    islands: defaultdict[BlankNode, list[Quad]] = defaultdict(list)
    for quad, nodes in kept:
        islands[root(nodes[0])].append(quad)
    # Islands of one structure are interchangeable, so any order gives them the same names between them.
    return list(islands.values())


def _colours(island: list[Quad]) -> dict[BlankNode, str]:
    """
    Tell the nodes apart by their surroundings; where that leaves equals, single one out and look again.
    """
    colours = _refined(island, dict.fromkeys((node for quad in island for node in blanks(quad)), ""))
    while len(set(colours.values())) < len(colours):
        counts = Counter(colours.values())
        tied = min(colour for colour, count in counts.items() if count > 1)
        chosen = next(node for node, colour in colours.items() if colour == tied)
        colours = _refined(island, {**colours, chosen: _hash(tied, "chosen")})
    return colours


def _refined(island: list[Quad], colours: dict[BlankNode, str]) -> dict[BlankNode, str]:
    """
    Let each node's colour take in those of its neighbours, until that parts no more.
    """
    about: defaultdict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in island:
        for node in set(blanks(quad)):
            about[node].append(quad)
    parts = 0
    while parts < len(set(colours.values())) or not parts:
        parts = len(set(colours.values()))
        colours = {
            node: _hash(colours[node], *sorted(_line(quad, ChainMap({node: "self"}, colours)) for quad in about[node]))
            for node in colours
        }
    return colours


def _line(quad: Quad, colours: Mapping[BlankNode, str]) -> str:
    """
    Write a quad with colours for labels.
    """
    return " ".join(_coloured(term, colours) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name))


def _coloured(term: object, colours: Mapping[BlankNode, str]) -> str:
    """
    Write one term with colours for labels.
    """
    if isinstance(term, BlankNode):
        return f"_:{colours[term]}"
    if isinstance(term, Triple):
        parts = (_coloured(part, colours) for part in (term.subject, term.predicate, term.object))
        return f"<<( {' '.join(parts)} )>>"
    return str(term)


def _renamed(term: Term, names: Mapping[BlankNode, NamedNode]) -> Term:
    """
    Put names in the place of labels.
    """
    if isinstance(term, BlankNode):
        return names[term]
    if isinstance(term, Triple):
        subject, value = _renamed(term.subject, names), _renamed(term.object, names)
        return Triple(subject, term.predicate, value)  # type: ignore[arg-type] # a literal stays an object
    return term


def _hash(*parts: str) -> str:
    """
    Digest *parts* so that no two lists of parts give the same.
    """
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
