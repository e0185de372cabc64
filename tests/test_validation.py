from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse, serialize

from proviso.errors import BadSetting, EngineFault, MalformedData, MalformedShapes
from proviso.validation import ENGINES, Report, validate
from proviso.vocabulary import SH

HEAD: Final = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:names> sh:declare [ sh:prefix "u" ; sh:namespace "urn:"^^xsd:anyURI ] .
"""
BOTH: Final = pytest.mark.parametrize("engine", sorted(ENGINES))


def run(data: str, shapes: str, engine: str = "proviso") -> Report:
    """
    Validate Turtle-like triples, in which `u:` is `urn:`, against shapes that use the names above.
    """
    return validate(_triples(data), HEAD + shapes, engine=engine)


def found(report: Report) -> set[tuple[str, ...]]:
    """
    Everything that both engines must agree on.
    """
    return {
        tuple(map(str, (r.focus, r.path, r.value, r.shape, r.component, r.severity, r.messages, r.constraint)))
        for r in report.results
    }


def constraint(body: str, head: str = "SELECT $this ?value", more: str = "") -> str:
    """
    Write a constraint that asks *body*.
    """
    return f'sh:sparql [ sh:prefixes <urn:names> ; sh:select """{head} WHERE {{ {body} }}""" {more} ]'


def _triples(data: str) -> bytes:
    text = f"@prefix u: <urn:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . {data}"
    triples = (quad.triple for quad in parse(text, format=RdfFormat.TURTLE))
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


# -- Both engines, the same results ------------------------------------------------------------------------------------

_NODES: Final = st.sampled_from(["<urn:a>", "<urn:b>", "<urn:c>", "<urn:C>"])
_PROPERTIES: Final = st.sampled_from(["<urn:p>", "<urn:q>", "<urn:r>"])
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_VALUES: Final = st.sampled_from(
    [
        *('"a"', '"A"', '"abc"', '""', '"a"@en', '"a"@en-gb', '"b"@fr', '"a\\nb"', '"h"^^<urn:type>', '"é"'),
        *(f'"{value}"^^<{_XSD}integer>' for value in ("1", "2", "x")),
        *(f'"{value}"^^<{_XSD}date>' for value in ("2020-01-01", "2020-02-30")),
        *(f'"true"^^<{_XSD}boolean>', f'"1.5"^^<{_XSD}decimal>', f'"NaN"^^<{_XSD}double>', f'"300"^^<{_XSD}byte>'),
    ]
)
_TARGETS: Final = st.sampled_from(
    [
        "sh:targetNode <urn:a>, <urn:b>, 'a'@en",
        "sh:targetClass <urn:C>",
        "sh:targetSubjectsOf <urn:p>",
        "sh:targetObjectsOf <urn:q>",
    ]
)


@st.composite
def graphs(draw: st.DrawFn, values: st.SearchStrategy[str] = _VALUES) -> bytes:
    """
    Draw a small graph, in which some nodes have a class and some classes a subclass.
    """
    statements = [
        f"{draw(_NODES)} {draw(_PROPERTIES)} {draw(st.one_of(_NODES, values))} ."
        for _ in range(draw(st.integers(1, 10)))
    ]
    types = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    statements += [f"{draw(_NODES)} {types} {draw(_NODES)} ." for _ in range(draw(st.integers(0, 3)))]
    if draw(st.booleans()):
        statements.append("<urn:b> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:C> .")
    return "\n".join([*statements, ""]).encode()


@st.composite
def path(draw: st.DrawFn) -> str:
    """
    Draw a property path.
    """
    one, two = draw(_PROPERTIES), draw(_PROPERTIES)
    operator = draw(st.sampled_from(["zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"]))
    written = [one, one, f"[ sh:inversePath {one} ]", f"( {one} [ sh:inversePath {two} ] )"]
    return draw(st.sampled_from([*written, f"[ sh:alternativePath ( {one} {two} ) ]", f"[ sh:{operator} {one} ]"]))


@st.composite
def value_test(draw: st.DrawFn, depth: int = 0) -> str:
    """
    Draw a constraint that a node shape may have.
    """
    some = [draw(st.one_of(_NODES, _VALUES)) for _ in range(2)]
    flag = draw(st.sampled_from("ism"))
    written = [
        f"sh:nodeKind sh:{draw(st.sampled_from(['IRI', 'Literal', 'BlankNodeOrIRI', 'IRIOrLiteral']))}",
        f"sh:datatype xsd:{draw(st.sampled_from(['integer', 'date', 'string', 'boolean', 'decimal', 'byte']))}",
        f"sh:class {draw(_NODES)}",
        f"sh:{draw(st.sampled_from(['minLength', 'maxLength']))} {draw(st.integers(0, 3))}",
        f'sh:pattern "{draw(st.sampled_from(["^a", "a.b", "^$", "^urn:[ab]$"]))}" ; sh:flags "{flag}"',
        f"sh:in ( {some[0]} {some[1]} )",
        f"sh:hasValue {some[0]}",
        f'sh:languageIn ( "{draw(st.sampled_from(["en", "fr", "en-GB"]))}" )',
        f"sh:{draw(st.sampled_from(['equals', 'disjoint']))} {draw(_PROPERTIES)}",
    ]
    if depth < 2:
        inner = [draw(shape(depth=depth + 1)) for _ in range(2)]
        written += [
            f"sh:not {inner[0]}",
            f"sh:{draw(st.sampled_from(['and', 'or', 'xone']))} ( {inner[0]} {inner[1]} )",
        ]
        written += [f"sh:node [ {draw(value_test(depth=depth + 1))} ]", f"sh:property {draw(property_shape())}"]
    return draw(st.sampled_from(written))


@st.composite
def shape(draw: st.DrawFn, depth: int = 0) -> str:
    """
    Draw a shape without a name.
    """
    return draw(st.one_of(property_shape(), value_test(depth=depth).map(lambda test: f"[ {test} ]")))


@st.composite
def property_shape(draw: st.DrawFn) -> str:
    """
    Draw a property shape, of some severity, that may say something or be switched off.
    """
    count = draw(st.integers(0, 2))
    inner = f"sh:qualifiedValueShape [ {draw(value_test(depth=2))} ]"
    written = [
        f"sh:{draw(st.sampled_from(['minCount', 'maxCount']))} {count}",
        "sh:uniqueLang true",
        f"{inner} ; sh:qualifiedMinCount {count} ; sh:qualifiedMaxCount {count}",
        f"{inner} ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount {count}",
        draw(value_test(depth=2)),
    ]
    more = ["", "; sh:severity sh:Warning", '; sh:message "said"@en', "; sh:deactivated true"]
    return f"[ sh:path {draw(path())} ; {draw(st.sampled_from(written))} {draw(st.sampled_from(more))} ]"


@settings(max_examples=150, deadline=None)
@given(data=graphs(), targets=st.tuples(_TARGETS, _TARGETS), tests=st.tuples(value_test(), property_shape()))
def test_core_is_the_same_in_both_engines(data: bytes, targets: tuple[str, str], tests: tuple[str, str]) -> None:
    """
    On any graph the two engines report the same results for SHACL Core, comparisons apart.
    """
    shapes = f"{HEAD} <urn:S> a sh:NodeShape ; {targets[0]} ; {tests[0]} ; sh:property {tests[1]} ."
    shapes += f"<urn:T> {targets[1]} ; sh:closed true ; sh:ignoredProperties ( <urn:p> ) ."
    assert found(validate(data, shapes)) == found(validate(data, shapes, engine="pyshacl"))


_ORDERED: Final = {
    "integer": ["1", "2", "-3"],
    "decimal": ["1.0", "1.5"],
    "date": ["0999-12-31", "2019-12-31", "2020-01-01", "2020-02-01"],
    "dateTime": ["2020-01-01T00:00:00Z", "2020-01-01T01:00:00+02:00"],
    "string": ["", "a", "A", "é"],
}


@settings(max_examples=80, deadline=None)
@given(chosen=st.data(), kind=st.sampled_from(sorted(_ORDERED)))
def test_comparisons_of_one_type_are_the_same_in_both_engines(chosen: st.DataObject, kind: str) -> None:
    """
    Values of one type are compared alike, dates among them.
    """
    values = st.sampled_from([f'"{value}"^^<{_XSD}{kind}>' for value in _ORDERED[kind]])
    limit = st.sampled_from(["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"])
    pair = st.sampled_from(["lessThan", "lessThanOrEquals"])
    data = "".join(
        f"{subject} {predicate} {chosen.draw(values)} .\n"
        for subject in ("<urn:a>", "<urn:b>")
        for predicate in ("<urn:p>", "<urn:q>")
        for _ in range(chosen.draw(st.integers(0, 3)))
    )
    shapes = f"""{HEAD} <urn:S> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ;
        sh:property [ sh:path <urn:p> ; sh:{chosen.draw(limit)} {chosen.draw(values)} ] ;
        sh:property [ sh:path <urn:p> ; sh:{chosen.draw(pair)} <urn:q> ] ."""
    assert found(validate(data.encode(), shapes)) == found(validate(data.encode(), shapes, engine="pyshacl"))


_BODIES: Final = [
    "$this u:p ?value",
    "?value u:p $this",
    "$this u:p ?x . OPTIONAL { ?x u:q ?value }",
    "$this u:p ?value . OPTIONAL { ?value u:q ?x . FILTER(?x != $this) } FILTER(!BOUND(?x))",
    "OPTIONAL { $this u:p ?value } FILTER(!BOUND(?value))",
    "{ $this u:p ?value } UNION { ?value u:q $this }",
    "$this u:p ?x . OPTIONAL { ?value u:q ?y . FILTER(?y = ?x && ?value != $this) }",
    "?value u:p ?y . OPTIONAL { $this u:q ?y }",
    "BIND($this AS ?value)",
    "$this u:p ?x BIND(STR(?x) AS ?value)",
    "$this u:p ?value FILTER NOT EXISTS { ?value u:q ?z }",
    "$this u:p/u:q* ?value",
    "$this u:p ?value . # { $this is not here }\n FILTER(ISLITERAL(?value))",
]
_SCATTERED: Final = [
    "{ ?value u:p ?x . FILTER(?x = $this) }",
    "$this u:p ?value . { ?value u:q ?x OPTIONAL { ?x u:r $this } }",
    "$this u:p ?value FILTER EXISTS { ?value u:q $this . $this u:r ?w }",
    "{ SELECT $this ?value { $this u:p ?value } }",
]
_HEADS: Final = ["SELECT $this ?value", "SELECT DISTINCT $this ?value", "SELECT $this"]
_PLACES: Final = [
    "a sh:NodeShape ; {}",
    "a sh:NodeShape ; sh:message 'of {{?value}}'@en ; sh:severity sh:Warning ; {}",
    "sh:path [ sh:inversePath <urn:p> ] ; {}",
    "a sh:NodeShape ; sh:property [ sh:path <urn:q> ; sh:severity sh:Info ; {} ]",
    "a sh:NodeShape ; sh:property [ sh:path <urn:q> ; sh:property [ sh:path <urn:r> ; {} ] ]",
]
_SAYINGS: Final = ["", "; sh:message '{?value} of {$this}, {?unknown}'", "; sh:deactivated true"]


@settings(max_examples=150, deadline=None)
@given(
    data=graphs(st.sampled_from(['"a"', '"b"@fr'])),
    body=st.sampled_from([*_BODIES, *_SCATTERED]),
    form=st.tuples(*map(st.sampled_from, (_HEADS, _SAYINGS, _PLACES))),
    target=_TARGETS,
)
def test_sparql_is_the_same_in_both_engines(data: bytes, body: str, form: tuple[str, str, str], target: str) -> None:
    """
    Asked once for all nodes or once for each, a constraint has the same results and says the same words.
    """
    head, saying, place = form
    shapes = f"{HEAD} <urn:S> {target} ; {place.format(constraint(body, head, saying))} ."
    assert found(validate(data, shapes)) == found(validate(data, shapes, engine="pyshacl"))


# -- What is asked once, and what is not -------------------------------------------------------------------------------


@pytest.mark.parametrize("body", _BODIES)
def test_flat_constraints_are_asked_once(body: str) -> None:
    """
    The way in which constraints are meant to be written needs no fallback.
    """
    assert run("", f"<urn:S> sh:targetNode u:a ; {constraint(body)} .".replace("u:a", "<urn:a>")).fallbacks == ()


@pytest.mark.parametrize("body", _SCATTERED)
def test_a_fallback_is_reported(body: str) -> None:
    """
    A constraint in which an ordinary variable might not do what pre-binding does goes to pySHACL, as the report says.
    """
    report = run("u:a u:p u:b .", f"<urn:S> sh:targetNode <urn:a> ; {constraint(body)} .")
    assert [note.partition(":")[0] for note in report.fallbacks] == ["pySHACL evaluated the constraint of <urn"]
    assert report.engine == "proviso"


@BOTH
def test_a_constraint_that_decides_another_shape(engine: str) -> None:
    """
    Under sh:not a constraint is part of a verdict, and the whole is left to pySHACL.
    """
    shapes = f"<urn:S> sh:targetNode <urn:a>, <urn:b> ; sh:not [ {constraint('$this <urn:p> ?value')} ] ."
    report = run("u:a u:p 1 . u:b u:q 1 .", shapes, engine)
    assert [str(result.focus) for result in report.results] == ["<urn:b>"]
    assert bool(report.fallbacks) == (engine == "proviso")


@BOTH
def test_blank_nodes_are_named(engine: str) -> None:
    """
    A blank node is validated and reported under a name made from its label, as the register names it.
    """
    report = run("_:x u:p _:y .", "<urn:S> sh:targetSubjectsOf <urn:p> ; sh:nodeKind sh:Literal .", engine)
    assert [str(result.focus) for result in report.results] == ["<urn:proviso:blank-node:x>"]


@BOTH
def test_a_component_of_somebodys_own(engine: str) -> None:
    """
    Custom constraint components work, by way of pySHACL.
    """
    shapes = """<urn:Component> a sh:ConstraintComponent ; sh:parameter [ sh:path <urn:x#least> ] ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER($value > $least) }" ] .
        <urn:S> a sh:NodeShape ; sh:targetNode 1, 3 ; <urn:x#least> 2 ."""
    assert [str(result.value) for result in run("", shapes, engine).results] == [f'"1"^^<{_XSD}integer>']


# -- What SHACL-SPARQL says --------------------------------------------------------------------------------------------


@BOTH
def test_path_prefixes_and_message(engine: str) -> None:
    """
    $PATH becomes the shape's path, imported prefixes count, and the message is filled in.
    """
    shapes = """<urn:h> <http://www.w3.org/2002/07/owl#imports> <urn:names> .
        <urn:names> a <http://www.w3.org/2002/07/owl#Ontology> .
        <urn:S> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:property <urn:P> .
        <urn:P> sh:path [ sh:inversePath <urn:p> ] ; sh:severity sh:Info ; sh:sparql <urn:K> .
        <urn:K> sh:prefixes <urn:h> ; sh:message "{$this} <- {?value}: {?why}" ;
            sh:select "SELECT $this ?value ?why WHERE { $this $PATH ?value . ?value u:q ?why }" ."""
    (result,) = run("u:b u:p u:a ; u:q 'x'@en .", shapes, engine).results
    assert result.message == "urn:a <- urn:b: x"
    assert str(result.path) == "^<urn:p>"
    assert (result.severity, str(result.shape), str(result.constraint)) == (SH.Info, "<urn:P>", "<urn:K>")


@BOTH
def test_nameless_property_shapes_are_reported_by_their_parent(engine: str) -> None:
    """
    A result names the nearest shape that has a name.
    """
    inner = "sh:property [ sh:path <urn:q> ; sh:minCount 1 ]"
    shapes = f"<urn:S> sh:targetNode <urn:a> ; sh:property [ sh:path <urn:p> ; {inner} ] ."
    (result,) = run("u:a u:p u:b .", shapes, engine).results
    assert (str(result.shape), str(result.focus), str(result.path)) == ("<urn:S>", "<urn:b>", "<urn:q>")


GATE: Final = """
<urn:S> a sh:NodeShape ; sh:targetClass <urn:Approval> ; sh:message "{$this} lacks {?value}: {?why}." ;
    sh:sparql [ sh:prefixes <urn:names> ; sh:select '''
        SELECT $this ?value ?why WHERE {
            $this u:reliesOn/^u:decision ?imposition ; u:notBefore ?start .
            ?imposition u:timing ?timing .
            ?imposition u:imposedBy ?judge .
            ?imposition u:condition ?value .
            FILTER(?timing = u:precedent)
            OPTIONAL {
                ?event u:about ?value .
                ?event u:agent ?judge .
                ?event u:type ?type ; u:notAfter ?end .
                FILTER(?type = u:Confirmed)
                FILTER(STR(?end) < STR(?start))
            }
            FILTER(!BOUND(?event))
            BIND("not recorded" AS ?why)
        }''' ] .
"""


@BOTH
@pytest.mark.parametrize(
    ("confirmed", "agent", "missing"),
    [
        pytest.param("2020-04-30", "u:panel", 0, id="in time"),
        pytest.param("2020-05-01", "u:panel", 1, id="on the day"),
        pytest.param("2020-05-02", "u:panel", 1, id="too late"),
        pytest.param("2020-04-30", "u:applicant", 1, id="by the wrong body"),
    ],
)
def test_the_dated_rule_in_both_directions(engine: str, confirmed: str, agent: str, missing: int) -> None:
    """
    A confirmation counts if the right body gave it on an earlier day, and only then.
    """
    data = f"""u:act a u:Approval ; u:reliesOn u:d ; u:notBefore "2020-05-01"^^xsd:date .
        u:i u:decision u:d ; u:timing u:precedent ; u:imposedBy u:panel ; u:condition u:c .
        u:e u:about u:c ; u:agent {agent} ; u:type u:Confirmed ; u:notAfter "{confirmed}"^^xsd:date ."""
    report = run(data, GATE, engine)
    assert [result.message for result in report.results] == ["urn:act lacks urn:c: not recorded."] * missing
    assert report.fallbacks == ()


def test_a_report_is_repeated_to_the_byte() -> None:
    """
    The same data and shapes give the same bytes, by whichever engine.
    """
    shapes = f"<urn:S> sh:targetSubjectsOf <urn:p> ; sh:nodeKind sh:Literal ; {constraint('$this u:p ?value')} ."
    written = {run("u:a u:p u:b, u:c . u:b u:p 1, 2 .", shapes, engine).as_turtle() for engine in ENGINES for _ in "ab"}
    assert len(written) == 1


def test_rdflibs_setting_is_put_back() -> None:
    """
    Afterwards rdflib reads literals as it did before, also when several validations run at once.
    """
    before = rdflib.NORMALIZE_LITERALS
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(run, "u:a u:p 1 .", "<urn:S> sh:targetNode 1 ; sh:nodeKind sh:IRI .", "pyshacl")
            for _ in range(8)
        ]
    assert {len(job.result().results) for job in jobs} == {1}
    assert before == rdflib.NORMALIZE_LITERALS


