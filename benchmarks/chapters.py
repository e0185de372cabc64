"""
The chapters of `story.trig` as text to be filled in: N-Quads with a `{name}` wherever the story has a `$name`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import Literal, RdfFormat, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE: Final = Path(__file__).resolve().parent

BASE: Final = "http://localhost:8000/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

TYPE: Final = f"<{RDF}type>"

NOTHING: Final = f"<{RDF}nil>"

_NAME: Final = re.compile(r"\$\{(?P<braced>\w+)\}|\$(?P<plain>\w+)|(?P<brace>[{}])")


class Statement(NamedTuple):
    """
    A statement of a chapter, each term as N-Triples.
    """

    subject: str
    predicate: str
    object: str


Chapter = tuple[Statement, ...]


@cache
def read(file: str) -> dict[str, Chapter]:
    """
    Read the chapters of a TriG *file* beside this one, by the names of their graphs.
    """
    chapters: dict[str, list[Statement]] = {}
    for quad in parse(path=HERE / file, format=RdfFormat.TRIG, base_iri=BASE):
        name = str(quad.graph_name)[1:-1].removeprefix(BASE)
        chapters.setdefault(name, []).append(
            Statement(str(quad.subject), str(quad.predicate), str(quad.object)),
        )
    return {name: tuple(statements) for name, statements in chapters.items()}


def amended(chapter: Iterable[Statement], edits: Chapter) -> Chapter:
    """
    Leave out of *chapter* what *edits* replace or strike out.
    """
    struck = {edit.subject for edit in edits if (edit.predicate, edit.object) == (TYPE, NOTHING)}
    replaced = {edit[:2] for edit in edits}
    return tuple(said for said in chapter if said.subject not in struck and said[:2] not in replaced)


def additions(edits: Chapter) -> Chapter:
    """
    Return what *edits* say, without what they only take away.
    """
    return tuple(edit for edit in edits if edit.object != NOTHING)


def template(chapter: Iterable[Statement], *, graph: str) -> str:
    """
    Turn *chapter* into N-Quads of the *graph*, ready for `str.format_map`.
    """
    lines = "".join(f"{' '.join(said)} <{BASE}graphs/{graph}> .\n" for said in chapter)
    return _NAME.sub(_field, lines)


def _field(found: re.Match[str]) -> str:
    brace = found["brace"]
    return brace * 2 if brace else "{" + (found["braced"] or found["plain"]) + "}"


def literal(text: str) -> str:
    """
    Escape *text* for use between the quotes of a literal.
    """
    return str(Literal(text))[1:-1]
