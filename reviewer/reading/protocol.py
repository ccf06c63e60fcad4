"""What a reader is and what it gives back: records one by one, with notes and problems beside them.

Nothing here knows a format or opens a file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from reviewer.models import Record


class Problem(NamedTuple):
    """One record of a file that could not be read; the rest of the file was."""

    line: int | None
    reason: str
    hint: str


@dataclass
class Reading:
    """The records of one file. Iterate it once; `notes` and `problems` fill up meanwhile.

    Args:
        format: the name of the reader.
        parse: yields the records, and reports to the Reading that it is given.
    """

    format: str
    parse: Callable[["Reading"], Iterator[Record]]
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[Record]:
        return self.parse(self)

    def report(self, line: int | None, reason: str, hint: str) -> None:
        """Adds a problem; what it quotes from the file is brought to one line."""
        self.problems.append(Problem(line, " ".join(reason.split()), hint))


class Reader(Protocol):
    """One format. A module with these names is a reader."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str:
        """One line for `reviewer ingest --formats`."""
        ...

    def recognises(self, path: Path, head: str) -> bool:
        """Whether `read` is meant for this file.

        Args:
            path: the file; only its name is looked at.
            head: the first few thousand characters of its text.
        """
        ...

    def read(self, path: Path) -> Reading:
        """Opens the file; records are parsed when the reading is iterated.

        Raises:
            ReadError: nothing in the file can be read.
        """
        ...