# -- What is refused ---------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT $this WHERE { SERVICE <http://example.com/> { $this ?p ?o } }", "SERVICE"),
        ("SELECT $this FROM <file:///etc/passwd> WHERE { $this ?p ?o }", "FROM"),
        ("SELECT $this WHERE { GRAPH ?g { $this ?p ?o } }", "GRAPH"),
        ("SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }", "MINUS"),
        ("SELECT $this WHERE { $this ?p ?o VALUES ?o { 1 } }", "VALUES"),
        ("SELECT $this WHERE { $this ?p ?o FILTER(?o < NOW()) }", "NOW"),
        ("SELECT $this WHERE { $this ?p ?o FILTER($currentShape = ?o) }", "currentShape"),
        ("SELECT $this WHERE { $this $PATH ?o }", "PATH"),
        ("SELECT $this WHERE { $this nope:p ?o }", "no SELECT query"),
        ("ASK { $this ?p ?o }", "no SELECT query"),
        ("LOAD <file:///etc/passwd>", "no SELECT query"),
        ("SELECT $this WHERE {", "no SELECT query"),
    ],
)
def test_queries_that_are_refused(engine: str, query: str, word: str) -> None:
    """
    A constraint that would leave the data graph, change with time or not parse is refused in a sentence.
    """
    with pytest.raises(MalformedShapes, match=word):
        run("", f'<urn:S> sh:targetNode <urn:a> ; sh:sparql [ sh:select """{query}""" ] .', engine)


