"""What could not be read of the files of an evaluation, counted; the first of it is kept.

It decides what is a failure of one line, and what of a whole file; it reads nothing itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reviewer.errors import ReadError, UsageError
from reviewer.reports import FileFailure

KEPT = 20
"""A file of the wrong kind fails in every line; nobody reads more of that than this."""


class Problems:
    """Lines that were passed over; `kept` are the first of them, `count` counts all."""

    def __init__(self) -> None:
        self.kept: list[FileFailure] = []
        self.count = 0

    def add(self, path: Path, line: int | None, reason: str, hint: str) -> None:
        self.count += 1
        if len(self.kept) < KEPT:
            failure = FileFailure(file=name_of(path), line=line, reason=reason, hint=hint)
            self.kept.append(failure)


def name_of(path: Path) -> str:
    r"""A path as text that can be stored; a name that is not UTF-8 shows its bytes as \xff."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


@contextmanager
def whole_file(path: Path) -> Iterator[None]:
    """Turn a file that cannot be read at all into the end of the command.

    Raises:
        UsageError: instead of a `ReadError`, with the file's name.
    """
    try:
        yield
    except ReadError as error:
        raise UsageError(f"{path}: {error.message}", hint=error.hint) from None
