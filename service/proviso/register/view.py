"""
The day that a verdict is for, and the day by which things had been reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Self

from pyoxigraph import Literal, NamedNode, Triple

from proviso.vocabulary import PRV, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = NamedNode("urn:proviso:view")


@dataclass(frozen=True, slots=True)
class View:
    """
    The register as it was on the day *as_at*, by what had been reported on the day *known_at*.

    SHACL takes no parameters, so the two days are stated in the graph that is validated.
    """

    as_at: date
    known_at: date

    @classmethod
    def of(cls, *, as_at: date | None = None, known_at: date | None = None) -> Self:
        """
        Take today for a day that is not given.
        """
        today = datetime.now(UTC).date()
        return cls(as_at or today, known_at or today)

    def triples(self) -> Iterator[Triple]:
        """
        State the two days.
        """
        yield Triple(NAME, RDF.type, PRV.View)
        for predicate, day in ((PRV.asAt, self.as_at), (PRV.knownAt, self.known_at)):
            yield Triple(NAME, predicate, Literal(day.isoformat(), datatype=XSD.date))

    def ntriples(self) -> bytes:
        """
        State the two days in N-Triples.
        """
        return "".join(f"{triple} .\n" for triple in self.triples()).encode()
