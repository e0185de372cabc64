"""
The questions that a trace asks of the register, with their answers as plain values.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from proviso import resources
from proviso.errors import NotFound
from proviso.store import Question
from proviso.trace.model import Occurrence, Sentence, Thing
from proviso.vocabulary import XSD

if TYPE_CHECKING:
    from datetime import date

    from proviso.store import Snapshot, Term

Row = dict[str, str]


@cache
def _text(name: str) -> str:
    return (resources.queries() / "trace" / f"{name}.rq").read_text(encoding="utf-8")


class Asker:
    """
    One snapshot, asked as at one day and as known at one day.
    """

    def __init__(self, snapshot: Snapshot, *, as_at: date, known_at: date) -> None:
        self._snapshot = snapshot
        self.as_at = as_at.isoformat()
        self._days = {
            "as_at": Literal(as_at.isoformat(), datatype=XSD.date),
            "known_at": Literal(known_at.isoformat(), datatype=XSD.date),
        }
        self._things: dict[str, Thing] = {}
        self._events: dict[str, Occurrence] = {}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}

    def rows(self, name: str, **parameters: str) -> list[Row]:
        """
        Ask the question *name* about the given IRIs; unbound columns are left out of the rows.
        """
        text = _text(name)
        terms: dict[str, Term] = {key: NamedNode(iri) for key, iri in parameters.items()}
        terms |= {key: day for key, day in self._days.items() if f"?{key}" in text}
        answer = self._snapshot.query(Question(text, parameters=terms))
        return [
            {
                column: value.value
                for column, value in zip(answer.variables, row, strict=True)
                if isinstance(value, NamedNode | Literal)
            }
            for row in answer.rows()
        ]

    def certainly_after(self, event: Occurrence) -> bool:
        """
        Tell whether *event* began after the day that is asked about.
        """
        return event.not_before > self.as_at

    def types(self, iri: str) -> set[str]:
        """
        Return the names of the classes of the thing, without their namespaces.

        Raises *NotFound* if the register says nothing of it.
        """
        found = {row["type"].rpartition("#")[2] for row in self.rows("thing", subject=iri)}
        if not found:
            raise NotFound(f"The register holds nothing named {iri}.")
        return found

    def thing(self, iri: str) -> Thing:
        """
        Return the thing with its label, or with the end of its IRI where it has none.
        """
        if iri not in self._things:
            row = next(iter(self.rows("thing", subject=iri)), {})
            self._things[iri] = Thing(iri, row.get("label", iri.rpartition("/")[2]), row.get("notation"))
        return self._things[iri]

    def sentences(self, iri: str) -> tuple[Sentence, ...]:
        """
        Return the words of the sources that say the thing.
        """
        if iri not in self._sentences:
            self._sentences[iri] = tuple(
                Sentence(row["passage"], row["identifier"], row["record"], row.get("part"), row["exact"])
                for row in self.rows("sentences", subject=iri)
            )
        return self._sentences[iri]

    def event(self, iri: str) -> Occurrence:
        """
        Return the event with its days, its agents and its evidence.
        """
        if iri not in self._events:
            rows = self.rows("event", subject=iri)
            first = rows[0]
            self._events[iri] = Occurrence(
                thing=Thing(iri, first.get("label", first["words"])),
                type=first["type"].rpartition("#")[2].removesuffix("Event"),
                words=first["words"],
                not_before=first["notBefore"],
                not_after=first["notAfter"],
                sequence=int(first["sequence"]) if "sequence" in first else None,
                about=several(rows, "about"),
                agents=several(rows, "agent"),
                evidence=several(rows, "evidence"),
                sentences=self.sentences(iri),
            )
        return self._events[iri]


def several(rows: list[Row], column: str) -> tuple[str, ...]:
    """
    Return the different values of *column*, in the order of the rows.
    """
    return tuple(dict.fromkeys(row[column] for row in rows if column in row))
