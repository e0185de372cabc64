"""
The gate: what enters, what does not, and that nothing enters by half.
"""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode

from proviso import resources
from proviso.errors import BadParameter, MisplacedStatement, NotFound, Refused, UnknownTerm
from proviso.register import Register, View, find, records, shapes_text
from proviso.register.rules import VOCABULARY
from proviso.store import Question, Snapshot, Store, serialise
from proviso.vocabulary import PRV, RDF

if TYPE_CHECKING:
    from pathlib import Path

BODIES = """\
@prefix prv: <https://w3id.org/proviso/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<graphs/agents> {
    <id/body/board> a prv:Body ;
        rdfs:label "Harbour Board"@en .
}
"""


@pytest.fixture(scope="module")
def letter() -> Register:
    """
    A register in memory that holds what is shipped.
    """
    register = Register(Store.in_memory())
    register.load([resources.data()])
    return register


@pytest.fixture
def register() -> Register:
    """
    An empty register in memory.
    """
    return Register(Store.in_memory())


def write(folder: Path, text: str, name: str = "bodies.trig") -> Path:
    """
    Put *text* into a file.
    """
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def exported(snapshot: Snapshot) -> bytes:
    """
    Write down everything that a snapshot holds.
    """
    return serialise(snapshot.quads(), "nquads")


def test_the_letter_is_accepted_with_warnings(letter: Register) -> None:
    """
    As of the day of the letter no result is a violation, and some are warnings: it is accepted and does not conform.
    """
    report = letter.report(view=View(date(2020, 3, 9), date(2020, 3, 9)))
    assert report.accepted
    assert not report.conforms


def test_a_load_makes_one_revision_with_the_vocabulary_beside_the_records(letter: Register) -> None:
    """
    One load is one commit, and labels of the vocabulary can be asked for in it.
    """
    assert letter.store.revision == 1
    assert VOCABULARY in letter.store.snapshot().graphs()
    assert list(letter.store.snapshot().quads(VOCABULARY))


def test_what_is_synthetic_stays_out_of_a_folder_that_is_loaded(letter: Register) -> None:
    """
    Loading `data/` takes in the letter and none of the invented records below it.
    """
    slugs = [graph.value.rpartition("/")[2] for graph in letter.store.snapshot().graphs() if graph != VOCABULARY]
    assert slugs == ["2020-0001", "bodies"]


@pytest.mark.parametrize("invented", ["sequel", "planning"])
def test_what_is_synthetic_is_loaded_on_request(invented: str) -> None:
    """
    Each set of invented records is accepted on top of what is shipped.
    """
    register = Register(Store.in_memory())
    loaded = register.load([resources.data(), resources.data() / "synthetic" / invented])
    assert loaded.report.accepted
    assert len(loaded.graphs) > 2


def test_loading_the_same_again_changes_nothing(letter: Register) -> None:
    """
    A second load of the same files is accepted and makes no revision.
    """
    before = exported(letter.store.snapshot())
    again = letter.load([resources.data()])
    assert again.report.accepted
    assert not again.changed
    assert (again.revision, letter.store.revision) == (1, 1)
    assert exported(letter.store.snapshot()) == before


def test_a_record_is_replaced_as_a_whole(register: Register, tmp_path: Path) -> None:
    """
    Loading a graph again removes what its file no longer says, and leaves other graphs alone.
    """
    others = BODIES.replace("agents", "others").replace("board", "pilots").replace("Harbour Board", "Pilots")
    register.load([write(tmp_path, BODIES), write(tmp_path, others, "others.trig")])
    register.load([write(tmp_path, BODIES.replace("Harbour Board", "Port Board"))])
    labels = {
        (quad.graph_name.value.rpartition("/")[2], quad.object.value)  # type: ignore[union-attr] # as the files say
        for quad in records(register.store.snapshot())
        if isinstance(quad.object, Literal)
    }
    assert labels == {("agents", "Port Board"), ("others", "Pilots")}
    assert register.store.revision == 2


def test_a_refusal_leaves_the_register_as_it_was(letter: Register, tmp_path: Path) -> None:
    """
    One file that breaks a shape keeps out the good one beside it, and the report names what is wrong.
    """
    before = exported(letter.store.snapshot())
    bad = write(tmp_path, BODIES.replace('rdfs:label "Harbour Board"@en', 'rdfs:comment "No name"@en'), "bad.trig")
    good = write(tmp_path, BODIES.replace("agents", "others").replace("board", "pilots"), "good.trig")
    with pytest.raises(Refused, match="as it was") as refused:
        letter.load([good, bad])
    assert not refused.value.report.accepted
    assert exported(letter.store.snapshot()) == before
    assert letter.store.revision == 1


def test_new_data_are_validated_together_with_what_is_there(letter: Register, tmp_path: Path) -> None:
    """
    A record that mentions bodies of the register is refused alone and accepted beside them.
    """
    shutil.copytree(resources.data() / "records", tmp_path / "records")
    assert letter.check([tmp_path]).accepted
    assert not Register(Store.in_memory()).check([tmp_path]).accepted


