"""
What an operator can set, and what is refused.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from proviso.errors import BadSetting
from proviso.settings import Settings, default_store

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """
    Settings with every default but the store.
    """
    return Settings(store=tmp_path)


@pytest.fixture
def data_home(tmp_path: Path) -> Iterator[Path]:
    """
    A user's data directory that is not the user's.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path))
        yield tmp_path


def test_an_empty_environment_gives_the_defaults() -> None:
    """
    Nothing has to be set.
    """
    settings = Settings.from_environ({})
    assert settings == Settings(store=default_store(), base="http://localhost:8000/", host="127.0.0.1", port=8000)


@pytest.mark.skipif("sys.platform != 'linux'", reason="other systems keep data elsewhere")
def test_the_default_store_is_under_the_users_data_directory(data_home: Path) -> None:
    """
    The store is kept where the system keeps a user's data.
    """
    assert default_store() == data_home / "proviso" / "store"


def test_every_setting_can_come_from_the_environment() -> None:
    """
    Each setting has a variable of its own.
    """
    environ = {
        "PROVISO_STORE": "/srv/register",
        "PROVISO_BASE": "https://register.example/",
        "PROVISO_HOST": "0.0.0.0",  # noqa: S104 - it is read, not bound
        "PROVISO_PORT": "80",
    }
    expected = Settings(
        store=Path("/srv/register"), base=environ["PROVISO_BASE"], host=environ["PROVISO_HOST"], port=80
    )
    assert Settings.from_environ(environ) == expected


def test_a_variable_that_is_set_to_nothing_is_not_set() -> None:
    """
    An empty variable leaves the default in place.
    """
    empty = dict.fromkeys(["PROVISO_STORE", "PROVISO_BASE", "PROVISO_HOST", "PROVISO_PORT"], "")
    assert Settings.from_environ(empty) == Settings.from_environ({})


@pytest.mark.parametrize(
    "base",
    [
        pytest.param("http://localhost:8000/", id="with-a-port"),
        pytest.param("https://register.example/conditions/", id="with-a-path"),
        pytest.param("https://régistre.example/", id="not-ascii"),
    ],
)
def test_a_usable_base_is_kept_as_it_is(settings: Settings, base: str) -> None:
    """
    A base is not normalised, because every IRI of the register begins with it.
    """
    assert replace(settings, base=base).base == base


@pytest.mark.parametrize(
    ("base", "fault"),
    [
        pytest.param("http://localhost:8000", "does not end with a slash", id="no-slash"),
        pytest.param("localhost:8000/", "does not begin with http:// or https://", id="no-scheme"),
        pytest.param("ftp://localhost/", "does not begin with http:// or https://", id="other-scheme"),
        pytest.param("http:///", "does not begin with http:// or https:// and a host", id="no-host"),
        pytest.param("http://localhost/?a=/", "has a query or a fragment", id="query"),
        pytest.param("http://localhost/#/", "has a query or a fragment", id="fragment"),
        pytest.param("http://localhost/a b/", "holds a character", id="space"),
        pytest.param("http://localhost/>/", "holds a character", id="bracket"),
        pytest.param("http://[localhost/", "is not an IRI", id="unclosed-address"),
        pytest.param("http://localhost:http/", "is not an IRI", id="port-in-letters"),
        pytest.param("http://localhost/a/../", "has a segment of dots", id="dots"),
    ],
)
def test_an_unusable_base_is_refused_with_its_fault(settings: Settings, base: str, fault: str) -> None:
    """
    A base that would make wrong IRIs is refused, and the error says what is wrong with it.
    """
    with pytest.raises(BadSetting, match=f"The base .* {fault}.*; it should look like http://localhost:8000/"):
        replace(settings, base=base)


@pytest.mark.parametrize("port", ["eighty", "-1", "65536", "80.0", "٨٠", "9" * 5000])
def test_an_unusable_port_is_refused(port: str) -> None:
    """
    A port is a whole number from 0 to 65535.
    """
    with pytest.raises(BadSetting, match="ports are numbers from 0 to 65535"):
        Settings.from_environ({"PROVISO_PORT": port})
