"""
How far a long work is, for a person who waits at a terminal.
"""

from __future__ import annotations

import sys
from typing import Final, Self

import click

# What takes less than a second needs no bar.
_LONG: Final = 2_000_000
_BAR: Final = 30


class Progress:
    """
    A bar for what can be measured, a word for what cannot, and nothing at all where nobody looks.
    """

    def __init__(self) -> None:
        self._shown = False
        self._name = ""
        self._size = 0
        self._done = 0
        self._drawn = -1

    def step(self, name: str, size: int = 0) -> None:
        """
        Begin a step, of *size* bytes if that is known.
        """
        if size > _LONG and sys.stderr.isatty():
            self._shown = True
        self._name, self._size, self._done, self._drawn = name, size, 0, -1
        self._draw()

    def advance(self, amount: int) -> None:
        """
        Go on by *amount* bytes.
        """
        self._done += amount
        self._draw()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)
        self._shown = False

    def _draw(self) -> None:
        """
        Show the step, if it has moved.
        """
        percent = min(100, 100 * self._done // self._size) if self._size else 0
        if not self._shown or percent == self._drawn:
            return
        self._drawn = percent
        full = _BAR * percent // 100
        bar = f" [{'#' * full}{'-' * (_BAR - full)}] {percent:3}%" if self._size else " …"
        click.echo(f"\r\x1b[K{self._name}{bar}", nl=False, err=True)
