"""
One command a function: parse, call, print.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from proviso import __version__
from proviso.cli.console import DONE, REFUSED, complain, emit, refusal
from proviso.cli.intake import load, validate
from proviso.cli.options import Chosen, base_option, days, form_option, host_and_port, pass_chosen, store_option

# Written out, so that `--help` needs none of the engines; a test compares them with the engines' own lists.
EXPORT_FORMATS: Final = ("trig", "nquads", "turtle")
TRACE_FORMATS: Final = ("text", "json", "turtle", "svg")
ANSWER_FORMATS: Final = (
    "table",
    "csv",
    "tsv",
    "json",
    "xml",
    "turtle",
    "trig",
    "ntriples",
    "nquads",
    "rdfxml",
    "jsonld",
)


def _list(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's way to call
    """
    List the questions, whatever else is asked for.
    """
    if asked:
        from proviso.cli import asking

        emit(asking.listing())
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="proviso", message="%(prog)s %(version)s")
@store_option
def proviso() -> None:
    """
    Keep a register of governance records: what was decided, on which conditions, and how we know.

    Exit status: 0 done and accepted, 1 refused or a violation found, 2 could not run.
    """


@proviso.command(short_help="Ask a question that comes with the register, or one of your own.")
@click.argument("name", required=False)
@click.option(
    "--file", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Ask the query in this file."
)
@click.option("--text", help="Ask this query.")
@click.option(
    "--param", "parameters", multiple=True, metavar="NAME=VALUE", help="Give a parameter a value; may be repeated."
)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list,
    help="List the questions that come with the register.",
)
@days
@store_option
@form_option(ANSWER_FORMATS, None, "The format of the answer (default: a table, or Turtle for a graph).")
@pass_chosen
def query(
    chosen: Chosen,
    name: str | None,
    file: Path | None,
    text: str | None,
    parameters: tuple[str, ...],
    form: str | None,
) -> int:
    """
    Ask the question NAME, or a SPARQL query of your own; without either, list the questions.
    """
    from proviso.cli import asking

    if sum(source is not None for source in (name, file, text)) > 1:
        raise click.UsageError("Give the name of a question, --file or --text, but only one of them.")
    if (name, file, text) == (None, None, None):
        emit(asking.listing())
        return DONE
    values = asking.pairs(parameters) | {key: day.isoformat() for key, day in chosen.days().items()}
    asked = asking.ask(chosen.open(), name=name, text=text, file=file, values=values)
    emit(asking.written(asked, form))
    return DONE


@proviso.command(short_help="Tell why something stands, or what it lacks.")
@click.argument("thing", metavar="IRI")
@days
@store_option
@form_option(TRACE_FORMATS, "text", "The format of the trace.")
@pass_chosen
def trace(chosen: Chosen, thing: str, form: str) -> int:
    """
    Tell why a decision, an approval or a gate stands, or what it lacks, down to the sentences of the sources.

    IRI is an IRI, the end of one such as decision/2020-0004, or a mark such as C1.
    """
    from proviso.cli.console import plain
    from proviso.register import find
    from proviso.trace import render
    from proviso.trace import trace as traced

    view = chosen.view()
    snapshot = chosen.open().snapshot()
    found = traced(snapshot, find(snapshot, thing).value, as_at=view.as_at, known_at=view.known_at)
    content = render(found, form)
    emit(plain(content.decode()) if form == "text" else content)
    return DONE


@proviso.command(short_help="Write the register down, always in the same bytes.")
@store_option
@form_option(EXPORT_FORMATS, "trig", "The format of the export.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file.")
@click.option(
    "--audit",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write what a stranger needs to check the register.",
)
@days
@pass_chosen
def export(chosen: Chosen, form: str, output: Path | None, audit: Path | None) -> int:
    """
    Write down every record, so that the same register always gives the same bytes.

    With --audit, write a folder with the data, the rules and our verdict, to be checked by any SHACL engine.
    """
    from proviso.cli.writing import replace_file
    from proviso.register import records, write_audit
    from proviso.store import serialise

    if audit and output:
        raise click.UsageError("Give --audit or --output, but not both: an audit is a folder.")
    if chosen.days() and not audit:
        raise click.UsageError("--as-at and --known-at go with --audit: an export holds every day.")
    store = chosen.open()
    if audit:
        report = write_audit(store, audit, view=chosen.view())
        emit(f"Wrote revision {store.revision} to {audit}; its README.txt says how to check it.\n")
        return DONE if report.accepted else complain(refusal(report), REFUSED)
    content = serialise(records(store.snapshot()), form)
    if output:
        replace_file(output, content)
    else:
        emit(content)
    return DONE


@proviso.command(short_help="Serve the register over HTTP.")
@host_and_port
@store_option
@base_option
@pass_chosen
def serve(chosen: Chosen) -> int:
    """
    Serve the register over HTTP: pages, data and SPARQL.
    """
    from proviso.cli.serving import serve as serving

    serving(chosen.open(), chosen.settings())
    return DONE


@proviso.command(short_help="Show the settings in force.")
@store_option
@pass_chosen
def settings(chosen: Chosen) -> int:
    """
    Show the settings in force, and where each comes from.
    """
    emit("".join(f"{name:<6} {value}  ({origin})\n" for name, value, origin in chosen.sources()))
    return DONE


for command in (load, validate):
    proviso.add_command(command)
