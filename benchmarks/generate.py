"""
Write a register of made-up records of any size, valid but for the faults that are planted in it.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from typing import IO, TYPE_CHECKING, Final, NamedTuple

import click

from cases import DISTRICTS, Case, district, draw
from chapters import BASE, HERE, additions, amended, read, template
from letters import Sentence, passage

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPES: Final = "https://w3id.org/proviso/shapes#"


class Record(NamedTuple):
    """
    A generated record: its statements as N-Quads, and what must be found in them.
    """

    iri: str
    quads: str
    fault: str | None
    expected: list[dict[str, str]]


@cache
def expectations() -> dict[str, list[dict[str, str]]]:
    """
    Read how each kind of fault shows: the results that a validation must give, and no others.
    """
    return tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))


def kinds() -> tuple[str, ...]:
    """
    Name the kinds of fault, in the order in which they are planted.
    """
    return tuple(expectations())


def fault_of(index: int, *, rate: float) -> str | None:
    """
    Say which fault the record at *index* carries: a share of *rate*, evenly spread, each kind in its turn.
    """
    before, after = int(index * rate), int((index + 1) * rate)
    return kinds()[before % len(kinds())] if after > before else None


@cache
def _chapter(name: str, fault: str | None) -> str:
    edits = read("faults.trig")[f"fault/{fault}"] if fault else ()
    return template(amended(read("story.trig")[name], edits), graph="$record")


@cache
def _passage(sentence: Sentence, fault: str | None) -> str:
    edits = read("faults.trig")[f"fault/{fault}"] if fault else ()
    return template(amended(passage(sentence), edits), graph="$record")


@cache
def _edits(fault: str) -> str:
    return template(additions(read("faults.trig")[f"fault/{fault}"]), graph="$record")


def _tell(case: Case, fault: str | None) -> Iterator[str]:
    for chapter in case.chapters:
        yield _chapter(chapter, fault).format_map(case.names)
    for sentence in case.told:
        yield _passage(sentence, fault).format_map(case.names)
    if fault:
        yield _edits(fault).format_map(case.names)


def record(index: int, *, seed: int, rate: float) -> Record:
    """
    Generate the record at *index*, whatever the number of records.
    """
    fault = fault_of(index, rate=rate)
    case = draw(index, seed=seed, faulty=fault is not None)
    expected = [
        {"focus": BASE + result["focus"].format_map(case.names), "shape": SHAPES + result["shape"]}
        for result in (expectations()[fault] if fault else ())
    ]
    return Record(f"{BASE}id/record/{case.record}", "".join(_tell(case, fault)), fault, expected)


def bodies() -> str:
    """
    Write the bodies that all records share.
    """
    told = template(read("bodies.trig")["district"], graph="bodies")
    return "".join(told.format_map(district(number)) for number in range(len(DISTRICTS)))


def stream(records: int, *, seed: int, rate: float) -> Iterator[Record]:
    """
    Generate *records* records, one at a time.
    """
    for index in range(records):
        yield record(index, seed=seed, rate=rate)


@click.command()
@click.option("--records", type=click.IntRange(min=0), required=True, help="How many records to write.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--fault-rate", type=click.FloatRange(0, 1), default=0.0, help="The share of records with a fault.")
@click.option("--faults", type=click.File("w"), help="Where to list the faults, one JSON object a line.")
@click.option("--out", type=click.File("w", encoding="utf-8"), default="-", help="Where to write the N-Quads.")
def main(records: int, seed: int, fault_rate: float, faults: IO[str] | None, out: IO[str]) -> None:
    """
    Write a register of made-up records as N-Quads.
    """
    out.write(bodies())
    for made in stream(records, seed=seed, rate=fault_rate):
        out.write(made.quads)
        if made.fault and faults:
            line = {"record": made.iri, "kind": made.fault, "results": made.expected}
            faults.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
