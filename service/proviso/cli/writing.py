"""
Files that are written whole or not at all.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from proviso.errors import NotWritable


def replace_file(path: Path, content: bytes) -> None:
    """
    Put *content* in the place of the file *path*; whoever reads it meanwhile sees the old one or the new one.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as fresh:
            partial = Path(fresh.name)
            try:
                fresh.write(content)
                fresh.flush()
            except BaseException:
                partial.unlink()
                raise
        partial.chmod(0o644)
        partial.replace(path)
    except OSError as error:
        raise NotWritable(f"The file {path} cannot be written: {error.strerror}.") from error
