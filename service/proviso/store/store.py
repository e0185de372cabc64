"""
The register's store: ask it, change it, look at a revision.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import pyoxigraph

from proviso.errors import NotFound, WrongBase
from proviso.settings import DEFAULT_BASE, check_base
from proviso.store.folder import KEPT, Folder
from proviso.store.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from proviso.store.answer import Answer
    from proviso.store.model import Change, Question


class Shelf(Protocol):
    """
    Where revisions are kept: in a folder or in memory.
    """

    base: str

    def newest(self) -> int:
        """
        Give the number of the newest revision.
        """
        ...  # pragma: no cover - a protocol has no behaviour

    def snapshot(self, revision: int) -> Snapshot:
        """
        Open a revision.
        """
        ...  # pragma: no cover - a protocol has no behaviour

    def writing(self) -> AbstractContextManager[None]:
        """
        Keep other writers out.
        """
        ...  # pragma: no cover - a protocol has no behaviour

    def commit(self, change: Change) -> int:
        """
        Make the next revision.
        """
        ...  # pragma: no cover - a protocol has no behaviour


class Store:
    """
    A register: `query` asks the newest revision, `commit` makes the next one, `snapshot` holds one fast.

    >>> from proviso.store import Question, Store
    >>> with Store.in_memory() as store:
    ...     bool(store.query(Question("ASK {}"))), store.revision
    (True, 0)
    """

    def __init__(self, shelf: Shelf) -> None:
        self.base = shelf.base
        self._shelf = shelf
        self._mutex = threading.RLock()
        self._depth = 0
        self._latest: Snapshot | None = None

    @classmethod
    def open(cls, path: Path | str, *, base: str | None = None) -> Self:
        """
        Open the register in the folder *path*, or make an empty one; *base* must be the one it was made with.
        """
        if base is not None:
            check_base(base)
        store = cls(Folder.create(Path(path), base=base or DEFAULT_BASE))
        if base not in {None, store.base}:
            raise WrongBase(f"The register in {path} stands under the base {store.base}, not under {base}.")
        return store

    @classmethod
    def existing(cls, path: Path | str) -> Self:
        """
        Open the register in the folder *path*, which must hold one.
        """
        return cls(Folder(Path(path)))

    @classmethod
    def in_memory(cls, base: str = DEFAULT_BASE) -> Self:
        """
        Make an empty register that is gone when the process ends.
        """
        check_base(base)
        return cls(_Memory(base))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """
        Let go of the newest revision; snapshots that somebody holds stay usable.
        """
        self._latest = None

    @property
    def revision(self) -> int:
        """
        The number of the newest revision; 0 is the empty register.
        """
        return self._shelf.newest()

    def snapshot(self, revision: int | None = None) -> Snapshot:
        """
        Give one *revision*, else the newest; the last eight are kept.
        """
        newest = self._shelf.newest()
        if revision is not None and revision != newest:
            if not 0 <= revision < newest:
                raise NotFound(f"There is no revision {revision}: the newest is {newest}.")
            return self._shelf.snapshot(revision)
        with self._mutex:
            if self._latest is None or self._latest.revision != newest:
                self._latest = self._shelf.snapshot(newest)
            return self._latest

    def query(self, question: Question) -> Answer:
        """
        Answer *question* from the newest revision.
        """
        return self.snapshot().query(question)

    @contextmanager
    def writing(self) -> Iterator[Snapshot]:
        """
        Keep every other writer out while a change is validated and committed; give the revision that it starts from.
        """
        with self._mutex:
            if self._depth:
                yield self.snapshot()
                return
            with self._shelf.writing():
                self._depth += 1
                try:
                    yield self.snapshot()
                finally:
                    self._depth -= 1

    def commit(self, change: Change) -> int:
        """
        Carry out *change* whole or not at all; when this returns its revision, it is on the disk.
        """
        with self.writing():
            return self._shelf.commit(change)


class _Memory:
    """
    Revisions in memory, each a copy of the one before.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self._kept = {0: Snapshot(pyoxigraph.Store(), revision=0, base=base)}

    def newest(self) -> int:
        """
        Give the number of the newest revision.
        """
        return max(self._kept)

    def snapshot(self, revision: int) -> Snapshot:
        """
        Give a revision, if it is still kept.
        """
        if revision not in self._kept:
            raise NotFound(f"This register does not keep revision {revision} any more.")
        return self._kept[revision]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """
        Do nothing: nobody else can write here.
        """
        yield

    def commit(self, change: Change) -> int:
        """
        Keep the next revision, and forget the oldest.
        """
        following = self._kept[self.newest()].after(change)
        self._kept[following.revision] = following
        self._kept.pop(following.revision - KEPT, None)
        return following.revision
