"""
The words of a SPARQL query: enough of its grammar to find a place in it, and to see at a glance that it is simple.
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

THIS: Final = frozenset({"$this", "?this"})

_TOKEN: Final = re.compile(
    r"""
    (?P<text>\"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*\"{3} | '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    | (?P<name>[\w.-]*:[^\s(){}\[\],;"'<>|/^*+?!=&]*)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<mark>[{}()*])
    """,
    re.VERBOSE | re.DOTALL,
)

# None of these counts, cuts off, nests a query or tests a pattern.
_SIMPLE: Final = frozenset(
    [
        *("PREFIX", "SELECT", "DISTINCT", "WHERE", "OPTIONAL", "UNION", "FILTER", "BIND", "AS", "NOT", "IN", "A"),
        *("TRUE", "FALSE", "BOUND", "COALESCE", "IF", "STR", "LANG", "LANGMATCHES", "DATATYPE", "SAMETERM"),
        *("ISIRI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "CONCAT", "CONTAINS", "STRLEN", "STRSTARTS", "STRENDS"),
        *("STRBEFORE", "STRAFTER", "SUBSTR", "LCASE", "UCASE", "REGEX", "REPLACE", "SHA256"),
    ]
)


def of(query: str) -> Iterator[re.Match[str]]:
    """
    Return the tokens of *query*, without comments.
    """
    return (token for token in _TOKEN.finditer(query) if token.lastgroup != "comment")


def start(query: str) -> int:
    """
    Return the place where the outermost pattern of *query* begins.

    >>> start("SELECT (EXISTS { ?a ?b ?c } AS ?d) { }")
    36
    """
    depth = 0
    for token in of(query):
        # An expression that the query returns stands in parentheses and may hold a pattern of its own.
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if token.group() == "{" and not depth:
            return token.end()
    return len(query)


def flat(query: str) -> bool:
    """
    Tell whether *query* is simple, returns `$this`, and speaks of it only where the outermost group has found it.

    It saves translating the query, which takes rdflib a tenth of a second. *False* says nothing about *query*.

    >>> flat("SELECT $this { $this ?p ?o OPTIONAL { ?o ?q ?r } }")
    True
    >>> flat("SELECT $this { $this ?p ?o { ?o ?q ?r FILTER(?r = $this) } }")
    False
    """
    found = list(of(query))
    head = [token.group() for token in takewhile(lambda token: token.group() != "{", found)]
    words = [token.group().upper() for token in found if token.lastgroup == "word"]
    simple = _SIMPLE.issuperset(words) and words.count("SELECT") == 1
    return simple and _returns_this(head) and _outermost(found) and not _calls(found)


def _returns_this(head: list[str]) -> bool:
    return not THIS.isdisjoint(head) and not {"*", "(", "?failure", "$failure"}.intersection(head)


def _outermost(found: list[re.Match[str]]) -> bool:
    # SPARQL makes the FILTERs that stand directly in an OPTIONAL part of the left join, where they see what the group
    # around it found (18.2.2.6). What stands deeper, or in a BIND, does not.
    opened: list[str] = []
    before, binds = "", False
    for token in found:
        word = token.group().upper()
        if word == "{":
            opened.append(before)
        elif word == "}":
            opened.pop()
        binds |= word == "BIND" and len(opened) > 1
        if token.group() in THIS and opened[1:] not in ([], ["OPTIONAL"]):
            return False
        before = word
    return not binds


def _calls(found: list[re.Match[str]]) -> bool:
    # A name before a parenthesis may be a function, or a predicate before a list: both are for the algebra to tell.
    # After a slash it is a path that goes on in parentheses.
    return any(
        one.lastgroup in {"iri", "name"} and two.group() == "(" and "/" not in one.string[one.end() : two.start()]
        for one, two in pairwise(found)
    )
