"""
Files on the way in: which there are, what they are written in, and their statements as they stand.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, cast

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from proviso.errors import Location, MalformedData, UnsupportedMediaType
from proviso.store import nesting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

FORMATS: Final[dict[str, tuple[RdfFormat, Callable[[IO[bytes], str], None]]]] = {
    ".ttl": (RdfFormat.TURTLE, nesting.check_turtle),
    ".trig": (RdfFormat.TRIG, nesting.check_turtle),
    ".nt": (RdfFormat.N_TRIPLES, nesting.check_turtle),
    ".nq": (RdfFormat.N_QUADS, nesting.check_turtle),
    ".rdf": (RdfFormat.RDF_XML, nesting.check_xml),
    ".xml": (RdfFormat.RDF_XML, nesting.check_xml),
    ".jsonld": (RdfFormat.JSON_LD, nesting.check_json),
}

# Invented records stand in folders of this name, so that nobody takes them in who has not asked for them.
INVENTED: Final = "synthetic"

_PLACE: Final = re.compile(r"^Parser error at line \d+ (?:between columns \d+ and|column) \d+: ")


@dataclass(frozen=True, slots=True)
class Source:
    """
    One file that can be read.
    """

    path: Path
    suffix: str

    @property
    def name(self) -> str:
        """
        What errors call the file.
        """
        return str(self.path)

    @property
    def size(self) -> int:
        """
        How many bytes the file has, as it lies there.
        """
        return self.path.stat().st_size

    def open(self, advance: Callable[[int], None] | None = None) -> IO[bytes]:
        """
        Open the file, unpacked; *advance* is told how many bytes are read.
        """
        packed = self.path.suffix.lower() == ".gz"
        if advance is None:
            return cast("IO[bytes]", gzip.open(self.path)) if packed else self.path.open("rb")
        stream = cast("IO[bytes]", _Counted(self.path.open("rb"), advance))
        return cast("IO[bytes]", gzip.open(stream)) if packed else stream

    def quads(self, *, base: str, advance: Callable[[int], None] | None = None) -> Iterator[Quad]:
        """
        Parse the file; relative IRIs stand under *base*.
        """
        form, check = FORMATS[self.suffix]
        try:
            with self.open() as stream:
                check(stream, self.name)
            with self.open(advance) as stream:
                yield from pyoxigraph.parse(stream, form, base_iri=base)
        except SyntaxError as error:
            raise self._malformed(error) from error
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or error
            raise MalformedData(f"The file cannot be read: {reason}.", where=Location(self.name)) from error
        except ValueError as error:
            raise MalformedData(f"The file does not parse: {error}.", where=Location(self.name)) from error

    def _malformed(self, error: SyntaxError) -> MalformedData:
        """
        Say where the file stops making sense.
        """
        reason = _PLACE.sub("", error.msg).rstrip(".")
        return MalformedData(
            f"The file does not parse: {reason}.", where=Location(self.name, error.lineno, error.offset)
        )


class _Counted(io.RawIOBase):
    """
    A file that tells how much of it was read.
    """

    def __init__(self, raw: IO[bytes], advance: Callable[[int], None]) -> None:
        self._raw = raw
        self._advance = advance

    def read(self, size: int = -1) -> bytes:
        """
        Read, and tell.
        """
        content = self._raw.read(size)
        self._advance(len(content))
        return content

    def close(self) -> None:
        """
        Close the file, too.
        """
        self._raw.close()
        super().close()


def find(paths: Iterable[Path]) -> list[Source]:
    """
    List the files that *paths* name, and those below the folders among them, each once and in order.

    A folder of invented records below one of them is not entered; it must be named itself.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        for source in _below(path) if path.is_dir() else [_named(path)]:
            found.setdefault(source.path.resolve(), source)
    return sorted(found.values(), key=lambda source: source.name)


def _below(folder: Path) -> list[Source]:
    """
    List the files below a folder that can be read; the others are none of our business.
    """
    entries = (path for path in folder.rglob("*") if not any(map(_hidden, path.relative_to(folder).parts)))
    visible = [path for path in entries if path.is_file() or _leads_nowhere(path)]
    sources = [Source(path, suffix) for path in visible if (suffix := _suffix(path)) in FORMATS]
    if not sources:
        raise MalformedData(
            f"The folder holds no file that can be read ({', '.join(FORMATS)}).", where=Location(str(folder))
        )
    return sources


def _leads_nowhere(path: Path) -> bool:
    """
    Refuse a link to a file that is gone: a record must not be left out without a word.
    """
    if path.is_symlink() and not path.exists() and _suffix(path) in FORMATS:
        raise MalformedData("The file is a link that leads nowhere.", where=Location(str(path)))
    return False


def _hidden(part: str) -> bool:
    """
    Tell whether what is under a file or folder of this name must be asked for.
    """
    return part.startswith(".") or part == INVENTED


def _named(path: Path) -> Source:
    """
    Take a file that was asked for by name.
    """
    suffix = _suffix(path)
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise UnsupportedMediaType(
            f"The file's name does not tell its format: it should end with {known}, or one of these and .gz.",
            where=Location(str(path)),
        )
    return Source(path, suffix)


def _suffix(path: Path) -> str:
    """
    Give the end of a name that tells the format.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return "".join(suffixes[-2:-1] if suffixes[-1:] == [".gz"] else suffixes[-1:])
