"""
A look at a query's tokens before the engine sees it.

The engine's parser recurses without a limit and would take the process down, it fetches what SERVICE names, and it
does not ask for a space after a keyword. So nothing reaches it that has not been looked at here. The scanner errs on
the side of refusing.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from proviso.store.engine import forbidden

LONGEST_TEXT: Final = 1 << 20  # bytes
DEEPEST_NESTING: Final = 100

# The engine dies of a chain of 1,000 in a thread with a small stack, and of 4,000 in an ordinary one. It puts
# joins in order in more than quadratic time: 200 patterns around one subject take it 12 seconds.
_MOST: Final = {"operators": 500, "groups and clauses": 500, "triple patterns": 250}

_TWO_READINGS: Final = "A < here can begin an IRI or mean *less than*: put a space after it."
# No expression holds two slashes in a row.
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_NO_SERVICE: Final = "SERVICE would ask another server, and this register asks none."
_NO_UPDATE: Final = "This is an update, and queries only read; records are added with the command 'proviso load'."
_TOO_DEEP: Final = f"The query is nested deeper than {DEEPEST_NESTING} levels."

_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+|\#[^\n\r]*)
    | (?P<string>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"
        |'''(?:'{0,2}(?:[^'\\]|\\.))*'''
        |\"(?:[^\"\\\n\r]|\\.)*\"
        |'(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
    | (?P<name>(?:[^\W\d](?:[\w.\-\u00b7]*[\w\-\u00b7])?)?:
        (?:(?:[\w:\u00b7\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.+(?=[\w:%\\\-]))*))
    | (?P<number>(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<mark><<\(|\)>>|<<|>>|\{\||\|\}|\|\||&&|\^\^|[<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

_OPENING: Final = frozenset({"(", "{", "[", "<<", "<<(", "{|"})
_CLOSING: Final = frozenset({")", "}", "]", ">>", ")>>", "|}"})
_OPERATORS: Final = frozenset({"||", "&&", "|", "/", "^", "!", "+", "-", "*"})
_SEPARATORS: Final = frozenset({".", ";", "/", "^"})
_CLAUSES: Final = frozenset(
    {"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "VALUES", "GRAPH", "EXISTS", "AS", "HAVING", "LATERAL"}
)
# Where no bracket is open, these words begin an update and nothing else.
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_OPERANDS: Final = frozenset({"string", "iri", "variable", "name", "number"})

_FROM: Final = ("word", "FROM")
_BEFORE_STAR: Final = (("word", "SELECT"), ("word", "DISTINCT"), ("word", "REDUCED"))
_BEFORE_GRAPH_NAME: Final = (("word", "GRAPH"), ("word", "NAMED"), _FROM)


@dataclass(slots=True)
class Scan:
    """
    What a query's tokens tell: the graphs it names with FROM, its variables, and where the star of SELECT * stands.
    """

    graphs: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)
    star: int | None = None


def check(text: str, *, base: str = "") -> Scan:
    """
    Refuse *text* if the engine must not see it, and say what it names; relative IRIs stand under *base*.
    """
    if len(text) > LONGEST_TEXT or len(text.encode("utf-8", "surrogatepass")) > LONGEST_TEXT:
        raise forbidden(f"The query is longer than {LONGEST_TEXT:,} bytes.", text=text, offset=0)
    scan = _Scanner(text, base=base).run()
    decoded = decode(text)
    if decoded != text:
        # Engines differ on where they decode escapes, and the text may be sent to another engine than ours.
        _Scanner(decoded, base=base).run()
    return scan


def decode(text: str) -> str:
    """
    Replace SPARQL's codepoint escapes.
    """
    return _ESCAPE.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    """
    Give the character that an escape stands for, or the escape where there is none.
    """
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= sys.maxunicode else match[0]


class _Scanner:
    """
    One walk over the tokens of one query.
    """

    def __init__(self, text: str, *, base: str) -> None:
        self.text = text
        self.base = base
        self.scan = Scan()
        self.prefixes: dict[str, str] = {}
        self.open: list[str] = []
        self.counts = dict.fromkeys(_MOST, 0)
        self.selects = 0
        # Whether VALUES was seen and its brace not yet, and how deep we are inside that brace.
        self.values_pending = False
        self.values_depth = 0
        self.last = self.before = ("", "")

    def run(self) -> Scan:
        """
        Walk to the end.
        """
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup or ""
            if kind == "space":
                continue
            lexeme = match[0].upper() if kind == "word" else match[0]
            self._see(kind, lexeme, match.start())
            self.before, self.last = self.last, (kind, lexeme)
        return self.scan

    def _see(self, kind: str, lexeme: str, offset: int) -> None:
        """
        Take one token into account.
        """
        if kind == "mark":
            self._see_mark(lexeme, offset)
        elif kind == "word":
            self._see_word(lexeme, offset)
        elif kind == "variable":
            self.scan.variables.append(lexeme[1:])
        elif kind in {"iri", "name"}:
            self._see_reference(kind, lexeme, offset)
        if kind in _OPERANDS and self.last[0] in _OPERANDS and self.open[-1:] == ["("]:
            self._count("triple patterns", 2, offset)  # each item of a collection stands for two

    def _see_mark(self, lexeme: str, offset: int) -> None:
        """
        Follow the nesting, and count what makes the engine recurse.
        """
        if lexeme in _OPENING:
            self._open(lexeme, offset)
        elif lexeme in _CLOSING and self.open:
            self.open.pop()
            self.values_depth = max(0, self.values_depth - 1)
        elif lexeme == "*" and self.last in _BEFORE_STAR and not self.open:
            if self.selects == 1:
                self.scan.star = offset
        else:
            self._count("operators", lexeme in _OPERATORS, offset)
            between = lexeme == "," and self.open[-1:] != ["("]
            self._count("triple patterns", between or lexeme in _SEPARATORS, offset)

    def _open(self, lexeme: str, offset: int) -> None:
        """
        Go one level deeper.
        """
        self.open.append(lexeme)
        if len(self.open) > DEEPEST_NESTING:
            self._refuse(_TOO_DEEP, offset)
        if self.values_depth:
            self.values_depth += 1
        elif lexeme == "{":
            self._refuse_hidden_service(offset)
            self._count("groups and clauses", 1, offset)
            self.values_depth = int(self.values_pending)
            self.values_pending = False

    def _see_word(self, word: str, offset: int) -> None:
        """
        Refuse what leaves the register; count what nests or chains.
        """
        if "SERVICE" in word:
            self._refuse(_NO_SERVICE, offset)
        if word in _UPDATES and not self.open:
            self._refuse(_NO_UPDATE, offset)
        self.selects += word == "SELECT"
        self.values_pending = word == "VALUES"
        self._count("groups and clauses", word in _CLAUSES, offset)

    def _see_reference(self, kind: str, lexeme: str, offset: int) -> None:
        """
        Keep the prologue's names, and the graphs that FROM names.
        """
        if kind == "iri":
            self._look_inside(lexeme, offset)
        if self.last == ("word", "BASE"):
            self.base = self._resolve(kind, lexeme)
        elif self.before == ("word", "PREFIX"):
            self.prefixes[self.last[1]] = self._resolve(kind, lexeme)
        elif self.last == _FROM or (self.last == ("word", "NAMED") and self.before == _FROM):
            self.scan.graphs.append(self._resolve(kind, lexeme))

    def _resolve(self, kind: str, lexeme: str) -> str:
        """
        Write a reference out in full.
        """
        if kind == "iri":
            return urljoin(self.base, decode(lexeme[1:-1]))
        prefix, _, local = lexeme.partition(":")
        return self.prefixes.get(prefix + ":", "") + re.sub(r"\\(.)", r"\1", local)

    def _look_inside(self, lexeme: str, offset: int) -> None:
        """
        Take an IRI for what it would be if its bracket meant *less than*: `?a<?b)SERVICE?c#>` reads both ways.
        """
        # Neither reading goes on after two slashes, which no expression holds, or beyond the start of a comment.
        inside = re.split("//|#", lexeme[1:-1], maxsplit=1)[0]
        for match in _TOKEN.finditer(inside):
            if match.lastgroup == "word" and "SERVICE" in match[0].upper():
                self._refuse(_NO_SERVICE, offset)
            self._count("operators", match[0] in _OPERATORS, offset)
        if len(self.open) + inside.count("(") + inside.count("[") > DEEPEST_NESTING:
            self._refuse(_TOO_DEEP, offset)
        if self._reads_both_ways(lexeme):
            self._refuse(_TWO_READINGS, offset)

    def _reads_both_ways(self, lexeme: str) -> bool:
        """
        Tell whether *lexeme* may be an expression in which a string, a comment or a bracket begins.

        The engine knows from the grammar which it is, and we do not; after a wrong guess, its code would be our string.
        """
        kind, before = self.last
        after_operand = kind not in {"", "mark"} or before == ")"
        if not after_operand or "(" not in self.open or _ABSOLUTE.match(lexeme):
            return False
        return bool(set(lexeme) & {"'", "#"}) or any(lexeme.count(a) != lexeme.count(b) for a, b in ("()", "[]"))

    def _refuse_hidden_service(self, offset: int) -> None:
        """
        Find the keyword run together with its neighbours: the engine reads `SERVICEx:y {` as `SERVICE x:y {`.
        """
        kind, lexeme = self.last
        if kind == "name" and "SERVICE" in lexeme.partition(":")[0].upper() and self.before not in _BEFORE_GRAPH_NAME:
            self._refuse(_NO_SERVICE, offset)
        kind, lexeme = self.before
        if kind in {"name", "language"} and lexeme.upper().removesuffix("SILENT").endswith("SERVICE"):
            self._refuse(_NO_SERVICE, offset)

    def _count(self, what: str, number: int, offset: int) -> None:
        """
        Add to a count; each has an end. The rows of VALUES are data, and cost the engine nothing.
        """
        if number and not self.values_depth:
            self.counts[what] += number
            if self.counts[what] > _MOST[what]:
                self._refuse(f"The query has more than {_MOST[what]} {what}.", offset)

    def _refuse(self, reason: str, offset: int) -> None:
        """
        Say what stands at *offset* and cannot be had.
        """
        raise forbidden(reason, text=self.text, offset=offset)
