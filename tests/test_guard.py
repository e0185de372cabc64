"""
Queries that must not reach the engine, and queries that must.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import proviso
from proviso.errors import ForbiddenOperation
from proviso.store.guard import check, decode


def with_package() -> dict[str, str]:
    """
    Give a child process the package under test.
    """
    return {**os.environ, "PYTHONPATH": str(Path(proviso.__file__).parents[1])}


PREFIXES = (
    "PREFIX x: <http://127.0.0.1:7/> PREFIX SERVICEx: <http://a/> PREFIX service: <http://s/> PREFIX : <http://d/> "
)

LEAVING = {
    "plain": "SELECT * { SERVICE <http://h/> {} }",
    "silent": "SELECT * { service silent ?x {} }",
    "no space": "SELECT * { SERVICE<http://h/>{} }",
    "run into a prefixed name": "SELECT * { SERVICEx:y {} }",
    "run into an empty prefix": "SELECT * { service:y {} }",
    "after a number": "SELECT * { ?s ?p 1SERVICE x:y {} }",
    "after a keyword": "SELECT * { ?s ?p trueSERVICE x:y {} }",
    "after a language": 'SELECT * { ?s ?p "a"@enSERVICE x:y {} }',
    "inside what looks like an IRI": "SELECT * { ?s ?p ?o FILTER(?o<?s)SERVICE?s#>\n{} }",
    "escaped": "SELECT * { \\u0053ERVICE <http://h/> {} }",
    "escaped long": "SELECT * { S\\U00000045RVICE <http://h/> {} }",
    "after a comment": "SELECT * { # harmless\n SERVICE <http://h/> {} }",
    "after a string with a hash": 'SELECT * { ?s ?p "#" . SERVICE <http://h/> {} }',
    "in a subquery": "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://h/> {} } } } }",
    "in EXISTS": "ASK { FILTER NOT EXISTS { SERVICE <http://h/> {} } }",
}

HARMLESS = {
    "variable": "SELECT ?service { ?service ?p ?o }",
    "string": 'ASK { ?s ?p "SERVICE <http://h/> {}" }',
    "long string": 'ASK { ?s ?p """a " SERVICE "" x""" }',
    "single quotes": "ASK { ?s ?p '''SERVICE''' , 'SERVICE' }",
    "local name": "ASK { ?s x:service ?o }",
    "prefix": "ASK { ?s service:x ?o }",
    "graph": "ASK { GRAPH service:x { ?s ?p ?o } }",
    "IRI": "ASK { ?s <http://h/service#x> ?o }",
    "comment": "ASK { ?s ?p ?o } # SERVICE <http://h/> {}",
    "escaped in a local name": "ASK { ?s x:a\\#SERVICE ?o }",
    "many rows": "SELECT * { VALUES (?a ?b) {" + "(1 -2)" * 5_000 + "} }",
    "many rows of one": "SELECT * { VALUES ?a {" + " <id/a/b/c> " * 5_000 + "} }",
    "long list": "ASK { FILTER(?x IN (" + "1," * 5_000 + "1)) }",
}

DEADLY = {
    "parentheses": "ASK { FILTER(" + "(" * 5_000 + "1" + ")" * 5_000 + ") }",
    "braces": "ASK " + "{" * 5_000 + "}" * 5_000,
    "not": "ASK { FILTER(" + "!" * 20_000 + "?x) }",
    "functions": "ASK { FILTER(" + "STR(" * 5_000 + "1" + ")" * 5_000 + ") }",
    "options": "ASK {" + "OPTIONAL {" * 5_000 + "}" * 5_000 + "}",
    "option chain": "ASK {" + "OPTIONAL {?s ?p ?o}" * 5_000 + "}",
    "subqueries": "ASK {" + "{SELECT * {" * 3_000 + "}}" * 3_000 + "}",
    "blank nodes": "PREFIX : <x:> ASK {" + "[:p " * 3_000 + "1" + "]" * 3_000 + "}",
    "exists": "ASK {" + "FILTER EXISTS {" * 3_000 + "}" * 3_000 + "}",
    "path": "PREFIX : <x:> ASK { ?s " + ":p|" * 20_000 + ":p ?o}",
    "or": "ASK { FILTER(" + "?x||" * 20_000 + "?x) }",
    "plus": "ASK { FILTER(" + "?x+" * 20_000 + "?x) }",
    "signed numbers": "ASK { FILTER(1" + " -1" * 20_000 + ") }",
    "union": "ASK {" + "{} UNION " * 20_000 + "{}}",
    "binds": "ASK {" + "".join(f"BIND(1 AS ?x{i})" for i in range(9_000)) + "}",
    "columns": "SELECT " + " ".join(f"(1 AS ?x{i})" for i in range(9_000)) + "{}",
    "patterns": "ASK {" + "<x:a> <x:p> 1 ." * 20_000 + "}",
    "triple terms": "ASK { ?s ?p " + "<<( <x:a> <x:b> " * 9_000 + "1" + ")>>" * 9_000 + "}",
    "collection": "ASK { ?s ?p (" + "1 " * 9_000 + ")}",
    "inside what looks like an IRI": "ASK { FILTER(?a<" + "(" * 9_000 + "1" + ")" * 9_000 + "#>\n) }",
    "long": "ASK { ?s ?p '" + "x" * (1 << 20) + "' }",
}


