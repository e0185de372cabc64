"""
RDF terms as a page shows them: text, a link where there is one, and what else a reader should know of a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from proviso.vocabulary import XSD
from proviso.web import links

if TYPE_CHECKING:
    from collections.abc import Callable

    from proviso.store import Term

_LONG: Final = 400
_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One value on a page.
    """

    text: str
    iri: str | None = None
    href: str | None = None
    lang: str | None = None
    note: str | None = None

    @property
    def long(self) -> bool:
        """
        Tell whether the text needs a block of its own.
        """
        return len(self.text) > _LONG

    @property
    def short(self) -> bool:
        """
        Tell whether the text stays on one line.
        """
        return len(self.text) <= _SHORT

    @property
    def outside(self) -> bool:
        """
        Tell whether the link leaves the register.
        """
        return self.href is not None and links.is_outside(self.href)


@dataclass(frozen=True, slots=True)
class Terms:
    """
    The way from terms to cells in one register: its *base*, and where it knows a label from.
    """

    base: str
    label: Callable[[str], str | None]

    def cell(self, term: Term) -> Cell:
        """
        Show *term*, a thing by its label if it has one.
        """
        if isinstance(term, NamedNode):
            return self.named(term.value)
        if isinstance(term, Literal):
            return Cell(term.value, lang=term.language, note=self._note(term))
        return Cell("(no name)" if isinstance(term, BlankNode) else str(term))

    def named(self, iri: str, label: str | None = None) -> Cell:
        """
        Show the thing called *iri*.
        """
        text = label or self.label(iri) or links.shorten(iri, base=self.base)
        return Cell(text, iri=iri, href=links.href(iri, base=self.base))

    def predicate(self, iri: str) -> Cell:
        """
        Show the predicate called *iri*, in words even where it comes without a label.
        """
        return self.named(iri, self.label(iri) or links.words(iri))

    def optional(self, term: Term | None) -> Cell | None:
        """
        Show *term*, or that nothing is there.
        """
        return None if term is None else self.cell(term)

    def _note(self, literal: Literal) -> str | None:
        if literal.language:
            return None if literal.language == "en" else literal.language
        # That a date is a date can be seen; what is not of the usual types deserves a word.
        usual = literal.datatype.value.startswith(XSD.NAMESPACE)
        return None if usual else links.shorten(literal.datatype.value, base=self.base)
