from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from proviso import resources
from proviso.errors import NotFound
from proviso.store import Change, Snapshot, Store, read
from proviso.trace import FORMATS, Outcome, render, trace
from proviso.trace.model import Occurrence, Thing
from proviso.trace.standing import Events

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proviso.trace import Trace

BASE = "http://localhost:8000/"
R1 = "decision/2020-0004"
TODAY = date(2026, 11, 23)
LETTER_DAY = date(2020, 3, 9)


def ontology() -> Iterator[Quad]:
    """
    Give the ontology in a graph of its own.
    """
    graph = NamedNode("https://w3id.org/proviso/ns")
    for path in resources.ontology().glob("*.ttl"):
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)


def register(*folders: str) -> Snapshot:
    """
    Hold the letter, and the invented folders that are named.
    """
    store = Store.in_memory(BASE)
    store.commit(Change(additions=list(ontology())))
    paths = [resources.data() / "bodies.trig", resources.data() / "records"]
    paths += [resources.data() / "synthetic" / folder for folder in folders]
    store.commit(read(paths, base=BASE).as_change())
    return store.snapshot()


@pytest.fixture(scope="module")
def letter() -> Snapshot:
    """
    Hold the letter alone.
    """
    return register()


@pytest.fixture(scope="module")
def sequel() -> Snapshot:
    """
    Hold the letter and its invented sequel.
    """
    return register("sequel")


@pytest.fixture(scope="module")
def planning() -> Snapshot:
    """
    Hold the letter and the invented planning consent.
    """
    return register("planning")


def traced(snapshot: Snapshot, name: str, *, as_at: date, known_at: date = TODAY) -> Trace:
    """
    Trace one thing by the short form of its name.
    """
    return trace(snapshot, f"{BASE}id/{name}", as_at=as_at, known_at=known_at)


def standings(found: Trace) -> dict[str, tuple[str | None, Outcome | None]]:
    """
    Give the timing and outcome of each condition, by notation.
    """
    return {
        condition.condition.notation or "": (condition.timing, condition.outcome)
        for decision in found.decisions
        for condition in decision.conditions
    }


def test_the_panels_agreement_on_the_day_of_the_letter(letter: Snapshot) -> None:
    """
    On 9 March 2020 C1 is not satisfied, C2 is in force, C3 is not recorded, and C4 is no condition of the Panel's.
    """
    found = traced(letter, R1, as_at=LETTER_DAY)
    assert found.outcome is Outcome.NOT_SATISFIED
    assert standings(found) == {
        "C1": ("precedent", Outcome.NOT_SATISFIED),
        "C2": ("continuing", None),
        "C3": ("precedent", Outcome.NOT_RECORDED),
    }


def test_before_the_report_nothing_speaks_against_c1(letter: Snapshot) -> None:
    """
    As known on the day before the letter, nothing is recorded of C1 at all.
    """
    found = traced(letter, R1, as_at=LETTER_DAY, known_at=date(2020, 3, 8))
    assert standings(found)["C1"] == ("precedent", Outcome.NOT_RECORDED)


@pytest.mark.parametrize(
    ("as_at", "known_at", "outcome"),
    [
        pytest.param(date(2020, 5, 1), date(2020, 5, 10), Outcome.NOT_SATISFIED, id="confirmed but not yet reported"),
        pytest.param(date(2020, 5, 1), date(2020, 5, 20), Outcome.SATISFIED, id="confirmed and reported"),
        pytest.param(date(2020, 4, 30), date(2020, 5, 20), Outcome.NOT_SATISFIED, id="the day before"),
    ],
)
def test_two_clocks(sequel: Snapshot, as_at: date, known_at: date, outcome: Outcome) -> None:
    """
    The SSC confirmed C1 on 1 May and its minute is of 20 May: what was true and what was known differ between them.
    """
    found = traced(sequel, "imposition/2020-0002", as_at=as_at, known_at=known_at)
    assert standings(found)["C1"][1] is outcome


