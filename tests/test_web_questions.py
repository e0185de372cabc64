from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from proviso import resources
from proviso.catalogue import Catalogue
from web_register import make_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from proviso.catalogue import Query

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

STATE = "/queries/condition-state?as-at=2021-03-01"

CATALOGUE = Catalogue.read(resources.queries())


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """
    A client of the made-up register.
    """
    return make_app().test_client()


def test_list_names_every_question(client: FlaskClient) -> None:
    """
    The list holds each question with its summary, for readers and for programs.
    """
    text = client.get("/queries", headers=BROWSER).text
    content = client.get("/queries", headers={"Accept": "application/json"}).json
    assert content is not None
    assert [each["name"] for each in content] == [asked.name for asked in CATALOGUE]
    assert all(
        f'href="./queries/{each["name"]}"' in text or f'href="queries/{each["name"]}"' in text for each in content
    )


@pytest.mark.parametrize("asked", list(CATALOGUE), ids=lambda asked: asked.name)
def test_every_question_is_answered_for_its_example(client: FlaskClient, asked: Query) -> None:
    """
    Each question can be asked by URL, as a page and as data.
    """
    url = f"/queries/{asked.name}"
    page = client.get(url, query_string=dict(asked.example), headers=BROWSER)
    assert page.status_code == 200, page.text
    assert page.content_type == "text/html; charset=utf-8"
    data = client.get(url, query_string={**asked.example, "format": "json"})
    assert data.status_code == 200, data.text


@pytest.mark.parametrize("asked", list(CATALOGUE), ids=lambda asked: asked.name)
def test_every_question_has_a_form(client: FlaskClient, asked: Query) -> None:
    """
    The page of a question has a labelled field for each parameter, also before anything is filled in.
    """
    page = client.get(f"/queries/{asked.name}", headers=BROWSER)
    assert page.status_code == 200
    for parameter in asked.parameters:
        assert f'<label for="{parameter.name}">' in page.text
        assert f'name="{parameter.name}"' in page.text


def test_question_is_answered_as_a_table(client: FlaskClient) -> None:
    """
    A reader gets the rows as a table, with things under their labels.
    """
    text = client.get(STATE, headers=BROWSER).text
    assert '<th scope="col">state</th>' in text
    assert ">Stop if the wall moves</a>" in text


def test_question_is_answered_as_data(client: FlaskClient) -> None:
    """
    A program gets the rows in the format that it asks for.
    """
    answer = client.get(STATE, headers={"Accept": "text/csv"})
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["label"], row["state"]) for row in rows] == [("Stop if the wall moves", "open")]
    for name, content_type in (
        ("xml", "application/sparql-results+xml"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
    ):
        assert client.get(f"{STATE}&format={name}").content_type == content_type


def test_question_is_asked_of_a_day(client: FlaskClient) -> None:
    """
    The day in the URL is the day that is asked about.
    """
    before = client.get("/queries/condition-state?as-at=2021-01-01&format=csv").text
    assert "not yet imposed" in before


def test_unknown_question_suggests_one(client: FlaskClient) -> None:
    """
    A question that does not exist is not found, and the one that may have been meant is named.
    """
    answer = client.get("/queries/condition-stat")
    assert answer.status_code == 404
    assert "condition-state" in answer.text


def test_unknown_parameter_names_the_known_ones(client: FlaskClient) -> None:
    """
    A parameter that the question does not have is refused, and those that it has are named.
    """
    answer = client.get("/queries/condition-state?day=2021-03-01")
    assert answer.status_code == 400
    content = answer.json
    assert content is not None
    assert "'day'" in content["detail"]
    assert "as-at" in content["detail"]


def test_value_of_another_type_is_refused(client: FlaskClient) -> None:
    """
    A value that is not of the parameter's type is refused.
    """
    answer = client.get("/queries/condition-state?as-at=yesterday")
    assert answer.status_code == 400
    assert "yesterday" in answer.text


def test_missing_value_is_refused_or_asked_for(client: FlaskClient) -> None:
    """
    Without a value that it needs, a question is refused to a program and shown as a form to a reader.
    """
    assert client.get("/queries/about-a-condition?format=csv").status_code == 400
    assert "Fill in the form" in client.get("/queries/about-a-condition", headers=BROWSER).text


def test_two_values_are_refused(client: FlaskClient) -> None:
    """
    A parameter that is given twice is refused.
    """
    assert client.get("/queries/condition-state?as-at=2021-01-01&as-at=2021-02-01&format=csv").status_code == 400


def test_value_cannot_become_part_of_the_query(client: FlaskClient) -> None:
    """
    A value that looks like SPARQL stays a value.
    """
    hostile = "x> } UNION { ?a ?b ?c } #"
    answer = client.get("/queries/condition-state", query_string={"condition": hostile, "format": "json"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "name", ["../label", "..%2Flabel", "trace", "trace/event", "condition-state.rq", "/etc/passwd"]
)
def test_name_is_never_a_path(client: FlaskClient, name: str) -> None:
    """
    Only the names on the list are questions.
    """
    assert client.get(f"/queries/{name}").status_code == 404
