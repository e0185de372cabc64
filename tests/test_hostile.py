"""
What a hostile user tried, and what must not work again.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from werkzeug.exceptions import ServiceUnavailable

from command import Command
from proviso import resources
from proviso.cli.console import emit
from proviso.cli.serving import GRACE, _Dispatcher
from proviso.errors import ForbiddenOperation, MalformedQuery, NotAcceptable, NotWritable
from proviso.store import Question, Store
from proviso.web import sparql
from proviso.web.turns import Turns
from web_register import make_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

TRIPLE_TERM = "CONSTRUCT { <urn:s> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> } WHERE {}"
CONDITION = "/doc/condition/2021-0001"

# What a later record may not say of what an earlier one holds, and what is said of it.
MEDDLING = {
    "a judge": (
        "<id/condition/2020-0001/part/c> prv:judge <id/body/sec-panel> .",
        r"states prv:judge of \S+/part/c>, which belongs to the graph \S+/graphs/2020-0001>",
    ),
    "an order of gates": (
        "<id/gate/2020-0001> prv:precedesGate <id/gate/2020-0002> .",
        r"states prv:precedesGate of \S+/gate/2020-0001>",
    ),
    "another kind": (
        "<id/condition/2020-0001> a prv:Risk .",
        r"states \S+ of \S+/condition/2020-0001>",
    ),
    "somebody else's wording": (
        "<id/condition/2020-0001> prv:formulation <id/condition/2020-0002/formulation/body> .",
        r"states prv:formulation of \S+/condition/2020-0001>",
    ),
    "something of no kind": (
        "<id/event/2020-9999> prv:eventType prv:confirmedSatisfactoryEvent .",
        r"makes statements of \S+/event/2020-9999>, but nothing says what kind of thing that is",
    ),
    "an event that is called something else": (
        "<id/event/2020-9999> a skos:Concept ; prv:eventType prv:confirmedSatisfactoryEvent .".replace(
            "skos:Concept", "<http://www.w3.org/2004/02/skos/core#Concept>"
        ),
        r"gives \S+/event/2020-9999> a prv:eventType, but does not say that it is a prv:Event",
    ),
    "a class of its own": (
        "<http://example.org/C> rdfs:subClassOf prv:Body .",
        r"of things and not of words, so it cannot state \S+#subClassOf>",
    ),
    "a rule out of force": (
        "<https://w3id.org/proviso/shapes#Record> <http://www.w3.org/ns/shacl#deactivated> true .",
        r"of things and not of words, so it cannot state \S+#deactivated>",
    ),
}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A register with the letter in it.
    """
    store = tmp_path_factory.mktemp("hostile") / "store"
    assert Command(store=store)("load", resources.data()).status == 0
    return store


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    """
    A client of the small register.
    """
    with make_app().test_client() as client:
        yield client


@pytest.mark.parametrize("case", MEDDLING)
def test_a_record_cannot_change_another(register: Path, tmp_path: Path, case: str) -> None:
    """
    A record cannot change another.
    """
    extra, said = MEDDLING[case]
    original = resources.data() / "synthetic" / "sequel" / "2020-9001.trig"
    text = original.read_text("utf-8").rstrip()
    (tmp_path / original.name).write_text(f"{text[:-1]}\n    {extra}\n}}\n", "utf-8")
    (tmp_path / "2020-9001.txt").write_bytes(original.with_suffix(".txt").read_bytes())
    before = Store.existing(register).revision
    done = Command(store=register)("load", tmp_path / original.name)
    assert done.status == 2
    assert re.search(said, done.errors), done.errors
    assert re.match(r"\S+2020-9001\.trig:\d+:\d+: ", done.errors)
    assert Store.existing(register).revision == before


def test_a_later_record_can_add_a_wording_of_its_own(register: Path) -> None:
    """
    A later record can add a wording of its own.
    """
    folder = resources.data() / "synthetic" / "planning"
    assert Command(store=register)("validate", "--with-register", folder).status == 0


def test_a_folder_with_a_link_that_leads_nowhere_is_not_loaded_in_part(register: Path, tmp_path: Path) -> None:
    """
    A folder with a link that leads nowhere is not loaded in part.
    """
    (tmp_path / "bodies.trig").write_bytes((resources.data() / "bodies.trig").read_bytes())
    (tmp_path / "gone.trig").symlink_to("nowhere")
    done = Command(store=register)("load", tmp_path)
    assert (done.status, done.errors) == (2, f"{tmp_path}/gone.trig: The file is a link that leads nowhere.\n")


