"""
Every shape refuses what it should and lets pass what it should.

A case is a Turtle file found by its folder, `tests/shapes/<shape>/{valid,invalid}/<what-it-shows>.ttl`, where <shape> is the
local name of the shape that the case is about. Its statements are added to `tests/shapes/base.ttl`, a small record without
fault, and to the ontology. Comment lines at its top say the rest, in the terms of the file's own prefixes; `*` stands for anything:

    # violates: <focus> <path, or - where the result has none> <shape>
    # removes: <subject> <predicate> <object>

The results must be exactly those that `violates:` lines name, whatever their severity: a valid case normally has no such line, and an
invalid case names the shape of its folder. `removes:` takes statements of the base away before those of the case are added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from proviso import resources
from proviso.settings import DEFAULT_BASE
from shape_engines import ENGINES, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Quad

HERE = Path(__file__).resolve().parent / "shapes"
SHAPES = "https://w3id.org/proviso/shapes#"
SH = "http://www.w3.org/ns/shacl#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ANYTHING = NamedNode("urn:test:anything")
HEADER = re.compile(r"^# (violates|removes): (.+)$", re.MULTILINE)
PREFIX = re.compile(r"^@prefix .+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """
    A change to the base record, and the results that it must bring.
    """

    path: Path

    @property
    def shape(self) -> str:
        """
        The IRI of the shape that the case is about.
        """
        return SHAPES + self.path.parents[1].name

    @property
    def verdict(self) -> str:
        """
        The folder: `valid` or `invalid`.
        """
        return self.path.parent.name

    def expected(self) -> set[Finding]:
        """
        Return the results that the header names.
        """
        return {(_name(t.subject), _path(t.predicate), _name(t.object)) for t in self._header("violates")}

    def data(self) -> set[Triple]:
        """
        Return the base without what the case removes, and with what it adds.
        """
        removals = list(self._header("removes"))
        kept = {triple for triple in _read(HERE / "base.ttl") if not any(_matches(triple, gone) for gone in removals)}
        return kept | _read(self.path)

    def _header(self, keyword: str) -> Iterator[Triple]:
        text = self.path.read_text(encoding="utf-8")
        prefixes = "\n".join(PREFIX.findall(text))
        for found, terms in HEADER.findall(text):
            if found == keyword:
                stated = re.sub(r"(?<=\s)[-*](?=\s)|^\*|\*$", f"<{ANYTHING.value}>", terms)
                yield from (quad.triple for quad in _parsed(f"{prefixes}\n{stated} ."))


CASES = [Case(path) for path in sorted(HERE.glob("*/*/*.ttl"))]


def _parsed(text: str) -> Iterator[Quad]:
    return parse(text, RdfFormat.TURTLE, base_iri=DEFAULT_BASE)


def _read(path: Path) -> set[Triple]:
    return {quad.triple for quad in _parsed(path.read_text(encoding="utf-8"))}


def _matches(triple: Triple, pattern: Triple) -> bool:
    return all(wanted in (ANYTHING, term) for wanted, term in zip(pattern, triple, strict=True))


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _path(term: object) -> str | None:
    return None if term == ANYTHING else _name(term)


def _reporting_shapes() -> set[str]:
    """
    Name the shapes that can be the source of a result: those with a target, and the property shapes of these.
    """
    triples = {triple for path in resources.shapes().glob("*.ttl") for triple in _read(path)}
    targeted = {t.subject for t in triples if t.predicate.value.startswith(f"{SH}target")}
    properties = {t.object for t in triples if t.predicate.value == f"{SH}property" and t.subject in targeted}
    return {_name(shape) for shape in targeted | properties if not isinstance(shape, BlankNode)}


@pytest.fixture(scope="session")
def ontology() -> set[Triple]:
    """
    The statements of the ontology, which are part of every data graph.
    """
    return {triple for path in resources.ontology().glob("*.ttl") for triple in _read(path)}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.path.relative_to(HERE).with_suffix("")))
def test_case(case: Case, engine: str, ontology: set[Triple]) -> None:
    """
    A case has the results that its header names, and no other.
    """
    data = serialize(sorted(ontology | case.data(), key=str), format=RdfFormat.N_TRIPLES)
    assert ENGINES[engine](data or b"") == case.expected()


@pytest.mark.parametrize("case", [case for case in CASES if case.verdict == "invalid"], ids=lambda case: case.path.stem)
def test_invalid_case_names_its_shape(case: Case) -> None:
    """
    An invalid case is refused by the shape that its folder is named after.
    """
    assert case.shape in {shape for _, _, shape in case.expected()}


@pytest.mark.parametrize("verdict", ["valid", "invalid"])
def test_every_shape_has_cases(verdict: str) -> None:
    """
    Every shape has a valid and an invalid case of its own, and no folder is named after a shape that does not exist.
    """
    assert {case.shape for case in CASES if case.verdict == verdict} == _reporting_shapes()
