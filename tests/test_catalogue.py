"""
How questions are read from files, and how they take their parameters.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode

from proviso.catalogue import Catalogue, Query, parse
from proviso.errors import (
    BadParameter,
    MalformedQuery,
    MissingParameter,
    UnknownParameter,
    UnknownQuery,
)
from proviso.store import Store
from proviso.vocabulary import XSD

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://register.example/"
TODAY = date(2020, 3, 9)

TEXT = """\
#+ summary: What is known of a thing?
#+ description: Everything.
#+ answers: 1, 12
#+ param: thing iri = any ; the thing that is asked about
#+ param: as_at xsd:date = today ; the day that counts
#+ param: count xsd:integer = 3 ; how many
#+ param: word xsd:string ; what to look for
#+ example: thing=condition/2020-0001 word=pier

SELECT ?thing ?as_at ?count ?word
WHERE {}
"""


@pytest.fixture
def query() -> Query:
    """
    A question with a parameter of each kind.
    """
    return parse(TEXT, name="known-things")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """
    A folder that holds one question and one other file.
    """
    (tmp_path / "known-things.rq").write_text(TEXT, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a question", encoding="utf-8")
    return Catalogue.read(tmp_path)


def test_a_header_is_read(query: Query) -> None:
    """
    What a header says is what the question tells of itself.
    """
    assert (query.name, query.summary, query.description) == (
        "known-things",
        "What is known of a thing?",
        "Everything.",
    )
    assert query.answers == (1, 12)
    assert query.form == "select"
    assert dict(query.example) == {"thing": "condition/2020-0001", "word": "pier"}
    assert query.text == TEXT


def test_parameters_are_named_with_hyphens(query: Query) -> None:
    """
    A reader writes `as-at`; only SPARQL has `?as_at`.
    """
    assert [(each.name, each.variable, each.kind, each.default) for each in query.parameters] == [
        ("thing", "thing", "iri", "any"),
        ("as-at", "as_at", "xsd:date", "today"),
        ("count", "count", "xsd:integer", "3"),
        ("word", "word", "xsd:string", None),
    ]
    assert [each.name for each in query.parameters if each.required] == ["word"]


def test_what_is_missing_or_empty_takes_its_default(query: Query) -> None:
    """
    A form that is sent with empty fields asks the same as a URL without them.
    """
    expected = {
        "as_at": Literal("2020-03-09", datatype=XSD.date),
        "count": Literal("3", datatype=XSD.integer),
        "word": Literal("pier"),
    }
    assert query.question({"word": "pier"}, base=BASE, today=TODAY).parameters == expected
    empty = {"word": "pier", "thing": "", "as-at": "", "count": ""}
    assert query.question(empty, base=BASE, today=TODAY).parameters == expected


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        pytest.param("condition/2020-0001", BASE + "id/condition/2020-0001", id="relative"),
        pytest.param("https://other.example/a", "https://other.example/a", id="absolute"),
        pytest.param("urn:example:a", "urn:example:a", id="not-http"),
        pytest.param("prv:openState", "https://w3id.org/proviso/ns#openState", id="prefixed"),
    ],
)
def test_an_iri_can_be_given_short(query: Query, text: str, iri: str) -> None:
    """
    A thing of the register is named by the end of its IRI, a term by its prefix, anything else in full.
    """
    question = query.question({"word": "pier", "thing": text}, base=BASE, today=TODAY)
    assert question.parameters["thing"] == NamedNode(iri)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("as-at", "9 March 2020", id="no-date"),
        pytest.param("as-at", "2020-02-30", id="no-such-day"),
        pytest.param("as-at", "2020-03-09Z", id="zoned-date"),
        pytest.param("as-at", "20200309", id="date-without-hyphens"),
        pytest.param("as-at", "any", id="any-where-a-day-is-needed"),
        pytest.param("count", "three", id="no-number"),
        pytest.param("count", "3.5", id="no-whole-number"),
        pytest.param("thing", "a b", id="space-in-an-iri"),
        pytest.param("thing", "x> } ; DROP ALL ; {", id="query-in-an-iri"),
    ],
)
def test_a_value_of_another_type_is_refused(query: Query, name: str, value: str) -> None:
    """
    The error names the parameter and the value.
    """
    with pytest.raises(BadParameter) as caught:
        query.question({"word": "pier", name: value}, base=BASE, today=TODAY)
    assert name in str(caught.value)
    assert repr(value) in str(caught.value)


def test_a_value_is_never_part_of_the_text(query: Query) -> None:
    """
    What is given as text stays text, whatever it looks like.
    """
    question = query.question({"word": '" } DROP ALL #'}, base=BASE, today=TODAY)
    assert question.text == TEXT
    assert question.parameters["word"] == Literal('" } DROP ALL #')


def test_a_parameter_without_a_default_must_be_given(query: Query) -> None:
    """
    The error says what the parameter is.
    """
    with pytest.raises(MissingParameter, match=r"known-things needs the parameter word: what to look for\."):
        query.question({}, base=BASE, today=TODAY)


@pytest.mark.parametrize("name", ["as_at", "date"])
def test_a_parameter_of_another_name_is_refused(query: Query, name: str) -> None:
    """
    The error lists the names that there are; there is one spelling of each.
    """
    with pytest.raises(UnknownParameter, match=f"'{name}'; it has thing, as-at, count and word"):
        query.question({"word": "pier", name: "2020-03-09"}, base=BASE, today=TODAY)


def test_a_question_without_parameters_says_so() -> None:
    """
    There is nothing to list.
    """
    with pytest.raises(UnknownParameter, match="it has none"):
        parse("ASK {}", name="anything").question({"as-at": "2020-03-09"}, base=BASE)


def test_a_catalogue_holds_the_queries_of_its_folder(catalogue: Catalogue) -> None:
    """
    A question is a file that ends in .rq.
    """
    assert [query.name for query in catalogue] == ["known-things"]
    assert len(catalogue) == 1
    assert catalogue["known-things"].text == TEXT


@pytest.mark.parametrize("name", ["known-thing", "Known-Things", "known_things"])
def test_a_name_that_is_nearly_right_gets_a_suggestion(catalogue: Catalogue, name: str) -> None:
    """
    The error offers the name that was probably meant.
    """
    with pytest.raises(UnknownQuery) as caught:
        catalogue[name]
    assert str(caught.value) == f"No query named {name!r}. Did you mean 'known-things'?"


def test_a_name_that_is_quite_wrong_gets_none(catalogue: Catalogue) -> None:
    """
    A far-fetched suggestion is worse than none.
    """
    with pytest.raises(UnknownQuery, match=r"^No query named 'zebra'\.$"):
        catalogue["zebra"]


def test_a_question_is_asked_of_a_snapshot(catalogue: Catalogue) -> None:
    """
    The values come back in the columns of their parameters.
    """
    answer = catalogue.run(Store.in_memory(BASE).snapshot(), "known-things", word="pier", **{"as-at": "2020-03-09"})
    assert answer.variables == ("thing", "as_at", "count", "word")
    expected = (None, Literal("2020-03-09", datatype=XSD.date), Literal("3", datatype=XSD.integer), Literal("pier"))
    assert list(answer.rows()) == [expected]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("#+ sumary: A slip\nASK {}", "slip.rq:1: A header line should be", id="unknown-key"),
        pytest.param("#+ summary\nASK {}", "slip.rq:1: A header line should be", id="no-value"),
        pytest.param("\n#+ param: as_at xsd:date\nASK {}", "slip.rq:2: A parameter should be", id="no-description"),
        pytest.param("#+ param: as_at xsd:time ; when\nASK {}", "slip.rq:1: A parameter should be", id="unknown-type"),
        pytest.param("#+ summary: Nothing", "slip.rq: A query should begin with SELECT", id="no-query"),
        pytest.param("#+ answers: one\nASK {}", "slip.rq:1: The questions answered", id="no-numbers"),
    ],
)
def test_a_header_that_cannot_be_read_is_an_error(text: str, message: str) -> None:
    """
    The error names the file and the line.
    """
    with pytest.raises(MalformedQuery) as caught:
        parse(text, name="slip")
    assert str(caught.value).startswith(message)
