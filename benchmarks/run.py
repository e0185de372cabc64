"""
Measure what there is, print it as a table, keep it as JSON, and put it into `docs/performance.md`.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import contextmanager
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

import generate
import page
from measure import SHIPPED, child, environ, median, record, recorded, timed
from proviso import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROVISO: Final = (sys.executable, "-m", "proviso")

HOUR: Final = 3600.0

_repeat = click.option("--repeat", type=click.IntRange(min=1), default=3, show_default=True, help="Measure this often.")
_quads = click.option(
    "--quads", type=click.IntRange(min=1), default=370_000, show_default=True, help="At least this many."
)
_seed = click.option("--seed", type=int, default=1, show_default=True, help="The seed of the generator.")


@click.group()
def main() -> None:
    """
    Measure the register on records made up by `generate.py`.
    """


@main.command()
@_quads
@_seed
@_repeat
def load(quads: int, seed: int, repeat: int) -> None:
    """
    Load into a fresh store: without the gate, and as `proviso load` does it.
    """
    with _records(quads, seed=seed) as (file, size, _):
        bare = [child("load", str(file), timeout=HOUR) for _ in range(repeat)]
        gated = [child("gated", str(file), timeout=HOUR) for _ in range(repeat)]
    rows = [_loaded("read and commit", bare, size), _loaded("read, validate and commit", gated, size)]
    _keep("load", {"quads": size, "rows": rows})


def _loaded(what: str, runs: list[dict[str, Any]], size: int) -> dict[str, Any]:
    taken = median([run["seconds"] for run in runs])
    return {"what": what, "seconds": taken, "rate": round(size / taken), "peak": max(run["peak"] for run in runs)}


@main.command()
@_quads
@_seed
@_repeat
@click.option(
    "--fault-rate", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="The share of faulty records."
)
@click.option(
    "--engine", "engines", multiple=True, default=("proviso", "pyshacl"), show_default=True, help="Which engines."
)
def validate(quads: int, seed: int, repeat: int, fault_rate: float, engines: tuple[str, ...]) -> None:
    """
    Validate all of a register, and check the results engine against engine and against what was planted.
    """
    with _records(quads, seed=seed, rate=fault_rate) as (file, _, planted), tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph.nt"
        size = child("graph", str(file), str(graph), timeout=HOUR)["triples"]
        found = {engine: Path(folder) / engine for engine in engines}
        rows = [_validated(engine, graph, found[engine], repeat) for engine in engines]
        results = {engine: _results(path) for engine, path in found.items()}
    ratio = round(rows[1]["seconds"] / rows[0]["seconds"], 1) if len(rows) > 1 else None
    identical = len({json.dumps(sorted(found)) for found in results.values()}) == 1
    compared = {"ratio": ratio, "identical": identical, **_against(planted, results[engines[0]])}
    _keep("validate", {"quads": size, "rows": rows, **compared})


def _validated(engine: str, graph: Path, results: Path, repeat: int) -> dict[str, Any]:
    runs: list[dict[str, Any]] = [
        child("validate", engine, str(graph), str(results), timeout=HOUR)
        for _ in range(1 if engine == "pyshacl" else repeat)
    ]
    taken = median([run["seconds"] for run in runs])
    return {
        "engine": engine,
        "seconds": taken,
        "peak": max(run["peak"] for run in runs),
        "results": len(_results(results)),
    }


def _results(file: Path) -> list[list[str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _against(planted: list[generate.Record], results: Iterable[list[str]]) -> dict[str, int]:
    """
    Count the faults that were found as they should be, and the violations that nobody planted.
    """
    found = Counter(
        (focus[1:-1], shape[1:-1]) for severity, focus, shape, *_ in results if severity.endswith("#Violation>")
    )
    wanted = [{(result["focus"], result["shape"]) for result in fault.expected} for fault in planted]
    others = set(found).difference(*wanted)
    return {"planted": len(planted), "found": sum(want <= set(found) for want in wanted), "others": len(others)}


@main.command()
@_seed
@_repeat
@click.option(
    "--size", "sizes", type=int, multiple=True, default=(10_000, 100_000, 1_000_000), show_default=True, help="Quads."
)
@click.option("--patience", type=float, default=60.0, show_default=True, help="Seconds until a question is stopped.")
def questions(seed: int, repeat: int, sizes: tuple[int, ...], patience: float) -> None:
    """
    Ask every question of `queries/` with its example, at each size.
    """
    times: list[dict[str, float | None]] = []
    for size in sizes:
        with _records(size, seed=seed) as (file, _, _):
            arguments = ("questions", str(file), "--repeat", str(repeat), "--patience", str(patience))
            times.append(child(*arguments, timeout=HOUR)["times"])
    rows = [_asked(name, [taken[name] for taken in times]) for name in times[0]]
    _keep("questions", {"sizes": list(sizes), "rows": rows})


def _asked(name: str, taken: list[float | None]) -> dict[str, Any]:
    steps = pairwise(taken)
    ratios = [round(after / before, 1) if before and after else None for before, after in steps]
    return {"name": name, "seconds": taken, "ratios": ratios}


@main.command()
@_repeat
def startup(repeat: int) -> None:
    """
    Time whole processes on the shipped records: to a verdict, and to the first answer.
    """
    data = [str(resources.data() / name) for name in SHIPPED]
    with tempfile.TemporaryDirectory() as folder:
        store = ("--store", str(Path(folder) / "store"))
        verdicts = [_took([*PROVISO, *store, "validate", *data]) for _ in range(repeat)]
        _took([*PROVISO, *store, "load", *data])
        answers = [_first_answer([*PROVISO, *store, "serve"]) for _ in range(repeat)]
    rows = [
        {"what": "proviso validate data/", "seconds": median(verdicts), "target": "under 2 s"},
        {"what": "proviso serve, to its first answer", "seconds": median(answers), "target": "under 3 s"},
    ]
    _keep("startup", {"rows": rows})


def _took(command: list[str]) -> float:
    with timed() as watch:
        subprocess.run(command, env=environ(), stdout=subprocess.DEVNULL, check=True, timeout=HOUR)
    return watch.seconds


def _first_answer(command: list[str]) -> float:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with timed() as watch:
        serving = subprocess.Popen([*command, "--port", str(port)], env=environ(), stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", serving)
        except BaseException:
            serving.kill()
            raise
    serving.terminate()
    serving.wait(timeout=30)
    return watch.seconds


def _wait_for(url: str, serving: subprocess.Popen[bytes]) -> None:
    while serving.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=30):  # noqa: S310 - the URL is our own, and is http
                return
        except urllib.error.URLError:
            time.sleep(0.01)
    raise click.ClickException(f"The server ended with status {serving.returncode} before it answered.")


@contextmanager
def _records(quads: int, *, seed: int, rate: float = 0.0) -> Iterator[tuple[Path, int, list[generate.Record]]]:
    """
    Generate at least *quads* quads into a file; give it with its size and with the records that carry a fault.
    """
    with tempfile.TemporaryDirectory() as folder:
        file, planted, text = Path(folder) / "records.nq", [], generate.bodies()
        size = text.count("\n")
        with file.open("w", encoding="utf-8") as out:
            out.write(text)
            for index in count():
                made = generate.record(index, seed=seed, rate=rate)
                out.write(made.quads)
                size += made.quads.count("\n")
                planted += [made] * (made.fault is not None)
                if size >= quads:
                    break
        yield file, size, planted


def _keep(section: str, figures: dict[str, Any]) -> None:
    record(section, figures)
    results = recorded()
    for told in ("machine", section):
        print(page.SECTIONS[told](results[told]), end="\n\n")
    page.PAGE.write_text(page.filled(page.PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    main()