def test_checking_changes_nothing(register: Register, tmp_path: Path) -> None:
    """
    `check` reports and does not commit.
    """
    assert register.check([write(tmp_path, BODIES)]).accepted
    assert register.store.revision == 0


def test_both_engines_say_the_same_of_the_letter(letter: Register) -> None:
    """
    The production engine and pySHACL give the same results.
    """
    view = View(date(2020, 3, 9), date(2020, 3, 9))
    assert letter.report(view=view).results == letter.report(view=view, engine="pyshacl").results


def test_the_days_of_a_verdict_are_stated_once(letter: Register) -> None:
    """
    The view is in the graph that is validated and never in the register.
    """
    answer = letter.store.query(Question("PREFIX prv: <https://w3id.org/proviso/ns#> ASK { ?view a prv:View }"))
    assert not answer
    triples = list(View(date(2020, 3, 9), date(2021, 1, 1)).triples())
    assert [triple.predicate for triple in triples] == [RDF.type, PRV.asAt, PRV.knownAt]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("prv:Boddy", r":5:\d+: The ontology defines no prv:Boddy. Did you mean prv:Body\?", id="a class"),
        pytest.param("prv:Body ; prv:nope 1", r":5:\d+: The ontology defines no prv:nope\.", id="a property"),
        pytest.param("prv:Body ; rdfs:seeAlso prv:nope", "defines no prv:nope", id="a value"),
    ],
)
def test_terms_that_the_ontology_does_not_define_are_refused(
    register: Register, tmp_path: Path, text: str, sentence: str
) -> None:
    """
    An unknown term is named, with its line and column and what may have been meant.
    """
    with pytest.raises(UnknownTerm, match=sentence):
        register.load([write(tmp_path, BODIES.replace("prv:Body", text))])
    assert register.store.revision == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("<id/body/x> a prv:Condition .", "holds a prv:Condition, but not the record", id="no record"),
        pytest.param("<urn:v> a prv:View .", "holds no prv:View", id="a view"),
        pytest.param("prv:Body rdfs:label 'Mine'@en .", "cannot say anything of prv:Body", id="the vocabulary"),
    ],
)
def test_statements_out_of_place_are_refused(register: Register, tmp_path: Path, text: str, sentence: str) -> None:
    """
    What only a record can state, or nobody, is refused before any shape is asked.
    """
    with pytest.raises(MisplacedStatement, match=sentence):
        register.load([write(tmp_path, BODIES.replace("<id/body/board>", f"{text} <id/body/board>"))])


def test_the_shapes_for_our_own_vocabulary_are_not_put_to_records() -> None:
    """
    The text of the shapes holds every file but the house rules.
    """
    files = {path.name for path in resources.shapes().glob("*.ttl")}
    named = {line.removeprefix("# ") for line in shapes_text().splitlines() if line.removeprefix("# ") in files}
    assert named == files - {"house.ttl"}


def test_everything_that_was_loaded_is_among_the_records(letter: Register) -> None:
    """
    What an export holds, loaded into an empty register, gives the same export.
    """
    snapshot = letter.store.snapshot()
    kept = set(records(snapshot))
    assert kept | set(snapshot.quads(VOCABULARY)) == set(snapshot.quads())
    assert kept.isdisjoint(snapshot.quads(VOCABULARY))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("condition/2020-0001", "id/condition/2020-0001", id="the end of an IRI"),
        pytest.param("id/condition/2020-0001", "id/condition/2020-0001", id="a relative IRI"),
        pytest.param("http://localhost:8000/id/condition/2020-0001", "id/condition/2020-0001", id="an IRI"),
        pytest.param("<http://localhost:8000/id/condition/2020-0001>", "id/condition/2020-0001", id="in brackets"),
        pytest.param("C1", "id/condition/2020-0001", id="a mark of the letter"),
    ],
)
def test_things_are_found_by_what_people_call_them(letter: Register, name: str, found: str) -> None:
    """
    An IRI, the end of one, and a mark all lead to the thing.
    """
    assert find(letter.store.snapshot(), name) == NamedNode(f"http://localhost:8000/{found}")


def test_a_mark_that_nothing_or_too_much_bears_is_an_error(register: Register, tmp_path: Path) -> None:
    """
    A mark must lead to one thing.
    """
    with pytest.raises(NotFound, match="nothing that is called 'C99'"):
        find(register.store.snapshot(), "C99")
    twins = BODIES.replace(" .\n}", ' ; <http://www.w3.org/2004/02/skos/core#notation> "B" .\n}')
    register.load(
        [write(tmp_path, twins), write(tmp_path, twins.replace("board", "pilots").replace("agents", "two"), "2.trig")]
    )
    with pytest.raises(BadParameter, match="name one of body/board, body/pilots"):
        find(register.store.snapshot(), "B")
