"""The two streams of a command: results on stdout, everything else on stderr.

In come finished texts; a reader that goes away (`| head -1`) ends the program quietly.
"""

import io
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reviewer.errors import ExitCode, UsageError
from reviewer.rendering.safe import one_line
from reviewer.rendering.screen import Screen, screen_of
from reviewer.replacing import replace_file


@dataclass(frozen=True)
class Console:
    """Where a command prints. `colour` is what the user allows; a pipe never gets any."""

    colour: bool = True

    def __post_init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a title the encoding cannot hold

    @cached_property
    def screen(self) -> Screen:
        return screen_of(sys.stdout, colour=self.colour)

    def result(self, text: str) -> None:
        """Print a result and flush it, so that a stream is seen as it comes.

        Raises:
            SystemExit: with code 0, when nobody reads stdout any more.
        """
        try:
            print(text, flush=True)
        except BrokenPipeError:
            # What is left in the buffer must go somewhere, or the interpreter complains at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(ExitCode.OK) from None

    def say(self, text: str) -> None:
        print(one_line(text), file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        self.say(f"note: {text}")

    def error(self, message: str, hint: str) -> None:
        """Exactly two lines: what happened, and how to mend it."""
        self.say(f"error: {message}")
        print(f"hint:  {one_line(hint)}", file=sys.stderr, flush=True)


def read_text(path: Path) -> str:
    """The text of a file of the user's.

    Raises:
        UsageError: it cannot be read as UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", hint="check the path and its spelling"
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text", hint="save it as UTF-8 text") from None


def check_writable(path: Path | None) -> None:
    """What would fail at the end, said before a model has been paid.

    Raises:
        UsageError: the file is a folder, its folder is not there, its name is too long, or neither
            may be written.
    """
    if path is None:
        return
    try:
        path.exists()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}", hint="name another file"
        ) from None
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError(f"{path} cannot be written", hint="name a file in a folder that is there")
    if not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        raise UsageError(
            f"{path} cannot be written: you may not write there", hint="name another file"
        )


def write_text(path: Path, text: str) -> str:
    """Write a result to a file and return the line that says so.

    Raises:
        UsageError: it cannot be written.
    """
    return write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> str:
    """Write a result to a file, all of it or nothing, and return the line that says so.

    Raises:
        UsageError: it cannot be written.
    """
    verb = "replaced" if path.is_file() else "wrote"
    try:
        _replace(path.resolve() if path.is_file() else path, content)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}", hint="name another file"
        ) from None
    return f"{verb} {path}"


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole, or into what cannot be replaced: a device, a file of a closed folder."""
    if path.exists() and not (path.is_file() and os.access(path.parent, os.W_OK)):
        path.write_bytes(content)
        return
    replace_file(path, content)
