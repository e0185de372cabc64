"""
The commands that pass the gate: `load` and `validate`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from proviso.cli.console import DONE, REFUSED, complain, emit, refusal
from proviso.cli.options import Chosen, base_option, days, form_option, pass_chosen, store_option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from proviso.validation import Report

REPORT_FORMATS: Final[Mapping[str, Callable[[Report], str | bytes]]] = {
    "text": lambda report: report.as_text(),
    "turtle": lambda report: report.as_turtle(),
    "json": lambda report: report.as_json(),
    "jsonld": lambda report: report.as_jsonld(),
}

# Written out, so that `--help` needs none of the engines; a test compares it with their own list.
ENGINES: Final = ("proviso", "pyshacl")

_paths = click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path(path_type=Path, exists=True))
_engine = click.option(
    "--engine", type=click.Choice(ENGINES), default="proviso", show_default=True, help="Which SHACL engine validates."
)


@click.command(short_help="Take files and folders into the register, if the rules allow it.")
@_paths
@store_option
@base_option
@days
@_engine
@form_option(
    tuple(REPORT_FORMATS), None, "Write the whole report in this format; without it, only a refusal is written out."
)
@pass_chosen
def load(chosen: Chosen, paths: tuple[Path, ...], engine: str, form: str | None) -> int:
    """
    Take files and folders into the register: all of what they say, or nothing if a rule forbids any of it.

    A record that is there already is replaced as a whole. Reads Turtle, TriG, N-Triples, N-Quads, RDF/XML and
    JSON-LD, also packed with gzip. In a folder, what is in a folder named `synthetic` is left out unless it is named.
    """
    from proviso.cli.progress import Progress
    from proviso.errors import Refused
    from proviso.register import Register

    _require(paths)
    try:
        with Progress() as progress:
            register = Register(chosen.open_or_create(), progress)
            loaded = register.load(paths, view=chosen.view(), engine=engine)
    except Refused as refused:
        emit(REPORT_FORMATS[form or "text"](refused.report))  # type: ignore[arg-type] # the gate refuses with a Report
        raise
    if form:
        emit(REPORT_FORMATS[form](loaded.report))
    else:
        emit(_told(loaded.report, loaded.revision, graphs=len(loaded.graphs), statements=loaded.statements))
    return DONE


@click.command(short_help="Check files and folders, or the register, against the rules.")
@_paths
@store_option
@base_option
@days
@_engine
@form_option(tuple(REPORT_FORMATS), "text", "The format of the report.")
@click.option(
    "--with-register", is_flag=True, help="Validate the files together with what the register holds, as load does."
)
@pass_chosen
def validate(
    chosen: Chosen,
    paths: tuple[Path, ...],
    engine: str,
    form: str,
    *,
    with_register: bool,
) -> int:
    """
    Check files and folders against the rules, and change nothing; without any, check the register as it stands.

    Files are checked by themselves: what they mention must be in one of them.
    """
    from proviso.cli.progress import Progress
    from proviso.register import Register

    store = chosen.open() if with_register or not paths else chosen.scratch()
    view = chosen.view()
    with Progress() as progress:
        register = Register(store, progress)
        report = register.check(paths, view=view, engine=engine) if paths else register.report(view=view, engine=engine)
    emit(REPORT_FORMATS[form](report))
    return DONE if report.accepted else complain(refusal(report), REFUSED)


def _require(paths: tuple[Path, ...]) -> None:
    """
    Refuse to load nothing.
    """
    if not paths:
        raise click.UsageError("Name the files or folders to load.")


def _told(report: Report, revision: int, *, graphs: int, statements: int) -> str:
    """
    Say in one line what a load has done.
    """
    noted = sum(report.counts.values())
    verdict = (
        f"accepted with {noted} remark{'' if noted == 1 else 's'} (proviso validate lists them)"
        if noted
        else "accepted"
    )
    if not graphs:
        return f"Nothing changed: revision {revision} says all of this already; {verdict}.\n"
    return f"Revision {revision}: {statements:,} statements in {graphs} graph{'' if graphs == 1 else 's'}; {verdict}.\n"
