"""
`/def` and `/shapes`: what the words mean and what is allowed, as they come with the register.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, url_for
from pyoxigraph import Literal, NamedNode

from proviso.errors import NotFound
from proviso.vocabulary import RDF, RDFS, SH, SKOS
from proviso.web import answers, context, links, negotiation
from proviso.web.facts import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response as AnyResponse

    from proviso.store import Term
    from proviso.web.glossary import Glossary
    from proviso.web.terms import Cell, Terms

bp = Blueprint("vocabulary", __name__)

# What is said in sentences, above the table.
_SENTENCES: Final = (SKOS.definition, RDFS.comment, SH.message, SH.description, SKOS.scopeNote)

# The headings say of which kind a term is, and the page says whose it is.
_ELSEWHERE: Final = frozenset({*_SENTENCES, RDF.type, RDFS.label, RDFS.isDefinedBy})


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One term on the page.
    """

    name: str
    label: str
    iri: str
    texts: tuple[str, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """
    The terms of one kind.
    """

    title: str
    entries: tuple[Entry, ...]

    @property
    def anchor(self) -> str:
        """
        Return the name that links to the section use; no term has it, because of the blank's stand-in.
        """
        return "kind." + self.title.lower().replace(" ", "-")


@bp.get("/<any(def, shapes):which>", endpoint="glossary")
@bp.get("/<any(def, shapes):which>.<suffix>", endpoint="glossary")
def glossary(which: str, suffix: str | None = None) -> Response:
    """
    Show all terms of a glossary.
    """
    choice = answers.choose(negotiation.VOCABULARIES, suffix=suffix)
    shown = context.parts().glossaries[which]
    content = _page(shown) if choice.format == negotiation.PAGE else shown.serialise(choice.format.written)
    return Response(content, content_type=choice.content_type)


@bp.get("/<any(def, shapes):which>/<name>")
def term(which: str, name: str) -> AnyResponse:
    """
    Send whoever asks for one term to its place among the others.
    """
    if not context.parts().glossaries[which].defines(name):
        raise NotFound(f"There is no term {name!r} in /{which}.")
    address = links.with_parameters(url_for("vocabulary.glossary", which=which))
    return redirect(f"{address}#{quote(name)}", HTTPStatus.SEE_OTHER)


def _page(shown: Glossary) -> str:
    terms = context.terms()
    return render_template(
        "terms.html",
        glossary=shown,
        sections=[
            Section(title, tuple(_entry(member, shown, terms) for member in members))
            for title, members in shown.sections().items()
        ],
        alternates=links.alternates(negotiation.VOCABULARIES, {}),
    )


def _entry(member: NamedNode, shown: Glossary, terms: Terms) -> Entry:
    said = shown.about[member]
    name = member.value.removeprefix(shown.namespace)
    return Entry(
        name=name,
        label=shown.label(member.value) or name,
        iri=member.value,
        texts=tuple(_texts(said)),
        statements=tuple(_statements(said, shown, terms)),
    )


def _texts(said: list[tuple[NamedNode, Term]]) -> Iterator[str]:
    for kind in _SENTENCES:
        yield from (value.value for predicate, value in said if predicate == kind and isinstance(value, Literal))


def _statements(said: list[tuple[NamedNode, Term]], shown: Glossary, terms: Terms) -> Iterator[Statement]:
    values: dict[NamedNode, list[Cell]] = {}
    for predicate, value in said:
        if predicate not in _ELSEWHERE:
            values.setdefault(predicate, []).extend(_cells(value, shown, terms))
    for predicate, cells in values.items():
        yield Statement(terms.predicate(predicate.value), tuple(cells))


def _cells(value: Term, shown: Glossary, terms: Terms) -> Iterator[Cell]:
    """
    Show *value*, and in place of a node without a name what is said of it.
    """
    if isinstance(value, NamedNode | Literal) or value not in shown.about:
        yield terms.cell(value)
        return
    for predicate, inner in shown.about[value]:
        if (predicate, inner) != (RDF.rest, RDF.nil):
            yield from _cells(inner, shown, terms)
