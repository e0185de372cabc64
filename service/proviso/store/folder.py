"""
How a register lies on disk.

    DIR/proviso.json             the format of the folder, the base, the last revision that was acknowledged
    DIR/lock                     held by the one process that writes
    DIR/snapshots/0000000007/    revision 7: `quads/` for the engine, `snapshot.json` with the sizes of its files
    DIR/scratch-…/               where the next revision is being made; worth nothing to anybody else

A revision is made in the scratch folder, written through to the disk, and becomes visible by one rename. Whatever
happens before the rename leaves the register as it was; whatever happens after cannot take it back.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

import pyoxigraph

from proviso.errors import NotWritable, StoreDamaged, StoreInUse, StoreMissing
from proviso.store.disk import Hold, sync, write_json
from proviso.store.engine import damaged, reading_from, writing_to
from proviso.store.snapshot import Snapshot, apply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proviso.store.model import Change

FORMAT: Final = 1
KEPT: Final = 8


class _Marker(TypedDict):
    format: int
    base: str
    revision: int


class Folder:
    """
    A register in a folder: any number of readers, one writer.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.base = self._marker()["base"]
        self._writer: pyoxigraph.Store | None = None
        self._scratch: Path | None = None
        # Opening tells whether the folder is whole.
        self.snapshot(self.newest())

    @classmethod
    def create(cls, path: Path, *, base: str) -> Folder:
        """
        Make an empty register, unless one is there.
        """
        if path.exists() and not path.is_dir():
            raise NotWritable(f"{path} is a file, and a register needs a folder.")
        with writing_to(path):
            path.mkdir(parents=True, exist_ok=True)
            if not (path / "proviso.json").exists():
                if any(entry.name != "lock" for entry in path.iterdir() if not entry.name.startswith(".")):
                    raise damaged(path, "it holds files, but no proviso.json")
                write_json(path / "proviso.json", {"format": FORMAT, "base": base, "revision": 0})
        return cls(path)

    def newest(self) -> int:
        """
        Give the number of the newest revision; 0 is the empty register.
        """
        acknowledged = self._marker()["revision"]
        newest = max(self._revisions(), default=0)
        if newest < acknowledged:
            raise damaged(self.path, f"revision {acknowledged} is missing")
        return newest

    def snapshot(self, revision: int) -> Snapshot:
        """
        Open *revision* for reading.
        """
        if revision == 0:
            return Snapshot(pyoxigraph.Store(), revision=0, base=self.base)
        home = self._home(revision)
        with reading_from(self.path):
            hold = Hold(home, self.path, revision)
            self._verify(home)
            engine = pyoxigraph.Store.read_only(str(home / "quads"))
        return Snapshot(engine, revision=revision, base=self.base, folder=self.path, hold=hold)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """
        Keep other writers out; the engine that writes is opened at the first commit.
        """
        with writing_to(self.path):
            (self.path / "snapshots").mkdir(exist_ok=True)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreInUse(
                    f"Another process is writing to the register in {self.path}: try again later."
                ) from error
            self._sweep()
            yield
        finally:
            self._drop_scratch()
            os.close(lock)

    def commit(self, change: Change) -> int:
        """
        Make the next revision; return when it is on the disk, or leave everything as it was.
        """
        revision = self.newest() + 1
        try:
            with writing_to(self.path):
                engine, scratch = self._open_scratch(revision - 1)
                apply(change, engine)
                engine.flush()
                self._publish(engine, scratch / "next", revision)
        except BaseException:
            self._drop_scratch()
            raise
        # The revision stands; what follows only tidies up.
        with suppress(OSError):
            write_json(self.path / "proviso.json", {"format": FORMAT, "base": self.base, "revision": revision})
            self._prune(revision)
        return revision

    def _open_scratch(self, revision: int) -> tuple[pyoxigraph.Store, Path]:
        """
        Give the engine that writes, and its folder; it starts from *revision*, whose files it shares.
        """
        if self._writer is None or self._scratch is None:
            scratch = Path(tempfile.mkdtemp(prefix="scratch-", dir=self.path))
            self._scratch = scratch
            if revision:
                pyoxigraph.Store.read_only(str(self._home(revision) / "quads")).backup(scratch / "writer")
            self._writer = pyoxigraph.Store(scratch / "writer")
        return self._writer, self._scratch

    def _publish(self, engine: pyoxigraph.Store, home: Path, revision: int) -> None:
        """
        Write the revision through to the disk, then give it its name.
        """
        home.mkdir()
        engine.backup(home / "quads")
        sizes = {file.name: file.stat().st_size for file in sorted((home / "quads").iterdir())}
        write_json(home / "snapshot.json", {"revision": revision, "files": sizes})
        for file in (home / "quads").iterdir():
            sync(file)
        sync(home / "quads")
        sync(home)
        home.rename(self._home(revision))
        sync(self.path / "snapshots")

    def _verify(self, home: Path) -> None:
        """
        Compare the files of a revision with the list that was made of them.
        """
        try:
            sizes = json.loads((home / "snapshot.json").read_text("utf-8"))["files"]
            wrong = [name for name, size in sizes.items() if (home / "quads" / name).stat().st_size != size]
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise damaged(self.path, f"revision {int(home.name)}: {error}") from error
        if wrong:
            raise damaged(self.path, f"revision {int(home.name)}: {wrong[0]} has another size than it had")

    def _prune(self, newest: int) -> None:
        """
        Remove all but the last few revisions, sparing those that somebody reads.
        """
        for revision in self._revisions():
            if revision > newest - KEPT:
                continue
            home = os.open(self._home(revision), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(home, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(self._home(revision).rename(self.path / f"scratch-{revision}"))
            except BlockingIOError:
                continue
            finally:
                os.close(home)

    def _sweep(self) -> None:
        """
        Remove what a process left behind that died while it was writing.
        """
        for left in self.path.glob("scratch-*"):
            shutil.rmtree(left, ignore_errors=True)

    def _drop_scratch(self) -> None:
        """
        Let go of the engine that writes, and of its files.
        """
        scratch, self._scratch, self._writer = self._scratch, None, None
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)

    def _home(self, revision: int) -> Path:
        """
        Name the folder of a revision.
        """
        return self.path / "snapshots" / f"{revision:010d}"

    def _revisions(self) -> list[int]:
        """
        List the revisions that are kept.
        """
        with suppress(FileNotFoundError):
            return sorted(int(entry.name) for entry in (self.path / "snapshots").iterdir() if entry.name.isdecimal())
        return []

    def _marker(self) -> _Marker:
        """
        Read what the folder says of itself.
        """
        try:
            marker = json.loads((self.path / "proviso.json").read_text("utf-8"))
            number = marker["format"]
            read = _Marker(format=number, base=str(marker["base"]), revision=int(marker["revision"]))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise StoreMissing(f"There is no register in {self.path}.") from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise damaged(self.path, f"proviso.json cannot be read: {error!r}") from error
        if number != FORMAT:
            raise StoreDamaged(
                f"The register in {self.path} is in format {number}, and this release knows format {FORMAT}: "
                "open it with the release that made it."
            )
        return read