def test_forbidden_words_may_be_names_and_texts() -> None:
    """
    Only the words of the query language are refused: not names, variables, texts or comments that look like them.
    """
    body = "$this u:values ?minus . # SERVICE\n ?minus u:graph 'FROM' ; <urn:now> ?value"
    assert run("", f"<urn:S> sh:targetNode <urn:a> ; {constraint(body)} .").conforms


@BOTH
@pytest.mark.parametrize(
    ("shapes", "sentence"),
    [
        pytest.param("<urn:S> a", "not Turtle", id="no Turtle"),
        pytest.param("<urn:S> sh:minCuont 1 .", "minCuont", id="a misspelt constraint"),
        pytest.param("<urn:S> sh:minCount 1 .", "no sh:path", id="a count without a path"),
        pytest.param("<urn:S> sh:path <urn:p>, <urn:q> .", "more than one", id="two paths"),
        pytest.param("<urn:S> sh:path [ sh:inversePath () ] .", "property path", id="a path of nothing"),
        pytest.param("<urn:S> sh:property [ sh:minLength 1 ] .", "no sh:path", id="a property shape without a path"),
        pytest.param("<urn:S> sh:node [ sh:path <urn:p> ] .", "sh:node", id="a property shape as node shape"),
        pytest.param("<urn:S> sh:path <urn:p> ; sh:minCount 'x' .", "whole number", id="a count that is none"),
        pytest.param("<urn:S> sh:in <urn:p> .", "broken", id="a list that is none"),
        pytest.param("<urn:S> sh:node <urn:S> .", "itself", id="a shape within itself"),
        pytest.param(
            "<urn:S> sh:targetNode 1 ; sh:pattern '(' .", "carried out|cannot|finish", id="no regular expression"
        ),
        pytest.param("<urn:S> sh:sparql [] .", "exactly one", id="a constraint without a query"),
        pytest.param(
            "<urn:S> sh:sparql [ sh:severity sh:Info ; sh:select 'SELECT $this {}' ] .",
            "belongs",
            id="severity elsewhere",
        ),
    ],
)
def test_shapes_that_are_refused(engine: str, shapes: str, sentence: str) -> None:
    """
    Shapes that an engine would misread, or read past, are refused in a sentence.
    """
    with pytest.raises((MalformedShapes, EngineFault), match=sentence):
        run("", shapes, engine)


