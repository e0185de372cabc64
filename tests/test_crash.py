"""
A register whose writer is killed again and again.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from pyoxigraph import Literal

import proviso
from proviso.store import Change, Question, Store

ROUNDS = 8
SIZE = 50


def with_package() -> dict[str, str]:
    """
    Give a child process the package under test.
    """
    return {**os.environ, "PYTHONPATH": str(Path(proviso.__file__).parents[1])}


WRITER = f"""
import sys
from pyoxigraph import Literal, NamedNode, Quad
from proviso.store import Change, Store
store = Store.open(sys.argv[1])
base = store.base
while True:
    revision = store.revision + 1
    graph = NamedNode(f"{{base}}graphs/{{revision}}")
    quads = [Quad(NamedNode(f"{{base}}id/x/{{n}}"), NamedNode("x:p"), Literal(revision), graph) for n in range({SIZE})]
    print(store.commit(Change(quads)), flush=True)
"""


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    """
    After each kill, every acknowledged commit is there whole, none is there in part, and writing goes on.
    """
    moment = random.Random(1)  # noqa: S311 - a moment, not a secret
    acknowledged = 0
    for _ in range(ROUNDS):
        acknowledged = max(acknowledged, _write_until_killed(tmp_path / "r", after=moment.uniform(0, 0.4)))
        with Store.open(tmp_path / "r") as store:
            assert store.revision >= acknowledged
            counts = Question("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
            assert [row[1] for row in store.query(counts).rows()] == [Literal(SIZE)] * store.revision
            acknowledged = store.revision
    assert acknowledged >= ROUNDS
    with Store.open(tmp_path / "r") as store:
        assert store.commit(Change()) == acknowledged + 1
    assert not list((tmp_path / "r").glob("scratch-*"))


def _write_until_killed(folder: Path, *, after: float) -> int:
    """
    Let a process commit for a while, kill it, and give the last revision that it told us of.
    """
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, env=with_package()
    ) as writer:
        # However slow the machine, each round acknowledges at least one commit before it ends.
        assert writer.stdout
        first = writer.stdout.readline()
        time.sleep(after)
        writer.kill()
        told, _ = writer.communicate()
    return max(map(int, (first + told).split(b"\n")[:-1]), default=0)
