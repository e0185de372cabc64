from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from web_register import make_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

CASES = Path(__file__).parent / "protocol" / "cases.toml"


@dataclass(frozen=True)
class Case:
    """
    One row of the table.
    """

    clause: str
    status: int
    method: str = "GET"
    path: str = "/sparql"
    query: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    sent: str = ""
    sent_hex: str = ""
    sent_bytes: int = 0
    type: str | None = None
    body: str = ""
    answered: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """
        The address, with the query in it.
        """
        if self.query is None:
            return self.path
        nested = self.query.replace("%NEST%", "(" * 5000 + "1" + ")" * 5000)
        return f"{self.path}{'&' if '?' in self.path else '?'}query={quote(nested)}"

    @property
    def data(self) -> bytes:
        """
        The body.
        """
        return self.sent.encode() or bytes.fromhex(self.sent_hex) or b"x" * self.sent_bytes


def cases() -> list[Case]:
    """
    Read the table.
    """
    rows: list[dict[str, Any]] = tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]
    return [Case(**row) for row in rows]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """
    A client of the made-up register.
    """
    return make_app().test_client()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.clause)
def test_protocol(client: FlaskClient, case: Case) -> None:
    """
    The endpoint keeps the clause.
    """
    answer = client.open(case.url, method=case.method, headers=case.headers, data=case.data)
    assert answer.status_code == case.status, answer.text
    assert case.type in {None, answer.content_type}
    assert case.body in answer.text
    for name, part in case.answered.items():
        assert part in answer.headers[name]
    assert case.method != "HEAD" or not answer.data


def test_clauses_are_told_apart() -> None:
    """
    No two cases claim the same clause.
    """
    clauses = [case.clause for case in cases()]
    assert len(set(clauses)) == len(clauses)
