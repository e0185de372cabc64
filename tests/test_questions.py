"""
Every question in `queries/`, asked of rdflib and of the embedded engine, against answers written down.

A folder of `tests/queries/` is named after its question; its `cases.toml` says what is asked of which register, and
each CSV holds a whole answer. `python tests/test_questions.py` writes `docs/questions.md` anew.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad

from proviso import resources
from proviso.catalogue import Catalogue, Query
from proviso.register.rules import vocabulary_quads
from proviso.settings import DEFAULT_BASE
from proviso.store import Change, Question, Store, read
from proviso.vocabulary import PRV

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rdflib.term import Identifier

    from proviso.store import Snapshot, Term

CASES: Final = Path(__file__).parent / "queries"
DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "questions.md"
CATALOGUE: Final = Catalogue.read(resources.queries())
TODAY: Final = date(2026, 1, 1)

# The competency questions of the design; 16, 18, 20, 30, 32, 35 and 39 are not asked.
COMPETENCY: Final = {*range(1, 16), 17, 19, *range(21, 30), 31, 33, 34, 36, 37, 38, 40}

_SCHEME: Final = """
PREFIX prv: <https://w3id.org/proviso/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?label WHERE { ?state skos:inScheme prv:ConditionStates ; rdfs:label ?label }
"""
_BEGIN: Final = "# standing: begin"
_END: Final = "# standing: end"
_STATES: Final = ("1 breached", "2 under review", "3 open", "4 in force", "5 satisfied", "9 not yet imposed")


@dataclass(frozen=True)
class Case:
    """
    One question put to one register, and the rows that answer it.
    """

    query: str
    name: str
    data: str
    values: Mapping[str, str]

    @property
    def expected(self) -> list[list[str]]:
        """
        The answer written down, its column names first.
        """
        with (CASES / self.query / f"{self.name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))


@dataclass(frozen=True)
class Both:
    """
    The same statements in both engines.
    """

    embedded: Snapshot
    graph: rdflib.Graph


def found() -> Iterator[Case]:
    """
    Find the cases.
    """
    for file in sorted(CASES.glob("*/cases.toml")):
        for name, values in tomllib.loads(file.read_text("utf-8")).items():
            yield Case(file.parent.name, name, values.pop("data", "letter"), values)


ALL_CASES: Final = list(found())


def letter() -> list[Quad]:
    """
    The letter, with the bodies that it names.
    """
    return list(read([resources.data() / "bodies.trig", resources.data() / "records"], base=DEFAULT_BASE).quads)


def later() -> list[Quad]:
    """
    The letter, and made-up events that came after it and were reported later still.
    """
    return [*letter(), *read([CASES / "later.trig"], base=DEFAULT_BASE).quads]


def altered() -> list[Quad]:
    """
    The letter, with one character too many between S42 and S43.
    """
    return [_altered(quad) for quad in letter()]


def _altered(quad: Quad) -> Quad:
    if quad.predicate != PRV.text or not isinstance(quad.object, Literal):
        return quad
    text = quad.object.value
    return Quad(quad.subject, quad.predicate, Literal(text[:7200] + "!" + text[7200:]), quad.graph_name)


def sequel() -> list[Quad]:
    """
    The letter and the synthetic sequel that is shipped with it.
    """
    return [*letter(), *read([resources.data() / "synthetic" / "sequel"], base=DEFAULT_BASE).quads]


DATA: Final = {"letter": letter, "later": later, "altered": altered, "sequel": sequel}


@cache
def register(name: str) -> Both:
    """
    Load the register named *name* into both engines.
    """
    quads = list(chain(DATA[name](), vocabulary_quads()))
    store = Store.in_memory(DEFAULT_BASE)
    store.commit(Change(additions=quads))
    graph = rdflib.Graph()
    for quad in quads:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return Both(store.snapshot(), graph)


def to_rdflib(term: object) -> Identifier:
    """
    Hand a term of the embedded engine to rdflib.
    """
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    plain = term.datatype.value == str(rdflib.XSD.string)
    return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value), normalize=False)


def text_of(term: Term | None) -> str:
    """
    Write a term of the embedded engine as CSV does.
    """
    if term is None:
        return ""
    assert isinstance(term, NamedNode | Literal)
    return term.value


def asked_of_the_embedded_engine(question: Question, snapshot: Snapshot) -> list[list[str]]:
    """
    Give the whole answer of the embedded engine.
    """
    answer = snapshot.query(question)
    return [list(answer.variables), *([text_of(term) for term in row] for row in answer.rows())]


def asked_of_rdflib(question: Question, graph: rdflib.Graph) -> list[list[str]]:
    """
    Give the whole answer of rdflib.
    """
    answer = graph.query(
        question.text, initBindings={name: to_rdflib(term) for name, term in question.parameters.items()}
    )
    assert answer.vars is not None
    rows = [
        ["" if term is None else str(term) for term in row]
        for row in cast("Iterable[Iterable[Identifier | None]]", answer)
    ]
    return [[str(name) for name in answer.vars], *rows]


def question_of(case: Case) -> Question:
    """
    Put the values of *case* into its question.
    """
    return CATALOGUE[case.query].question(case.values, base=DEFAULT_BASE, today=TODAY)


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.query}-{case.name}")
def test_the_embedded_engine_answers_as_written_down(case: Case) -> None:
    """
    The whole answer, row after row, is the one written down.
    """
    assert asked_of_the_embedded_engine(question_of(case), register(case.data).embedded) == case.expected


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.query}-{case.name}")
def test_rdflib_answers_as_written_down(case: Case) -> None:
    """
    Another engine gives the same answer from the same text.
    """
    assert asked_of_rdflib(question_of(case), register(case.data).graph) == case.expected


@pytest.mark.parametrize("query", list(CATALOGUE), ids=lambda query: query.name)
def test_every_question_has_a_case(query: Query) -> None:
    """
    A question without an answer written down is not finished.
    """
    assert any(case.query == query.name for case in ALL_CASES)


def test_every_case_has_a_question_and_every_answer_a_case() -> None:
    """
    Nothing under `tests/queries/` is left over.
    """
    assert {case.query for case in ALL_CASES} == {query.name for query in CATALOGUE}
    written = {(path.parent.name, path.stem) for path in CASES.glob("*/*.csv")}
    assert written == {(case.query, case.name) for case in ALL_CASES}


def test_every_competency_question_is_answered() -> None:
    """
    The headers together name every question that the design asks, and no other.
    """
    assert {number for query in CATALOGUE for number in query.answers} == COMPETENCY


@pytest.mark.parametrize("query", list(CATALOGUE), ids=lambda query: query.name)
def test_the_example_runs(query: Query) -> None:
    """
    The example in the header is answered, and not with an empty table.
    """
    assert list(CATALOGUE.run(register("letter").embedded, query.name, **query.example).rows())


@pytest.mark.parametrize("query", list(CATALOGUE), ids=lambda query: query.name)
def test_a_register_without_records_is_no_empty_table(query: Query) -> None:
    """
    That nothing is recorded is an answer too.
    """
    values = {parameter.name: query.example[parameter.name] for parameter in query.parameters if parameter.required}
    assert list(CATALOGUE.run(Store.in_memory(DEFAULT_BASE).snapshot(), query.name, **values).rows())


@pytest.mark.parametrize("query", list(CATALOGUE), ids=lambda query: query.name)
def test_every_parameter_is_a_column(query: Query) -> None:
    """
    A reader sees in the answer what was asked, and the engine binds only what is projected.
    """
    columns = CATALOGUE.run(register("letter").embedded, query.name, **query.example).variables
    assert {parameter.variable for parameter in query.parameters} <= set(columns)


@pytest.mark.parametrize("query", list(CATALOGUE), ids=lambda query: query.name)
def test_no_prefix_is_declared_in_vain(query: Query) -> None:
    """
    A query declares the prefixes it uses.
    """
    declared = [line.split()[1] for line in query.text.splitlines() if line.startswith("PREFIX ")]
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith(("PREFIX ", "#")))
    assert [prefix for prefix in declared if prefix not in body] == []


def test_standing_is_reckoned_in_one_way() -> None:
    """
    The queries that reckon how impositions stand do so in the same words.
    """
    texts = [_standing(query.text) for query in CATALOGUE if _BEGIN in query.text]
    assert len(texts) >= 4
    assert len(set(texts)) == 1


def _standing(text: str) -> str:
    inner = text[text.index(_BEGIN) : text.index(_END)].replace("?least_finding", "?outcome")
    return "\n".join(line.strip() for line in inner.splitlines())


def test_states_have_the_names_of_the_scheme() -> None:
    """
    What a state is called in an answer is what the vocabulary calls it.
    """
    scheme = {text_of(row[0]) for row in register("letter").embedded.query(Question(_SCHEME)).rows()}
    assert {state.partition(" ")[2] for state in _STATES} | {"waived", "varied", "withdrawn", "ended"} <= scheme
    assert all(f'"{state}"' in CATALOGUE["condition-state"].text for state in _STATES)


def test_the_page_of_questions_is_current() -> None:
    """
    `docs/questions.md` says what the headers say; `python tests/test_questions.py` brings it up to date.
    """
    assert DOCUMENT.read_text("utf-8") == page()


def page() -> str:
    """
    Write the page that describes the questions.
    """
    return "\n\n".join([_OPENING, *(section(query) for query in CATALOGUE)]) + "\n"


def section(query: Query) -> str:
    """
    Describe one question.
    """
    lines = [f"## {query.name}", "", query.summary, "", query.description]
    if query.parameters:
        lines += ["", "| parameter | type | default | what it is |", "|---|---|---|---|"]
        lines += [
            f"| `{each.name}` | {each.kind} | {each.default or 'required'} | {each.doc} |" for each in query.parameters
        ]
    example = " ".join(
        ["proviso query", query.name, *(f"--param {name}={value}" for name, value in query.example.items())]
    )
    return "\n".join([*lines, "", f"Example: `{example}`"])


_OPENING: Final = """\
# Questions

Each question is a file in `queries/`. It can be asked on the command line (`proviso query NAME --param
name=value`), over HTTP (`/queries/NAME?name=value`) and, since the files are plain SPARQL 1.1, of any other
engine that holds an export of the register.

What a source does not say is answered as `not stated`, and what no record holds as `none recorded` or `not
recorded`; an answer is never an empty table. What the register infers stands in a column of its own. A thing
can be given by its whole IRI or by the end of one of the register's own, such as `condition/2020-0001`.

Where a question has them, `as-at` is the day up to which what happened counts, and `known-at` the day up to
which what was reported counts. The state of a condition follows from dated events each time it is asked for.
An event counts as certainly before another if its last possible day is before the other's first, or if both
days are exact, the same, and its sequence is lower.

This page is written from the headers of the queries; the tests compare the two."""


if __name__ == "__main__":
    DOCUMENT.write_text(page(), encoding="utf-8")
