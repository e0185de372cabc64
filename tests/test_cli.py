"""
The command line: what each command prints, where, and what it tells the shell.
"""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import click
import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

from command import Command, surroundings
from proviso import __version__, resources
from proviso.catalogue import Catalogue
from proviso.cli import commands, intake
from proviso.cli.tables import table
from proviso.store import GRAPH_FORMATS, RESULT_FORMATS
from proviso.trace import FORMATS as TRACE_FORMATS
from proviso.validation import ENGINES

COMMANDS = sorted(commands.proviso.commands)

DAYS = ("--as-at", "2020-03-09", "--known-at", "2020-03-09")

TITLES = "PREFIX dct: <http://purl.org/dc/terms/> SELECT ?record ?title { ?record dct:title ?title ; dct:issued ?day }"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Keep the settings of whoever runs the tests out of them.
    """
    for name in [name for name in os.environ if name.startswith("PROVISO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """
    The command, on a register that holds what is shipped.
    """
    proviso = Command(tmp_path_factory.mktemp("letter") / "store")
    done = proviso("load", resources.data())
    assert done.status == 0, done.out + done.errors
    return proviso


@pytest.fixture
def proviso(tmp_path: Path) -> Command:
    """
    The command, on a store that does not exist yet.
    """
    return Command(tmp_path / "store")


def test_a_load_says_in_one_line_what_it_did(proviso: Command) -> None:
    """
    The first load makes revision 1; the second says that there was nothing to do.
    """
    first, second = proviso("load", resources.data()), proviso("load", resources.data())
    assert (first.status, second.status) == (0, 0)
    assert re.fullmatch(r"Revision 1: [\d,]+ statements in 2 graphs; accepted .*\.\n", first.out)
    assert re.fullmatch(r"Nothing changed: revision 1 says all of this already; accepted .*\.\n", second.out)
    assert first.errors + second.errors == ""


def test_a_load_can_write_the_whole_report(proviso: Command) -> None:
    """
    With --format, the report of an accepted load is written out, too.
    """
    done = proviso("load", resources.data(), "--format", "json")
    assert json.loads(done.out)["accepted"] is True


@pytest.mark.parametrize("form", sorted(intake.REPORT_FORMATS))
def test_a_report_is_to_be_had_in_every_format(proviso: Command, form: str) -> None:
    """
    `validate` writes the same verdict in each of its formats, and makes no register.
    """
    done = proviso("validate", resources.data(), "--format", form, *DAYS)
    assert (done.status, done.errors) == (0, "")
    says = {"text": "Accepted", "json": '"accepted": true', "turtle": "sh:conforms", "jsonld": "shacl#conforms"}
    assert says[form] in done.out
    assert not proviso.store.exists()


def test_a_refusal_is_a_report_and_a_sentence(letter: Command, tmp_path: Path) -> None:
    """
    The report goes to the output, one sentence to the other stream, and the shell is told 1.
    """
    bad = tmp_path / "bad.trig"
    bad.write_text("<graphs/agents> { <id/body/x> a <https://w3id.org/proviso/ns#Body> }", encoding="utf-8")
    for command in ("load", "validate"):
        done = letter(command, bad)
        assert done.status == 1
        assert done.out.startswith("Refused: 1 violation")
        assert "<http://localhost:8000/id/body/x>" in done.out
        assert done.errors.count("\n") == 1
        assert done.errors.endswith(".\n")


def test_files_can_be_validated_with_the_register_around_them(letter: Command, tmp_path: Path) -> None:
    """
    A record that mentions bodies of the register is accepted beside them, and names what is missing alone.
    """
    shutil.copytree(resources.data() / "records", tmp_path / "records")
    alone, beside = letter("validate", tmp_path), letter("validate", "--with-register", tmp_path)
    assert (alone.status, beside.status) == (1, 0)
    assert "id/body/sec-panel" in alone.out


def test_the_register_itself_can_be_validated(letter: Command) -> None:
    """
    Without a path it is the register that is checked.
    """
    done = letter("validate", *DAYS)
    assert done.status == 0
    assert done.out == letter("validate", resources.data(), *DAYS).out


def test_both_engines_report_the_same(letter: Command) -> None:
    """
    The choice of the engine does not show in the results.
    """
    reports = [json.loads(letter("validate", "--engine", engine, "--format", "json").out) for engine in intake.ENGINES]
    assert reports[0]["results"] == reports[1]["results"] != []


def test_questions_are_listed(letter: Command) -> None:
    """
    `query` alone lists every question with what it asks, and so does --list.
    """
    listed = letter("query").out
    assert listed == letter("query", "--list").out
    for question in Catalogue.read(resources.queries()):
        assert f"{question.name}\n    {question.summary[:60]}" in listed


def test_a_question_is_answered_as_a_table(letter: Command) -> None:
    """
    A table has the names of its columns, a rule, and things by the short names by which they can be asked for again.
    """
    done = letter("query", "--text", TITLES)
    assert (done.status, done.errors) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].split() == ["record", "title"]
    assert set(lines[1]) == {"-", " "}
    assert lines[2].startswith("record/2020-0001  Live Services Criteria")
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("question", [query.name for query in Catalogue.read(resources.queries())])
def test_the_example_of_every_question_can_be_asked(letter: Command, question: str) -> None:
    """
    Each question answers its own example on the command line.
    """
    example = Catalogue.read(resources.queries())[question].example
    values = [part for name, value in example.items() for part in ("--param", f"{name}={value}")]
    done = letter("query", question, *values)
    assert (done.status, done.errors) == (0, "")
    assert done.out


def test_the_days_of_a_question_have_options_of_their_own(letter: Command) -> None:
    """
    `--as-at` is the parameter as-at; a question without such a parameter says so.
    """
    by_option = letter("query", "open-conditions", "--as-at", "2019-06-30", "--format", "csv")
    by_parameter = letter("query", "open-conditions", "--param", "as-at=2019-06-30", "--format", "csv")
    assert by_option == by_parameter
    assert letter("query", "--text", TITLES, "--as-at", "2019-06-30").status == 2


@pytest.mark.parametrize("form", sorted({*RESULT_FORMATS} - {"csv"}))
def test_rows_can_be_had_in_every_format(letter: Command, form: str) -> None:
    """
    The formats for results all carry the title.
    """
    assert "Live Services Criteria" in letter("query", "--text", TITLES, "--format", form).out


def test_an_answer_can_be_a_graph_or_a_yes(letter: Command) -> None:
    """
    Graphs come as Turtle, or as asked for; yes and no come as words.
    """
    construct = "CONSTRUCT { ?s a ?c } { ?s a ?c . FILTER(STRENDS(STR(?c), '#Record')) }"
    assert letter("query", "--text", construct).out.endswith(
        "<http://localhost:8000/id/record/2020-0001> a prv:Record .\n"
    )
    assert letter("query", "--text", construct, "--format", "ntriples").out.count("\n") == 1
    assert [letter("query", "--text", text).out for text in ("ASK { ?s ?p ?o }", "ASK { <urn:a> ?p ?o }")] == [
        "yes\n",
        "no\n",
    ]
    assert letter("query", "--text", "SELECT ?s { ?s <urn:nowhere> ?o }").out == "There is no answer.\n"


def test_a_query_can_stand_in_a_file(letter: Command, tmp_path: Path) -> None:
    """
    --file and --text give the same answer.
    """
    file = tmp_path / "titles.rq"
    file.write_text(TITLES, encoding="utf-8")
    assert letter("query", "--file", file) == letter("query", "--text", TITLES)


@pytest.mark.parametrize("form", commands.TRACE_FORMATS)
def test_a_trace_is_to_be_had_in_every_format(letter: Command, form: str) -> None:
    """
    A decision is traced, whether it is called by its IRI or by the end of it.
    """
    done = letter("trace", "decision/2020-0001", "--format", form, *DAYS)
    assert (done.status, done.errors) == (0, "")
    assert "http://localhost:8000/id/decision/2020-0001" in done.out
    assert done == letter("trace", "http://localhost:8000/id/decision/2020-0001", "--format", form, *DAYS)


def test_a_condition_is_traced_by_its_mark(letter: Command) -> None:
    """
    C1 is enough.
    """
    assert letter("trace", "C1").out == letter("trace", "condition/2020-0001").out != ""


@pytest.mark.parametrize("form", commands.EXPORT_FORMATS)
def test_an_export_is_the_same_bytes_for_the_same_register(letter: Command, tmp_path: Path, form: str) -> None:
    """
    Two registers that were filled in different ways export the same, here and in another process.
    """
    other = Command(tmp_path / "store")
    other("load", resources.data() / "bodies.trig")
    assert other("load", resources.data() / "records").status == 0
    expected = letter("export", "--format", form)
    assert expected.output == other.spawn("export", "--format", form, environ={"PYTHONHASHSEED": "7"}).output
    assert expected.status == 0


def test_what_was_exported_loads_into_the_same_register(letter: Command, tmp_path: Path) -> None:
    """
    An export is written to a file whole, can be loaded elsewhere, and comes out the same again.
    """
    other, file = Command(tmp_path / "store"), tmp_path / "all.trig"
    assert letter("export", "--output", file) == letter("export", "--output", file)
    assert file.read_bytes() == letter("export").output
    assert other("load", file).status == 0
    assert other("export").output == file.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_settings_say_where_they_come_from(proviso: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    An option wins over the environment, which wins over the default.
    """
    monkeypatch.setenv("PROVISO_STORE", "/elsewhere")
    monkeypatch.setenv("PROVISO_PORT", "9000")
    lines = proviso("settings").out.splitlines()
    assert lines == [
        f"store  {proviso.store}  (--store)",
        "base   http://localhost:8000/  (default)",
        "host   127.0.0.1  (default)",
        "port   9000  (PROVISO_PORT)",
    ]


