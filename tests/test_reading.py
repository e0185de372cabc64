"""
Files on the way in: every format, every way to be wrong, and names for blank nodes.
"""

from __future__ import annotations

import gzip
import random
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from proviso.errors import MalformedData, MisplacedStatement, ProvisoError, UnsupportedMediaType, WrongBase
from proviso.store import Reading, Store, read, serialise
from proviso.store.skolem import islands, skolemise
from proviso.vocabulary import PRV

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:prv="https://w3id.org/proviso/ns#"'
RECORD = "@prefix prv: <https://w3id.org/proviso/ns#> . <id/record/2020-0001> a prv:Record ; "
FORMATS = {
    "a.ttl": "<id/record/r> a <https://w3id.org/proviso/ns#Record> ; <http://p> 1 .",
    "a.trig": "<graphs/r> { <id/record/r> a <https://w3id.org/proviso/ns#Record> ; <http://p> 1 . }",
    "a.jsonld": '{"@id": "id/record/r", "@type": "https://w3id.org/proviso/ns#Record", "http://p": 1}',
    "a.nt": "<{0}id/record/r> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    "<https://w3id.org/proviso/ns#Record> .\n"
    '<{0}id/record/r> <http://p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "a.nq": "<{0}id/record/r> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/proviso/ns#Record> "
    '<{0}graphs/r> .\n<{0}id/record/r> <http://p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <{0}graphs/r> .',
    "a.rdf": f'<rdf:RDF {RDF}><prv:Record rdf:about="id/record/r"><p xmlns="http://" '
    'rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</p></prv:Record></rdf:RDF>',
}
FORMATS["a.xml"] = FORMATS["a.rdf"]


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """
    Write a file, and give its path.
    """
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def quads(reading: Reading) -> set[Quad]:
    """
    Give what was read, to compare.
    """
    return set(reading.quads)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_every_format_says_the_same(tmp_path: Path, base: str, name: str, packed: str) -> None:
    """
    One record in seven spellings, packed or not, is the same two quads in the record's graph.
    """
    content = FORMATS[name].replace("{0}", base).encode()
    path = (
        written(tmp_path, name, content)
        if packed == "plain"
        else written(tmp_path, f"{name}.gz", gzip.compress(content))
    )
    reading = read([path], base=base)
    record, graph = NamedNode(f"{base}id/record/r"), NamedNode(f"{base}graphs/r")
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    assert quads(reading) == {
        Quad(record, kind, PRV.Record, graph),
        Quad(record, NamedNode("http://p"), Literal(1), graph),
    }
    assert (reading.graphs, reading.files) == ((graph,), (str(path),))


def test_folders_are_read_through(tmp_path: Path, base: str) -> None:
    """
    Files below a folder are read in order and once; hidden and foreign ones are passed over.
    """
    written(tmp_path, "b/2.trig", "<graphs/2> { <http://s> <http://p> 2 }")
    written(tmp_path, "a/1.trig", "<graphs/1> { <http://s> <http://p> 1 }")
    written(tmp_path, "a/letter.txt", "Dear all")
    written(tmp_path, ".git/x.ttl", "nonsense")
    reading = read([tmp_path, tmp_path / "a", tmp_path / "a" / "1.trig"], base=base)
    assert [file.rpartition("/")[2] for file in reading.files] == ["1.trig", "2.trig"]
    assert len(quads(reading)) == 2


def test_invented_records_are_read_only_when_they_are_named(tmp_path: Path, base: str) -> None:
    """
    A folder does not lead to the folder `synthetic` below it; that folder, and what is in it, can be named.
    """
    invented = tmp_path / "synthetic" / "town"
    invented.mkdir(parents=True)
    for folder, name in ((tmp_path, "real"), (invented, "invented")):
        (folder / f"{name}.nq").write_text(f"<urn:s> <urn:p> <urn:o> <{base}graphs/{name}> .\n", encoding="utf-8")
    found = {
        named: [graph.value.rpartition("/")[2] for graph in read([named], base=base).graphs]
        for named in (tmp_path, tmp_path / "synthetic", invented, invented / "invented.nq")
    }
    assert list(found.values()) == [["real"], ["invented"], ["invented"], ["invented"]]


@pytest.mark.parametrize("suffix", [".nq", ".nq.gz"])
def test_reading_tells_how_far_it_is(tmp_path: Path, base: str, suffix: str) -> None:
    """
    Whoever asks is told of every byte of the file, once.
    """
    content = f"<urn:s> <urn:p> <urn:o> <{base}graphs/real> .\n".encode()
    path = tmp_path / f"real{suffix}"
    path.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
    told: list[int] = []
    read([path], base=base, advance=told.append)
    assert sum(told) == path.stat().st_size


