"""
Turtle and TriG as a person would write them.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from proviso.vocabulary import PREFIXES, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proviso.store.model import Term

_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_UNDER_BASE: Final = re.compile(r"[A-Za-z0-9_.~-]+(?:/[A-Za-z0-9_.~-]+)*")
_SPLIT: Final = re.compile(r"^(.*[#/:])([^#/:]*)$", re.DOTALL)

# What Turtle's own shorthand covers; other spellings of the same types are written in full.
_SHORTHAND: Final = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    NamedNode(f"{XSD.NAMESPACE}decimal"): re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    NamedNode(f"{XSD.NAMESPACE}double"): re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}

# Quotes, backslashes, and everything that an editor or a terminal would hide, change or obey.
_UNSAFE: Final = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]'
)
_SHORT_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class TurtleWriter:
    """
    Terms as Turtle, with a note of the prefixes that they needed.
    """

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.used: set[str] = set()
        self.names = {iri: prefix for prefix, iri in PREFIXES.items()}
        self.based = False

    def document(self, blocks: Iterable[str]) -> bytes:
        """
        Put the declarations before the *blocks*.
        """
        body = [block for block in blocks if block]
        head = [f"@base <{self.base}> .\n"] if self.based else []
        head += [f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(self.used)]
        return "\n".join(["".join(head)] * bool(head) + body).encode()

    def graph(self, name: object, triples: Iterable[Triple]) -> str:
        """
        Write one graph of a dataset.
        """
        if isinstance(name, DefaultGraph):
            return self.statements(triples, indent="")
        label = self.iri(name.value) if isinstance(name, NamedNode) else str(name)
        return f"{label} {{\n{self.statements(triples, indent='    ')}}}\n"

    def statements(self, triples: Iterable[Triple], *, indent: str) -> str:
        """
        Write *triples*, a paragraph for each subject.
        """
        ordered = sorted(triples, key=_order)
        paragraphs = groupby(ordered, key=lambda triple: triple.subject)
        return "\n".join(self._paragraph(subject, list(about), indent) for subject, about in paragraphs)

    def _paragraph(self, subject: Term, triples: list[Triple], indent: str) -> str:
        """
        Write everything about one subject, a line for each predicate.
        """
        lines = (
            self._predicate(predicate, [triple.object for triple in same], indent)
            for predicate, same in groupby(triples, key=lambda triple: triple.predicate)
        )
        return f"{indent}{self.term(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n"

    def _predicate(self, predicate: NamedNode, objects: list[Term], indent: str) -> str:
        """
        Write a predicate and its objects, below each other if there are several.
        """
        name = "a" if predicate == RDF.type else self.term(predicate)
        if len(objects) == 1 or name == "a":
            return f"{name} {', '.join(map(self.term, objects))}"
        return f"{name}\n{indent}        " + f",\n{indent}        ".join(map(self.term, objects))

    def term(self, term: Term) -> str:
        """
        Write any term.
        """
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal):
            return self.literal(term)
        # Triple terms are left as they are in N-Triples: the engine does not read long strings inside them.
        return f"<<( {term} )>>" if isinstance(term, Triple) else str(term)

    def iri(self, iri: str) -> str:
        """
        Write an IRI with a prefix if one fits, else whole, or relative to the base.
        """
        split = _SPLIT.match(iri)
        if split and split[1] in self.names and _LOCAL_NAME.fullmatch(split[2]):
            self.used.add(self.names[split[1]])
            return f"{self.names[split[1]]}:{split[2]}"
        if self.base and iri.startswith(self.base):
            rest = iri.removeprefix(self.base)
            if _UNDER_BASE.fullmatch(rest) and not {".", ".."} & set(rest.split("/")):
                self.based = True
                return f"<{rest}>"
        return f"<{iri}>"

    def literal(self, literal: Literal) -> str:
        """
        Write a literal in the shortest form that reads back the same.
        """
        shorthand = _SHORTHAND.get(literal.datatype)
        if shorthand and shorthand.fullmatch(literal.value):
            return literal.value
        if literal.language:
            direction = f"--{literal.direction.value}" if literal.direction else ""
            return f"{_quoted(literal.value)}@{literal.language}{direction}"
        if literal.datatype == XSD.string:
            return _quoted(literal.value)
        return f"{_quoted(literal.value)}^^{self.iri(literal.datatype.value)}"


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    """
    Sort by subject, with the class first among the predicates.
    """
    return str(triple.subject), triple.predicate != RDF.type, str(triple.predicate), str(triple.object)


def _quoted(text: str) -> str:
    """
    Quote a string, over several lines if it has several.
    """
    if "\n" not in text:
        return f'"{_UNSAFE.sub(_escape, text)}"'
    lines = "\n".join(_UNSAFE.sub(_escape_in_long, line) for line in text.split("\n"))
    # Three quotes in a row, or one before the closing three, would end the string.
    lines = re.sub(r'"(?="")|"\Z', r'\\"', lines)
    return f'"""{lines}"""'


def _escape(match: re.Match[str]) -> str:
    """
    Escape one character of a short string.
    """
    return _SHORT_ESCAPES.get(match[0], f"\\u{ord(match[0]):04X}")


def _escape_in_long(match: re.Match[str]) -> str:
    """
    Escape one character of a long string, where quotes may stand as they are.
    """
    return '"' if match[0] == '"' else _escape(match)
