from __future__ import annotations

import json

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from proviso.validation import Report, Result
from proviso.validation.paths import Path
from proviso.vocabulary import SH, XSD

FOCUS = NamedNode("http://localhost:8000/id/condition/2020-0001")
SHAPE = NamedNode("https://w3id.org/proviso/shapes#Condition-part")
COUNT = NamedNode(SH.NAMESPACE + "MinCountConstraintComponent")
PART = NamedNode("https://w3id.org/proviso/ns#part")


def result(
    severity: NamedNode = SH.Violation, *, said: str = "A condition has a part.", path: NamedNode | Path = PART
) -> Result:
    """
    Make a result that differs from others in what a test is about.
    """
    return Result(FOCUS, SHAPE, COUNT, severity, (Literal(said, language="en"),), path, Literal(3))


def report(*results: Result) -> Report:
    """
    Make a report of *results*.
    """
    return Report.of(results, engine="proviso")


def canonical(written: bytes, form: RdfFormat) -> Dataset:
    """
    Read a report so that it can be compared with another whatever its blank nodes are called.
    """
    dataset = Dataset(Quad(*quad.triple) for quad in parse(written, format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize(
    ("severities", "accepted", "conforms"),
    [
        pytest.param((), True, True, id="nothing"),
        pytest.param((SH.Info,), True, False, id="a remark"),
        pytest.param((SH.Warning, SH.Info), True, False, id="a warning and a remark"),
        pytest.param((SH.Warning, SH.Violation), False, False, id="a violation"),
    ],
)
def test_only_violations_refuse(severities: tuple[NamedNode, ...], accepted: bool, conforms: bool) -> None:  # noqa: FBT001
    """
    A report is accepted unless it holds a violation, and conforms only if it is empty.
    """
    made = report(*(result(severity) for severity in severities))
    assert (made.accepted, made.conforms) == (accepted, conforms)


def test_order_is_the_reports_own() -> None:
    """
    The order in which an engine finds results, and how often, leaves no trace.
    """
    found = [result(SH.Info), result(said="b"), result(SH.Warning), result(said="a"), result(said="b")]
    assert report(*found) == report(*reversed(found))
    assert [(r.severity, r.message) for r in report(*found).results] == [
        (SH.Violation, "a"),
        (SH.Violation, "b"),
        (SH.Warning, "A condition has a part."),
        (SH.Info, "A condition has a part."),
    ]


def test_text_is_grouped_by_severity() -> None:
    """
    The text says the verdict first, and each result's message before its terms.
    """
    assert report(result(SH.Warning), result()).as_text() == (
        "Refused: 1 violation, 1 warning.\n\nViolations\n----------\n\nA condition has a part.\n"
        "    focus <http://localhost:8000/id/condition/2020-0001>\n    path  prv:part\n"
        '    value "3"^^<http://www.w3.org/2001/XMLSchema#integer>\n    shape shp:Condition-part\n\n'
        "Warnings\n--------\n\nA condition has a part.\n"
        "    focus <http://localhost:8000/id/condition/2020-0001>\n    path  prv:part\n"
        '    value "3"^^<http://www.w3.org/2001/XMLSchema#integer>\n    shape shp:Condition-part\n'
    )


def test_text_of_an_empty_report_and_of_a_fallback() -> None:
    """
    An empty report says so, and what was handed over to pySHACL is never kept quiet.
    """
    assert report().as_text() == "Accepted: nothing to report.\n"
    assert "Note: because" in Report.of((), engine="proviso", fallbacks=["because"]).as_text()


def test_json_tells_terms_apart() -> None:
    """
    In JSON an IRI cannot be mistaken for a text.
    """
    document = json.loads(report(result()).as_json())
    assert document["accepted"] is False
    assert document["counts"] == {"Violation": 1}
    assert document["results"] == [
        {
            "message": "A condition has a part.",
            "focus": {"type": "uri", "value": FOCUS.value},
            "path": str(PART),
            "value": {"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
            "severity": "Violation",
            "shape": SHAPE.value,
            "component": COUNT.value,
        }
    ]


def test_json_of_the_other_terms() -> None:
    """
    Languages and blank nodes are told in JSON, and a plain text has no datatype.
    """
    values = (Literal("a", language="en"), Literal("a"), BlankNode("b"))
    results = [Result(FOCUS, SHAPE, COUNT, SH.Info, (), None, value) for value in values]
    assert [entry["value"] for entry in json.loads(report(*results).as_json())["results"]] == [
        {"type": "literal", "value": "a"},
        {"type": "literal", "value": "a", "xml:lang": "en"},
        {"type": "bnode", "value": "b"},
    ]


def test_three_notations_of_one_graph() -> None:
    """
    Turtle, JSON-LD and N-Triples hold the same sh:ValidationReport, and come out the same twice.
    """
    path = Path("alternativePath", (PART, Path("sequence", (Path("inversePath", (PART,)), PART))))
    made = report(result(), result(SH.Warning, path=path))
    graph = canonical(made.as_ntriples(), RdfFormat.N_TRIPLES)
    assert graph == canonical(made.as_turtle(), RdfFormat.TURTLE)
    assert graph == canonical(made.as_jsonld(), RdfFormat.JSON_LD)
    assert made.as_turtle() == made.as_turtle()
    assert len(list(graph.quads_for_predicate(SH.result))) == 2
    assert [quad.object for quad in graph.quads_for_predicate(SH.conforms)] == [Literal("false", datatype=XSD.boolean)]


def test_a_message_is_in_english_if_it_can_be() -> None:
    """
    Of several messages the text takes the English one, and RDF keeps them all.
    """
    said = (Literal("Teil fehlt", language="de"), Literal("part missing", language="en"))
    made = report(Result(FOCUS, SHAPE, COUNT, SH.Info, said))
    assert made.results[0].message == "part missing"
    assert b'"Teil fehlt"@de' in made.as_turtle()
