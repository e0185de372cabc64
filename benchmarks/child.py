"""
What is measured, one command a process: `run.py` starts these, so that each has its memory to itself.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from measure import SHIPPED, median, peak, timed
from proviso import resources
from proviso.catalogue import Catalogue
from proviso.register import Register, View, rules
from proviso.store import Change, Store, read
from proviso.validation import validate

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from proviso.catalogue import Query
    from proviso.store import Answer, Snapshot

FORK: Final = multiprocessing.get_context("fork")

# The years of the generated records end before this day.
LAST_DAY: Final = date(2201, 1, 1)


@click.group()
def main() -> None:
    """
    Do one thing, and report the seconds and the memory that it took as JSON.
    """


@main.command("load")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def load_file(file: Path) -> None:
    """
    Read FILE and commit it to a fresh store on disk, without validating it.
    """
    with tempfile.TemporaryDirectory() as folder, timed() as watch, Store.open(Path(folder) / "store") as store:
        store.commit(read([file], base=store.base).as_change())
    click.echo(json.dumps({"seconds": watch.seconds, "peak": peak()}))


@main.command("gated")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def load_gated(file: Path) -> None:
    """
    Load FILE into a fresh store on disk through the gate, as `proviso load` does.
    """
    view = View.of(as_at=LAST_DAY, known_at=LAST_DAY)
    with tempfile.TemporaryDirectory() as folder, timed() as watch, Store.open(Path(folder) / "store") as store:
        Register(store).load([file], view=view)
    click.echo(json.dumps({"seconds": watch.seconds, "peak": peak()}))


@main.command("graph")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
def graph_of(file: Path, target: Path) -> None:
    """
    Write to TARGET the graph that the register would validate if it held FILE, on a day when all of it has happened.
    """
    with Store.in_memory() as store:
        quads = [*read([file], base=store.base).quads, *rules.vocabulary_quads()]
        store.commit(Change(additions=quads))
        target.write_bytes(store.snapshot().ntriples() + View.of(as_at=LAST_DAY, known_at=LAST_DAY).ntriples())
    click.echo(json.dumps({"triples": len(quads)}))


@main.command("validate")
@click.argument("engine")
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.argument("results", type=click.Path(path_type=Path))
def validate_graph(engine: str, data: Path, results: Path) -> None:
    """
    Validate the graph in DATA, and write every result to RESULTS.
    """
    text = data.read_bytes()
    with timed() as watch:
        report = validate(text, rules.shapes_text(), engine=engine)
    found = [
        [str(r.severity), str(r.focus), str(r.shape), str(r.path), str(r.value), r.message] for r in report.results
    ]
    results.write_text("".join(json.dumps(result) + "\n" for result in found), encoding="utf-8")
    click.echo(json.dumps({"seconds": watch.seconds, "peak": peak()}))


@main.command("questions")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--repeat", type=int, required=True)
@click.option("--patience", type=float, required=True)
def ask_questions(file: Path, repeat: int, patience: float) -> None:
    """
    Ask each question of FILE and of the records that we ship, held together in memory.
    """
    store = Store.in_memory()
    shipped = [resources.data() / name for name in SHIPPED]
    quads = [*read([file, *shipped], base=store.base).quads, *rules.vocabulary_quads()]
    store.commit(Change(additions=quads))
    del quads
    snapshot, catalogue = store.snapshot(), Catalogue.read(resources.queries())
    times = {query.name: _asked(snapshot, catalogue, query, repeat, patience) for query in catalogue}
    click.echo(json.dumps({"times": times, "peak": peak()}))


def _asked(snapshot: Snapshot, catalogue: Catalogue, query: Query, repeat: int, patience: float) -> float | None:
    """
    Ask in a fork that shares the store, since nothing else can stop a question that takes too long.
    """
    ours, theirs = FORK.Pipe(duplex=False)
    asking = FORK.Process(target=_ask, args=(snapshot, catalogue, query, repeat, theirs))
    asking.start()
    theirs.close()
    seconds = ours.recv() if ours.poll(patience) else None
    asking.kill()
    asking.join()
    return seconds


def _ask(snapshot: Snapshot, catalogue: Catalogue, query: Query, repeat: int, answer: Connection) -> None:
    taken = []
    for _ in range(repeat + 1):
        with timed() as watch:
            _all(catalogue.run(snapshot, query.name, **query.example))
        taken.append(watch.seconds)
    # The first time also warms what the others find warm.
    answer.send(median(taken[1:]))


def _all(answer: Answer) -> None:
    if answer.kind == "ask":
        bool(answer)
    else:
        answer.serialise("nt" if answer.kind == "graph" else "json")


if __name__ == "__main__":
    main()