def test_what_is_read_is_what_the_store_returns(tmp_path: Path, base: str) -> None:
    """
    Numbers, dates and languages are normalised before anybody validates them.
    """
    moment = '"2020-01-01T00:00:00+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    text = f'<graphs/1> {{ <http://s> <http://p> 01, "x"@EN-GB, {moment} }}'
    reading = read([written(tmp_path, "a.trig", text)], base=base)
    store = Store.in_memory()
    store.commit(reading.as_change())
    assert quads(reading) == set(store.snapshot().quads())
    assert {quad.object.value for quad in reading.quads if isinstance(quad.object, Literal)} == {
        "1",
        "x",
        "2020-01-01T00:00:00Z",
    }


WRONG: dict[str, tuple[str, str | bytes, type[ProvisoError], str]] = {
    "turtle": ("a.ttl", "<http://a> <http://b>\n  nonsense .", MalformedData, r"a\.ttl:2:3: The file does not parse"),
    "undeclared prefix": ("a.trig", "<http://a> <http://b> x:y .", MalformedData, r"a\.trig:1:23: .*prefix"),
    "nquads": ("a.nq", "<http://a> <http://b> <http://c> .\n<http://a> oops .", MalformedData, r"a\.nq:2:\d+: "),
    "json": ("a.jsonld", '{\n "@id" 1}', MalformedData, r"a\.jsonld:2:\d+: "),
    "remote context": ("a.jsonld", '{"@context": "http://127.0.0.1:9/", "a": 1}', MalformedData, "context"),
    "xml": ("a.rdf", f"<rdf:RDF {RDF}>\n<a></b></rdf:RDF>", MalformedData, r"a\.rdf:2:\d+: .*mismatched tag"),
    "entity": (
        "a.rdf",
        f'<!DOCTYPE r [\n<!ENTITY a "b">]><rdf:RDF {RDF}></rdf:RDF>',
        MalformedData,
        r"a\.rdf:2:\d+: .*entity",
    ),
    "late entity": ("a.rdf", f'<rdf:RDF {RDF}><!DOCTYPE r [<!ENTITY a "b">]></rdf:RDF>', MalformedData, r"a\.rdf:1:"),
    "hidden entity": (
        "a.rdf",
        f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF {RDF}></rdf:RDF>',
        MalformedData,
        r"a\.rdf:1:",
    ),
    "deep json": ("a.jsonld", '{"http://p":' * 9_000 + "1" + "}" * 9_000, MalformedData, "nested deeper than 100"),
    "deep xml": (
        "a.rdf",
        f"<rdf:RDF {RDF}>" + "<prv:A><prv:p>" * 99 + "</prv:p></prv:A>" * 99 + "</rdf:RDF>",
        MalformedData,
        "nested deeper than 100",
    ),
    "deep triple terms": (
        "a.ttl",
        "<x:a> <x:p> " + "<<( <x:a> <x:p> " * 9_000 + "1" + ")>>" * 9_000 + " .",
        MalformedData,
        "nested deeper than 100",
    ),
    "deep reified triples": (
        "a.nt",
        "# \"'\n<x:a> <x:p> " + "<< <x:a> <x:p> " * 9_000 + "1" + ">>" * 9_000 + " .",
        MalformedData,
        r"a\.nt:2:\d+: .*nested deeper than 100",
    ),
    "not gzip": ("a.ttl.gz", b"plain", MalformedData, r"a\.ttl\.gz: The file cannot be read"),
    "cut gzip": ("a.ttl.gz", gzip.compress(b"<http://a> <http://b> 1 ." * 99)[:-9], MalformedData, "cannot be read"),
    "not UTF-8": ("a.ttl", b'<http://a> <http://b> "\xff" .', MalformedData, r"a\.ttl:1:"),
    "unknown suffix": ("a.docx", b"PK", UnsupportedMediaType, r"a\.docx: The file's name"),
    "no record": ("a.ttl", "<http://a> <http://b> 1 .", MisplacedStatement, r"a\.ttl: .*no record"),
    "two records": (
        "a.ttl",
        RECORD + "a prv:X . <id/record/2> a prv:Record .",
        MisplacedStatement,
        "describes 2 records",
    ),
    "odd record": (
        "a.ttl",
        "<id/x> a <https://w3id.org/proviso/ns#Record> .",
        MisplacedStatement,
        "records are called",
    ),
    "odd graph": ("a.trig", "<x> { <http://a> <http://b> 1 }", MisplacedStatement, "is not one of this register's"),
    "blank graph": ("a.trig", "_:g { <http://a> <http://b> 1 }", MisplacedStatement, "blank node for a name"),
    "other base": (
        "a.trig",
        "<https://example.org/graphs/1> { <http://a> <http://b> 1 }",
        WrongBase,
        r"a\.trig: The file is written for the base https://example\.org/ .*this register's base is http://localhost:8000/",
    ),
    "other record": (
        "a.ttl",
        "<https://example.org/id/record/1> a <https://w3id.org/proviso/ns#Record> .",
        WrongBase,
        "https://example.org/",
    ),
    "text elsewhere": ("a.ttl", RECORD + 'prv:textFile "../a.txt" .', MalformedData, "not the name of a file"),
    "text missing": ("a.ttl", RECORD + 'prv:textFile "b.txt" .', MalformedData, "No such file"),
    "text is this folder": ("a.ttl", RECORD + 'prv:textFile "." .', MalformedData, "not the name of a file"),
}


@pytest.mark.parametrize(("name", "content", "error", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_file_is_said(
    tmp_path: Path, base: str, name: str, content: str | bytes, error: type[ProvisoError], message: str
) -> None:
    """
    Every faulty file gives an error that names it, with line and column where there is one.
    """
    with pytest.raises(error, match=message) as caught:
        read([written(tmp_path, name, content)], base=base)
    assert type(caught.value) is error
    assert name in str(caught.value)


def test_missing_files_and_empty_folders_are_errors(tmp_path: Path, base: str) -> None:
    """
    Asking for what is not there is an error, not an empty reading.
    """
    for path in (tmp_path / "a.ttl", tmp_path):
        with pytest.raises(MalformedData):
            read([path], base=base)


def test_triple_signs_in_strings_do_no_harm(tmp_path: Path, base: str) -> None:
    """
    Shallow documents that only look deep are read.
    """
    text = "<graphs/1> { <http://s> <http://p> " + ", ".join(f'"<<( {n}"' for n in range(200)) + " }"
    assert len(quads(read([written(tmp_path, "a.trig", text)], base=base))) == 200


def test_texts_beside_the_file_are_read_as_they_are(tmp_path: Path, base: str) -> None:
    """
    prv:textFile brings the bytes in as prv:text, in the same graph, if they have the digest that is stated.
    """
    text = "Dear all,\r\n\tné \U0001d4b3\n"
    written(tmp_path, "letter.txt", text)
    statement = f'prv:textFile "letter.txt" ; prv:sha256 "{sha256(text.encode()).hexdigest()}" .'
    reading = read([written(tmp_path, "a.ttl", RECORD + statement)], base=base)
    record, graph = NamedNode(f"{base}id/record/2020-0001"), NamedNode(f"{base}graphs/2020-0001")
    assert Quad(record, PRV.text, Literal(text), graph) in quads(reading)
    written(tmp_path, "letter.txt", text.replace("\r", ""))
    with pytest.raises(MalformedData, match="altered"):
        read([tmp_path / "a.ttl"], base=base)
    written(tmp_path, "letter.txt", b"\xff")
    with pytest.raises(MalformedData, match="not UTF-8"):
        read([tmp_path / "a.ttl"], base=base)


def test_a_text_that_is_stated_is_not_read_again(tmp_path: Path, base: str) -> None:
    """
    An export, which holds the text, loads without the file beside it; a link out of the folder is not followed.
    """
    path = written(tmp_path, "in/a.ttl", RECORD + 'prv:textFile "gone.txt" ; prv:text "Dear all" .')
    assert len(quads(read([path], base=base))) == 3
    written(tmp_path, "secret.txt", "secret")
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(MalformedData, match="leads out"):
        read([written(tmp_path, "in/a.ttl", RECORD + 'prv:textFile "gone.txt" .')], base=base)


def test_blank_nodes_become_names(tmp_path: Path, base: str) -> None:
    """
    A blank node has a name of the register afterwards, which does not change when something is added elsewhere.
    """
    first = read([written(tmp_path, "a.trig", '<graphs/1> { <http://s> <http://p> [ <http://q> "1" ] }')], base=base)
    more = '<graphs/1> { <http://t> <http://p> [ <http://q> "0" ], _:z . <http://s> <http://p> [ <http://q> "1" ] }'
    second = read([written(tmp_path, "a.trig", more)], base=base)
    assert quads(first) < quads(second)
    assert all(f"{base}.well-known/genid/1-" in str(quad) for quad in first.quads)


def test_equal_structures_stay_two(tmp_path: Path, base: str) -> None:
    """
    Two blank nodes of which the same is said are still two, in one file or in two, whichever is read first.
    """
    written(tmp_path, "a.trig", "<graphs/1> { [] <http://p> 1 . [] <http://p> 1 }")
    written(tmp_path, "b.trig", "<graphs/1> { [] <http://p> 1 }")
    assert len(quads(read([tmp_path / "a.trig", tmp_path / "b.trig"], base=base))) == 3
    assert quads(read([tmp_path / "a.trig", tmp_path / "b.trig"], base=base)) == quads(
        read([tmp_path / "b.trig", tmp_path / "a.trig"], base=base)
    )


def test_tangles_are_named_in_time_or_refused(tmp_path: Path, base: str) -> None:
    """
    Twenty nodes that all point at each other are named at once; a thousand statements in one knot are refused.
    """
    knot = " ".join(f"_:b{a} <http://p> _:b{b} ." for a in range(20) for b in range(20) if a != b)
    assert len(quads(read([written(tmp_path, "a.trig", f"<graphs/1> {{ {knot} }}")], base=base))) == 380
    chain = " ".join(f"_:b{a} <http://p> _:b{a + 1} ." for a in range(1_001))
    with pytest.raises(MalformedData, match="give them IRIs"):
        read([written(tmp_path, "a.trig", f"<graphs/1> {{ {chain} }}")], base=base)


NODES = [BlankNode(f"n{number}") for number in range(5)]
terms = st.sampled_from([*NODES, NamedNode("http://a")])
predicates = st.sampled_from([NamedNode("http://p"), NamedNode("http://q")])
homes = st.sampled_from([NamedNode("http://g/1"), NamedNode("http://g/2")])
tangles = st.lists(st.builds(Quad, terms, predicates, st.one_of(terms, st.just(Literal(1))), homes), max_size=10)


def named(some: Iterable[Quad]) -> set[Quad]:
    """
    Skolemise, and keep what has been named.
    """
    seen: Counter[str] = Counter()
    blank = [quad for quad in some if "_:" in str(quad)]
    return {
        quad
        for island in islands(blank)
        for quad in skolemise(island, name=lambda graph, label: NamedNode(f"http://n/{graph[1:-1]}/{label}"), seen=seen)
    }


def relabelled(quad: Quad, other: dict[BlankNode, BlankNode]) -> Quad:
    """
    Call the blank nodes of a quad by other names.
    """
    subject = other[quad.subject] if isinstance(quad.subject, BlankNode) else quad.subject
    value = other[quad.object] if isinstance(quad.object, BlankNode) else quad.object
    return Quad(subject, quad.predicate, value, quad.graph_name)


@given(some=tangles, seed=st.integers())
@settings(max_examples=300, deadline=None)
def test_names_do_not_depend_on_labels_or_order(some: list[Quad], seed: int) -> None:
    """
    Blank nodes get the same names whatever the file called them and however its statements were ordered.
    """
    shuffle = random.Random(seed)  # noqa: S311 - to shuffle
    labels = [BlankNode(f"m{number}") for number in range(5)]
    shuffle.shuffle(labels)
    other = dict(zip(NODES, labels, strict=True))
    renamed = [relabelled(quad, other) for quad in some]
    shuffle.shuffle(renamed)
    assert named(some) == named(renamed)
    assert len(named(some)) == len({quad for quad in some if "_:" in str(quad)})


@given(some=tangles)
@settings(max_examples=50, deadline=None)
def test_what_is_exported_loads_as_it_was(tmp_path_factory: pytest.TempPathFactory, some: list[Quad]) -> None:
    """
    Export, load, export: the same bytes; packed or not.
    """
    base, folder = "http://g/", tmp_path_factory.mktemp("r")
    moved = [Quad(q.subject, q.predicate, q.object, NamedNode(f"{base}graphs/1")) for q in some]
    first = serialise(read([written(folder, "a.nq", serialise(moved, "nquads"))], base=base).quads, "trig")
    again = serialise(read([written(folder, "b.trig", first)], base=base).quads, "trig")
    packed = serialise(read([written(folder, "c.trig.gz", gzip.compress(first))], base=base).quads, "trig")
    assert first == again == packed
