"""
How people call things: by an IRI, by the end of one, or by the mark that the sources give them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from proviso.errors import BadParameter, NotFound
from proviso.store import Question

if TYPE_CHECKING:
    from proviso.store import Snapshot

_QUERY: Final = Path(__file__).with_name("marked.rq")
_ABSOLUTE: Final = re.compile(r"<?([A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+)>?")
_SHORT: Final = re.compile(r"/?(?:id/)?([A-Za-z0-9_.~-]+(?:/[A-Za-z0-9_.~-]+)+)")


def find(snapshot: Snapshot, name: str) -> NamedNode:
    """
    Return the IRI of what is called *name*: an IRI, `condition/2020-0001`, or a mark such as `C1`.
    """
    absolute = _ABSOLUTE.fullmatch(name)
    if absolute:
        return NamedNode(absolute[1])
    short = _SHORT.fullmatch(name)
    if short:
        return NamedNode(f"{snapshot.base}id/{short[1]}")
    return _marked(snapshot, name)


def _marked(snapshot: Snapshot, mark: str) -> NamedNode:
    """
    Return the one thing that bears *mark*.
    """
    question = Question(_QUERY.read_text("utf-8"), parameters={"mark": Literal(mark)})
    things = [row[1] for row in snapshot.query(question).rows()]
    found = [thing for thing in things if isinstance(thing, NamedNode)]
    if not found:
        raise NotFound(
            f"The register holds nothing that is called {mark!r}; name it by its IRI, or like condition/2020-0001."
        )
    if len(found) > 1:
        names = ", ".join(thing.value.removeprefix(f"{snapshot.base}id/") for thing in found)
        raise BadParameter(f"Several things are called {mark!r}: name one of {names}.")
    return found[0]