def test_data_and_engines_that_are_refused() -> None:
    """
    Data that do not parse have a line; engines are named in the sentence about one that does not exist.
    """
    with pytest.raises(MalformedData, match=r"^data:2"):
        validate(b'<urn:a> <urn:p> "x" .\nnonsense\n', HEAD)
    with pytest.raises(BadSetting, match="proviso and pyshacl"):
        validate(b"", HEAD, engine="nope")


# -- Where engines are known to differ: docs/decisions/0003-validation-engine.md ---------------------------------------


def test_values_that_cannot_be_compared() -> None:
    """
    W3C wants a result for values that cannot be compared; pySHACL lets some of them pass.
    """
    shapes = "<urn:S> sh:targetNode <urn:a> ; sh:property [ sh:path <urn:p> ; sh:lessThan <urn:q> ] ."
    data = 'u:a u:p true ; u:q "2020-02-01"^^xsd:date .'
    assert len(run(data, shapes).results) == 1
    assert run(data, shapes, "pyshacl").conforms


def test_closed_property_shapes_go_to_pyshacl() -> None:
    """
    `shacl` closes the focus node where a property shape closes its value nodes, so pySHACL does it.
    """
    shapes = "<urn:S> sh:targetNode <urn:a> ; sh:property [ sh:path <urn:p> ; sh:closed true ] ."
    report = run("u:a u:p u:b ; u:q 1 . u:b u:r 2 .", shapes)
    assert [str(result.path) for result in report.results] == ["<urn:r>"]
    assert "sh:closed" in report.fallbacks[0]


