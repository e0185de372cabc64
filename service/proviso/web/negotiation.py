"""
Which format an answer takes: one table of formats, and the choice among them by `?format=` or by Accept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from werkzeug.datastructures import MIMEAccept

from proviso.errors import BadParameter, NotAcceptable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Format:
    """
    A way to write an answer: the media types and short names that ask for it, ours first, and the store's name.
    """

    title: str
    media_types: tuple[str, ...]
    names: tuple[str, ...]
    written: str = ""

    @property
    def name(self) -> str:
        """
        Return the name that links and suffixes use.
        """
        return self.names[0]

    @property
    def content_type(self) -> str:
        """
        Return what the answer says of itself when nothing else was asked for.
        """
        return content_type(self.media_types[0])


@dataclass(frozen=True, slots=True)
class Choice:
    """
    The format of one answer, under the media type that the client called it by.
    """

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """
        Return the Content-Type of the answer.
        """
        return content_type(self.media_type)


PAGE: Final = Format("HTML", ("text/html",), ("html",))

RESULTS_JSON: Final = Format(
    "JSON", ("application/sparql-results+json", "application/json"), ("json", "sparql-results+json", "srj"), "json"
)
RESULTS_XML: Final = Format(
    "XML",
    ("application/sparql-results+xml", "application/xml", "text/xml"),
    ("xml", "sparql-results+xml", "srx"),
    "xml",
)
CSV: Final = Format("CSV", ("text/csv",), ("csv",), "csv")
TSV: Final = Format("TSV", ("text/tab-separated-values",), ("tsv",), "tsv")

TURTLE: Final = Format("Turtle", ("text/turtle", "application/x-turtle", "text/n3"), ("ttl", "turtle", "n3"), "turtle")
N_TRIPLES: Final = Format(
    "N-Triples", ("application/n-triples", "text/plain"), ("nt", "ntriples", "n-triples"), "ntriples"
)
# A document has plain JSON beside JSON-LD; an answer has not, and takes the one for the other.
JSON_LD: Final = Format("JSON-LD", ("application/ld+json",), ("jsonld", "json-ld"), "jsonld")
ANY_JSON_LD: Final = Format(
    "JSON-LD", ("application/ld+json", "application/json"), ("jsonld", "json-ld", "json"), "jsonld"
)
RDF_XML: Final = Format(
    "RDF/XML",
    ("application/rdf+xml", "application/xml", "text/xml"),
    ("rdf", "rdfxml", "rdf+xml", "rdf-xml", "xml"),
    "rdfxml",
)
TRIG: Final = Format("TriG", ("application/trig",), ("trig",), "trig")
N_QUADS: Final = Format("N-Quads", ("application/n-quads",), ("nq", "nquads", "n-quads"), "nquads")

PLAIN_JSON: Final = Format("JSON", ("application/json",), ("json",))

# A client that takes anything (curl, a library) gets the first one: data from `/sparql`, pages elsewhere.
SOLUTIONS: Final = (RESULTS_JSON, RESULTS_XML, CSV, TSV, PAGE)
TRIPLES: Final = (TURTLE, N_TRIPLES, ANY_JSON_LD, RDF_XML, TRIG, N_QUADS, PAGE)
SERVICE: Final = (TURTLE, N_TRIPLES, ANY_JSON_LD, RDF_XML, PAGE)
DOCUMENTS: Final = (PAGE, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, PLAIN_JSON)
VOCABULARIES: Final = (PAGE, TURTLE, ANY_JSON_LD, N_TRIPLES, RDF_XML)
SUMMARIES: Final = (PAGE, PLAIN_JSON)
STATUS: Final = (PLAIN_JSON,)

# What the form for queries offers besides a page.
DATA: Final = (RESULTS_JSON, RESULTS_XML, CSV, TSV, TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS)

FORMAT_PARAMETERS: Final = ("format", "output", "results")

_EVERY_NAME: Final = frozenset(name for form in (*SOLUTIONS, *TRIPLES) for name in (*form.names, *form.media_types))


def pages_first(offers: Sequence[Format]) -> tuple[Format, ...]:
    """
    Put the page before the data, for addresses that people follow.
    """
    return tuple(sorted(offers, key=lambda form: form != PAGE))


def choose(offers: Sequence[Format], accept: MIMEAccept, *, asked: str | None = None) -> Choice:
    """
    Return the offer that *asked* names, or else the one that *accept* likes best; the earlier offer wins a tie.
    """
    if asked:
        return named(offers, asked)
    if not accept.provided:
        return Choice(offers[0], offers[0].media_types[0])
    wanted = _bare(accept)
    quality, _, choice = max(_rated(offers, wanted), key=lambda rated: rated[:2])
    if not quality:
        message = f"This is to be had as {_listed(offers)}, and the Accept header takes none of them."
        raise NotAcceptable(message)
    return choice


def named(offers: Sequence[Format], name: str) -> Choice:
    """
    Return the offer that goes by *name*, be it a short name or a media type.
    """
    # In a URL a plus sign that nobody escaped arrives as a space.
    key = name.strip().replace(" ", "+").lower()
    for form in offers:
        if key in form.names:
            return Choice(form, form.media_types[0])
        if key in form.media_types:
            return Choice(form, key)
    known = ", ".join(form.name for form in offers)
    message = f"The format {name!r} does not suit this answer; it is to be had as {known}."
    raise NotAcceptable(message) if key in _EVERY_NAME else BadParameter(message)


def asked_format(parameters: Mapping[str, str]) -> str | None:
    """
    Return the format that the URL asks for, under whichever of its usual names.
    """
    return next((parameters[name] for name in FORMAT_PARAMETERS if parameters.get(name)), None)


def split(path: str, offers: Sequence[Format]) -> tuple[str, str | None]:
    """
    Take the suffix off *path* that names one of the *offers*.

    >>> split("body/panel.ttl", DOCUMENTS)
    ('body/panel', 'ttl')
    >>> split("body/panel.of.1999", DOCUMENTS)
    ('body/panel.of.1999', None)
    """
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and stem and suffix in {form.name for form in offers} else (path, None)


def wants_page(accept: MIMEAccept) -> bool:
    """
    Tell whether a reader rather than a program is asking.
    """
    wanted = _bare(accept)
    page, data = wanted.quality("text/html"), max(map(wanted.quality, ("application/problem+json", "application/json")))
    return "text/html" in wanted.values() and page > 0 and page >= data


def content_type(media_type: str) -> str:
    """
    Return *media_type* with the charset where one belongs.
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _bare(accept: MIMEAccept) -> MIMEAccept:
    """
    Drop the parameters of the media ranges: a profile or a charset does not make another format.
    """
    return MIMEAccept([(value.partition(";")[0].strip().lower(), quality) for value, quality in accept])


def _rated(offers: Sequence[Format], wanted: MIMEAccept) -> Iterator[tuple[float, bool, Choice]]:
    """
    Give each offer with how much it is wanted and whether it is wanted by name; a lesser media type has to be named.
    """
    names = set(wanted.values())
    for form in offers:
        for media_type in form.media_types:
            if media_type in names or media_type == form.media_types[0]:
                yield wanted.quality(media_type), media_type in names, Choice(form, media_type)


def _listed(offers: Sequence[Format]) -> str:
    return ", ".join(f"{form.title} ({form.media_types[0]})" for form in offers)
