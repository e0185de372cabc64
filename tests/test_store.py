"""
The store: what it keeps, what it answers, and what it says when something is wrong.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

import proviso
from proviso.errors import (
    BadSetting,
    ForbiddenOperation,
    MalformedQuery,
    NotAcceptable,
    NotFound,
    NotWritable,
    StoreDamaged,
    StoreInUse,
    StoreMissing,
    WrongBase,
)
from proviso.store import Change, Question, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = "http://localhost:8000/"
P = NamedNode("http://example.org/p")
ALL = Question("SELECT * { ?s ?p ?o } ORDER BY ?o")


def with_package() -> dict[str, str]:
    """
    Give a child process the package under test.
    """
    return {**os.environ, "PYTHONPATH": str(Path(proviso.__file__).parents[1])}


def graph(slug: object) -> NamedNode:
    """
    Name a graph of the register.
    """
    return NamedNode(f"{BASE}graphs/{slug}")


def quad(number: int, slug: object = 1) -> Quad:
    """
    Make a statement that carries a number.
    """
    return Quad(NamedNode(f"{BASE}id/x/{number}"), P, Literal(number), graph(slug))


@pytest.fixture(params=["disk", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """
    Open an empty register, on disk and in memory.
    """
    with Store.open(tmp_path / "register") if request.param == "disk" else Store.in_memory() as opened:
        yield opened


def test_a_commit_is_seen_and_counted(store: Store) -> None:
    """
    Each commit makes one revision, which the next question sees.
    """
    assert (store.revision, store.commit(Change([quad(1)])), store.commit(Change([quad(2)]))) == (0, 1, 2)
    assert set(store.snapshot().quads()) == {quad(1), quad(2)}


def test_a_snapshot_never_changes(store: Store) -> None:
    """
    Who holds a revision keeps seeing it, and an earlier one can be asked for.
    """
    store.commit(Change([quad(1)]))
    held = store.snapshot()
    for number in range(2, 12):
        store.commit(Change([quad(number)]))
    assert (len(held), len(store.snapshot()), len(store.snapshot(10))) == (1, 11, 10)
    assert bool(held.query(Question("ASK { ?s ?p 1 }")))


def test_old_revisions_go(store: Store) -> None:
    """
    Eight revisions are kept; asking for an older or a later one says so.
    """
    for number in range(1, 12):
        store.commit(Change([quad(number)]))
    for revision in (2, 12, -1):
        with pytest.raises(NotFound):
            store.snapshot(revision)


def test_a_record_is_replaced_whole(store: Store) -> None:
    """
    What a graph held before is gone when it is loaded again, and the other graphs stay.
    """
    store.commit(Change([quad(1, "a"), quad(2, "a"), quad(3, "b")]))
    store.commit(Change.replacing([quad(4, "a")], graphs=[graph("a")]))
    assert set(store.snapshot().quads()) == {quad(4, "a"), quad(3, "b")}
    store.commit(Change(removals=[quad(3, "b")], additions=[quad(5, "b")]))
    assert set(store.snapshot().quads(graph("b"))) == {quad(5, "b")}
    assert store.snapshot().graphs() == [graph("a"), graph("b")]


def test_the_candidate_is_what_the_store_returns(store: Store) -> None:
    """
    Numbers and dates are normalised in the candidate as they are in the store.
    """
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    change = Change([Quad(P, P, Literal("01", datatype=integer), graph(1))], replaced=(graph(1),))
    store.commit(Change([quad(1)]))
    candidate = store.snapshot().after(change)
    store.commit(change)
    assert set(candidate.quads()) == set(store.snapshot().quads()) == {Quad(P, P, Literal(1), graph(1))}
    assert (
        candidate.ntriples() == b'<http://example.org/p> <http://example.org/p> "1"^^<%s> .\n' % integer.value.encode()
    )


def test_a_failed_commit_leaves_no_trace(store: Store) -> None:
    """
    If the additions break off, neither they nor the removals are seen, and the next commit works.
    """

    def breaking() -> Iterator[Quad]:
        yield quad(2)
        raise ZeroDivisionError

    store.commit(Change([quad(1)]))
    with pytest.raises(ZeroDivisionError):
        store.commit(Change(breaking(), replaced=(graph(1),)))
    assert set(store.snapshot().quads()) == {quad(1)}
    assert store.commit(Change([quad(3)])) == 2
    assert set(store.snapshot().quads()) == {quad(1), quad(3)}


def test_several_commits_in_one_turn(store: Store) -> None:
    """
    Who keeps the others out may commit more than once.
    """
    with store.writing() as start:
        assert start.revision == 0
        assert [store.commit(Change([quad(number)])) for number in (1, 2)] == [1, 2]
    assert len(store.snapshot()) == 2


def test_queries_see_the_union(store: Store) -> None:
    """
    The default graph is the union of all, unless the query names graphs with FROM.
    """
    store.commit(Change([quad(1, "a"), quad(2, "b")]))
    assert len(list(store.query(ALL).rows())) == 2
    narrowed = Question("SELECT ?o FROM <graphs/b> { ?s ?p ?o }")
    assert list(store.query(narrowed).rows()) == [(Literal(2),)]
    named = Question("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", named_graphs=(graph("a"),))
    assert list(store.query(named).rows()) == [(Literal(1),)]
    chosen = Question("SELECT ?o { ?s ?p ?o }", default_graphs=(graph("b"),))
    assert list(store.query(chosen).rows()) == [(Literal(2),)]


@pytest.mark.parametrize(
    "question",
    [
        Question("ASK FROM <http://example.org/> {}"),
        Question("PREFIX : <http://example.org/> ASK FROM NAMED :a {}"),
        Question("ASK {}", default_graphs=(P,)),
        Question("ASK {}", named_graphs=(P,)),
    ],
)
def test_a_graph_from_elsewhere_is_refused(store: Store, question: Question) -> None:
    """
    FROM names graphs of the register; another name is an error, never an empty answer.
    """
    with pytest.raises(ForbiddenOperation, match="no graph"):
        store.query(question)


def test_columns_come_in_the_order_of_the_query(store: Store) -> None:
    """
    SELECT * gives its columns as the query first mentions them, in every format.
    """
    store.commit(Change([quad(1)]))
    answer = store.query(Question("SELECT DISTINCT * { ?z ?b ?a . OPTIONAL { ?a ?missing ?z } }"))
    assert answer.variables == ("z", "b", "a", "missing")
    assert answer.serialise("csv").startswith(b"z,b,a,missing\r\n")
    assert [row[2:] for row in answer.rows()] == [(Literal(1), None)]
    assert store.query(Question("SELECT * { { SELECT * { ?z ?b ?a } } }")).variables == ("z", "b", "a")
    assert store.query(Question("SELECT * {}")).variables == ()


def test_parameters_are_values_not_text(store: Store) -> None:
    """
    A parameter is bound to its variable, whatever characters it holds.
    """
    text = Literal("} SERVICE <http://h/> { '\"")
    store.commit(Change([Quad(P, P, text, graph(1)), quad(1)]))
    question = Question("SELECT * { ?s ?p ?o }", parameters={"o": text})
    assert list(store.query(question).rows()) == [(P, P, text)]
    with pytest.raises(MalformedQuery):
        store.query(Question("SELECT ?s { ?s ?p ?o }", parameters={"o": text}))


@pytest.mark.parametrize(
    ("text", "place"),
    [("ASK { ?s ?p\n  ?o FILTER( }", "query:2:"), ("INSERT DATA {}", "query:1:"), ("LOAD <http://h/>", "query:1:")],
)
def test_a_query_that_does_not_parse_says_where(store: Store, text: str, place: str) -> None:
    """
    The error names line and column; updates are not queries.
    """
    with pytest.raises(MalformedQuery) as caught:
        store.query(Question(text))
    assert str(caught.value).startswith(place)


def test_every_kind_of_answer_has_its_formats(store: Store) -> None:
    """
    Rows and truth values come in four formats, graphs in six, and another is an error.
    """
    store.commit(Change([quad(1)]))
    for text in (
        "SELECT * { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "DESCRIBE ?s { ?s ?p ?o }",
    ):
        answer = store.query(Question(text))
        assert answer
        assert all(answer.serialise(form) for form in answer.formats)
        with pytest.raises(NotAcceptable):
            answer.serialise("pdf")
    assert json.loads(store.query(Question("ASK {}")).serialise("json"))["boolean"] is True
    with pytest.raises(NotAcceptable):
        next(store.query(Question("ASK {}")).rows())
    with pytest.raises(NotAcceptable):
        next(store.query(Question("ASK {}")).quads())


def test_xml_is_well_formed(store: Store) -> None:
    """
    A carriage return survives XML, and a character that XML cannot carry is refused.
    """
    store.commit(Change([Quad(P, P, Literal("a\r\n\tb"), graph(1))]))
    root = ET.fromstring(store.query(ALL).serialise("xml"))  # noqa: S314 - our own output
    assert [node.text for node in root.iter() if node.tag.endswith("literal")] == ["a\r\n\tb"]
    store.commit(Change([Quad(P, P, Literal("\x01"), graph(1))]))
    for text, form in ((ALL.text, "xml"), ("CONSTRUCT WHERE { ?s ?p ?o }", "rdfxml")):
        with pytest.raises(NotAcceptable, match=r"U\+0001"):
            store.query(Question(text)).serialise(form)


def test_a_register_remembers_its_base(tmp_path: Path) -> None:
    """
    A register opens under its own base without being told, and under no other.
    """
    Store.open(tmp_path / "r", base="https://example.org/").close()
    assert Store.open(tmp_path / "r").base == "https://example.org/"
    with pytest.raises(WrongBase, match=r"https://example\.org/"):
        Store.open(tmp_path / "r", base=BASE)
    with pytest.raises(BadSetting):
        Store.open(tmp_path / "s", base="nonsense")
    assert not (tmp_path / "s").exists()


def test_what_is_committed_is_there_when_opened_again(tmp_path: Path) -> None:
    """
    A register outlives the process's hold on it, and leaves nothing lying about.
    """
    with Store.open(tmp_path / "r") as store:
        store.commit(Change([quad(1)]))
    with Store.existing(tmp_path / "r") as store:
        assert (store.revision, set(store.snapshot().quads())) == (1, {quad(1)})
    assert sorted(entry.name for entry in (tmp_path / "r").iterdir()) == ["lock", "proviso.json", "snapshots"]


def test_a_second_writer_is_told_and_readers_are_not_disturbed(tmp_path: Path) -> None:
    """
    While one writes, another cannot; reading goes on, and sees the commit at once.
    """
    first, second = Store.open(tmp_path / "r"), Store.open(tmp_path / "r")
    with first.writing():
        with pytest.raises(StoreInUse, match="Another process"):
            second.commit(Change([quad(1)]))
        first.commit(Change([quad(2)]))
        assert set(second.snapshot().quads()) == {quad(2)}
    assert second.commit(Change([quad(3)])) == 2
    assert first.revision == 2


def test_a_missing_register_is_not_made_by_looking(tmp_path: Path) -> None:
    """
    *existing* does not create.
    """
    with pytest.raises(StoreMissing):
        Store.existing(tmp_path / "r")
    assert not (tmp_path / "r").exists()


def _no_marker(folder: Path) -> None:
    (folder / "proviso.json").unlink()


def _garbage_marker(folder: Path) -> None:
    (folder / "proviso.json").write_bytes(b"\xff\x00{")


def _empty_marker(folder: Path) -> None:
    (folder / "proviso.json").write_text("{}")


def _lost_revision(folder: Path) -> None:
    shutil.rmtree(folder / "snapshots" / "0000000002")


def _lost_snapshots(folder: Path) -> None:
    shutil.rmtree(folder / "snapshots")


def _lost_list(folder: Path) -> None:
    (folder / "snapshots" / "0000000002" / "snapshot.json").unlink()


def _lost_file(folder: Path) -> None:
    next((folder / "snapshots" / "0000000002" / "quads").glob("*.sst")).unlink()


def _cut_file(folder: Path) -> None:
    os.truncate(next((folder / "snapshots" / "0000000002" / "quads").glob("*.sst")), 10)


def _overwritten_files(folder: Path) -> None:
    for file in (folder / "snapshots" / "0000000002" / "quads").iterdir():
        file.write_bytes(b"\xee" * file.stat().st_size)


@pytest.mark.parametrize(
    "damage",
    [
        _no_marker,
        _garbage_marker,
        _empty_marker,
        _lost_revision,
        _lost_snapshots,
        _lost_list,
        _lost_file,
        _cut_file,
        _overwritten_files,
    ],
)
def test_damage_is_named(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """
    A folder that is not what the register left says so in a sentence, and is not touched.
    """
    with Store.open(tmp_path / "r") as store:
        store.commit(Change([quad(1)]))
        store.commit(Change([quad(2)]))
    damage(tmp_path / "r")
    before = sorted(str(path) for path in (tmp_path / "r").rglob("*"))
    with pytest.raises(StoreDamaged, match="is damaged"):
        list(Store.open(tmp_path / "r").snapshot().quads())
    assert sorted(str(path) for path in (tmp_path / "r").rglob("*")) == before


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    """
    No register is made among somebody's files, nor in the place of a file.
    """
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(StoreDamaged):
        Store.open(tmp_path)
    with pytest.raises(NotWritable):
        Store.open(tmp_path / "letter.txt")


def test_blank_nodes_and_failing_queries_do_no_harm(store: Store) -> None:
    """
    A query that fails while it is evaluated is an error of ours, and constructed blank nodes can be written.
    """
    store.commit(Change([quad(1)]))
    answer = store.query(Question("CONSTRUCT { ?s ?p [] } { ?s ?p ?o }"))
    assert all(isinstance(made.object, BlankNode) for made in answer.quads())
    assert b"_:" in answer.serialise("turtle")


PROGRAM = """
import resource, sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from proviso.errors import NotWritable, StoreFault
from proviso.store import Change, Store
base = "http://localhost:8000/"
def quads(first, last):
    graph, p = NamedNode(base + "graphs/1"), NamedNode("x:p")
    return [Quad(NamedNode(f"{base}id/x/{n}"), p, Literal(f"{n}" * 200), graph) for n in range(first, last)]
