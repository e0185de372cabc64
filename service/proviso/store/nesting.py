"""
A look at a document's structure before a parser sees it.

The engine's JSON-LD parser and its triple terms recurse without a limit, and its RDF/XML parser expands entities
without one. What goes deeper than anybody writes by hand is refused here.
"""

from __future__ import annotations

import re
from typing import IO, Final
from xml.parsers import expat

from proviso.errors import Location, MalformedData

DEEPEST: Final = 100

_CHUNK: Final = 1 << 20
_JSON: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_TURTLE: Final = re.compile(
    rb'"""(?:"{0,2}(?:[^"\\]|\\.))*"""|\'\'\'(?:\'{0,2}(?:[^\'\\]|\\.))*\'\'\'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\''
    rb"|<[^<>\"{}|^`\x00-\x20]*>|#[^\n\r]*|<<\(?|\)?>>",
    re.DOTALL,
)


def check_json(stream: IO[bytes], name: str) -> None:
    """
    Refuse JSON-LD that is nested too deep.
    """
    _check_tokens(stream.read(), name, _JSON, opening=(b"{", b"["), closing=(b"}", b"]"))


def check_turtle(stream: IO[bytes], name: str) -> None:
    """
    Refuse triple terms that are nested too deep; a file with few of them needs no closer look.
    """
    opened, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        opened += (tail + chunk).count(b"<<")
        tail = chunk[-1:]
        if opened > DEEPEST:
            stream.seek(0)
            _check_tokens(stream.read(), name, _TURTLE, opening=(b"<<", b"<<("), closing=(b">>", b")>>"))
            return


def check_xml(stream: IO[bytes], name: str) -> None:
    """
    Refuse RDF/XML that declares entities, is nested too deep, or is not well-formed.
    """
    # The engine reads UTF-8 whatever a file declares, so that is what is looked at.
    parser = expat.ParserCreate("utf-8")
    depth = 0

    def refuse(*_: object) -> None:
        where = Location(name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        raise MalformedData("The file declares an entity: write the text or the namespace out instead.", where=where)

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _too_deep(name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def leave(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        where = Location(name, error.lineno, error.offset + 1)
        raise MalformedData(f"The file does not parse: {expat.ErrorString(error.code)}.", where=where) from error


def _check_tokens(
    content: bytes, name: str, tokens: re.Pattern[bytes], *, opening: tuple[bytes, ...], closing: tuple[bytes, ...]
) -> None:
    """
    Follow the brackets through *content*.
    """
    depth = 0
    for match in tokens.finditer(content):
        if match[0] in opening:
            depth += 1
        elif match[0] in closing:
            depth -= 1
        if depth > DEEPEST:
            before = content[: match.start()]
            raise _too_deep(name, before.count(b"\n") + 1, match.start() - before.rfind(b"\n"))


def _too_deep(name: str, line: int, column: int) -> MalformedData:
    """
    Say where *name* goes too deep.
    """
    return MalformedData(f"The file is nested deeper than {DEEPEST} levels.", where=Location(name, line, column))
