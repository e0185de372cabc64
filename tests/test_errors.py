"""
The exceptions and the tree that is drawn of them.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

import pytest

from proviso import errors
from proviso.errors import Location, MalformedData, ProvisoError, Refused, Unusable

LEAVES_AND_BRANCHES = [
    pytest.param(item, id=name)
    for name, item in inspect.getmembers(errors, inspect.isclass)
    if issubclass(item, ProvisoError)
]


@dataclass(frozen=True)
class Rejection:
    """
    The least that counts as a report.
    """

    accepted: bool = False


def drawn(tree: str) -> dict[str, str]:
    """
    Read a drawn tree as a mapping from each name to its parent.
    """
    parents: dict[str, str] = {}
    ancestors: list[str] = []
    for line in tree.splitlines():
        entry = re.fullmatch(r" {4}([ │├└─]*)(\w+)", line)
        if entry:
            depth = len(entry[1]) // 4
            ancestors = [*ancestors[:depth], entry[2]]
            parents[entry[2]] = ancestors[-2] if depth else "Exception"
    return parents


def actual() -> dict[str, str]:
    """
    Map the name of every exception in the module to its parent's.
    """
    classes = [item for _, item in inspect.getmembers(errors, inspect.isclass) if issubclass(item, ProvisoError)]
    return {item.__name__: item.__bases__[0].__name__ for item in classes}


def test_the_drawn_tree_is_the_tree() -> None:
    """
    The docstring of the module draws every exception under its parent.
    """
    assert drawn(errors.__doc__ or "") == actual()


@pytest.mark.parametrize("exception", LEAVES_AND_BRANCHES)
def test_every_exception_says_when_it_is_raised(exception: type[ProvisoError]) -> None:
    """
    The docstring of an exception is one sentence that says when it is raised.
    """
    sentence = inspect.cleandoc(exception.__doc__ or "")
    assert re.fullmatch(r"Raised when [^\n]+\.", sentence)


@pytest.mark.parametrize(
    ("where", "text"),
    [
        pytest.param(Location("a.ttl"), "a.ttl", id="file"),
        pytest.param(Location("a.ttl", 3), "a.ttl:3", id="line"),
        pytest.param(Location("a.ttl", 3, 14), "a.ttl:3:14", id="column"),
    ],
)
def test_a_place_is_written_as_compilers_write_it(where: Location, text: str) -> None:
    """
    A place leaves out what is not known of it.
    """
    assert str(where) == text


def test_an_error_names_its_place_before_its_sentence() -> None:
    """
    An error with a place is printed with the place in front, and keeps the bare sentence.
    """
    error = MalformedData("A full stop is missing.", where=Location("a.ttl", 3, 14))
    assert str(error) == "a.ttl:3:14: A full stop is missing."
    assert error.message == "A full stop is missing."


def test_an_error_without_a_place_is_its_sentence() -> None:
    """
    An error without a place is printed as its sentence alone.
    """
    assert str(Unusable("The disk is full.")) == "The disk is full."


def test_a_refusal_carries_its_report() -> None:
    """
    A refusal keeps the report that says why, and is not an error of use.
    """
    refusal = Refused("The register would break a shape.", report=Rejection())
    assert refusal.report.accepted is False
    assert not isinstance(refusal, Unusable)
