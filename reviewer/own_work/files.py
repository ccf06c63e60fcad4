"""A file of the user's to the records in it, in the reader's own process where it has one.

Errors name the file: it is one that the user named, not one of a folder. It knows no draft.
"""

from itertools import islice
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import ReadError
from reviewer.models import Record
from reviewer.reading import reader_of
from reviewer.reading.isolation import ReadingPool
from reviewer.reading.protocol import Problem
from reviewer.settings import ReadingSettings


class Read(NamedTuple):
    """The first records of a file, with what could not be read and what is to be known."""

    records: list[Record]
    problems: list[Problem]
    notes: list[str]


def format_of(path: Path) -> str:
    """The name of the reader that recognises a file.

    Raises:
        ReadError: missing, empty, unreadable, or of a kind that no reader knows.
    """
    return reader_of(path).name


def read(path: Path, limits: ReadingSettings, most: int) -> Read:
    """The first `most` records of a file.

    Raises:
        ReadError: as the reader, or beyond the limits of time and memory.
    """
    with ReadingPool(workers=1, seconds=limits.seconds, megabytes=limits.megabytes) as pool:
        ((_, reading),) = pool.readings([path])
        if isinstance(reading, ReadError):
            raise reading
        records = list(islice(reading, most))
        return Read(records, list(reading.problems), list(reading.notes))


def about(path: Path, error: ReadError, hint: str | None = None) -> ReadError:
    """The same error with the name of the file in it, and another hint if there is a better one."""
    shown = "".join(char if char.isprintable() else "?" for char in path.name)
    return type(error)(f"{shown}: {error.message}", hint=hint or error.hint)