def test_the_inverse_of_a_sequence() -> None:
    """
    A sequence can be walked backwards, which pySHACL does not do.
    """
    shapes = """<urn:S> sh:targetNode <urn:c> ;
        sh:property [ sh:path [ sh:inversePath ( <urn:p> <urn:q> ) ] ; sh:maxCount 0 ] ."""
    assert len(run("u:a u:p u:b . u:b u:q u:c .", shapes).results) == 1
    assert run("u:a u:p u:b . u:b u:q u:c .", shapes, "pyshacl").conforms


def test_a_message_that_the_query_finds() -> None:
    """
    W3C lets a query find its own message; pySHACL does not know that.
    """
    body = "$this u:p ?message"
    shapes = f"<urn:S> sh:targetNode <urn:a> ; {constraint(body, 'SELECT $this ?message', '; sh:message chr')} ."
    shapes = shapes.replace("chr", "'general'")
    assert [r.message for r in run("u:a u:p 'special' .", shapes).results] == ["special"]
    assert [r.message for r in run("u:a u:p 'special' .", shapes, "pyshacl").results] == ["general"]


def test_a_backslash_in_a_message() -> None:
    """
    Values go into pySHACL's messages as if they were patterns, and it fails on a backslash.
    """
    shapes = f"<urn:S> sh:targetNode <urn:a> ; {constraint('$this u:p ?value', more='; sh:message chr')} ."
    shapes = shapes.replace("chr", "'{?value}'")
    assert run(r"u:a u:p 'a\\d' .", shapes).results[0].message == r"a\d"
    with pytest.raises(EngineFault, match="pySHACL"):
        run(r"u:a u:p 'a\\d' .", shapes, "pyshacl")
