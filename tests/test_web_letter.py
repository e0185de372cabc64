from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode

from proviso import resources
from proviso.register import Register
from proviso.settings import Settings
from proviso.store import Question, Store
from proviso.web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

C1 = "/doc/condition/2020-0001"


@pytest.fixture(scope="module")
def store() -> Store:
    """
    A register that holds the shipped records.
    """
    made = Store.in_memory()
    Register(made).load([resources.data() / "bodies.trig", resources.data() / "records"])
    return made


@pytest.fixture(scope="module")
def client(store: Store) -> FlaskClient:
    """
    A client of that register.
    """
    return create_app(store, Settings(store=resources.data())).test_client()


@pytest.mark.parametrize(("suffix", "start"), [("", "<!doctype html>"), (".ttl", "@prefix"), (".json", "{")])
def test_every_thing_has_a_document(client: FlaskClient, store: Store, suffix: str, start: str) -> None:
    """
    Whatever the register has a name for has a page, and the same as data.
    """
    names = Question("SELECT DISTINCT ?thing { ?thing ?is ?so FILTER(STRSTARTS(STR(?thing), STR(<id/>))) }")
    things = [row[0] for row in store.query(names).rows()]
    paths = [thing.value.removeprefix(store.base + "id/") for thing in things if isinstance(thing, NamedNode)]
    assert len(paths) > 300
    for path in paths:
        answer = client.get(f"/doc/{path}{suffix}", headers=BROWSER)
        assert answer.status_code == 200, path
        assert answer.text.startswith(start), path


@pytest.mark.parametrize(
    ("day", "label"), [("2019-06-30", "not yet imposed"), ("2019-08-01", "open"), ("2020-03-09", "open")]
)
def test_state_of_a_condition_is_that_of_the_day(client: FlaskClient, day: str, label: str) -> None:
    """
    The page of the carried-over condition says how it stood on each day.
    """
    assert f">{label}</span>" in client.get(f"{C1}?as-at={day}", headers=BROWSER).text


def test_decision_says_what_it_depends_on(client: FlaskClient) -> None:
    """
    The page of the Panel's agreement names each condition on it and how each part stands.
    """
    text = client.get("/doc/decision/2020-0004?as-at=2020-03-09", headers=BROWSER).text
    assert "C1 on the Panel&#39;s agreement II (precedent): not satisfied" in text
    assert "C3 on the Panel&#39;s agreement II (precedent): not recorded" in text


def test_condition_is_quoted_in_both_wordings(client: FlaskClient) -> None:
    """
    The page of a condition quotes the letter and its annex.
    """
    text = client.get(C1, headers=BROWSER).text
    assert "Security assurance of messages to HAN connected Devices must be undertaken" in text
    assert "confirmed as satisfactory by the SSC prior to the start of migration." in text


def test_letter_is_not_called_synthetic(client: FlaskClient) -> None:
    """
    Nothing on the first page or on the letter's own says that it was made up.
    """
    assert "synthetic" not in client.get("/", headers=BROWSER).text
    assert "synthetic record" not in client.get("/doc/record/2020-0001", headers=BROWSER).text
