"""
The few questions that the pages themselves ask; like all others, they are files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from proviso.store import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proviso.store import Answer, Row, Snapshot

FOLDER: Final = Path(__file__).parent / "queries"


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def ask(here: Snapshot, name: str, **things: str) -> Answer:
    """
    Ask *here* the question *name* about *things*.
    """
    return here.query(Question(_text(name), parameters={key: NamedNode(iri) for key, iri in things.items()}))


def rows(here: Snapshot, name: str, **things: str) -> Iterator[Row]:
    """
    Give the rows that *here* answers the question *name* with.
    """
    return ask(here, name, **things).rows()
