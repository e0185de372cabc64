"""
The engines that the shapes are tested in, each as a function from a data graph to its results.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pyshacl
import rdflib
from rdflib.namespace import SH

from proviso import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Finding = tuple[str, str | None, str]


@cache
def _shapes() -> rdflib.Graph:
    merged = rdflib.Graph()
    for path in sorted(resources.shapes().glob("*.ttl")):
        merged.parse(path)
    return merged


def with_pyshacl(data: bytes) -> set[Finding]:
    """
    Return focus, path and shape of each result that pySHACL reports for *data*, N-Triples.
    """
    graph = rdflib.Graph().parse(data=data, format="nt")
    _, report, _ = pyshacl.validate(graph, shacl_graph=_shapes(), inference="none")
    assert isinstance(report, rdflib.Graph)
    return {
        (str(report.value(result, SH.focusNode)), _path(report, result), str(report.value(result, SH.sourceShape)))
        for result in report.objects(None, SH.result)
    }


def _path(report: rdflib.Graph, result: rdflib.term.Node) -> str | None:
    path = report.value(result, SH.resultPath)
    return None if path is None else str(path)


ENGINES: Final[Mapping[str, Callable[[bytes], set[Finding]]]] = {"pyshacl": with_pyshacl}
