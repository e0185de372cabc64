"""
A question, what it may be told, and how both are read from the header of its file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from proviso.catalogue.values import KINDS, WANTED
from proviso.errors import BadParameter, Location, MalformedQuery, MissingParameter, UnknownParameter
from proviso.store import Question
from proviso.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proviso.store import Term

TODAY: Final = "today"
ANY: Final = "any"

_KEYS: Final = ("summary", "description", "answers", "param", "example")
_HEADER: Final = re.compile(r"#\+ (?P<key>[a-z]+):(?P<value>.*)")
_PARAMETER: Final = re.compile(r"(?P<name>[a-z][a-z_]*) (?P<kind>\S+)(?: = (?P<default>\S+))? ; (?P<doc>.+)")
_FORM: Final = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    What a question must or may be told; without a default it must be.
    """

    name: str
    kind: str
    default: str | None
    doc: str

    @property
    def variable(self) -> str:
        """
        Name the variable that stands for it in the query.
        """
        return self.name.replace("-", "_")

    @property
    def required(self) -> bool:
        """
        Tell whether a value must be given.
        """
        return self.default is None

    def term(self, text: str, *, base: str, today: date) -> Term | None:
        """
        Read *text* as a value of this parameter, or as None where any value will do.
        """
        if text == ANY and self.default == ANY:
            return None
        if text == TODAY and self.kind == "xsd:date":
            return Literal(today.isoformat(), datatype=XSD.date)
        try:
            return KINDS[self.kind](text, base)
        except ValueError as error:
            raise BadParameter(f"The parameter {self.name} is {text!r}, but should be {WANTED[self.kind]}.") from error


@dataclass(frozen=True, slots=True)
class Query:
    """
    One question: a file in `queries/`.
    """

    name: str
    summary: str
    description: str
    answers: tuple[int, ...]
    parameters: tuple[Parameter, ...]
    text: str
    form: str
    example: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def question(self, values: Mapping[str, str], *, base: str, today: date | None = None) -> Question:
        """
        Put *values*, given under the parameters' names, in place; what is missing or empty takes its default.
        """
        self._refuse_unknown(values)
        day = today or datetime.now(UTC).date()
        terms = {
            parameter.variable: parameter.term(self._value(parameter, values), base=base, today=day)
            for parameter in self.parameters
        }
        return Question(self.text, parameters={name: term for name, term in terms.items() if term is not None})

    def _value(self, parameter: Parameter, values: Mapping[str, str]) -> str:
        """
        Take the value given, or the default.
        """
        value = values.get(parameter.name) or parameter.default
        if value is None:
            raise MissingParameter(f"The query {self.name} needs the parameter {parameter.name}: {parameter.doc}.")
        return value

    def _refuse_unknown(self, names: Iterable[str]) -> None:
        """
        Name the parameters that there are, when one is given that is not among them.
        """
        known = [parameter.name for parameter in self.parameters]
        for name in names:
            if name not in known:
                listed = f"it has {_listed(known)}" if known else "it has none"
                raise UnknownParameter(f"The query {self.name} has no parameter {name!r}; {listed}.")


def parse(text: str, *, name: str) -> Query:
    r"""
    Read a query and the header that describes it.

    >>> query = parse("#+ summary: Is there anything?\n\nASK { ?thing ?property ?value }", name="anything")
    >>> query.summary, query.form
    ('Is there anything?', 'ask')
    """
    single: dict[str, str] = {}
    parameters: list[Parameter] = []
    answers: tuple[int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        where = Location(f"{name}.rq", number)
        key, value = _header(line, where=where)
        if key == "param":
            parameters.append(_parameter(value, where=where))
        elif key == "answers":
            answers = _numbers(value, where=where)
        else:
            single[key] = value
    return Query(
        name=name,
        summary=single.get("summary", ""),
        description=single.get("description", ""),
        answers=answers,
        parameters=tuple(parameters),
        text=text,
        form=_form(text, name=name),
        example=MappingProxyType(_example(single.get("example", ""))),
    )


def _header(line: str, *, where: Location) -> tuple[str, str]:
    match = _HEADER.fullmatch(line)
    if not match or match["key"] not in _KEYS:
        raise MalformedQuery(
            f"A header line should be '#+ key: value' with one of the keys {_listed(_KEYS)}.", where=where
        )
    return match["key"], match["value"].strip()


def _parameter(value: str, *, where: Location) -> Parameter:
    match = _PARAMETER.fullmatch(value)
    if not match or match["kind"] not in KINDS:
        raise MalformedQuery(
            f"A parameter should be 'name kind = default ; what it is' with one of the kinds {_listed(KINDS)}.",
            where=where,
        )
    return Parameter(match["name"].replace("_", "-"), match["kind"], match["default"], match["doc"])


def _numbers(value: str, *, where: Location) -> tuple[int, ...]:
    try:
        return tuple(int(number) for number in value.split(","))
    except ValueError as error:
        raise MalformedQuery(
            "The questions answered should be numbers, with commas between them.", where=where
        ) from error


def _example(value: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in value.split())
    return {name: text for name, _, text in pairs}


def _form(text: str, *, name: str) -> str:
    match = _FORM.search(text)
    if not match:
        raise MalformedQuery(
            "A query should begin with SELECT, ASK, CONSTRUCT or DESCRIBE.", where=Location(f"{name}.rq")
        )
    return match[1].lower()


def _listed(names: Iterable[str]) -> str:
    """
    List names the way a sentence does.
    """
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
