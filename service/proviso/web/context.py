"""
What every view can reach: the parts that the application was made with, and the one snapshot that answers this request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Protocol, cast

from flask import current_app, g, request
from pyoxigraph import Literal

from proviso.errors import BadParameter
from proviso.web import negotiation, questions
from proviso.web.state import Clock
from proviso.web.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from proviso.catalogue import Catalogue
    from proviso.settings import Settings
    from proviso.store import Snapshot
    from proviso.web.glossary import Glossary

_KEY: Final = "proviso"

# Python would take other spellings as well, which not everybody reads alike.
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Each label is a question to the register; beyond so many, a page shows the names of things instead.
MOST_LABELS: Final = 1000


class Source(Protocol):
    """
    Whatever gives the newest published state of the register.
    """

    def snapshot(self) -> Snapshot:
        """
        Return the newest snapshot.
        """
        ...  # pragma: no cover - a protocol has no behaviour


@dataclass(frozen=True, slots=True)
class Parts:
    """
    What the application was made with.
    """

    source: Source
    settings: Settings
    catalogue: Catalogue
    glossaries: Mapping[str, Glossary]

    def label(self, iri: str) -> str | None:
        """
        Return what the vocabulary or the rules call *iri*.
        """
        return next((label for glossary in self.glossaries.values() if (label := glossary.label(iri))), None)


def init_app(app: Flask, made_with: Parts) -> None:
    """
    Keep *made_with* where views find it.
    """
    app.extensions[_KEY] = made_with


def parts() -> Parts:
    """
    Return what the application was made with.
    """
    return cast("Parts", current_app.extensions[_KEY])


def snapshot() -> Snapshot:
    """
    Return the snapshot that answers this request: the newest when it was first needed, and the same one after.
    """
    if "snapshot" not in g:
        g.snapshot = parts().source.snapshot()
    return cast("Snapshot", g.snapshot)


def revision() -> int | None:
    """
    Return the revision that this answer is of, if it is of one.
    """
    return snapshot().revision if "snapshot" in g else None


def today() -> date:
    """
    Return the day that a question without a day is asked of.
    """
    return datetime.now(UTC).date()


def clock() -> Clock:
    """
    Return the days that the URL asks about; a day that it does not name is today.
    """
    return Clock(as_at=_day("as-at"), known_at=_day("known-at"))


def _day(name: str) -> date:
    value = request.args.get(name) or today().isoformat()
    try:
        return date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except ValueError as error:
        raise BadParameter(f"The value {value!r} of {name!r} is not a day such as 2020-03-09.") from error


def parameters() -> dict[str, str]:
    """
    Return the parameters of the URL that are not about the format.
    """
    return {name: value for name, value in request.args.items() if name not in negotiation.FORMAT_PARAMETERS}


def terms() -> Terms:
    """
    Return the way to show terms in this request, with labels from the vocabulary and from the register.
    """
    known: dict[str, str | None] = {}
    here, own = snapshot(), parts()

    def label(iri: str) -> str | None:
        if iri not in known:
            known[iri] = own.label(iri) or (_label(here, iri) if len(known) < MOST_LABELS else None)
        return known[iri]

    return Terms(here.base, label)


def _label(here: Snapshot, iri: str) -> str | None:
    labels = (row[1] for row in questions.rows(here, "label", thing=iri))
    return next((label.value for label in labels if isinstance(label, Literal)), None)
