"""
The edges of the command: what goes to the terminal, what every error looks like there, and what the shell is told.

    0    done, and accepted
    1    refused, or a violation found
    2    could not run
"""

from __future__ import annotations

import os
import sys
import unicodedata
from typing import TYPE_CHECKING, Final, NoReturn

import click

from proviso.errors import NotWritable, ProvisoError, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TextIO

    from proviso.validation import Report

# Control and format characters, surrogates, and the separators that break lines.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

DONE: Final = 0
REFUSED: Final = 1
COULD_NOT_RUN: Final = 2

# For those who mend *proviso* itself: shows where an unforeseen error comes from.
DEBUG: Final = "PROVISO_DEBUG"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """
    Run the command and leave with its status.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command and return its status; whatever goes wrong becomes one sentence.
    """
    from proviso.cli.commands import proviso

    try:
        status = proviso.main(args=arguments, prog_name="proviso", standalone_mode=False)
    except Refused as refused:
        return complain(str(refused), REFUSED)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        kind = next(kind for kind in type(error).__mro__ if kind in _SENTENCES)
        return complain(_SENTENCES[kind](error))
    return status if isinstance(status, int) else DONE


def complain(sentence: str, status: int = COULD_NOT_RUN) -> int:
    """
    Tell the person who can act, on the other stream than the results; return *status*.
    """
    try:
        click.echo(plain(sentence), err=True)
    except OSError:
        _let_go(sys.stderr)
    return status


def refusal(report: Report) -> str:
    """
    Count what is not allowed.
    """
    number = report.counts["Violation"]
    return f"Not accepted: {number} violation{'' if number == 1 else 's'}."


def emit(content: str | bytes) -> None:
    """
    Write results; a reader who has seen enough and left is no error.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    if sys.stdout is None:  # what Python makes of an output that was closed before it began
        raise NotWritable("The output cannot be written: it is closed.")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError as error:
        _let_go(sys.stdout)
        raise NotWritable(f"The output cannot be written: {error.strerror}.") from error


def plain(text: str) -> str:
    r"""
    Take from *text* what would make a terminal do something.

    >>> plain("a\x1b[2J b")
    'a�[2J b'
    """
    if text.isprintable():
        return text
    return "".join(
        "\ufffd" if unicodedata.category(letter) in _UNSEEN and letter not in "\n\t" else letter for letter in text
    )


def _usage(error: Exception) -> str:
    """
    Put what click says on one line, with a way to go on.
    """
    if not isinstance(error, click.ClickException):  # pragma: no cover - the table says otherwise
        return str(error)
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = " ".join(error.format_message().split())
    hint = f" '{context.command_path} --help' says more." if context else ""
    return message + ("" if message.endswith((".", "?")) else ".") + hint


def _fault(error: Exception) -> str:
    """
    Own up to what nobody foresaw.
    """
    reason = " ".join(str(error).split())[:300]
    return f"Something is wrong in proviso itself ({type(error).__name__}: {reason}); {DEBUG}=1 shows where."


def _let_go(stream: TextIO) -> None:
    """
    Lead *stream* nowhere, so that Python does not fail to flush it when it ends.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except (OSError, ValueError):
        # A stream that is no file has nothing to be flushed to.
        return
    finally:
        os.close(nowhere)


_SENTENCES: Final[Mapping[type, Callable[[Exception], str]]] = {
    ProvisoError: str,
    click.ClickException: _usage,
    # What click makes of Ctrl+C.
    click.Abort: lambda _: "Interrupted; what was not finished was not begun.",
    MemoryError: lambda _: "There is not enough memory for this.",
    Exception: _fault,
}
