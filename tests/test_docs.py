"""
The documentation: what it shows is what happens, and what there is to know is in it.
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from command import Command
from proviso.cli import commands
from proviso.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[1]

SHOWN = ("README.md", "docs/command-line.md", "docs/operations.md")

# Where the pages put what they write; the tests put it somewhere of their own.
SHOWN_PLACE = "/tmp/"  # noqa: S108

PAGES = sorted(str(path.relative_to(CHECKOUT)) for path in [CHECKOUT / "README.md", *CHECKOUT.glob("docs/**/*.md")])


@dataclass(frozen=True)
class Example:
    """
    A command in a page, and what the page says that it prints.
    """

    arguments: tuple[str, ...]
    expected: str


@pytest.fixture(autouse=True)
def _like_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Stand in the checkout, without settings, at a terminal of the width that the pages have.
    """
    for name in [name for name in os.environ if name.startswith("PROVISO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(CHECKOUT)


def examples(page: str) -> Iterator[Example]:
    """
    Read the console blocks of a page: commands after a dollar, each with its output below.
    """
    for block in re.findall(r"(?ms)^```console\n(.*?)^```$", (CHECKOUT / page).read_text("utf-8")):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, _, expected = re.sub(r"\\\n\s*", "", part).partition("\n")
            program, *arguments = shlex.split(command)
            assert program == "proviso", f"{page} shows {program}, which the tests do not run"
            yield Example(tuple(arguments), expected)


@pytest.mark.parametrize("page", SHOWN)
def test_what_a_page_shows_is_what_happens(page: str, tmp_path: Path) -> None:
    """
    The commands of a page, one after the other on a new register, print what the page says; … stands for anything.
    """
    proviso = Command(tmp_path / "store")
    found = list(examples(page))
    assert found
    for example in found:
        done = proviso(*(part.replace(SHOWN_PLACE, f"{tmp_path}/") for part in example.arguments))
        printed = (done.out + done.errors).replace(f"{tmp_path}/", SHOWN_PLACE)
        pattern = re.escape(example.expected.rstrip("\n")).replace("…", "(?:.|\n)*?")
        assert re.fullmatch(pattern, printed.rstrip("\n")), f"proviso {shlex.join(example.arguments)}\n{printed}"


@pytest.mark.parametrize("name", sorted(commands.proviso.commands))
def test_every_command_and_option_is_documented(name: str) -> None:
    """
    Each command has a section, and each of its options is named there or among those that all have.
    """
    page = (CHECKOUT / "docs/command-line.md").read_text("utf-8")
    general = page.partition("\n## ")[0]
    found = re.search(rf"(?ms)^## `proviso {name}.*?(?=^## |\Z)", page)
    assert found, f"docs/command-line.md has no section for proviso {name}"
    options = [option for option in commands.proviso.commands[name].params if isinstance(option, click.Option)]
    missing = [option.opts[0] for option in options if f"`{option.opts[0]}" not in found[0] + general]
    assert missing == []


def test_every_setting_is_documented() -> None:
    """
    Each variable of the environment is explained to operators.
    """
    page = (CHECKOUT / "docs/operations.md").read_text("utf-8")
    assert [name for name in Settings.__dataclass_fields__ if f"`PROVISO_{name.upper()}`" not in page] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    """
    A link to a file of the project finds the file, and the heading in it.
    """
    text = (CHECKOUT / page).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        file = (CHECKOUT / page).parent / name if name else CHECKOUT / page
        assert file.exists(), f"{page} links to {target}"
        assert not anchor or anchor in headings(file), f"{page} links to {target}"


def headings(file: Path) -> set[str]:
    """
    Name the headings of a page the way that links do.
    """
    lines = re.findall(r"(?m)^#+ (.*)$", file.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def test_every_page_can_be_reached() -> None:
    """
    The front page of the documentation links to every other page.
    """
    index = (CHECKOUT / "docs/index.md").read_text("utf-8")
    pages = [path.name for path in (CHECKOUT / "docs").glob("*.md") if path.name != "index.md"]
    assert [name for name in pages if f"]({name})" not in index] == []


def test_the_readme_maps_the_folders_that_there_are() -> None:
    """
    Each folder of the map exists.
    """
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    mapped = re.findall(r"(?m)^\| `([\w.-]+)/` ", readme)
    assert len(mapped) > 5
    assert [name for name in mapped if not (CHECKOUT / name).is_dir()] == []
