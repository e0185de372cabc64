from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

import proviso
from proviso.settings import Settings
from proviso.store import Change, Question, Store
from proviso.web import create_app, questions
from web_register import SCRIPT, make_app, make_store

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

CONDITION = "http://localhost:8000/id/condition/2021-0001"

PAGES = [
    "/",
    "/sparql",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
    "/sparql?query=DESCRIBE%20%3Chttp%3A%2F%2Flocalhost%3A8000%2Fid%2Fcondition%2F2021-0001%3E",
    "/sparql?query=ASK%20%7B%7D",
    "/doc/condition/2021-0001",
    "/doc/record/2021-0001",
    "/doc/record/2021-0001/text",
    "/doc/record/2021-0001/passage/01",
    "/doc/body/board",
    "/def",
    "/shapes",
    "/queries",
    "/nowhere",
    "/doc/nobody",
]


class Page(HTMLParser):
    """
    What a test wants to know of a page.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.labels: list[str] = []
        self.controls: list[str] = []
        self.lang: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """
        Take note of one tag.
        """
        given = dict(attrs)
        self.tags.append(tag)
        self.handlers += [name for name in given if name.startswith("on") or name == "style"]
        self.links += [given[name] or "" for name in ("href", "src", "action") if name in given]
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "html":
            self.lang = given.get("lang")
        if tag == "label":
            self.labels.append(given.get("for") or "")
        if tag in {"input", "select", "textarea"}:
            self.controls.append(given.get("id") or "")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """
    A client of the made-up register.
    """
    return make_app().test_client()


@pytest.mark.parametrize("url", PAGES)
def test_page_is_fit_for_every_reader(client: FlaskClient, url: str) -> None:
    """
    Every page names its language and title, has a way past the navigation, one heading, and a label for every field.
    """
    answer = client.get(url, headers=BROWSER)
    assert answer.content_type == "text/html; charset=utf-8"
    page = Page(answer.text)
    assert page.lang == "en"
    assert page.tags.count("h1") == 1
    assert {"title", "main", "nav"} <= set(page.tags)
    assert page.links.index("#content") == min(
        i for i, link in enumerate(page.links) if not link.endswith(("css", "svg")) and "format=" not in link
    )
    assert "content" in page.ids
    assert sorted(page.labels) == sorted(page.controls)
    assert len(set(page.ids)) == len(page.ids)


@pytest.mark.parametrize("url", PAGES)
def test_page_runs_nothing(client: FlaskClient, url: str) -> None:
    """
    No page holds a script, a handler or a style of its own, and the policy would not let it.
    """
    answer = client.get(url, headers=BROWSER)
    page = Page(answer.text)
    assert not {"script", "style", "iframe", "object", "embed"}.intersection(page.tags)
    assert not page.handlers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("url", PAGES)
def test_links_work_behind_any_host(client: FlaskClient, url: str) -> None:
    """
    Links into the register are relative, those out of it go to the web, and each of the former leads somewhere.
    """
    page = Page(client.get(url, headers=BROWSER).text)
    inside = [link for link in page.links if not link.startswith(("http://", "https://"))]
    assert not [link for link in page.links if "localhost" in link and "?" not in link]
    assert not [link for link in inside if link.startswith("/") or re.match(r"[a-z]+:", link)]


def test_links_of_a_page_lead_somewhere(client: FlaskClient) -> None:
    """
    Every link from the page of a condition into the register finds what it promises.
    """
    page = Page(client.get("/doc/condition/2021-0001", headers=BROWSER).text)
    inside = {link for link in page.links if link.startswith("../")}
    assert inside
    for link in inside:
        with client.get("/" + link.removeprefix("../../"), headers=BROWSER, follow_redirects=True) as answer:
            assert answer.status_code == 200, link


def test_markup_in_a_literal_is_text(client: FlaskClient) -> None:
    """
    A literal that holds a script is shown and not run, on the page of its subject and in a table of rows.
    """
    of_notes = quote("SELECT * { ?s <http://www.w3.org/2004/02/skos/core#note> ?o }")
    for url in ("/doc/condition/2021-0001", f"/sparql?query={of_notes}"):
        text = client.get(url, headers=BROWSER).text
        assert SCRIPT not in text
        assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in text


def test_markup_in_a_url_is_text(client: FlaskClient) -> None:
    """
    Markup in an address or a query comes back as text.
    """
    for url in (f"/doc/{SCRIPT}", f"/{SCRIPT}", f"/sparql?query={SCRIPT}", f"/queries/{SCRIPT}", f"/?as-at={SCRIPT}"):
        answer = client.get(url, headers=BROWSER)
        assert answer.status_code in {400, 404}
        assert SCRIPT not in answer.text


def test_only_web_addresses_become_links(client: FlaskClient) -> None:
    """
    An IRI that a browser would run is shown as text; one of the web is a link.
    """
    page = Page(client.get("/doc/condition/2021-0001", headers=BROWSER).text)
    assert not [link for link in page.links if link.startswith("javascript:")]
    assert "https://example.org/wall?a=1&b=2" in page.links


def test_home_lists_what_is_there(client: FlaskClient) -> None:
    """
    The first page lists records and conditions, and says that they are made up.
    """
    text = client.get("/", headers=BROWSER).text
    assert "Consent for the pier" in text
    assert "Stop if the wall moves" in text
    assert "synthetic" in text
    assert "Revision 1 of the register" in text


def test_home_of_an_empty_register(tmp_path: Path) -> None:
    """
    An empty register says that it is empty, and how that can be changed.
    """
    app = create_app(Store.in_memory(), Settings(store=tmp_path))
    assert "proviso load" in app.test_client().get("/").text


def test_home_as_data(client: FlaskClient) -> None:
    """
    The first page can be had as JSON.
    """
    content = client.get("/", headers={"Accept": "application/json"}).json
    assert content is not None
    assert content["records"] == 1
    assert content["conditions"][0]["iri"] == CONDITION


def test_thing_leads_to_its_document(client: FlaskClient) -> None:
    """
    The name of a thing redirects to the document about it, with a relative address and the same parameters.
    """
    answer = client.get("/id/condition/2021-0001?as-at=2021-03-01", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/doc/condition/2021-0001?as-at=2021-03-01"


def test_parameters_do_not_steer_a_redirect(client: FlaskClient) -> None:
    """
    Parameters that the framework would understand are passed on like any others.
    """
    steering = "?_external=1&_scheme=https&_anchor=x&path=y&as-at=2021-03-01"
    location = client.get("/id/condition/2021-0001" + steering, headers={"Host": "evil.example"}).headers["Location"]
    assert location == "/doc/condition/2021-0001" + steering


def test_redirect_stays_in_the_register(client: FlaskClient) -> None:
    """
    No address makes the register send anybody to another host.
    """
    for url in (
        "/id//evil.example/x",
        "/id/%2F%2Fevil.example",
        "//evil.example/",
        "/id/http://evil.example/",
        "/sparql/",
        "/def/",
    ):
        location = client.get(url, headers={"Host": "evil.example"}).headers.get("Location", "/")
        assert re.match(r"/(?![/\\])", location), url


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [
        ("html", "text/html; charset=utf-8"),
        ("ttl", "text/turtle; charset=utf-8"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
        ("rdf", "application/rdf+xml"),
        ("json", "application/json"),
    ],
)
def test_document_by_suffix_and_by_accept(client: FlaskClient, suffix: str, content_type: str) -> None:
    """
    A document is the same whether its format is chosen by suffix, by Accept or by parameter.
    """
    by_suffix = client.get(f"/doc/condition/2021-0001.{suffix}", headers={"Accept": "image/png"})
    by_accept = client.get("/doc/condition/2021-0001", headers={"Accept": content_type})
    by_parameter = client.get(f"/doc/condition/2021-0001?format={suffix}")
    assert by_suffix.content_type == by_accept.content_type == by_parameter.content_type == content_type
    assert "Stop if the wall moves" in by_suffix.text
    assert by_suffix.data == by_accept.data


def test_formats_of_a_document_say_the_same(client: FlaskClient) -> None:
    """
    Turtle, JSON-LD, N-Triples and RDF/XML hold the same triples.
    """
    forms = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}
    told = [
        {
            str(quad.triple)
            for quad in pyoxigraph.parse(client.get(f"/doc/condition/2021-0001.{suffix}").data, format=form)
        }
        for suffix, form in forms.items()
    ]
    assert told[0]
    assert all(each == told[0] for each in told)


def test_document_quotes_its_source(client: FlaskClient) -> None:
    """
    The page of a thing shows the words that it was read from, as data and to readers.
    """
    assert "<p>Work must stop if the wall moves.</p>" in client.get("/doc/condition/2021-0001", headers=BROWSER).text
    assert "Work must stop if the wall moves." in client.get("/doc/condition/2021-0001.ttl").text
    content = client.get("/doc/condition/2021-0001.json").json
    assert content is not None
    assert content["quotes"] == ["Work must stop if the wall moves."]


def test_document_names_what_refers_to_it(client: FlaskClient) -> None:
    """
    The page of a condition names the imposition that imposes it, and the record that says so.
    """
    text = client.get("/doc/condition/2021-0001", headers=BROWSER).text
    assert "The stop clause on the consent" in text
    assert "Consent for the pier" in text


def test_document_of_a_made_up_record_says_so(client: FlaskClient) -> None:
    """
    What comes from a synthetic record is labelled so; what does not is not.
    """
    assert "synthetic record" in client.get("/doc/decision/2021-0001", headers=BROWSER).text
    assert "synthetic record" not in client.get("/doc/body/board", headers=BROWSER).text


@pytest.mark.parametrize(
    "path", ["condition/1999-0001", "condition", "x y", "%3Cb%3E", "%00", "..%2F..%2Fetc%2Fpasswd", "a/../b"]
)
def test_what_the_register_does_not_know_is_not_found(client: FlaskClient, path: str) -> None:
    """
    A document about nothing is not found.
    """
    answer = client.get(f"/doc/{path}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "day", "label"),
    [
        ("condition/2021-0001", "2021-01-31", "not yet imposed"),
        ("condition/2021-0001", "2021-02-01", "open"),
        ("imposition/2021-0001", "2021-02-01", "not recorded"),
        ("decision/2021-0001", "2021-02-01", "not recorded"),
        ("event/2021-0001", "2021-01-31", "not yet"),
        ("event/2021-0001", "2021-02-01", "happened"),
    ],
)
def test_document_says_how_a_thing_stands(client: FlaskClient, path: str, day: str, label: str) -> None:
    """
    Conditions, impositions, decisions and events come with their state as at the day that is asked about.
    """
    content = client.get(f"/doc/{path}.json?as-at={day}").json
    assert content is not None
    assert (content["as-at"], content["state"]["label"]) == (day, label)
    assert f">{label}</span>" in client.get(f"/doc/{path}?as-at={day}", headers=BROWSER).text


def test_document_of_a_body_has_no_state(client: FlaskClient) -> None:
    """
    What cannot be met or happen has no state.
    """
    content = client.get("/doc/body/board.json").json
    assert content is not None
    assert content["state"] is None


def test_day_that_is_no_day_is_refused(client: FlaskClient) -> None:
    """
    A day that the calendar does not have is a mistake in the URL.
    """
    answer = client.get("/doc/condition/2021-0001?as-at=2021-02-30")
    assert answer.status_code == 400
    assert "2021-02-30" in answer.text


@pytest.mark.parametrize("which", ["def", "shapes"])
def test_glossary_comes_in_every_format(client: FlaskClient, which: str) -> None:
    """
    The vocabulary and the rules are served as a page and as RDF, by suffix and by Accept.
    """
    for suffix, content_type in (
        ("ttl", "text/turtle; charset=utf-8"),
        ("rdf", "application/rdf+xml"),
        ("nt", "application/n-triples"),
    ):
        by_suffix = client.get(f"/{which}.{suffix}")
        assert by_suffix.status_code == 200
        assert by_suffix.content_type == content_type
        assert by_suffix.data == client.get(f"/{which}", headers={"Accept": content_type}).data
    assert client.get(f"/{which}.exe").status_code == 400


def test_term_leads_to_its_place(client: FlaskClient) -> None:
    """
    The address of one term leads to its place on the page, where it is defined.
    """
    answer = client.get("/def/Condition")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/def#Condition"
    assert 'id="Condition"' in client.get("/def", headers=BROWSER).text
    assert client.get("/def/Nonsense").status_code == 404


def test_health_says_what_is_served(client: FlaskClient) -> None:
    """
    The status names the revision, the number of records and the version.
    """
    assert client.get("/health").json == {"status": "ok", "revision": 1, "records": 1, "version": proviso.__version__}


def test_answer_is_kept_until_the_revision_changes(tmp_path: Path) -> None:
    """
    A client that has the answer is told so without a body, until the register changes.
    """
    store = make_store()
    client = create_app(store, Settings(store=tmp_path)).test_client()
    url = "/doc/condition/2021-0001.ttl"
    tag = client.get(url).headers["ETag"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    store.commit(Change())
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_answer_that_depends_on_the_clock_is_not_kept(client: FlaskClient) -> None:
    """
    A query that uses the time or chance has no tag.
    """
    assert "ETag" not in client.get("/sparql?query=SELECT%20(NOW()%20AS%20%3Fnow)%20%7B%7D").headers
    assert "ETag" in client.get("/sparql?query=ASK%20%7B%7D").headers


def test_tags_differ_with_the_format(client: FlaskClient) -> None:
    """
    Two formats of one answer have two tags.
    """
    tags = {
        client.get("/sparql?query=ASK%20%7B%7D", headers={"Accept": form}).headers["ETag"]
        for form in ("text/csv", "application/json")
    }
    assert len(tags) == 2


@pytest.mark.parametrize("path", sorted(questions.FOLDER.glob("*.rq")), ids=lambda path: path.stem)
def test_questions_of_the_pages_are_answered(path: Path) -> None:
    """
    Every question that the pages ask parses and has an answer.
    """
    assert make_store().query(Question(path.read_text(encoding="utf-8"))).kind in {"select", "ask", "graph"}


def test_sparql_page_links_to_the_other_formats(client: FlaskClient) -> None:
    """
    The page of an answer leads to the same answer as data.
    """
    page = Page(client.get("/sparql?query=ASK%20%7B%7D", headers=BROWSER).text)
    link = next(link for link in page.links if link.endswith("format=json"))
    assert json.loads(client.get("/sparql" + link).data)["boolean"] is True
