"""
What the register knows of one thing, gathered for its page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from proviso.errors import NotFound
from proviso.vocabulary import DCTERMS, RDF, RDFS, SKOS, XSD
from proviso.web import links, questions
from proviso.web.terms import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proviso.store import Row, Snapshot, Term
    from proviso.web.terms import Terms

# These come first in the table, in this order; the others follow by name.
_FIRST: Final = (SKOS.notation, DCTERMS.identifier, SKOS.altLabel, DCTERMS.title, DCTERMS.issued, DCTERMS.description)

# These are said elsewhere on the page.
_ELSEWHERE: Final = frozenset({RDF.type, RDFS.label})

MOST_MENTIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """
    A predicate, its values, and the records that say so.
    """

    predicate: Cell
    values: tuple[Cell, ...]
    sources: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """
    Words of a source, and where they stand.
    """

    text: str
    passage: Cell
    record: Cell | None


@dataclass(frozen=True, slots=True)
class Thing:
    """
    One thing that the register knows.
    """

    iri: str
    label: str
    types: tuple[Cell, ...]
    statements: tuple[Statement, ...]
    mentions: tuple[Statement, ...]
    quotes: tuple[Quote, ...]
    synthetic: bool
    cut: int | None


def about(here: Snapshot, iri: str, terms: Terms) -> Thing:
    """
    Gather what *here* knows of *iri*, or raise *NotFound*.
    """
    if not links.is_iri(iri):
        raise NotFound("The register knows nothing of that name, which is none that it could give.")
    said = list(questions.rows(here, "statements", thing=iri))
    mentioned = list(questions.rows(here, "mentions", thing=iri))
    if not said and not mentioned:
        raise NotFound(f"The register knows nothing called {iri}.")
    origins = _Origins(here, terms)
    return Thing(
        iri=iri,
        label=terms.named(iri).text,
        types=_types(said, terms),
        statements=tuple(_statements(said, terms, origins)),
        mentions=tuple(_mentions(mentioned[:MOST_MENTIONS], terms)),
        quotes=tuple(_quote(row, terms) for row in questions.rows(here, "quotes", thing=iri)),
        synthetic=any(origins.synthetic(row[3]) for row in said),
        cut=MOST_MENTIONS if len(mentioned) > MOST_MENTIONS else None,
    )


class _Origins:
    """
    Which record each graph belongs to.
    """

    def __init__(self, here: Snapshot, terms: Terms) -> None:
        self._here = here
        self._terms = terms
        self._known: dict[str, Row | None] = {}

    def cell(self, graph: Term | None) -> Cell | None:
        """
        Show the record of *graph*, or the name of the graph where it belongs to none.
        """
        if not isinstance(graph, NamedNode):
            return None
        row = self._row(graph)
        if row and isinstance(row[1], NamedNode):
            return self._terms.named(row[1].value)
        return Cell(graph.value.removeprefix(self._here.base + "graphs/"))

    def synthetic(self, graph: Term | None) -> bool:
        """
        Tell whether *graph* is of a record that was made up.
        """
        row = self._row(graph) if isinstance(graph, NamedNode) else None
        return row is not None and row[2] == Literal("true", datatype=XSD.boolean)

    def _row(self, graph: NamedNode) -> Row | None:
        if graph.value not in self._known:
            self._known[graph.value] = next(questions.rows(self._here, "origin", graph=graph.value), None)
        return self._known[graph.value]


def _types(said: Iterable[Row], terms: Terms) -> tuple[Cell, ...]:
    kinds = dict.fromkeys(row[2] for row in said if row[1] == RDF.type)
    return tuple(terms.cell(kind) for kind in kinds if kind is not None)


def _statements(said: Iterable[Row], terms: Terms, origins: _Origins) -> list[Statement]:
    """
    Put the values of each predicate together, and the predicates in the order in which people read.
    """
    groups = groupby((row for row in said if row[1] not in _ELSEWHERE), key=lambda row: row[1])
    gathered = [(predicate, list(rows)) for predicate, rows in groups if isinstance(predicate, NamedNode)]
    statements = [(predicate, _statement(predicate, rows, terms, origins)) for predicate, rows in gathered]
    return [statement for _, statement in sorted(statements, key=lambda pair: _place(*pair))]


def _statement(predicate: NamedNode, rows: list[Row], terms: Terms, origins: _Origins) -> Statement:
    values = dict.fromkeys(row[2] for row in rows)
    graphs = dict.fromkeys(row[3] for row in rows)
    sources = (origins.cell(graph) for graph in graphs)
    return Statement(
        terms.predicate(predicate.value),
        tuple(terms.cell(value) for value in values if value is not None),
        tuple(source for source in sources if source is not None),
    )


def _place(predicate: NamedNode, statement: Statement) -> tuple[int, str]:
    rank = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
    return rank, statement.predicate.text.casefold()


def _mentions(mentioned: Iterable[Row], terms: Terms) -> list[Statement]:
    groups = groupby(mentioned, key=lambda row: row[1])
    return [
        Statement(terms.predicate(predicate.value), tuple(terms.cell(row[0]) for row in rows if row[0] is not None))
        for predicate, rows in groups
        if isinstance(predicate, NamedNode)
    ]


def _quote(row: Row, terms: Terms) -> Quote:
    """
    Take a row of `quotes.rq`: the thing, the passage, its words, its number and its record.
    """
    _, passage, exact, identifier, record = row
    text = exact.value if isinstance(exact, Literal) else ""
    name = identifier.value if isinstance(identifier, Literal) else None
    where = terms.named(passage.value, name) if isinstance(passage, NamedNode) else Cell(name or "passage")
    return Quote(text, where, terms.optional(record))
