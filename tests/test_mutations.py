"""
The real letter is accepted, and whichever one fact of it is broken, the shape that guards the fact says so.

The mutations are derived from the shapes: for every constraint of every property shape that has something in the letter
to guard, one fact is taken away or added. Those of the shapes that judge a node as a whole are in `letter_breaks.py`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse, serialize

from letter_breaks import BREAKS
from proviso import resources
from proviso.settings import DEFAULT_BASE
from proviso.store import read
from proviso.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import BlankNode, QuerySolution, Triple

    Term = NamedNode | BlankNode | Literal | Triple

SH = "http://www.w3.org/ns/shacl#"
SHP = "https://w3id.org/proviso/shapes#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = f"""
    BASE <{DEFAULT_BASE}>
    PREFIX dct: <http://purl.org/dc/terms/>
    PREFIX oa: <http://www.w3.org/ns/oa#>
    PREFIX prov: <http://www.w3.org/ns/prov#>
    PREFIX prv: <https://w3id.org/proviso/ns#>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX sh: <{SH}>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX xsd: <{XSD}>
"""

# A constraint on how many values there may be is broken by taking all away, or by adding these two.
TAKEN_AWAY = frozenset({"minCount", "qualifiedMinCount"})
TOO_MANY = (Literal("one more"), Literal("and another"))

# Any other is broken by adding a value of the wrong kind.
NUMBER = Literal(-7)
WRONG: dict[str, Literal | NamedNode] = {
    "class": NUMBER,
    "node": NUMBER,
    "or": NUMBER,
    "nodeKind": NUMBER,
    "in": NUMBER,
    "datatype": NUMBER,
    "minInclusive": NUMBER,
    "lessThan": Literal(1_000_000),
    "minLength": Literal(""),
    "pattern": Literal("some day"),
    "not": NamedNode("https://w3id.org/proviso/ns#notStatedTiming"),
}

# Where a number, or any literal at all, would be right, it takes another value to be wrong.
STRANGERS: dict[object, Literal | NamedNode] = {
    NamedNode(f"{XSD}integer"): Literal("many"),
    NamedNode(f"{SH}Literal"): NamedNode("urn:test:thing"),
}

# Every constraint of every property shape with a target, and every node shape that constrains by itself.
GUARDS = """
    SELECT ?shape ?path ?kind ?target ?constraint ?parameter WHERE {
        ?node sh:property ?shape ; ?kind ?target .
        ?shape sh:path ?path ; ?constraint ?parameter .
        FILTER(?kind IN (sh:targetClass, sh:targetSubjectsOf) && isIRI(?path) && ?path != rdf:type)
    }
"""
WHOLES = """
    SELECT ?shape ?kind ?target WHERE {
        ?shape a sh:NodeShape ; sh:message|sh:sparql ?voice ; ?kind ?target .
        FILTER(?kind IN (sh:targetClass, sh:targetSubjectsOf, sh:targetNode))
    }
