"""The command line: words in, results to stdout, everything else to stderr, an exit code out.

It parses and prints. What a command does is done by `reviewer.workspace`, which is imported when
a command runs, so that `--help` stays fast.
"""

import sys
import traceback
from collections.abc import Sequence

import typer

from reviewer.cli import (
    collecting,
    consulting,
    drafting,
    evaluating,
    evaluating_answers,
    evaluating_proof,
    evaluating_related_work,
    reviewing,
    settling,
)
from reviewer.cli.app import app
from reviewer.cli.options import globals_first
from reviewer.errors import ExitCode, ReviewerError
from reviewer.rendering.console import Console

__all__ = [
    "app",
    "collecting",
    "consulting",
    "drafting",
    "evaluating",
    "evaluating_answers",
    "evaluating_proof",
    "evaluating_related_work",
    "main",
    "reviewing",
    "settling",
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: the words after `reviewer`; those of the process where None.
    """
    words = globals_first(sys.argv[1:] if arguments is None else arguments)
    console = Console()
    try:
        code = app(words, prog_name="reviewer", standalone_mode=False)
    except (ReviewerError, typer.TyperException) as error:
        _trace(words)
        code = _explain(error, console)
    except SystemExit:  # the reader of stdout went away (`| head -1`)
        code = ExitCode.OK
    except Exception as error:
        _trace(words)
        console.error(
            f"unexpected {type(error).__name__}: {error} (this is a bug)",
            hint="run it again with --debug and report the traceback",
        )
        code = ExitCode.USER
    if code == ExitCode.INTERRUPTED:
        console.say("interrupted; nothing stored is lost")
    return int(code or ExitCode.OK)


def _explain(error: Exception, console: Console) -> int:
    """Two lines on stderr for an error that was foreseen, and its exit code."""
    if isinstance(error, ReviewerError):
        console.error(error.message, error.hint)
        return error.exit_code
    assert isinstance(error, typer.TyperException)
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "reviewer"
    message = error.format_message().rstrip(".")
    console.error(message[:1].lower() + message[1:], hint=f"{command} --help shows what it takes")
    return error.exit_code


def _trace(words: Sequence[str]) -> None:
    if "--debug" in words:
        traceback.print_exc()