def test_go_live_stands(sequel: Snapshot) -> None:
    """
    The invented go-live traces to satisfied conditions, and later revocations do not rewrite that.
    """
    assert traced(sequel, "event/2020-9007", as_at=TODAY).outcome is Outcome.SATISFIED
    assert traced(sequel, R1, as_at=TODAY).outcome is Outcome.NOT_SATISFIED


def test_an_acknowledged_breach_stays_a_breach(sequel: Snapshot) -> None:
    """
    The entry made while C2 was in breach is shown as not satisfied, and its acknowledgement as such.
    """
    found = traced(sequel, "event/2020-9009", as_at=TODAY)
    assert found.outcome is Outcome.NOT_SATISFIED
    assert [(each.condition.notation, each.authority) for each in found.acknowledged] == [("C2", "SEC Panel")]
    assert b"In breach of C2" in render(found, "text")


def test_a_condition_before_a_later_gate_does_not_count(planning: Snapshot) -> None:
    """
    Work could begin with the road unfinished, because first occupation is recorded as coming later.
    """
    found = traced(planning, "event/2019-9006", as_at=TODAY)
    assert found.outcome is Outcome.SATISFIED
    road = [each for decision in found.decisions for each in decision.conditions if each.condition.notation == "3"]
    assert [each.counts for each in road] == [False] * len(road)


def test_every_gate_that_may_be_the_same_is_traced(letter: Snapshot) -> None:
    """
    From *start of migration* the trace reaches C3 too, which names only go-live and implementation.
    """
    assert {"C1", "C3"} <= set(standings(traced(letter, "gate/2020-0001", as_at=LETTER_DAY)))


@pytest.mark.parametrize(
    ("name", "as_at", "headline"),
    [
        ("condition/2020-0001", LETTER_DAY, "How it stands: NOT SATISFIED"),
        ("condition/2020-0001", date(2019, 6, 30), "How it stands: NOT YET IMPOSED"),
        ("condition/2020-0001", date(2019, 8, 1), "How it stands: NOT RECORDED"),
        ("condition/2020-0001", date(2019, 7, 15), "How it stands: NOT CERTAINLY IMPOSED"),
        ("condition/2020-0002", LETTER_DAY, "How it stands: IN FORCE"),
        ("condition/2020-0002/part/a", LETTER_DAY, "How it stands: IN FORCE"),
        ("imposition/2020-0001", LETTER_DAY, "How it stands: NOT SATISFIED"),
        ("imposition/2020-0004", LETTER_DAY, "How it stands: IN FORCE"),
        ("condition/2020-0003", LETTER_DAY, "How it stands: NOT RECORDED"),
        ("condition/2020-0004", LETTER_DAY, "How it stands: NOT RECORDED"),
        ("decision/2020-0001", LETTER_DAY, "Its conditions: NONE KNOWN TO BE DUE"),
        ("decision/2020-0013", LETTER_DAY, "Its conditions: NONE RECORDED"),
        ("gate/2020-0001", LETTER_DAY, "Its conditions: NOT SATISFIED"),
    ],
)
def test_the_headline_says_no_more_than_is_known(letter: Snapshot, name: str, as_at: date, headline: str) -> None:
    """
    Nothing is called satisfied that is merely in force, open without a time, or without any condition.
    """
    assert headline in render(traced(letter, name, as_at=as_at), "text").decode().splitlines()


@pytest.mark.parametrize("name", ["condition/2020-0002", "condition/2020-0004", "imposition/2020-0001"])
@pytest.mark.parametrize("form", ["json", "turtle", "svg"])
def test_no_format_calls_an_open_condition_satisfied(letter: Snapshot, name: str, form: str) -> None:
    """
    What the text does not say of the condition, no other format says of the whole.
    """
    found = traced(letter, name, as_at=LETTER_DAY)
    assert found.outcome is not Outcome.SATISFIED
    written = render(found, form).decode()
    assert "satisfiedOutcome" not in written
    if form == "json":
        assert json.loads(written)["standing"] == found.standing
    if form == "svg":
        assert f"as known at {TODAY}: {found.standing}." in written


