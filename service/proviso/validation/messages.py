"""
What a result says: the words of the shape, with what was found filled in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from proviso.validation.terms import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proviso.validation.terms import Term

_HOLE: Final = re.compile(r"\{[?$](\w+)\}")


def filled(template: Literal, row: Mapping[str, Term]) -> Literal:
    """
    Fill the values of *row* into *template*; what has no value stays as it is.

    >>> filled(Literal("{?who} is late, {?why}"), {"who": NamedNode("urn:me")}).value
    'urn:me is late, {?why}'
    """
    text = _HOLE.sub(lambda hole: row[hole[1]].value if hole[1] in row else hole[0], template.value)
    return Literal(text, language=template.language) if template.language else Literal(text)


def spoken(templates: Iterable[Literal], said: Iterable[str]) -> tuple[Literal, ...]:
    """
    Return those of the texts *said* that were made from *templates*, in the templates' language.

    >>> spoken([Literal("{?who} is late", language="en")], ["urn:me is late", "Something else"])
    (<Literal value=urn:me is late language=en>,)
    """
    texts = sorted(set(said))
    found = []
    for template in templates:
        pattern = ".*".join(re.escape(piece) for piece in _HOLE.split(template.value)[::2])
        found += [
            Literal(text, language=template.language) if template.language else Literal(text)
            for text in texts
            if re.fullmatch(pattern, text, re.DOTALL)
        ]
    return tuple(found)


def default(component: NamedNode) -> tuple[Literal, ...]:
    """
    Return what is said where a shape is silent.

    >>> default(NamedNode("http://www.w3.org/ns/shacl#MinCountConstraintComponent"))[0].value
    'The constraint sh:minCount is broken.'
    """
    name = local(component).removesuffix("ConstraintComponent")
    return (Literal(f"The constraint sh:{name[:1].lower()}{name[1:]} is broken."),)
