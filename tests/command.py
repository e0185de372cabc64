"""
The command `proviso`, run in the process of the tests or in one of its own.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from proviso.cli import console

SERVICE: Final = Path(__file__).resolve().parents[1] / "service"


@dataclass(frozen=True)
class Done:
    """
    What a command left: its status for the shell, and what it wrote.
    """

    status: int
    output: bytes
    errors: str

    @property
    def out(self) -> str:
        """
        The output as text.
        """
        return self.output.decode()


@dataclass(frozen=True)
class Command:
    """
    The command, on a store of its own.
    """

    store: Path

    def __call__(self, *arguments: object) -> Done:
        """
        Run the command here.
        """
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = console.run(["--store", str(self.store), *map(str, arguments)])
        for stream in (out, err):
            stream.flush()
        return Done(status, out.buffer.getvalue(), err.buffer.getvalue().decode())

    def spawn(self, *arguments: object, limits: str = "", environ: dict[str, str] | None = None) -> Done:
        """
        Run the command in a process of its own, with a shell's *limits* on it.
        """
        command = [sys.executable, "-m", "proviso", "--store", str(self.store), *map(str, arguments)]
        if limits:
            command = ["sh", "-c", f'{limits}; exec "$@"', "sh", *command]
        done = subprocess.run(command, env=surroundings(environ), capture_output=True, check=False, timeout=60)
        return Done(done.returncode, done.stdout, done.stderr.decode())


def surroundings(more: dict[str, str] | None = None) -> dict[str, str]:
    """
    Return the environment of a command: none of the caller's settings, and the package of this checkout.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}
    return kept | {"PYTHONPATH": str(SERVICE), "COLUMNS": "100"} | (more or {})
