"""
What a register asks of the file system: claims, and writes that last.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import finalize

from proviso.errors import NotFound

if TYPE_CHECKING:
    from pathlib import Path


class Hold:
    """
    A claim on the folder of a revision, so that it is not removed while somebody reads it.
    """

    def __init__(self, home: Path, path: Path, revision: int) -> None:
        try:
            descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise NotFound(f"The register in {path} does not keep revision {revision} any more.") from error
        finalize(self, os.close, descriptor)
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


def sync(path: Path) -> None:
    """
    Wait until *path* is on the disk.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, content: object) -> None:
    """
    Replace a small file, so that it is always either the old one or the new one.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)