def test_the_store_can_be_named_before_or_after_the_command(proviso: Command, tmp_path: Path) -> None:
    """
    The option nearest to the command wins.
    """
    assert f"store  {tmp_path}/other  (--store)" in proviso("settings", "--store", tmp_path / "other").out


def test_a_register_keeps_the_base_it_was_made_with(proviso: Command) -> None:
    """
    The base is chosen once; other commands follow it, and refuse another one.
    """
    base = "https://register.example.org/"
    assert proviso("load", resources.data(), "--base", base).status == 0
    assert "@prefix" in proviso("export").out
    assert base + "id/record/2020-0001" in proviso("export", "--format", "nquads").out
    assert proviso("validate", "--with-register", resources.data()).status == 0
    other = proviso("load", resources.data(), "--base", "https://example.org/")
    assert other.status == 2
    assert base in other.errors


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_explains_itself(proviso: Command, command: str) -> None:
    """
    Help is there for each command, and no option goes without a word.
    """
    done = proviso(command, "--help")
    assert done.status == 0
    assert done.out.startswith(f"Usage: proviso {command}")
    options = [option for option in commands.proviso.commands[command].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_version_is_told(proviso: Command) -> None:
    """
    --version names the program and its version.
    """
    assert proviso("--version").out == f"proviso {__version__}\n"


def test_the_lists_in_the_help_are_those_of_the_engines() -> None:
    """
    What the command line offers is what the parts behind it can do.
    """
    assert set(intake.ENGINES) == set(ENGINES)
    assert set(commands.TRACE_FORMATS) == set(TRACE_FORMATS)
    assert set(commands.ANSWER_FORMATS) == {"table", *RESULT_FORMATS, *GRAPH_FORMATS}
    assert set(commands.EXPORT_FORMATS) <= set(GRAPH_FORMATS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["lod"], "No such command 'lod'", id="an unknown command"),
        pytest.param(["load"], "Name the files or folders to load.", id="nothing to load"),
        pytest.param(["load", "nowhere.ttl"], "'nowhere.ttl' does not exist", id="a file that is not there"),
        pytest.param(["validate", ".", "--engine", "x"], "'x' is not one of", id="an unknown engine"),
        pytest.param(["validate", ".", "--as-at", "9 March"], "is not a day such as 2020-03-09", id="no day"),
        pytest.param(["validate", ".", "--as-at", "2020-02-30"], "is not a day such as 2020-03-09", id="no such day"),
        pytest.param(["query", "x", "--text", "ASK {}"], "only one of them", id="two questions"),
        pytest.param(["export", "--as-at", "2020-03-09"], "go with --audit", id="a day of an export"),
        pytest.param(["settings", "--base", "x"], "No such option", id="an option of another command"),
        pytest.param(["--store", "README.md", "export"], "is a file", id="a store that is a file"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_sentence(
    proviso: Command, monkeypatch: pytest.MonkeyPatch, checkout: Path, arguments: list[str], sentence: str
) -> None:
    """
    A command that makes no sense is answered with one line and the status 2.
    """
    monkeypatch.chdir(checkout)
    done = proviso(*arguments)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.errors
    assert done.errors.count("\n") == 1


@pytest.mark.parametrize(
    "command", [["export"], ["query", "open-conditions"], ["trace", "C1"], ["serve"], ["validate"]]
)
def test_there_must_be_a_register_to_read(proviso: Command, command: list[str]) -> None:
    """
    Reading makes no register, and says that there is none.
    """
    done = proviso(*command)
    assert (done.status, done.out) == (2, "")
    assert "There is no register in" in done.errors
    assert not proviso.store.exists()


def test_a_reader_who_leaves_early_is_no_error(letter: Command) -> None:
    """
    `proviso export | head` says nothing of it, and a refusal keeps its status.
    """
    script = f'"{sys.executable}" -m proviso --store "{letter.store}" export --format nquads | head -1'
    done = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", script], env=surroundings(), capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1


def test_an_interrupt_is_one_sentence(letter: Command, tmp_path: Path) -> None:
    """
    Ctrl+C ends a command with one line and the status 2.
    """
    pipe = tmp_path / "endless.nt"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "proviso", "--store", str(letter.store), "query", "--file", str(pipe)]
    process = subprocess.Popen(command, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # Opening the other end returns once the command waits for what will never come.
    with pipe.open("wb"):
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, b"")
    assert errors.strip() == b"Interrupted; what was not finished was not begun."


def test_an_error_nobody_foresaw_is_one_sentence(proviso: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A fault of our own is owned up to, without a traceback unless it is asked for.
    """
    monkeypatch.setattr(resources, "queries", lambda: 1 / 0)
    done = proviso("query")
    assert done.status == 2
    assert (
        done.errors
        == "Something is wrong in proviso itself (ZeroDivisionError: division by zero); PROVISO_DEBUG=1 shows where.\n"
    )
    monkeypatch.setenv("PROVISO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        proviso("query")


def test_long_work_shows_how_far_it_is_where_somebody_looks(proviso: Command, tmp_path: Path) -> None:
    """
    On a terminal a long load draws a bar, and clears it; in a file there is none.
    """
    rdfs = "http://www.w3.org/2000/01/rdf-schema#"
    body = f"<id/body/{{0}}> a <https://w3id.org/proviso/ns#Body> ; <{rdfs}label> 'Body {{0}}'@en .\n"
    file = tmp_path / "bodies.trig"
    file.write_text(
        "<graphs/agents> {\n" + "".join(body.format(number) for number in range(100)) + "}\n# " + "-" * 2_100_000 + "\n"
    )
    assert proviso.spawn("load", file).errors == ""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "proviso", "--store", str(proviso.store), "load", str(file)]
    with subprocess.Popen(command, env=surroundings(), stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        # A terminal whose other end is closed ends with an error instead of with nothing.
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:
            os.close(ours)
    assert process.returncode == 0
    assert b"Reading [" in shown
    assert b"100%" in shown
    assert shown.endswith(b"\r\x1b[K")


def test_a_table_wraps_what_is_too_wide_and_hides_what_would_steer_a_terminal() -> None:
    """
    Long cells go on below themselves, nothing bound is left blank, and control characters are shown as such.
    """
    words = Literal("five little words, " * 10)
    text = table(
        ("what", "said"),
        [(NamedNode("http://x/id/body/a"), words), (None, Literal("red \x1b[31m"))],
        base="http://x/",
        width=40,
    )
    lines = text.splitlines()
    assert max(map(len, lines)) <= 40
    assert lines[2].startswith("body/a  five little words,")
    assert lines[-1] == "        red \ufffd[31m"


def test_serving_answers_and_stops_when_it_is_told(letter: Command) -> None:
    """
    `serve` says where it is, answers there, and ends well on SIGTERM.
    """
    command = [sys.executable, "-m", "proviso", "serve", "--store", str(letter.store), "--port", "0"]
    with subprocess.Popen(
        command, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r"on (http://localhost:\d+/)", said)
            assert found, said
            started = time.monotonic()
            with urllib.request.urlopen(found[1] + "health", timeout=30) as answer:  # noqa: S310 - our own address
                assert answer.status == 200
            assert time.monotonic() - started < 10
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == ""


def test_an_address_that_is_taken_is_an_error(letter: Command) -> None:
    """
    A port that cannot be had is named.
    """
    done = letter.spawn("serve", "--host", "192.0.2.1", "--port", "1")
    assert done.status == 2
    assert re.match(r"Nothing can be served on 192\.0\.2\.1, port 1: .*\.\n", done.errors)


def test_the_shipped_data_is_validated_within_two_seconds() -> None:
    """
    `proviso validate data/` is quick as a whole process; the best of three counts, as the machine may be busy.
    """
    proviso, best = Command(Path("/nonexistent")), 9.0
    for _ in range(3):
        started = time.monotonic()
        assert proviso.spawn("validate", resources.data()).status == 0
        best = min(best, time.monotonic() - started)
    assert best < 2.0


def test_an_export_is_rdf_that_others_read(letter: Command) -> None:
    """
    The TriG and the N-Quads say the same.
    """
    trig, nquads = (letter("export", "--format", form).output for form in ("trig", "nquads"))
    read = [
        set(pyoxigraph.parse(text, form))
        for text, form in ((trig, pyoxigraph.RdfFormat.TRIG), (nquads, pyoxigraph.RdfFormat.N_QUADS))
    ]
    assert read[0] == read[1] != set()
