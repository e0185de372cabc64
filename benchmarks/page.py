"""
The figures as tables: on the terminal, and in `docs/performance.md` between the marks of each section.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

import click

from measure import HERE, Figures, recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PAGE: Final = HERE.parent / "docs" / "performance.md"

_MIB: Final = 1024 * 1024


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """
    Write a table in Markdown, its columns aligned; all but the first are figures, to the right.
    """
    cells = [list(head), *(list(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    ruler = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(row, widths) for row in (cells[0], ruler, *cells[1:]))


def _line(row: list[str], widths: list[int]) -> str:
    first, *rest = (
        cell.ljust(w) if not place else cell.rjust(w) for place, (cell, w) in enumerate(zip(row, widths, strict=True))
    )
    return "| " + " | ".join((first, *rest)) + " |"


def seconds(value: float | None) -> str:
    """
    Write a duration as people read it.
    """
    if value is None:
        return "stopped"
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def _machine(figures: Figures) -> str:
    rows = [("Python", figures["python"]), ("system", figures["system"]), ("cores", str(figures["cores"]))]
    return table(("what", "version"), [*rows, *figures["versions"].items()])


def _load(figures: Figures) -> str:
    return table(
        ("load", "quads", "median", "quads a second", "peak memory"),
        (
            (
                row["what"],
                f"{figures['quads']:,}",
                seconds(row["seconds"]),
                f"{row['rate']:,}",
                f"{row['peak'] // _MIB:,} MiB",
            )
            for row in figures["rows"]
        ),
    )


def _validate(figures: Figures) -> str:
    rows = table(
        ("engine", "quads", "results", "median", "peak memory"),
        (
            (
                row["engine"],
                f"{figures['quads']:,}",
                f"{row['results']:,}",
                seconds(row["seconds"]),
                f"{row['peak'] // _MIB:,} MiB",
            )
            for row in figures["rows"]
        ),
    )
    found = f"Faults planted: {figures['planted']}; found as they should be: {figures['found']}."
    found += f" Violations that nobody planted: {figures['others']}."
    if figures["ratio"] is None:
        return f"{rows}\n\n{found}"
    same = "The results are identical" if figures["identical"] else "The results DIFFER"
    return f"{rows}\n\n{same}; `pyshacl` took {figures['ratio']} times as long.\n{found}"


def _questions(figures: Figures) -> str:
    sizes = figures["sizes"]
    steps = [f"{before:,} to {after:,}" for before, after in itertools.pairwise(sizes)]
    return table(
        ("question", *(f"{size:,} quads" for size in sizes), *steps),
        (
            (row["name"], *map(seconds, row["seconds"]), *("" if r is None else f"{r} times" for r in row["ratios"]))
            for row in figures["rows"]
        ),
    )


def _startup(figures: Figures) -> str:
    return table(
        ("command", "median", "target"),
        ((f"`{r['what']}`", seconds(r["seconds"]), r["target"]) for r in figures["rows"]),
    )


SECTIONS: Final[Mapping[str, Callable[[Figures], str]]] = {
    "machine": _machine,
    "load": _load,
    "validate": _validate,
    "questions": _questions,
    "startup": _startup,
}


def filled(text: str, results: Figures) -> str:
    """
    Put the tables of *results* between the marks that *text* has for them.
    """
    for section, write in SECTIONS.items():
        if section in results:
            mark = re.compile(rf"(<!-- begin: {section} -->\n).*?(<!-- end: {section} -->)", re.DOTALL)
            told = write(results[section])
            text = mark.sub(lambda found, told=told: f"{found[1]}{told}\n{found[2]}", text)  # type: ignore[misc] # no name for a lambda's type
    return text


@click.command()
@click.option("--check", is_flag=True, help="Fail if the page would change, and leave it alone.")
def main(*, check: bool) -> None:
    """
    Put the figures of the last run into the page.
    """
    before = PAGE.read_text(encoding="utf-8")
    after = filled(before, recorded())
    if check and after != before:
        raise click.ClickException("docs/performance.md does not show the last run: run benchmarks/page.py.")
    PAGE.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
