"""
What several commands have in common: the days, the store and the base, and where each setting came from.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from proviso.errors import WrongBase
from proviso.settings import Settings
from proviso.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from proviso.register import View

F = TypeVar("F", bound="Callable[..., Any]")  # what click decorates has any signature

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(slots=True)
class Chosen:
    """
    What options say; nothing where they are silent.
    """

    store: Path | None = None
    base: str | None = None
    host: str | None = None
    port: int | None = None
    as_at: date | None = None
    known_at: date | None = None

    def days(self) -> dict[str, date]:
        """
        Return the days that were named, under the names of the options.
        """
        named = {"as-at": self.as_at, "known-at": self.known_at}
        return {name: day for name, day in named.items() if day}

    def view(self) -> View:
        """
        Return the days of a verdict.
        """
        from proviso.register import View

        return View.of(as_at=self.as_at, known_at=self.known_at)

    def settings(self) -> Settings:
        """
        Let options win over the environment.
        """
        said = {field.name: getattr(self, field.name) for field in fields(Settings)}
        return replace(
            Settings.from_environ(os.environ), **{name: value for name, value in said.items() if value is not None}
        )

    def base_asked_for(self) -> str | None:
        """
        Return the base, if anybody asked for one.
        """
        asked = self.base or os.environ.get("PROVISO_BASE")
        return self.settings().base if asked else None

    def sources(self) -> Iterator[tuple[str, str, str]]:
        """
        Give each setting with its value and where that comes from.
        """
        settings = self.settings()
        for field in fields(settings):
            variable = f"PROVISO_{field.name.upper()}"
            origin = variable if os.environ.get(variable) else "default"
            if getattr(self, field.name) is not None:
                origin = f"--{field.name}"
            yield field.name, str(getattr(settings, field.name)), origin

    def open(self) -> Store:
        """
        Open the register, which must exist.
        """
        store = Store.existing(self.settings().store)
        asked = self.base_asked_for()
        if asked not in {None, store.base}:
            raise WrongBase(
                f"The register in {self.settings().store} stands under the base {store.base}, not under {asked}."
            )
        return store

    def open_or_create(self) -> Store:
        """
        Open the register, or make an empty one.
        """
        return Store.open(self.settings().store, base=self.base_asked_for())

    def scratch(self) -> Store:
        """
        Make an empty register in memory, under the base of the one on disk if there is one.
        """
        marked = (self.settings().store / "proviso.json").exists()
        asked = self.base_asked_for()
        return Store.in_memory(asked or (self.open().base if marked else self.settings().base))


pass_chosen = click.make_pass_decorator(Chosen, ensure=True)


class Day(click.ParamType[date]):
    """
    A day of the calendar.
    """

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """
        Take the one spelling that everybody reads alike.
        """
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value) if _DAY.fullmatch(str(value)) else "")
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2020-03-09.", param, ctx)


def days(command: F) -> F:
    """
    Add the two days of a view.
    """
    for name, text in (
        ("--known-at", "By what had been reported on this day (default: today)."),
        ("--as-at", "As it was on this day (default: today)."),
    ):
        command = click.option(name, type=Day(), metavar="DATE", expose_value=False, callback=_choose, help=text)(
            command
        )
    return command


def form_option(choices: Sequence[str], default: str | None, text: str) -> Callable[[F], F]:
    """
    Add the choice among the formats of a command's output.
    """
    return click.option("--format", "form", type=click.Choice(choices), default=default, show_default=True, help=text)


def store_option(command: F) -> F:
    """
    Add the folder of the register; it may stand before the command or after it.
    """
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        expose_value=False,
        callback=_choose,
        help="The folder that holds the register (default: PROVISO_STORE, or a folder of the user's).",
    )(command)


def base_option(command: F) -> F:
    """
    Add the base of the register's IRIs.
    """
    return click.option(
        "--base",
        metavar="IRI",
        expose_value=False,
        callback=_choose,
        help="The IRI under which everything in the register is named; a register remembers its own.",
    )(command)


def host_and_port(command: F) -> F:
    """
    Add where to serve.
    """
    port = click.option(
        "--port", type=click.IntRange(0, 65535), expose_value=False, callback=_choose, help="The port (default: 8000)."
    )
    host = click.option(
        "--host",
        expose_value=False,
        callback=_choose,
        help="The address to listen on (default: 127.0.0.1, this machine only).",
    )
    return host(port(command))


def _choose(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """
    Keep what an option says for whoever needs it.
    """
    chosen = context.ensure_object(Chosen)
    if value is not None and parameter.name:
        setattr(chosen, parameter.name, value)
