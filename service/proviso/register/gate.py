"""
Reading, validating and committing, in that order and in no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from proviso.errors import Refused
from proviso.register import ownership, placing, rules
from proviso.register.view import View
from proviso.store import Change, read
from proviso.store.files import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode, Quad

    from proviso.store import Quads, Reading, Snapshot, Store
    from proviso.validation import Report

ENGINE: Final = "proviso"


class Watcher(Protocol):
    """
    Whoever wants to know how far a long work is.
    """

    def step(self, name: str, size: int = 0) -> None:
        """
        Hear that a step begins, of *size* bytes if that is known.
        """
        ...  # pragma: no cover - a protocol has no behaviour

    def advance(self, amount: int) -> None:
        """
        Hear that *amount* bytes are done.
        """
        ...  # pragma: no cover - a protocol has no behaviour


@dataclass(frozen=True, slots=True)
class Loaded:
    """
    What a load has done: the verdict, and the revision that holds it.
    """

    report: Report
    revision: int
    graphs: tuple[NamedNode, ...]
    statements: int

    @property
    def changed(self) -> bool:
        """
        Whether there was anything new in it.
        """
        return bool(self.graphs)


@dataclass(frozen=True, slots=True)
class Register:
    """
    The register in *store*; *watcher* is told how far a long work is.
    """

    store: Store
    watcher: Watcher | None = None

    def load(self, paths: Iterable[Path | str], *, view: View | None = None, engine: str = ENGINE) -> Loaded:
        """
        Put what the files say into the register, all of it or, if a shape forbids any of it, nothing.
        """
        change, reading = self._read(paths)
        statements = sum(1 for _ in reading.quads)
        with self.store.writing() as before:
            candidate = before.after(change)
            ownership.check(candidate, reading)
            changed = tuple(_changed(change.replaced, before, candidate))
            data = candidate.ntriples()
            # A large register need not be in memory once more while it is validated.
            del candidate
            report = self._judge(data, view, engine)
            if not report.accepted:
                raise Refused(_refusal(report), report=report)
            if not changed:
                return Loaded(report, before.revision, (), statements)
            self._step("Writing")
            revision = self.store.commit(change)
        return Loaded(report, revision, tuple(name for name in changed if name != rules.VOCABULARY), statements)

    def check(self, paths: Iterable[Path | str], *, view: View | None = None, engine: str = ENGINE) -> Report:
        """
        Say what *load* would find, and change nothing.
        """
        change, reading = self._read(paths)
        candidate = self.store.snapshot().after(change)
        ownership.check(candidate, reading)
        return self._judge(candidate.ntriples(), view, engine)

    def report(self, *, view: View | None = None, engine: str = ENGINE) -> Report:
        """
        Validate the register as it stands.
        """
        return self._judge(self.store.snapshot().ntriples(), view, engine)

    def _read(self, paths: Iterable[Path | str]) -> tuple[Change, Reading]:
        """
        Read files, and add the vocabulary as it is today.
        """
        named = [Path(path) for path in paths]
        self._step("Reading", sum(source.size for source in find(named)))
        reading = read(named, base=self.store.base, advance=self.watcher.advance if self.watcher else None)
        vocabulary = list(rules.vocabulary_quads())
        placing.check(reading, vocabulary=vocabulary, base=self.store.base)
        return _change(reading, vocabulary), reading

    def _judge(self, data: bytes, view: View | None, engine: str) -> Report:
        """
        Validate one state of the register, as N-Triples, as of the days of *view*.
        """
        # Whoever only reads the register does not wait for the SHACL engines to be imported.
        from proviso.validation import validate  # noqa: PLC0415

        self._step("Validating")
        return validate(data + (view or View.of()).ntriples(), rules.shapes_text(), engine=engine)

    def _step(self, name: str, size: int = 0) -> None:
        """
        Tell who watches that a step begins.
        """
        if self.watcher:
            self.watcher.step(name, size)


class _Both:
    """
    Two bodies of quads, one after the other, as often as one likes.
    """

    def __init__(self, first: Quads, second: Quads) -> None:
        self._parts = (first, second)

    def __iter__(self) -> Iterator[Quad]:
        for part in self._parts:
            yield from part


def _change(reading: Reading, vocabulary: list[Quad]) -> Change:
    """
    Replace every graph that was read, and the vocabulary's.
    """
    graphs = (*reading.graphs, rules.VOCABULARY)
    return Change.replacing(_Both(reading.quads, vocabulary), graphs=graphs, reason="load")


def records(snapshot: Snapshot) -> Iterator[Quad]:
    """
    Give what was loaded, without the vocabulary that stands beside it.
    """
    for graph in snapshot.graphs():
        if graph != rules.VOCABULARY:
            yield from snapshot.quads(graph)


def _changed(graphs: Iterable[NamedNode], before: Snapshot, after: Snapshot) -> Iterator[NamedNode]:
    """
    Name the graphs that do not hold the same any more.
    """
    known = set(before.graphs())
    for graph in graphs:
        if graph not in known or set(before.quads(graph)) != set(after.quads(graph)):
            yield graph


def _refusal(report: Report) -> str:
    """
    Count what stands in the way.
    """
    number = report.counts["Violation"]
    return f"Refused, with {number} violation{'' if number == 1 else 's'}; the register is as it was."
