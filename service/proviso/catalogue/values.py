"""
The values that parameters take: text at the edge, terms inside.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from proviso.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from proviso.store import Term

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE_NUMBER: Final = re.compile(r"[+-]?[0-9]+")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def _day(text: str, _base: str) -> Literal:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)


def _number(text: str, _base: str) -> Literal:
    if not _WHOLE_NUMBER.fullmatch(text):
        raise ValueError(text)
    return Literal(text, datatype=XSD.integer)


def _iri(text: str, base: str) -> NamedNode:
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return NamedNode(PREFIXES[prefix] + local)
    return NamedNode(text if _SCHEME.match(text) else f"{base}id/{text}")


KINDS: Final[Mapping[str, Callable[[str, str], Term]]] = {
    "xsd:date": _day,
    "xsd:integer": _number,
    "xsd:string": lambda text, _base: Literal(text),
    "iri": _iri,
}

WANTED: Final[Mapping[str, str]] = {
    "xsd:date": "a day such as 2020-03-09",
    "xsd:integer": "a whole number",
    "xsd:string": "text",
    "iri": "an IRI, or a name under the register's own such as condition/2020-0001",
}
