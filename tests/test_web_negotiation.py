from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from proviso.errors import BadParameter, NotAcceptable
from proviso.web import negotiation
from proviso.web.negotiation import CSV, DOCUMENTS, PAGE, RESULTS_JSON, SOLUTIONS, TRIPLES, TURTLE

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def accept(header: str | None) -> MIMEAccept:
    """
    Read an Accept header as the server does.
    """
    return parse_accept_header(header, MIMEAccept)


@pytest.mark.parametrize("header", [None, "", "*/*", "*/*;q=0.1", "application/json", "application/*"])
def test_who_takes_anything_gets_the_first_offer(header: str | None) -> None:
    """
    Without a preference, the first offer is chosen.
    """
    assert negotiation.choose(SOLUTIONS, accept(header)).format == RESULTS_JSON


def test_browser_gets_a_page() -> None:
    """
    A browser's Accept header chooses the page, though it also takes XML and anything.
    """
    assert negotiation.choose(SOLUTIONS, accept(BROWSER)).format == PAGE
    assert negotiation.choose(TRIPLES, accept(BROWSER)).format == PAGE


def test_empty_format_is_no_format() -> None:
    """
    A form that is sent with no format chosen leaves the choice to Accept.
    """
    assert negotiation.choose(SOLUTIONS, accept("text/csv"), asked="").format == CSV


@pytest.mark.parametrize("name", ["ttl", "turtle", "TURTLE", "text/turtle", "n3", " turtle "])
def test_format_goes_by_several_names(name: str) -> None:
    """
    A format is found by its short names and by its media types, in any case.
    """
    assert negotiation.named(TRIPLES, name).format == TURTLE


def test_plus_sign_may_arrive_as_a_space() -> None:
    """
    A media type whose plus sign was not escaped in the URL is understood.
    """
    assert negotiation.named(SOLUTIONS, "application/sparql-results json").format == RESULTS_JSON


def test_format_of_another_answer_is_not_acceptable() -> None:
    """
    A format that exists, but not for this kind of answer, is not acceptable; one that does not exist is a mistake.
    """
    with pytest.raises(NotAcceptable, match="json, xml, csv, tsv, html"):
        negotiation.named(SOLUTIONS, "turtle")
    with pytest.raises(BadParameter, match="'excel'"):
        negotiation.named(SOLUTIONS, "excel")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("body/panel", ("body/panel", None)),
        ("body/panel.ttl", ("body/panel", "ttl")),
        ("body/panel.v1.json", ("body/panel.v1", "json")),
        ("body/panel.exe", ("body/panel.exe", None)),
        (".ttl", (".ttl", None)),
        ("", ("", None)),
    ],
)
def test_suffix_is_split_off_only_if_it_names_a_format(path: str, expected: tuple[str, str | None]) -> None:
    """
    What comes after a dot is a format if it names one, and part of the name otherwise.
    """
    assert negotiation.split(path, DOCUMENTS) == expected


@given(st.text(), st.sampled_from([SOLUTIONS, TRIPLES, DOCUMENTS]))
def test_any_accept_header_is_answered(header: str, offers: tuple[negotiation.Format, ...]) -> None:
    """
    Whatever an Accept header says, an offer is chosen or the choice is refused.
    """
    try:
        chosen = negotiation.choose(offers, accept(header))
    except NotAcceptable:
        return
    assert chosen.format in offers
    assert chosen.media_type in chosen.format.media_types