@pytest.mark.parametrize("text", LEAVING.values(), ids=LEAVING)
def test_service_is_refused_wherever_it_hides(text: str) -> None:
    """
    No spelling of SERVICE that the engine would obey gets past the scanner.
    """
    with pytest.raises(ForbiddenOperation, match="SERVICE"):
        check(PREFIXES + text)


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_only_looks_dangerous_passes(text: str) -> None:
    """
    Names, strings, comments and long lists of data are nobody's fault, and the guard finds no graph in them to refuse.
    """
    assert check(PREFIXES + text).graphs == []


@pytest.mark.parametrize("text", DEADLY.values(), ids=DEADLY)
def test_what_would_kill_the_engine_is_refused(text: str) -> None:
    """
    Deep nesting and long chains are refused before the parser recurses into them.
    """
    with pytest.raises(ForbiddenOperation):
        check(text)


def test_nothing_dies() -> None:
    """
    A process survives every deadly query, and those as large as the limits allow, even on a small stack.
    """
    largest = [
        "ASK { FILTER(" + "STR(" * 98 + "1" + ")" * 98 + ") }",
        "ASK {" + "BIND(1 AS ?x)" * 1 + "FILTER(" + "?x||" * 499 + "?x) }",
        "ASK {" + "{} UNION " * 249 + "{}}",
        "ASK {" + "<x:a> <x:p> 1 ." * 249 + "}",
        "ASK {" + "OPTIONAL {}" * 249 + "}",
        "ASK {" + "{SELECT * {" * 49 + "}}" * 49 + "}",
    ]
    program = (
        "import sys, threading\n"
        "from proviso.errors import ProvisoError\n"
        "from proviso.store import Question, Store\n"
        "def ask():\n"
        "    store = Store.in_memory()\n"
        "    for text in eval(sys.stdin.read()):\n"
        "        try: store.query(Question(text)).serialise('json')\n"
        "        except ProvisoError: pass\n"
        "    print('alive')\n"
        "threading.stack_size(2 << 20)\n"
        "thread = threading.Thread(target=ask); thread.start(); thread.join()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=repr([*DEADLY.values(), *largest]),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=with_package(),
    )
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


def test_the_place_of_the_offence_is_named() -> None:
    """
    A refused query says on which line and in which column.
    """
    with pytest.raises(ForbiddenOperation) as caught:
        check("SELECT *\n{\n  SERVICE <http://h/> {} }")
    assert str(caught.value).startswith("query:3:3: ")


def test_from_is_read_in_full() -> None:
    """
    The graphs of FROM and FROM NAMED are found, with prefixes and base resolved.
    """
    text = "BASE <http://b/> PREFIX g: <graphs/> SELECT * FROM g:1 FROM NAMED <2> FROM <http://c/3> { }"
    assert check(text, base="http://a/").graphs == ["http://b/graphs/1", "http://b/2", "http://c/3"]


def test_escapes_are_decoded_once() -> None:
    """
    What an escape produces is not an escape again.
    """
    assert decode("\\u005Cu0053 \\U0001F600 \\UFFFFFFFF") == "\\u0053 \U0001f600 \\UFFFFFFFF"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "SELECT * { ?s ?p ?a, ?b, ?c FILTER(?a<?b&&?c!='>') SERVICE SILENT <http://h/> {} #'\n }",
            id="service behind a quote",
        ),
        pytest.param(
            "SELECT * { ?s ?p ?a, ?b FILTER(?a<?b#>'''\n) SERVICE SILENT <http://h/> {} #'''\n }",
            id="service behind a comment",
        ),
        pytest.param(
            "SELECT * { ?s ?p ?a, ?c FILTER(?a<1||?c='>'||" + "(" * 4700 + "1" + ")" * 4700 + ") #'\n }",
            id="depth behind a quote",
        ),
    ],
)
def test_less_than_cannot_hide_code_in_what_looks_like_an_iri(text: str) -> None:
    """
    Where `<` can be read both ways, so that the engine's code would be our string, the query is refused.
    """
    with pytest.raises(ForbiddenOperation):
        check(text)
