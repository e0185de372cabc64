"""
How things are measured: in a process of their own, more than once, and with the versions beside the figures.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from proviso import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE: Final = Path(__file__).resolve().parent

RESULTS: Final = HERE / "results" / "latest.json"

# What `make run` loads: the records that are not made up.
SHIPPED: Final = ("bodies.trig", "records")

PACKAGES: Final = ("pyoxigraph", "shacl", "pyshacl", "rdflib", "flask", "waitress")

# What a child reports and what the results hold is checked where it is used: a missing figure is a KeyError there.
Figures: TypeAlias = dict[str, Any]


@dataclass
class Stopwatch:
    """
    The seconds that a block took, once it is over.
    """

    seconds: float = 0.0


@contextmanager
def timed() -> Iterator[Stopwatch]:
    """
    Time a block.
    """
    watch = Stopwatch()
    start = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - start


def peak() -> int:
    """
    Return the most memory that this process has held, in bytes.
    """
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def child(*arguments: str, timeout: float) -> Figures:
    """
    Run a command of `child.py` in a process of its own, and return what it reports.
    """
    finished = subprocess.run(
        [sys.executable, HERE / "child.py", *arguments],
        stdout=subprocess.PIPE,
        check=True,
        timeout=timeout,
        env=environ(),
    )
    answer: Figures = json.loads(finished.stdout)
    return answer


def environ() -> Mapping[str, str]:
    """
    Return the environment without the caller's settings of *proviso*.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}


def median(seconds: list[float]) -> float:
    """
    Return the median, to four digits after the point.
    """
    return round(statistics.median(seconds), 4)


def machine() -> Figures:
    """
    Describe what the figures were taken on.
    """
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} on {platform.machine()}",
        "cores": os.cpu_count(),
        "versions": {"proviso": __version__} | {name: version(name) for name in PACKAGES},
    }


def recorded() -> Figures:
    """
    Read the results of the last run.
    """
    if not RESULTS.exists():
        return {}
    results: Figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    return results


def record(section: str, figures: Figures) -> None:
    """
    Put *figures* in the place of what the last run of a *section* gave.
    """
    RESULTS.parent.mkdir(exist_ok=True)
    results = recorded() | {"machine": machine(), section: figures}
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")