def test_what_is_open_without_a_time_is_named_apart(letter: Snapshot) -> None:
    """
    C4 does not hold the acceptance up, because no time is set for it, and is named all the same.
    """
    text = render(traced(letter, "decision/2020-0007", as_at=LETTER_DAY), "text").decode()
    assert "What is missing" not in text
    assert "Open, without holding it up" in text
    assert "not recorded, timing not stated" in text


def test_a_breach_of_the_whole_is_not_made_good_in_a_part() -> None:
    """
    A cure counts if it is of what was broken, or of the whole condition.
    """

    def on(day: str, kind: str, about: str) -> Occurrence:
        return Occurrence(
            thing=Thing(f"{kind}-{day}", kind),
            type=kind,
            words=kind,
            not_before=day,
            not_after=day,
            sequence=0,
            about=(about,),
            agents=(),
            evidence=(),
            sentences=(),
        )

    def kept(breach: str, cure: str) -> Outcome | None:
        contrary = (on("2020-01-01", "breached", breach),)
        cures = (on("2020-01-02", "cured", cure),)
        return Events(ends=(), confirmations={}, contrary=contrary, cures=cures, whole="c").kept()[1]

    assert kept("c", "c") is kept("c/a", "c/a") is kept("c/a", "c") is None
    assert kept("c", "c/a") is Outcome.NOT_SATISFIED


@pytest.mark.parametrize("name", ["decision/2020-9999", "body/ssc"])
def test_what_cannot_be_traced(letter: Snapshot, name: str) -> None:
    """
    What the register does not hold, and what rests on no decision, is said in a sentence.
    """
    with pytest.raises(NotFound, match=name):
        traced(letter, name, as_at=LETTER_DAY)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_trace_is_the_same_bytes(letter: Snapshot, form: str) -> None:
    """
    Two renderings of one trace do not differ.
    """
    assert render(traced(letter, R1, as_at=LETTER_DAY), form) == render(traced(letter, R1, as_at=LETTER_DAY), form)


def test_the_picture_says_what_the_text_says(letter: Snapshot) -> None:
    """
    Every condition and duty of the trace is a named link of the picture, with its outcome in words.
    """
    found = traced(letter, R1, as_at=LETTER_DAY)
    root = ET.fromstring(render(found, "svg"))  # noqa: S314 - our own output
    assert root.get("role") == "group"
    links = {link.get("href"): link.get("aria-label") or "" for link in root.iter("{http://www.w3.org/2000/svg}a")}
    duties = [duty for each in found.decisions[0].conditions for duty in each.duties]
    assert len(duties) == 10
    assert all(duty.standing in links[duty.thing.iri] for duty in duties)


def test_json_and_turtle_hold_the_outcomes(letter: Snapshot) -> None:
    """
    JSON gives the outcome of each condition, and Turtle one EARL assertion for each duty and one for the whole.
    """
    found = traced(letter, R1, as_at=LETTER_DAY)
    parsed = json.loads(render(found, "json"))
    assert parsed["outcome"] == "not satisfied"
    assert [each["outcome"] for each in parsed["decisions"][0]["conditions"]] == [
        "not satisfied",
        None,
        "not recorded",
    ]
    quads = list(parse(render(found, "turtle"), format=RdfFormat.TURTLE))
    assertion = NamedNode("http://www.w3.org/ns/earl#Assertion")
    assert sum(quad.object == assertion for quad in quads) == 11


def test_text_quotes_every_sentence_once(letter: Snapshot) -> None:
    """
    The words of S07 stand in the text once, however many duties they bear on.
    """
    text = render(traced(letter, R1, as_at=LETTER_DAY), "text").decode()
    assert " ".join(text.split()).count("The SSC identified a security requirement, as yet unmet") == 1
    assert "What is missing" in text
