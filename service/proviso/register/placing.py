"""
Whether statements are in our words and in their place, before any shape looks at them.

A shape cannot tell which graph a statement is in, and it never sees a class or a property that it has not heard of.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from proviso.errors import Location, MisplacedStatement, UnknownTerm
from proviso.vocabulary import PREFIXES, PRV, RDF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyoxigraph import Quad

    from proviso.store import Reading

# Who acts, and what is listed, needs no record to say so; a file of its own may describe them.
_SHARED: Final = frozenset(f"{PRV.NAMESPACE}{name}" for name in ("Body", "CriteriaSet", "Group", "Person", "Post"))

# A statement like `:x rdfs:subClassOf prv:Body` would change what the rules apply to.
_ABOUT_WORDS: Final = (PREFIXES["rdfs"], PREFIXES["owl"], PREFIXES["sh"])
_ABOUT_THINGS: Final = frozenset(
    {*(f"{PREFIXES['rdfs']}{name}" for name in ("label", "comment", "seeAlso")), f"{PREFIXES['owl']}sameAs"}
)


def check(reading: Reading, *, vocabulary: Iterable[Quad], base: str) -> None:
    """
    Refuse terms of ours that do not exist, and statements that belong to no record.
    """
    known = {quad.subject.value for quad in vocabulary if isinstance(quad.subject, NamedNode)}
    classes: dict[str, set[str]] = defaultdict(set)
    records: set[tuple[str, str]] = set()
    for quad in reading.quads:
        subject, value, graph = quad.subject, quad.object, str(quad.graph_name)[1:-1]
        for term in (quad.predicate, value):
            if isinstance(term, NamedNode) and term.value.startswith(PRV.NAMESPACE) and term.value not in known:
                raise _unknown(term.value, known, reading.files)
        if isinstance(subject, NamedNode) and subject.value.startswith(PRV.NAMESPACE):
            raise _misplaced(
                f"A record cannot say anything of {_short(subject.value)}: the ontology does.", subject.value, reading
            )
        if quad.predicate.value.startswith(_ABOUT_WORDS) and quad.predicate.value not in _ABOUT_THINGS:
            raise _misplaced(
                f"A record speaks of things and not of words, so it cannot state {quad.predicate}.",
                quad.predicate.value,
                reading,
            )
        if quad.predicate == RDF.type and isinstance(value, NamedNode):
            classes[graph].add(value.value)
            if value == PRV.Record and isinstance(subject, NamedNode):
                records.add((graph, subject.value))
    for graph, named in sorted(classes.items()):
        _check_graph(graph, named, records=records, reading=reading, base=base)


def _check_graph(
    graph: str, classes: Collection[str], *, records: Collection[tuple[str, str]], reading: Reading, base: str
) -> None:
    """
    Refuse a graph that states what only a record can state, and is no record's.
    """
    if PRV.View.value in classes:
        raise _misplaced(
            "A record holds no prv:View: the day of a verdict is chosen when the verdict is asked for.",
            PRV.View.value,
            reading,
        )
    record = f"{base}id/record/{graph.removeprefix(f'{base}graphs/')}"
    special = sorted(name for name in classes if name.startswith(PRV.NAMESPACE) and name not in _SHARED)
    if special and (graph, record) not in records:
        example = _short(special[0])
        raise _misplaced(
            f"The graph {graph} holds a {example}, but not the record {record} that would be its source.",
            graph,
            reading,
        )


def _unknown(term: str, known: Collection[str], files: Iterable[str]) -> UnknownTerm:
    """
    Say which term does not exist, where it stands, and which one may be meant.
    """
    name = term.removeprefix(PRV.NAMESPACE)
    near = get_close_matches(name, [iri.removeprefix(PRV.NAMESPACE) for iri in known], n=1)
    hint = f" Did you mean prv:{near[0]}?" if near else ""
    return UnknownTerm(f"The ontology defines no prv:{name}.{hint}", where=locate(term, files))


def _misplaced(reason: str, iri: str, reading: Reading) -> MisplacedStatement:
    """
    Blame the place where *iri* is written.
    """
    return MisplacedStatement(reason, where=locate(iri, reading.files))


def locate(iri: str, files: Iterable[str]) -> Location | None:
    """
    Find the first place where *iri* is written out or shortened; a prefix of the file's own making hides it.
    """
    split = re.search(r"[#/]", iri[::-1])
    local = iri[len(iri) - split.start() :] if split else iri
    patterns = [rf"<{re.escape(iri)}>|\bprv:{re.escape(local)}(?![\w-])", rf"[:/#]{re.escape(local)}(?![\w-])"]
    names = list(files)
    for pattern in patterns:
        for name in names:
            for number, line in enumerate(_lines(Path(name)), 1):
                match = re.search(pattern, line)
                if match:
                    return Location(name, number, match.start() + 1)
    return Location(names[0]) if len(names) == 1 else None


def _lines(path: Path) -> list[str]:
    """
    Give the lines of a file, unpacked; what is not UTF-8 was read by somebody else already.
    """
    content = path.read_bytes()
    if path.suffix.lower() == ".gz":
        content = gzip.decompress(content)
    return content.decode("utf-8", "replace").split("\n")


def _short(iri: str) -> str:
    """
    Write a term of ours with its prefix.
    """
    return iri.replace(PREFIXES["prv"], "prv:")
