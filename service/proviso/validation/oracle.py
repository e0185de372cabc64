"""
The reference: pySHACL on rdflib, slow and known.
"""

from __future__ import annotations

import logging
import threading
import warnings
from contextlib import contextmanager
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

import pyshacl
import rdflib
from pyoxigraph import NamedNode
from pyshacl.errors import ConstraintLoadError, ShapeLoadError
from rdflib.plugins.sparql import prepareQuery

from proviso.errors import EngineFault, MalformedShapes
from proviso.validation import messages
from proviso.validation.report import Result
from proviso.validation.shapes import minted
from proviso.validation.terms import from_rdflib, sh
from proviso.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Literal

    from proviso.validation.data import Data
    from proviso.validation.shapes import Shapes
    from proviso.validation.terms import Term

# How rdflib reads literals is a setting of the whole process, so one validation runs at a time.
_one_at_a_time: Final = threading.Lock()

# It logs a traceback for each literal that is not of its type, which is for the shapes to judge.
_rdflib_log: Final = logging.getLogger("rdflib.term")


class _Prepared(rdflib.Graph):
    """
    A graph that parses each query once: pySHACL asks the same one for every focus node.
    """

    # rdflib's own signature is as wide as this.
    def query(self, query_object: Any, *args: Any, **named: Any) -> rdflib.query.Result:  # noqa: ANN401
        """
        Ask the question, parsed before if it was asked before.
        """
        question = _prepare(_in_order(query_object)) if isinstance(query_object, str) else query_object
        return super().query(question, *args, **named)


_prepare = lru_cache(maxsize=256)(prepareQuery)


def _in_order(query: str) -> str:
    # pySHACL writes the prefixes in an order that differs from run to run, which would make one query look like many.
    lines = query.split("\n")
    head = list(takewhile(lambda line: not line.strip() or line.lstrip().startswith("PREFIX"), lines))
    return "\n".join([*sorted(head), *lines[len(head) :]])


def run(shapes: Shapes, text: str, data: Data) -> Iterator[Result]:
    """
    Validate *data* against *text*, which holds those of the *shapes* that pySHACL is to see.
    """
    with _one_at_a_time, _literals_as_written():
        graph = _validate(_graph(rdflib.Graph(), text), _graph(_Prepared(), data.text))
        for node in graph.objects(None, _term(SH.result)):
            yield _result(shapes, _Found(graph, node))


class _Found:
    """
    What pySHACL says about one result.
    """

    def __init__(self, graph: rdflib.Graph, node: rdflib.term.Node) -> None:
        self._graph = graph
        self._node = node

    def value(self, predicate: NamedNode) -> Term | None:
        """
        Return the object of *predicate*, if there is one.
        """
        term = self._graph.value(self._node, _term(predicate))
        return None if term is None else from_rdflib(term)

    def the(self, predicate: NamedNode) -> NamedNode:
        """
        Return the object of *predicate*, which has to be a name.
        """
        term = self.value(predicate)
        if not isinstance(term, NamedNode):
            raise EngineFault(f"pySHACL reported {term} as {predicate}.")
        return term

    @property
    def said(self) -> list[str]:
        """
        The messages, in no order.
        """
        return [str(said) for said in self._graph.objects(self._node, _term(SH.resultMessage))]


def _result(shapes: Shapes, found: _Found) -> Result:
    shape, constraint = found.the(SH.sourceShape), found.value(SH.sourceConstraint)
    path, focus = found.value(sh("resultPath")), found.value(SH.focusNode)
    if focus is None:
        raise EngineFault("pySHACL reported a result without a focus node.")
    return Result(
        focus=focus,
        shape=shapes.named(shape),
        component=found.the(SH.sourceConstraintComponent),
        severity=shapes.severity(shape),
        messages=_messages(shapes, shape, constraint, found),
        path=path if isinstance(path, NamedNode) else shapes.path(shape),
        value=found.value(SH.value),
        constraint=constraint if isinstance(constraint, NamedNode) and not minted(constraint) else None,
    )


def _messages(shapes: Shapes, shape: Term, constraint: Term | None, found: _Found) -> tuple[Literal, ...]:
    component = found.the(SH.sourceConstraintComponent)
    if constraint is None:
        return shapes.messages(shape) or messages.default(component)
    # pySHACL says both the shape's words and the constraint's; W3C lets the constraint speak first.
    templates = shapes.messages(constraint) or shapes.messages(shape)
    return messages.spoken(templates, found.said) or messages.default(component)


def _validate(shapes: rdflib.Graph, data: rdflib.Graph) -> rdflib.Graph:
    try:
        _, graph, _ = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", advanced=False, js=False, do_owl_imports=False, meta_shacl=False
        )
    except (ConstraintLoadError, ShapeLoadError) as error:
        raise MalformedShapes(f"pySHACL cannot read the shapes: {error}.") from error
    except Exception as error:  # whatever Python raises when it compares or replaces what it should not
        raise EngineFault(f"pySHACL could not finish: {error}.") from error
    if not isinstance(graph, rdflib.Graph):
        raise EngineFault(f"pySHACL could not finish: {graph}.")
    return graph


def _graph(graph: rdflib.Graph, text: str) -> rdflib.Graph:
    return graph.parse(data=text, format="nt")


def _term(term: NamedNode) -> rdflib.URIRef:
    return rdflib.URIRef(term.value)


def _silent(_: logging.LogRecord) -> bool:
    return False


@contextmanager
def _literals_as_written() -> Iterator[None]:
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    _rdflib_log.addFilter(_silent)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        _rdflib_log.removeFilter(_silent)
        rdflib.NORMALIZE_LITERALS = before