"""


def run(program: str, *arguments: object) -> str:
    """
    Run a program that has quads to commit, and give what it prints.
    """
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + program, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=with_package(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


FILL = """
store = Store.open(sys.argv[1])
store.commit(Change(quads(0, 10)))
if len(sys.argv) > 2: resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
last = 10
try:
    while last < 400_000:
        store.commit(Change(quads(last, last + 4000)))
        last += 4000
except NotWritable as error:
    print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store = Store.existing(sys.argv[1])
    assert len(store.snapshot()) == last, (len(store.snapshot()), last)
    assert not list(Path(sys.argv[1]).glob("scratch-*"))
"""


def test_a_file_that_may_not_grow_leaves_the_register_as_it_was(tmp_path: Path) -> None:
    """
    When writing hits a limit, the commit fails with a sentence and everything acknowledged is there.
    """
    assert "cannot be written to" in run(FILL, tmp_path / "r", 100_000)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_leaves_the_register_as_it_was(tmp_path: Path) -> None:
    """
    When the disk is full, the commit fails with a sentence and everything acknowledged is there.
    """
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    try:
        assert "the disk is full" in run(FILL, tmp_path / "r")
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)  # noqa: S607 - found on the PATH


READ_ONLY = """
import os
if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)
store = Store.open(sys.argv[1])
print(len(store.snapshot()))
try: store.commit(Change(quads(0, 1)))
except NotWritable as error: print(error)
try: Store.open(Path(sys.argv[1]).with_name("new"))
except NotWritable as error: print(error)
"""


@pytest.fixture
def shared() -> Iterator[Path]:
    """
    Give a folder that every user of the system can reach, which pytest's own are not.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_read_only_folder_can_be_read(shared: Path) -> None:
    """
    Without permission to write, reading works and writing says what is missing.
    """
    with Store.open(shared / "r") as store:
        store.commit(Change([quad(1)]))
    folders = [shared, *(path for path in shared.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    try:
        lines = run(READ_ONLY, shared / "r").splitlines()
    finally:
        for path in folders:
            path.chmod(0o755)
    assert lines[0] == "1"
    assert all("permission is missing" in line for line in lines[1:])
    assert len(lines) == 3