def test_an_audit_is_no_file(register: Path, tmp_path: Path) -> None:
    """
    An audit is no file.
    """
    done = Command(store=register)("export", "--audit", tmp_path / "audit", "--output", tmp_path / "x.trig")
    assert done.status == 2
    assert "--audit or --output" in done.errors
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x { ?s foo:bar ?x }", "it uses a prefix that it does not declare"),
        ("SELECT ?a ?a { ?a ?b ?c }", "SELECT names a column twice"),
        ("SELECT * { ?s ?p }", "something is missing or wrong here"),
        ("SELECT * {", "something is missing or wrong here"),
        ("", "something is missing or wrong here"),
        ("SELECT (<urn:f>(1) AS ?x) {}", "The custom function <urn:f> is not supported"),
    ],
)
def test_a_query_with_an_error_is_told_in_words(query: str, said: str) -> None:
    """
    A query with an error is told in words.
    """
    with pytest.raises(MalformedQuery, match=re.escape(said)):
        Store.in_memory("http://localhost:8000/").snapshot().query(Question(query))


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "PREFIX load: <urn:x> DELETE WHERE { ?s ?p ?o }",
        "load <http://192.0.2.1/>",
        "CLEAR ALL",
        "WITH <urn:g> INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_called_one(client: FlaskClient, update: str) -> None:
    """
    An update is called one.
    """
    with pytest.raises(ForbiddenOperation, match="This is an update"):
        Store.in_memory("http://localhost:8000/").snapshot().query(Question(update))
    answer = client.get("/sparql", query_string={"query": update})
    assert answer.status_code == 400
    assert "This is an update" in answer.get_json(force=True)["detail"]


def test_the_words_of_updates_can_be_names() -> None:
    """
    The words of updates can be names.
    """
    query = "PREFIX load: <urn:x> SELECT ?insert ?clear { ?insert load:drop ?clear . ?clear <urn:add> 'DELETE' } # COPY"
    assert not Store.in_memory("http://localhost:8000/").snapshot().query(Question(query))


def test_what_a_format_cannot_carry_is_no_fault_of_ours(client: FlaskClient) -> None:
    """
    What a format cannot carry is no fault of ours.
    """
    answer = Store.in_memory("http://localhost:8000/").snapshot().query(Question(TRIPLE_TERM))
    with pytest.raises(NotAcceptable, match="cannot be written as JSON-LD"):
        answer.serialise("jsonld")
    assert client.get("/sparql", query_string={"query": TRIPLE_TERM, "format": "jsonld"}).status_code == 406
    assert client.get("/sparql", query_string={"query": "SELECT (<urn:f>(1) AS ?x) {}"}).status_code == 400


@pytest.mark.parametrize("day", ["20200309", "2020-W10-1", "2020-3-9", "\u0662020-03-09"])
def test_a_day_has_one_spelling(client: FlaskClient, day: str) -> None:
    """
    A day has one spelling.
    """
    answer = client.get(CONDITION, query_string={"as-at": day}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "is not a day such as 2020-03-09" in answer.get_json(force=True)["detail"]


def test_queries_that_never_end_leave_threads_for_others() -> None:
    """
    Queries that never end leave threads for others.
    """
    turns, begun, end = Turns(running=1, waiting=1, patience=0.2), threading.Event(), threading.Event()

    def run_on() -> None:
        with turns.turn():
            begun.set()
            end.wait(10)

    running = threading.Thread(target=run_on)
    running.start()
    assert begun.wait(5)
    with pytest.raises(ServiceUnavailable), turns.turn():
        raise AssertionError
    end.set()
    running.join(5)
    with turns.turn():
        pass


def test_who_would_wait_too_long_is_told_when_to_come_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Who would wait too long is told when to come again.
    """
    full = Turns(running=1, waiting=0)
    monkeypatch.setattr(sparql, "turns", full)
    with full.turn():
        answer = client.get("/sparql", query_string={"query": "ASK {}"})
        assert client.get("/health").status_code == 200
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "busy" in answer.get_json(force=True)["detail"]
    assert client.get("/sparql", query_string={"query": "ASK {}"}).status_code == 200


def test_the_server_does_not_wait_for_a_query_that_never_ends() -> None:
    """
    The server does not wait for a query that never ends.
    """
    end = threading.Event()

    begun_to_run = threading.Event()

    class Stuck:
        """
        A request that is never done.
        """

        def service(self) -> None:
            """
            Run on.
            """
            begun_to_run.set()
            end.wait(30)

    dispatcher = _Dispatcher()
    dispatcher.add_task(Stuck())
    assert begun_to_run.wait(5)
    begun = time.monotonic()
    dispatcher.shutdown()
    assert GRACE <= time.monotonic() - begun < 2 * GRACE
    end.set()


def test_an_output_that_is_closed_is_told(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    An output that is closed is told.
    """
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(NotWritable, match="it is closed"):
        emit("something")
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m proviso --store "$1" settings >&-', sys.executable, register],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, b"The output cannot be written: it is closed.\n")


def test_a_register_of_another_format_is_not_called_damaged(register: Path, tmp_path: Path) -> None:
    """
    A register of another format is not called damaged.
    """
    shutil.copytree(register, tmp_path / "store")
    marker = tmp_path / "store" / "proviso.json"
    marker.write_text(marker.read_text("utf-8").replace('"format": 1', '"format": 2'), "utf-8")
    done = Command(store=tmp_path / "store")("export")
    assert done.status == 2
    assert "is in format 2, and this release knows format 1: open it with the release that made it." in done.errors
