"""
Questions and their answers, as the command line puts and shows them.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proviso import resources
from proviso.catalogue import Catalogue
from proviso.cli.tables import table, told, width
from proviso.errors import BadParameter, Location, MalformedQuery, UnknownParameter
from proviso.store import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from proviso.catalogue import Query
    from proviso.store import Answer, Store, Term


@dataclass(frozen=True, slots=True)
class Asked:
    """
    An answer, the base of the register that gave it, and what the question was told.
    """

    answer: Answer
    base: str
    given: Mapping[str, Term]


def pairs(parameters: Iterable[str]) -> dict[str, str]:
    """
    Read `name=value`, as often as it is given.

    >>> pairs(["condition=C1", "as-at=2020-03-09"])
    {'condition': 'C1', 'as-at': '2020-03-09'}
    """
    values: dict[str, str] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not name or not equals:
            raise BadParameter(f"The parameter {parameter!r} is not of the form name=value.")
        if name in values:
            raise BadParameter(f"The parameter {name!r} is given twice.")
        values[name] = value
    return values


def ask(store: Store, *, name: str | None, text: str | None, file: Path | None, values: Mapping[str, str]) -> Asked:
    """
    Ask *store* one question: a named one, a text, or what is in a file.
    """
    snapshot = store.snapshot()
    if name:
        question = Catalogue.read(resources.queries())[name].question(values, base=store.base)
        return Asked(snapshot.query(question), store.base, question.parameters)
    if values:
        raise UnknownParameter(
            f"Only the questions that come with the register have parameters, such as {next(iter(values))!r}."
        )
    try:
        return Asked(snapshot.query(Question(_read(file) if file else text or "")), store.base, {})
    except MalformedQuery as error:
        if file and error.where:
            error.where = Location(str(file), error.where.line, error.where.column)
        raise


def written(asked: Asked, form: str | None) -> bytes:
    """
    Write an answer in the format named *form*; what is not chosen is a table, or Turtle for a graph.
    """
    answer = asked.answer
    if form not in {None, "table"} or answer.kind == "graph":
        return answer.serialise("turtle" if form is None else form)
    if answer.kind == "ask":
        return b"yes\n" if answer else b"no\n"
    return _table(asked).encode()


def _table(asked: Asked) -> str:
    """
    Set the rows, without the columns that only repeat what the question was told.
    """
    variables = asked.answer.variables
    shown = [place for place, name in enumerate(variables) if name not in asked.given]
    rows = [tuple(row[place] for place in shown) for row in asked.answer.rows()]
    head = f"{told(asked.given, base=asked.base)}\n\n" if asked.given else ""
    return head + table([variables[place] for place in shown], rows, base=asked.base, width=width())


def listing() -> str:
    """
    List the questions: what each answers, and what it takes.
    """
    return "\n".join(_entry(query) for query in Catalogue.read(resources.queries()))


def _entry(query: Query) -> str:
    """
    Describe one question.
    """
    lines = [query.name, *textwrap.wrap(query.summary, 96, initial_indent="    ", subsequent_indent="    ")]
    for parameter in query.parameters:
        default = "" if parameter.required else f" (default: {parameter.default})"
        lines += textwrap.wrap(
            f"--param {parameter.name}=…  {parameter.doc}{default}",
            96,
            initial_indent="    ",
            subsequent_indent="        ",
        )
    return "\n".join(lines) + "\n"


def _read(file: Path) -> str:
    """
    Read a query from a file.
    """
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadParameter(f"The file {file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise MalformedQuery(
            f"The query is not UTF-8: byte {error.start} is wrong.", where=Location(str(file))
        ) from error
