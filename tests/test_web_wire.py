from __future__ import annotations

import json
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from contextlib import closing
from shutil import which
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph
import pytest
import waitress  # type: ignore[import-untyped] # it has no types, and is used in two lines
from pyoxigraph import RdfFormat
from SPARQLWrapper import CSV, JSON, JSONLD, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from web_register import make_app

if TYPE_CHECKING:
    from collections.abc import Iterator

SELECT = "SELECT ?s { ?s a <https://w3id.org/proviso/ns#Condition> }"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <https://w3id.org/proviso/ns#Condition> }"
ASK = "ASK { ?s a <https://w3id.org/proviso/ns#Condition> }"

CONDITION = "http://localhost:8000/id/condition/2021-0001"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """
    The address of a real server on a real socket.
    """
    made = waitress.create_server(make_app(), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.effective_port}"
    made.close()
    thread.join(timeout=5)


def ask(server: str, query: str, form: str, *, method: str = "GET", request_method: str = "urlencoded") -> bytes:
    """
    Ask as SPARQLWrapper does, and return the body that it was given.
    """
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    client.setRequestMethod(request_method)
    with closing(client.query().response) as answer:
        body: bytes = answer.read()
    return body


@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_selects_in_every_format(server: str, form: str) -> None:
    """
    SPARQLWrapper reads rows in each of the four formats.
    """
    assert CONDITION in ask(server, SELECT, form).decode()


@pytest.mark.parametrize("request_method", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_posts(server: str, request_method: str) -> None:
    """
    SPARQLWrapper asks with a form and with the query as the body.
    """
    assert json.loads(ask(server, ASK, JSON, method=POST, request_method=request_method))["boolean"] is True


@pytest.mark.parametrize(
    ("form", "read_as"),
    [(TURTLE, RdfFormat.TURTLE), (JSONLD, RdfFormat.JSON_LD), (XML, RdfFormat.RDF_XML), (RDFXML, RdfFormat.RDF_XML)],
)
def test_sparqlwrapper_constructs(server: str, form: str, read_as: RdfFormat) -> None:
    """
    SPARQLWrapper reads graphs, also in the format that it asks for when it was told none, which is XML.
    """
    quads = list(pyoxigraph.parse(ask(server, CONSTRUCT, form), format=read_as))
    assert [str(quad.subject) for quad in quads] == [f"<{CONDITION}>"]


def test_sparqlwrapper_is_told_what_is_wrong(server: str) -> None:
    """
    SPARQLWrapper passes on where a query is wrong.
    """
    with pytest.raises(QueryBadFormed, match='"line": 1'):
        ask(server, "SELECT", JSON)


def test_urllib_reads_rows(server: str) -> None:
    """
    The standard library reads rows without a header of its own.
    """
    with urllib.request.urlopen(f"{server}/sparql?query={quote(SELECT)}") as answer:  # noqa: S310 - our own server
        assert answer.headers["Content-Type"] == "application/sparql-results+json"
        assert json.load(answer)["results"]["bindings"][0]["s"]["value"] == CONDITION


def test_urllib_follows_a_name_to_its_document(server: str) -> None:
    """
    The name of a thing leads to its document on the host that was asked, in the format that was asked for.
    """
    request = urllib.request.Request(f"{server}/id/condition/2021-0001", headers={"Accept": "text/turtle"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
        assert answer.url == f"{server}/doc/condition/2021-0001"
        assert b"a prv:Condition" in answer.read()


def test_urllib_is_told_what_is_missing(server: str) -> None:
    """
    A page that is not there is a problem document on the wire, too.
    """
    with pytest.raises(urllib.error.HTTPError) as caught, urllib.request.urlopen(f"{server}/nowhere"):  # noqa: S310 - our own server
        pass
    with caught.value as answer:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.load(answer)["status"] == 404


def test_chunked_body_is_read(server: str) -> None:
    """
    A body that comes in chunks, without a length, is read like another.
    """
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as wire:
        wire.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n"
        )
        answer = b"".join(iter(lambda: wire.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"boolean":true' in answer


@pytest.mark.skipif(which("curl") is None, reason="curl is not installed")
def test_curl_asks_as_the_documentation_says(server: str) -> None:
    """
    curl, as docs/http.md uses it, gets what the page promises.
    """
    command = [
        "curl",
        "--silent",
        "--fail",
        "--get",
        f"{server}/sparql",
        "--data-urlencode",
        f"query={SELECT}",
        "--header",
        "Accept: text/csv",
    ]
    done = subprocess.run(command, capture_output=True, check=True, timeout=20)
    assert done.stdout.decode() == f"s\r\n{CONDITION}\r\n"
