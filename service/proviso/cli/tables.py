"""
Rows as a table of plain text.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from proviso.cli.console import plain
from proviso.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from proviso.store import Row, Term

_GAP: Final = "  "
_NARROWEST: Final = 10
_WIDTH_OF_A_FILE: Final = 100
_LOCAL: Final = re.compile(r"[\w.-]+", re.ASCII)


def width() -> int:
    """
    Measure the terminal; what goes into a file is as wide as a page.
    """
    return shutil.get_terminal_size((_WIDTH_OF_A_FILE, 24)).columns


def told(given: Mapping[str, Term], *, base: str) -> str:
    """
    Say in one line what a question was told, so that its columns need not repeat it.

    >>> told({"body": NamedNode("http://x/id/body/board"), "as_at": Literal("2020-03-09")}, base="http://x/")
    'body: body/board   as_at: 2020-03-09'
    """
    return "   ".join(f"{name}: {cell(term, base=base)}" for name, term in given.items())


def table(columns: Sequence[str], rows: Iterable[Row], *, base: str, width: int = _WIDTH_OF_A_FILE) -> str:
    """
    Set *rows* under the names of the *columns*, wrapping what does not fit into *width*.

    >>> print(table(("who", "what"), [(Literal("Board"), Literal("not stated"))], base=""))
    who    what
    -----  ----------
    Board  not stated
    <BLANKLINE>
    """
    cells = [[cell(term, base=base) for term in row] for row in rows]
    if not cells:
        return "There is no answer.\n"
    widths = _widths([list(columns), *cells], width)
    lines = [_line(columns, widths), _line(["-" * each for each in widths], widths)]
    blocks = [_wrapped(row, widths) for row in cells]
    apart = any(len(block) > 1 for block in blocks)
    for number, block in enumerate(blocks):
        lines += [""] * (apart and number > 0) + block
    return "\n".join(lines) + "\n"


def cell(term: Term | None, *, base: str) -> str:
    """
    Write a term the way one would say it: `condition/2020-0001`, `prv:Record`, or the words themselves.
    """
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return plain(_name(term.value, base))
    return plain(term.value if isinstance(term, Literal) else str(term))


def _name(iri: str, base: str) -> str:
    """
    Shorten an IRI if it is one of the register's or has a prefix.
    """
    if base and iri.startswith(f"{base}id/"):
        return iri.removeprefix(f"{base}id/")
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and _LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    return iri


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """
    Give every column what it needs; if that is too much, the widest gives way, to its longest word if that will do.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(len(line) for text in column for line in text.split("\n")) for column in columns]
    words = [max((len(word) for text in column for word in text.split()), default=0) for column in columns]
    room = width - len(_GAP) * (len(widths) - 1)
    for least in (words, [_NARROWEST] * len(words)):
        while sum(widths) > room:
            spare = [max(0, each - low) for each, low in zip(widths, least, strict=True)]
            if not any(spare):
                break
            widest = max(range(len(widths)), key=lambda place: (spare[place] > 0, widths[place]))
            widths[widest] -= 1
    return widths


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """
    Break the cells of a row into lines.
    """
    columns = [
        [line for text in value.split("\n") for line in textwrap.wrap(text, room, break_on_hyphens=False) or [""]]
        for value, room in zip(row, widths, strict=True)
    ]
    return [_line(cells, widths) for cells in zip_longest(*columns, fillvalue="")]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """
    Align one line.
    """
    return _GAP.join(text.ljust(room) for text, room in zip(cells, widths, strict=True)).rstrip()
