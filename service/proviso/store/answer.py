"""
What a question comes back with, and how it is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from pyoxigraph import DefaultGraph, Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples

from proviso.errors import NotAcceptable
from proviso.store.engine import reading_from
from proviso.store.writing import FORMATS as GRAPH_FORMATS
from proviso.store.writing import serialise, well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from proviso.store.model import Row

Kind: TypeAlias = Literal["select", "ask", "graph"]
Result: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples

RESULT_FORMATS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}


class Answer:
    """
    The answer to one question: rows, yes or no, or a graph.

    It is evaluated when it is used, and again when it is used again; its snapshot never changes, so neither does it.
    """

    def __init__(self, ask: Callable[[], Result], *, folder: Path | None = None) -> None:
        self._ask = ask
        self._folder = folder
        first = ask()
        self._unused: Result | None = first
        self.kind: Kind = _KINDS[type(first)]
        self.variables: tuple[str, ...] = _columns(first)

    @property
    def formats(self) -> tuple[str, ...]:
        """
        List the formats that this kind of answer can be written in.
        """
        return tuple(GRAPH_FORMATS if self.kind == "graph" else RESULT_FORMATS)

    def __bool__(self) -> bool:
        """
        Answer ASK; for the other kinds, tell whether there is any row or triple.
        """
        result = self._result()
        with reading_from(self._folder):
            if isinstance(result, QueryBoolean):
                return bool(result)
            return next(iter(result), None) is not None

    def rows(self) -> Iterator[Row]:
        """
        Give the rows of SELECT, in the order of *variables*; None where nothing is bound.
        """
        result = self._result()
        if not isinstance(result, QuerySolutions):
            raise NotAcceptable(f"The answer is of the kind {self.kind}, so it has no rows.")
        with reading_from(self._folder):
            for solution in result:
                yield tuple(solution)

    def quads(self) -> Iterator[Quad]:
        """
        Give the triples of CONSTRUCT and DESCRIBE, in the default graph.
        """
        result = self._result()
        if not isinstance(result, QueryTriples):
            raise NotAcceptable(f"The answer is of the kind {self.kind}, so it is no graph.")
        with reading_from(self._folder):
            for triple in result:
                yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())

    def serialise(self, form: str) -> bytes:
        """
        Write the whole answer in the format named *form*.
        """
        if form not in self.formats:
            raise NotAcceptable(f"The answer can be had as {', '.join(self.formats)}, but not as {form}.")
        if self.kind == "graph":
            return serialise(self.quads(), form)
        result = self._result()
        with reading_from(self._folder):
            if isinstance(result, QueryTriples):  # pragma: no cover - the kind says otherwise
                raise NotAcceptable("The answer is a graph.")
            content = result.serialize(format=RESULT_FORMATS[form]) or b""
        return well_formed(content) if form == "xml" else content

    def _result(self) -> Result:
        """
        Take the first evaluation if it is still there, or evaluate again.
        """
        result, self._unused = self._unused, None
        return self._ask() if result is None else result


_KINDS: Final[dict[type[Result], Kind]] = {QuerySolutions: "select", QueryBoolean: "ask", QueryTriples: "graph"}


def _columns(result: Result) -> tuple[str, ...]:
    """
    Name the columns of *result*, if it has any.
    """
    return tuple(variable.value for variable in result.variables) if isinstance(result, QuerySolutions) else ()
