from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from proviso.web import negotiation, problems
from web_register import make_app

if TYPE_CHECKING:
    from pathlib import Path


def page(checkout: Path) -> str:
    """
    Read the page about HTTP.
    """
    return (checkout / "docs" / "http.md").read_text(encoding="utf-8")


def test_every_route_is_documented(checkout: Path) -> None:
    """
    The page names each address that the application answers at.
    """
    text = page(checkout)
    rules = {str(rule) for rule in make_app().url_map.iter_rules() if rule.endpoint != "static"}
    starts = {re.sub(r"<any\(def, shapes\):which>", "def", rule).split("<")[0].rstrip("./") for rule in rules}
    assert {f"`{start or '/'}" in text for start in starts} == {True}


def test_every_format_is_documented(checkout: Path) -> None:
    """
    The page names each format.
    """
    text = page(checkout)
    assert all(f"`{form.name}`" in text for form in (*negotiation.DATA, negotiation.PAGE, negotiation.PLAIN_JSON))


def test_every_status_of_ours_is_documented(checkout: Path) -> None:
    """
    The page names each status that an exception of ours can have over HTTP today.
    """
    text = page(checkout)
    later = {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.BAD_GATEWAY}
    assert all(f"| {int(status)} |" in text for status in set(problems.STATUS.values()) - later)


def test_example_of_an_error_is_what_is_answered(checkout: Path) -> None:
    """
    The example of an error is the register's own answer.
    """
    example = re.search(r"```json\n(.*?)```", page(checkout), re.DOTALL)
    assert example
    answer = make_app().test_client().get("/queries/condition-state?day=2020-03-09")
    assert answer.json == json.loads(example[1])
