"""
What an operator can set, read once when the program starts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from platformdirs import user_data_path

from proviso.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_BASE: Final = "http://localhost:8000/"
DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000

_HIGHEST_PORT: Final = 65535

# What RFC 3987 and SPARQL's IRIREF both forbid; such a base would corrupt every IRI made from it.
_FORBIDDEN_IN_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\\x7f]")

_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,5}")


def default_store() -> Path:
    """
    Return the folder under the user's data directory that holds the register unless another is named.
    """
    return user_data_path("proviso", appauthor=False) / "store"


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Where the register is, under which base its IRIs stand, and where it is served.
    """

    store: Path
    base: str = DEFAULT_BASE
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    def __post_init__(self) -> None:
        """
        Refuse values that would only fail later, when data has been written with them.
        """
        check_base(self.base)
        if not 0 <= self.port <= _HIGHEST_PORT:
            raise BadSetting(f"The port is {self.port}, but ports are numbers from 0 to {_HIGHEST_PORT}.")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """
        Read PROVISO_STORE, PROVISO_BASE, PROVISO_HOST and PROVISO_PORT; what is unset or empty keeps its default.
        """
        store = environ.get("PROVISO_STORE")
        return cls(
            store=Path(store) if store else default_store(),
            base=environ.get("PROVISO_BASE") or DEFAULT_BASE,
            host=environ.get("PROVISO_HOST") or DEFAULT_HOST,
            port=_port(environ.get("PROVISO_PORT") or str(DEFAULT_PORT)),
        )


def check_base(base: str) -> None:
    """
    Raise *BadSetting* unless *base* is an absolute http or https IRI that ends with a slash.
    """
    fault = _fault_of_base(base)
    if fault:
        raise BadSetting(f"The base {base!r} {fault}; it should look like {DEFAULT_BASE}.")


def _fault_of_base(base: str) -> str | None:
    if _FORBIDDEN_IN_IRI.search(base):
        return "holds a character that no IRI may hold"
    try:
        parts = urlsplit(base)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return "is not an IRI"
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return "does not begin with http:// or https:// and a host"
    if parts.query or parts.fragment or "?" in base or "#" in base:
        return "has a query or a fragment"
    if {".", ".."} & set(parts.path.split("/")):
        return "has a segment of dots, which resolving against it would remove"
    return None if base.endswith("/") else "does not end with a slash"


def _port(text: str) -> int:
    if not _WHOLE_NUMBER.fullmatch(text):
        raise BadSetting(f"PROVISO_PORT is {text!r}, but ports are numbers from 0 to {_HIGHEST_PORT}.")
    return int(text)
