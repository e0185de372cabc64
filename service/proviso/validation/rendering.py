"""
How a report is written: the same report, the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from proviso.validation import paths
from proviso.validation.terms import local
from proviso.vocabulary import PREFIXES, RDF, SH, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proviso.validation.report import Report, Result
    from proviso.validation.terms import Term

_FORMATS: Final = {"turtle": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "ntriples": RdfFormat.N_TRIPLES}
_HEADINGS: Final = {
    "Violation": ("violation", "violations"),
    "Warning": ("warning", "warnings"),
    "Info": ("remark", "remarks"),
}


def text(report: Report) -> str:
    """
    Write the verdict, then a paragraph for each result under the heading of its severity.
    """
    paragraphs = [_verdict(report)]
    heading = ""
    for result in report.results:
        named = _heading(local(result.severity), 2).capitalize()
        if named != heading:
            heading = named
            paragraphs.append(f"{heading}\n{'-' * len(heading)}")
        paragraphs.append(_paragraph(result))
    paragraphs += [f"Note: {fallback}" for fallback in report.fallbacks]
    return "\n\n".join(paragraphs) + "\n"


def json_text(report: Report) -> str:
    """
    Write an object that has the verdict, the counts, and a list of results.
    """
    document = {
        "accepted": report.accepted,
        "conforms": report.conforms,
        "counts": dict(sorted(report.counts.items())),
        "engine": report.engine,
        "fallbacks": list(report.fallbacks),
        "results": [_entry(result) for result in report.results],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def rdf(report: Report, form: str) -> bytes:
    """
    Write a sh:ValidationReport in the format called *form*.
    """
    used = {name: PREFIXES[name] for name in ("rdf", "sh", "shp", "xsd")} if form == "turtle" else None
    return serialize(_triples(report), format=_FORMATS[form], prefixes=used) or b""


def _verdict(report: Report) -> str:
    if report.conforms:
        return "Accepted: nothing to report."
    counted = [f"{number} {_heading(name, number)}" for name, number in report.counts.items()]
    return f"{'Accepted' if report.accepted else 'Refused'}: {', '.join(counted)}."


def _heading(name: str, number: int) -> str:
    one, many = _HEADINGS.get(name, (f"result of severity {name}", f"results of severity {name}"))
    return one if number == 1 else many


def _paragraph(result: Result) -> str:
    parts = {"focus": result.focus, "path": result.path, "value": result.value, "shape": result.shape}
    lines = [f"    {name:<6}{_short(str(part))}" for name, part in parts.items() if part is not None]
    return "\n".join([result.message, *lines])


def _short(written: str) -> str:
    for prefix, namespace in PREFIXES.items():
        name = written.removeprefix(f"<{namespace}").removesuffix(">")
        if written.startswith(f"<{namespace}") and name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return written


def _entry(result: Result) -> dict[str, object]:
    return {
        "message": result.message,
        "focus": _term(result.focus),
        "path": None if result.path is None else str(result.path),
        "value": None if result.value is None else _term(result.value),
        "severity": local(result.severity),
        "shape": result.shape.value,
        "component": result.component.value,
    }


def _term(term: Term) -> dict[str, str]:
    # The form that SPARQL's results in JSON have for a term.
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    written = {"type": "literal", "value": term.value}
    if term.language:
        return written | {"xml:lang": term.language}
    return written if term.datatype == XSD.string else written | {"datatype": term.datatype.value}


def _triples(report: Report) -> Iterator[Triple]:
    top = BlankNode("report")
    names = [BlankNode(f"result{number}") for number in range(1, len(report.results) + 1)]
    yield Triple(top, RDF.type, SH.ValidationReport)
    yield Triple(top, SH.conforms, Literal(report.conforms))
    for name in names:
        yield Triple(top, SH.result, name)
    for name, result in zip(names, report.results, strict=True):
        yield from _result(name, result)


def _result(name: BlankNode, result: Result) -> Iterator[Triple]:
    yield Triple(name, RDF.type, SH.ValidationResult)
    yield Triple(name, SH.focusNode, result.focus)
    inner: list[Triple] = []
    if result.path is not None:
        path, inner = paths.triples(result.path, f"{name.value}path")
        yield Triple(name, SH.resultPath, path)
    if result.value is not None:
        yield Triple(name, SH.value, result.value)
    for message in result.messages:
        yield Triple(name, SH.resultMessage, message)
    yield Triple(name, SH.resultSeverity, result.severity)
    yield Triple(name, SH.sourceShape, result.shape)
    yield Triple(name, SH.sourceConstraintComponent, result.component)
    if result.constraint is not None:
        yield Triple(name, SH.sourceConstraint, result.constraint)
    yield from inner
