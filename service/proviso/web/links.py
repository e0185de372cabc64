"""
Addresses: from IRIs to links that work behind any host, and back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from flask import request
from pyoxigraph import NamedNode

from proviso.vocabulary import PREFIXES
from proviso.web.negotiation import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proviso.web.negotiation import Format

_FORBIDDEN_IN_IRI: Final = re.compile(r'[\x00-\x20\x7f<>"{}|^`\\?#%]')

_ABSOLUTE: Final = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)

# The namespaces that this register serves itself, and where.
_OWN: Final = {PREFIXES["prv"]: "def#", PREFIXES["shp"]: "shapes#"}


def link(path: str) -> str:
    """
    Return *path*, counted from the register's root, relative to the page that is being answered.
    """
    return "../" * (request.path.count("/") - 1) + path or "./"


def is_here(path: str) -> bool:
    """
    Tell whether *path*, counted from the register's root, is the page that is being answered.
    """
    return request.path.strip("/") == path


def with_parameters(address: str) -> str:
    """
    Return *address* with the parameters of this request; none of them may steer where it leads.
    """
    given = urlencode(list(request.args.items(multi=True)))
    return f"{address}?{given}" if given else address


@dataclass(frozen=True, slots=True)
class Alternate:
    """
    The same answer in another format.
    """

    title: str
    type: str
    href: str


def alternates(offers: Iterable[Format], parameters: Mapping[str, str]) -> list[Alternate]:
    """
    Return links to this answer in each of the *offers* other than a page.
    """
    return [
        Alternate(form.title, form.media_types[0], f"?{urlencode({**parameters, 'format': form.name})}")
        for form in offers
        if form != PAGE
    ]


def href(iri: str, *, base: str) -> str | None:
    """
    Return where *iri* leads to from this page: into the register, to the web, or nowhere.
    """
    if iri.startswith(base + "id/"):
        return link(quote(iri.removeprefix(base), safe="/:@!$&'()*+,;=~%"))
    if iri.startswith(base + "graphs/"):
        return link(quote("id/record/" + iri.removeprefix(base + "graphs/"), safe="/:@!$&'()*+,;=~%"))
    for namespace, page in _OWN.items():
        if iri.startswith(namespace):
            return link(page + quote(iri.removeprefix(namespace)))
    # What lies under our base and has no page leads nowhere, whatever host serves it.
    return iri if _ABSOLUTE.match(iri) and not iri.startswith(base) else None


def is_outside(address: str) -> bool:
    """
    Tell whether *address* leaves the register.
    """
    return bool(_ABSOLUTE.match(address))


def iri_of(path: str, *, base: str) -> str:
    """
    Return the IRI that `/id/` and *path*, as a browser's request gives it, stand for.
    """
    return base + "id/" + _FORBIDDEN_IN_IRI.sub(lambda match: quote(match[0], safe=""), path)


def is_iri(text: str) -> bool:
    """
    Tell whether *text* can be the name of anything.
    """
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def shorten(iri: str, *, base: str) -> str:
    """
    Write *iri* in the shortest form that a reader of this register knows.
    """
    if iri.startswith(base):
        return iri.removeprefix(base)
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and not re.search(r"[/#?]", local):
            return f"{prefix}:{local}"
    return iri


def words(iri: str) -> str:
    """
    Make words of the last part of *iri*, for terms that come without a label.

    >>> words("http://purl.org/dc/terms/isPartOf")
    'is part of'
    """
    local = re.split(r"[/#:]", iri)[-1] or iri
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", local).replace("_", " ").replace("-", " ").lower()
