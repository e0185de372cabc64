from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso import errors
from proviso.settings import Settings
from proviso.web import create_app, problems
from web_register import make_app

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from proviso.store import Snapshot

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

FAILING = [
    pytest.param("GET", "/nowhere", 404, id="no such page"),
    pytest.param("GET", "/doc/condition/1999-0001", 404, id="no such thing"),
    pytest.param("GET", "/doc/condition/2021-0001?as-at=soon", 400, id="no such day"),
    pytest.param("GET", "/doc/condition/2021-0001?format=excel", 400, id="no such format"),
    pytest.param("GET", "/def/Nonsense", 404, id="no such term"),
    pytest.param("GET", "/shapes/Nonsense", 404, id="no such rule"),
    pytest.param("GET", "/static/nothing.css", 404, id="no such file"),
    pytest.param("GET", "/static/../problems.py", 404, id="no way out of the static files"),
    pytest.param("GET", "/queries/nonsense", 404, id="no such question"),
    pytest.param("GET", "/sparql?query=SELECT", 400, id="malformed query"),
    pytest.param("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400, id="two queries"),
    pytest.param("GET", "/sparql?update=CLEAR%20ALL", 400, id="update"),
    pytest.param("GET", "/sparql?query=ASK%7BSERVICE%3Ca:b%3E%7B%7D%7D", 400, id="service"),
    pytest.param("POST", "/sparql", 415, id="no content type"),
    pytest.param("DELETE", "/sparql", 405, id="wrong method on the endpoint"),
    pytest.param("POST", "/", 405, id="wrong method on a page"),
    pytest.param("PUT", "/doc/condition/2021-0001", 405, id="wrong method on a document"),
    pytest.param("POST", "/health", 405, id="wrong method on the status"),
]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """
    A client of the made-up register.
    """
    return make_app().test_client()


@pytest.mark.parametrize(("method", "url", "status"), FAILING)
def test_every_error_has_one_shape(client: FlaskClient, method: str, url: str, status: int) -> None:
    """
    Whatever fails, wherever, a program gets the same members of the same types.
    """
    answer = client.open(url, method=method)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    content = answer.json
    assert content is not None
    assert (
        {"type", "title", "status", "detail"} <= set(content) <= {"type", "title", "status", "detail", "line", "column"}
    )
    assert content["type"].startswith(problems.TYPES)
    assert content["status"] == status
    assert content["detail"].endswith((".", "…")) or "\n" not in content["detail"]
    assert content["title"][0].isupper()


@pytest.mark.parametrize(("method", "url", "status"), FAILING)
def test_every_error_is_a_page_for_readers(client: FlaskClient, method: str, url: str, status: int) -> None:
    """
    Whatever fails, wherever, a browser gets a page.
    """
    answer = client.open(url, method=method, headers=BROWSER)
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert "<h1>" in answer.text


def test_not_acceptable_lists_what_is_to_be_had(client: FlaskClient) -> None:
    """
    Who accepts nothing that we have is told what we have.
    """
    answer = client.get("/doc/condition/2021-0001", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_wrong_method_lists_the_right_ones(client: FlaskClient) -> None:
    """
    A method that an address does not take is answered with those it takes.
    """
    allowed = client.put("/sparql").headers["Allow"]
    assert {method.strip() for method in allowed.split(",")} == {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}


class _Broken:
    """
    A register whose snapshots cannot be had.
    """

    def __init__(self, error: Exception) -> None:
        self.error = error

    def snapshot(self) -> Snapshot:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ZeroDivisionError("the secret of /etc/proviso"), 500),
        (errors.EngineFault("the secret of /etc/proviso"), 500),
        (errors.StoreDamaged("the secret of /etc/proviso"), 503),
        (errors.StoreMissing("the secret of /etc/proviso"), 503),
    ],
)
def test_our_own_faults_keep_their_reasons_to_themselves(
    error: Exception, status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """
    What is not the client's doing is answered with an id; the reason, with its paths, is in the log under that id.
    """
    client = create_app(_Broken(error), Settings(store=tmp_path)).test_client()
    with caplog.at_level(logging.ERROR):
        answer = client.get("/health")
    assert answer.status_code == status
    content = answer.json
    assert content is not None
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert content["id"] in caplog.text
    assert "the secret of /etc/proviso" in caplog.text


def test_fault_is_a_page_for_readers(tmp_path: Path) -> None:
    """
    A browser gets a page even when the register cannot be read.
    """
    client = create_app(_Broken(errors.StoreDamaged("gone")), Settings(store=tmp_path)).test_client()
    answer = client.get("/", headers=BROWSER)
    assert answer.status_code == 503
    assert "<h1>Service unavailable</h1>" in answer.text


def leaves(kind: type[Exception]) -> list[type[Exception]]:
    """
    Return *kind* and every exception below it.
    """
    return [kind, *(leaf for below in kind.__subclasses__() for leaf in leaves(below))]


@pytest.mark.parametrize("kind", leaves(errors.ProvisoError), ids=lambda kind: kind.__name__)
def test_every_exception_has_a_status(kind: type[errors.ProvisoError]) -> None:
    """
    Each exception of ours has a status of its own or of its parents, between 400 and 599.
    """
    error = kind.__new__(kind)
    errors.ProvisoError.__init__(error, "A sentence.")
    problem = problems.of(error)
    assert 400 <= problem.status <= 599
    assert problem.detail


@settings(max_examples=60, deadline=None)
@given(
    st.text(),
    st.sampled_from(["/sparql?query=ASK%7B%7D", "/doc/condition/2021-0001", "/health", "/queries"]),
)
def test_any_accept_header_is_answered_or_refused(accept: str, url: str) -> None:
    """
    No Accept header makes the register fail.
    """
    header = accept.encode("latin-1", "replace").decode("latin-1").translate({10: 32, 13: 32, 0: 32})
    assert CLIENT.get(url, headers={"Accept": header}).status_code in {200, 406}


@settings(max_examples=120, deadline=None)
@given(
    st.text(),
    st.sampled_from(
        [
            "/",
            "/doc/",
            "/id/",
            "/def/",
            "/shapes/",
            "/queries/",
            "/sparql?query=",
            "/sparql?format=",
            "/?as-at=",
            "/static/",
        ]
    ),
)
def test_no_address_makes_the_register_fail(rest: str, start: str) -> None:
    """
    Whatever stands in a URL, the answer is not a fault of ours.
    """
    with CLIENT.get(start + rest.encode("utf-8", "replace").decode("utf-8").replace("\0", "%00")) as answer:
        assert answer.status_code < 500


@settings(max_examples=60, deadline=None)
@given(
    st.binary(),
    st.sampled_from(
        ["application/sparql-query", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "x"]
    ),
)
def test_no_body_makes_the_register_fail(body: bytes, content_type: str) -> None:
    """
    Whatever is sent, the answer is not a fault of ours.
    """
    assert CLIENT.post("/sparql", data=body, content_type=content_type).status_code < 500


CLIENT = make_app().test_client()