"""


@dataclass(frozen=True, slots=True)
class Guard:
    """
    One constraint of a property shape, and a node of the letter that it is put on.
    """

    shape: NamedNode
    path: NamedNode
    constraint: str
    parameter: Term
    focus: NamedNode

    def __str__(self) -> str:
        """
        Name the shape and the constraint.
        """
        return f"{self.shape.value.removeprefix(SHP)}: {self.constraint}"

    @property
    def component(self) -> str:
        """
        The IRI by which a result names the constraint.
        """
        return f"{SH}{self.constraint[0].upper()}{self.constraint[1:]}ConstraintComponent"

    def break_in(self, store: Store) -> None:
        """
        Break in *store* the one fact that the constraint is about.
        """
        if self.constraint in TAKEN_AWAY:
            for quad in list(store.quads_for_pattern(self.focus, self.path, None, None)):
                store.remove(quad)
        elif self.constraint == "maxCount":
            store.extend(Quad(self.focus, self.path, value) for value in TOO_MANY)
        else:
            wrong = STRANGERS.get(self.parameter, WRONG[self.constraint])
            store.add(Quad(self.focus, self.path, wrong))


@cache
def _rules() -> str:
    files = (path for path in sorted(resources.shapes().glob("*.ttl")) if path.name != "house.ttl")
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@cache
def _shapes() -> Store:
    return _merged(parse(_rules(), RdfFormat.TURTLE))


@cache
def _letter() -> Store:
    ontology = chain.from_iterable(parse(path=path) for path in resources.ontology().glob("*.ttl"))
    reading = read([resources.data() / "bodies.trig", resources.data() / "records"], base=DEFAULT_BASE)
    return _merged(chain(ontology, reading.quads))


def _merged(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


def _ask(store: Store, query: str) -> list[QuerySolution]:
    rows = store.query(PREFIXES + query)
    assert isinstance(rows, QuerySolutions)
    return sorted(rows, key=str)


def _results(store: Store) -> frozenset[tuple[str, str, str, str]]:
    triples = serialize((quad.triple for quad in store), format=RdfFormat.N_TRIPLES)
    found = validate(triples or b"", _rules()).results
    return frozenset((str(r.focus), r.shape.value, r.component.value, r.severity.value) for r in found)


@cache
def _before() -> frozenset[tuple[str, str, str, str]]:
    return _results(_letter())


def _focus(kind: str, target: Term, path: NamedNode, constraint: str) -> NamedNode | None:
    """
    Find a node of the letter that is a target, is not reported yet, and has a value where one is to be taken away.
    """
    targeted = f"?focus a/rdfs:subClassOf* {target} ." if kind == f"{SH}targetClass" else f"?focus {target} ?any ."
    valued = f"?focus {path} ?value ." if constraint in TAKEN_AWAY else ""
    rows = _ask(_letter(), f"SELECT DISTINCT ?focus WHERE {{ {targeted} {valued} }}")
    reported = {focus for focus, *_ in _before()}
    return next((row["focus"] for row in rows if str(row["focus"]) not in reported), None)


def _guards() -> list[Guard]:
    found = {}
    for row in _ask(_shapes(), GUARDS):
        shape, path, kind, target, term, parameter = row
        constraint = term.value.removeprefix(SH)
        if constraint in {*TAKEN_AWAY, "maxCount", *WRONG} and (shape, constraint) not in found:
            focus = _focus(kind.value, target, path, constraint)
            if focus is not None:
                found[shape, constraint] = Guard(shape, path, constraint, parameter, focus)
    return list(found.values())


def _node_shapes() -> set[str]:
    """
    Name the shapes that judge a node as a whole and have a node in the letter to judge.
    """
    found = set()
    for row in _ask(_shapes(), WHOLES):
        shape, kind, target = row
        if kind.value == f"{SH}targetNode" or _focus(kind.value, target, shape, "maxCount") is not None:
            found.add(shape.value.removeprefix(SHP))
    return found


def test_letter_is_accepted_with_six_warnings() -> None:
    """
    The letter breaks no rule and deserves six warnings.

    Two are for timings that it does not state, three for conditions that it words in two ways, and one for an approval
    of which it reports a condition unmet.
    """
    assert {severity for *_, severity in _before()} == {f"{SH}Warning"}
    assert Counter(shape.removeprefix(SHP) for _, shape, _, _ in _before()) == {
        "Imposition-timingNotStated": 2,
        "Condition-formulationsDiffer": 3,
        "Decision-unmetCondition": 1,
    }


@pytest.mark.parametrize("guard", _guards(), ids=str)
def test_broken_fact_is_caught(guard: Guard) -> None:
    """
    One fact broken, the shape that guards it says so, at the node and for the constraint concerned.
    """
    store = _merged(_letter())
    guard.break_in(store)
    new = _results(store) - _before()
    assert (str(guard.focus), guard.shape.value, guard.component) in {finding[:3] for finding in new}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_whole_is_caught(name: str) -> None:
    """
    One fact broken, the shape that guards how facts go together says so.
    """
    store = _merged(_letter())
    store.update(PREFIXES + BREAKS[name])
    assert SHP + name in {shape for _, shape, _, _ in _results(store) - _before()}


def test_every_whole_is_broken() -> None:
    """
    Every shape that judges nodes of the letter as a whole has a mutation.
    """
    assert _node_shapes() - BREAKS.keys() == set()
