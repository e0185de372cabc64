"""
Every shape refuses what it should and lets pass what it should.

A case is a Turtle file found by its folder, `tests/shapes/<shape>/{valid,invalid}/<what-it-shows>.ttl`, where <shape>
is the local name of the shape that the case is about. Its statements are added to `tests/shapes/base.ttl`, a small
record without fault, and to the ontology. Comment lines at its top say the rest, in the terms of the file's own
prefixes; `*` stands for anything:

    # violates: <focus> <path, or - where the result has no path or one of several steps> <shape>
    # removes: <subject> <predicate> <object>

The results must be exactly those that `violates:` lines name, whatever their severity: a valid case normally has no
such line, and an invalid case names the shape of its folder. `removes:` takes statements of the base away before those
of the case are added.

Cases that change only their own copy of the base are validated together, each under an IRI base of its own, so that an
engine has to be asked a few times only. A case that says something of a term of the ontology, or of anything else
without a place under the base, is validated alone.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from proviso import resources
from proviso.validation import ENGINES, validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Quad

Finding = tuple[str, str | None, str]

HERE = Path(__file__).resolve().parent / "shapes"
SHAPES = "https://w3id.org/proviso/shapes#"
SH = "http://www.w3.org/ns/shacl#"
ONTOLOGY = "https://w3id.org/proviso/ns#"
OWL_CLASS = "http://www.w3.org/2002/07/owl#Class"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ANYTHING = NamedNode("urn:test:anything")
PROCESSES = os.cpu_count() or 1
HEADER = re.compile(r"^# (violates|removes): (.+)$", re.MULTILINE)
PREFIX = re.compile(r"^@prefix .+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """
    A change to the base record, and the results that it must bring.
    """

    path: Path
    number: int

    @property
    def name(self) -> str:
        """
        The shape, the verdict and what the case shows.
        """
        return str(self.path.relative_to(HERE).with_suffix(""))

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

    @property
    def base(self) -> str:
        """
        The IRI under which everything in this case has its name.
        """
        return f"http://case-{self.number}.example/"

    @property
    def alone(self) -> bool:
        """
        Whether the case says something of what other cases have, too.
        """
        changed = {triple.subject for triple in [*_read(self.path, self.base), *self._header("removes")]}
        named = {str(term.value) for term in changed if isinstance(term, NamedNode)}
        return not all(name.startswith(self.base) for name in named | {focus for focus, _, _ in self.expected()})

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
        whole = _read(HERE / "base.ttl", self.base)
        kept = {triple for triple in whole if not any(_matches(triple, gone) for gone in removals)}
        return kept | _read(self.path, self.base)

    def _header(self, keyword: str) -> Iterator[Triple]:
        text = self.path.read_text(encoding="utf-8")
        prefixes = "\n".join(PREFIX.findall(text))
        for found, terms in HEADER.findall(text):
            if found == keyword:
                stated = re.sub(r"(?<=\s)[-*](?=\s|$)|^\*", f"<{ANYTHING.value}>", terms)
                yield from (quad.triple for quad in _parsed(f"{prefixes}\n{stated} .", self.base))


CASES = [Case(path, number) for number, path in enumerate(sorted(HERE.glob("*/*/*.ttl")))]


def _parsed(text: str, base: str) -> Iterator[Quad]:
    return parse(text, RdfFormat.TURTLE, base_iri=base)


def _read(path: Path, base: str) -> set[Triple]:
    return {quad.triple for quad in _parsed(path.read_text(encoding="utf-8"), base)}


def _matches(triple: Triple, pattern: Triple) -> bool:
    return all(wanted in (ANYTHING, term) for wanted, term in zip(pattern, triple, strict=True))


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _path(term: object) -> str | None:
    return _name(term) if isinstance(term, NamedNode) and term != ANYTHING else None


@cache
def _shapes() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(resources.shapes().glob("*.ttl")))


@cache
def _ontology() -> frozenset[Triple]:
    return frozenset(triple for path in resources.ontology().glob("*.ttl") for triple in _read(path, SHAPES))


def _findings(cases: list[Case], engine: str) -> set[Finding]:
    data = _ontology().union(*(case.data() for case in cases))
    report = validate(serialize(data, format=RdfFormat.N_TRIPLES) or b"", _shapes(), engine=engine)
    return {(_name(result.focus), _path(result.path), _name(result.shape)) for result in report.results}


@cache
def _found(engine: str) -> dict[str, set[Finding]]:
    """
    Validate every case, and say what was found in each; under no name, what was found in none of them.
    """
    together = [case for case in CASES if not case.alone]
    crowds = [together[first::PROCESSES] for first in range(PROCESSES)]
    loners = [[case] for case in CASES if case.alone]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(partial(_findings, engine=engine), [*crowds, *loners]))
    crowded = set().union(*found[:PROCESSES])
    of_each = {case.name: {finding for finding in crowded if finding[0].startswith(case.base)} for case in together}
    of_each |= {case.name: findings for [case], findings in zip(loners, found[PROCESSES:], strict=True)}
    return of_each | {"": crowded.difference(*of_each.values())}


def _reporting_shapes() -> set[str]:
    """
    Name the shapes that can be the source of a result: those with a target that constrain, and their property shapes.
    """
    triples = {quad.triple for quad in _parsed(_shapes(), SHAPES)}
    targeted = {t.subject for t in triples if _name(t.predicate).startswith(f"{SH}target")}
    properties = {t.object for t in triples if _name(t.predicate) == f"{SH}property" and t.subject in targeted}
    speaking = {t.subject for t in triples if _name(t.predicate) in {f"{SH}message", f"{SH}sparql"}}
    return {_name(shape) for shape in (targeted | properties) & speaking}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, engine: str) -> None:
    """
    A case has the results that its header names, and no other.
    """
    assert _found(engine)[case.name] == case.expected()


@pytest.mark.parametrize("engine", ENGINES)
def test_cases_are_about_themselves(engine: str) -> None:
    """
    Cases that are validated together have no result that belongs to none of them.
    """
    assert _found(engine)[""] == set()


@pytest.mark.parametrize("case", [case for case in CASES if case.verdict == "invalid"], ids=lambda case: case.name)
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


def test_every_class_has_a_shape() -> None:
    """
    Every class of the ontology has a shape of its name.
    """
    kinds = {t.subject for t in _ontology() if _name(t.predicate) == RDF_TYPE and _name(t.object) == OWL_CLASS}
    ours = {kind.value for kind in kinds if isinstance(kind, NamedNode) and kind.value.startswith(ONTOLOGY)}
    targets = {
        (_name(quad.subject), _name(quad.object))
        for quad in _parsed(_shapes(), SHAPES)
        if _name(quad.predicate) == f"{SH}targetClass"
    }
    expected = {(kind.replace(ONTOLOGY, SHAPES), kind) for kind in ours}
    assert len(expected) > 30
    assert expected - targets == set()


def test_every_shape_speaks() -> None:
    """
    Every property shape has a name, and whatever can be the source of a result says what to do and how grave it is.
    """
    said: dict[str, set[str]] = {}
    for quad in _parsed(_shapes(), SHAPES):
        said.setdefault(str(quad.subject), set()).add(_name(quad.predicate).removeprefix(SH))
    assert {shape for shape, words in said.items() if "path" in words and not shape.startswith(f"<{SHAPES}")} == set()
    for shape in _reporting_shapes():
        words = said[f"<{shape}>"]
        assert words >= {"severity"}, shape
        assert words & {"message", "sparql"}, shape
