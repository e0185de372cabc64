"""
The engine's failures, told in our own words.
"""

from __future__ import annotations

import errno
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from proviso.errors import EngineFault, ForbiddenOperation, Location, MalformedQuery, NotWritable, StoreDamaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NOT_WRITABLE: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file would grow beyond what is allowed",
    errno.EACCES: "permission is missing",
    errno.EPERM: "permission is missing",
    errno.EROFS: "the disk is read-only",
}

# RocksDB passes the system's message on in English, without the number.
_NOT_WRITABLE_WORDS: Final = {
    "No space left": _NOT_WRITABLE[errno.ENOSPC],
    "Disk quota": _NOT_WRITABLE[errno.EDQUOT],
    "File too large": _NOT_WRITABLE[errno.EFBIG],
    "Permission denied": _NOT_WRITABLE[errno.EACCES],
    "Read-only file system": _NOT_WRITABLE[errno.EROFS],
}

_PLACE: Final = re.compile(r"^error at (\d+):(\d+): ", re.DOTALL)
_UNPROJECTED: Final = "in its SELECT projection"
_UNKNOWN_FUNCTION: Final = "custom function"

# What the parser expects: each item is in quotes, a word, or a set of characters.
_EXPECTED: Final = re.compile(r"^expected (?:one of )?(?P<items>.*)$", re.DOTALL)
_ITEM: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,]+')
_IN_WORDS: Final = {
    "Prefix not found": "it uses a prefix that it does not declare",
    "Duplicated variable name in SELECT": "SELECT names a column twice",
}
_NOT_TO_BE_HAD: Final = frozenset({"LATERAL", "SERVICE"})
_LONGEST_LIST: Final = 8

_LONGEST_REASON: Final = 300


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """
    Say why *folder* could not be written to.
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        cause = _cause(error)
        if cause:
            raise NotWritable(f"The register in {folder} cannot be written to: {cause}. It is as it was.") from error
        if isinstance(error, OSError):
            raise damaged(folder, error) from error
        raise


@contextmanager
def reading_from(folder: Path | None) -> Iterator[None]:
    """
    Say that what stands in *folder* cannot be read.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if folder and (isinstance(error, OSError) or "Corruption" in str(error)):
            raise damaged(folder, error) from error
        raise EngineFault(f"The query could not be evaluated: {_brief(error)}.") from error


@contextmanager
def asking() -> Iterator[None]:
    """
    Say where a query is wrong.
    """
    try:
        yield
    except SyntaxError as error:
        raise malformed_query(str(error)) from error
    except RuntimeError as error:
        if _UNKNOWN_FUNCTION in str(error):
            raise MalformedQuery(f"The query cannot be asked: {_brief(error)}.") from error
        if _UNPROJECTED not in str(error):
            raise
        raise MalformedQuery(f"A parameter must be among the columns of the query: {_brief(error)}.") from error
    except ValueError as error:
        raise MalformedQuery(f"The query cannot be asked: {_brief(error)}.") from error


def malformed_query(message: str) -> MalformedQuery:
    """
    Split the engine's *message* into a place and a reason.
    """
    place = _PLACE.match(message)
    if not place:
        return MalformedQuery(f"The query does not parse: {_brief(message)}.")
    where = Location("query", int(place[1]), int(place[2]))
    return MalformedQuery(f"The query does not parse: {_reason(message[place.end() :])}.", where=where)


def _reason(message: str) -> str:
    """
    Say in fewer words what the parser expects, where a reader can make use of that.
    """
    for words, meaning in _IN_WORDS.items():
        if words in message:
            return meaning
    expected = _EXPECTED.match(message)
    if not expected:
        return _brief(message)
    items = [item.strip() for item in _ITEM.findall(expected["items"])]
    useful = [item for item in items if item and not item.startswith("[") and item not in _NOT_TO_BE_HAD]
    if not useful or len(useful) > _LONGEST_LIST:
        return "something is missing or wrong here"
    return f"expected {'one of ' if len(useful) > 1 else ''}{', '.join(useful)}"


def forbidden(reason: str, *, text: str, offset: int) -> ForbiddenOperation:
    """
    Refuse the query *text* because of what stands at *offset*.
    """
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return ForbiddenOperation(reason, where=Location("query", line, column))


def damaged(folder: Path, reason: object) -> StoreDamaged:
    """
    Tell the operator what is wrong with *folder*, and what to do.
    """
    return StoreDamaged(f"The register in {folder} is damaged ({_brief(reason)}): restore it from a backup.")


def _cause(error: BaseException) -> str | None:
    """
    Name what keeps us from writing, if that is what *error* is about.
    """
    if isinstance(error, OSError) and error.errno in _NOT_WRITABLE:
        return _NOT_WRITABLE[error.errno]
    return next((cause for words, cause in _NOT_WRITABLE_WORDS.items() if words in str(error)), None)


def _brief(reason: object) -> str:
    """
    Put *reason* on one line that a terminal can show.
    """
    line = " ".join(str(reason).split()).rstrip(".")
    return line if len(line) <= _LONGEST_REASON else line[:_LONGEST_REASON] + " …"
