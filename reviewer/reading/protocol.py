"""What a reader is and what it gives back: records one by one, with notes and problems beside them.

Nothing here knows a format or opens a file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from reviewer.models import Record

MOST_PROBLEMS = 10_000
"""Of one file; a file of half a gigabyte may have a bad record in every line."""
LONGEST_TITLE = 2_000
"""In characters; what is longer is a text, or a field that was never closed."""
_LONGEST_REASON = 400


class Head(NamedTuple):
    """The beginning of a file, unpacked if it is gzip-compressed.

    Args:
        data: the first 8192 bytes.
        text: the same decoded, without byte order mark; empty if it is neither UTF-8 nor UTF-16.
    """

    data: bytes
    text: str


class ReadingOptions(NamedTuple):
    """What the user said about how files are read.

    Args:
        password: opens encrypted files.
    """

    password: str | None = None


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
        companions: other files that were read for this one (a LaTeX source includes its chapters);
            when one of them changes, this file is read again.
        looked_for: where files were looked for that this one names: a library's attachments,
            chapters that are not there; when one of them comes, goes or is a link that leads
            elsewhere, this file is read again.
        unnamed: how many problems there are beyond `MOST_PROBLEMS`.
    """

    format: str
    parse: Callable[["Reading"], Iterator[Record]]
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    companions: list[Path] = field(default_factory=list)
    looked_for: list[Path] = field(default_factory=list)
    unnamed: int = 0

    def __iter__(self) -> Iterator[Record]:
        is_empty = True
        for record in self.parse(self):
            length = len(record.metadata.title)
            if length <= LONGEST_TITLE:
                is_empty = False
                yield record
            else:
                reason = f"its title has {length:,} characters"
                self.report(record.line, reason, "is the field before it closed?")
        if is_empty and not self.problems and not self.notes:
            self.notes.append("no papers in this file")

    def report(self, line: int | None, reason: str, hint: str) -> None:
        """Adds a problem; what it quotes from the file is brought to one line."""
        if len(self.problems) < MOST_PROBLEMS:
            short = " ".join(reason[:_LONGEST_REASON].split())
            self.problems.append(Problem(line, short, hint))
            return
        self.unnamed += 1
        reason = f"{self.unnamed:,} more of its records cannot be read"
        self.problems[MOST_PROBLEMS:] = [Problem(None, reason, "mend those that are named first")]


class Reader(Protocol):
    """One format. A module with these names is a reader."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str:
        """One line for `reviewer ingest --formats`."""
        ...

    @property
    def isolated(self) -> bool:
        """Whether files are read in a process of their own, with limits of time and memory.

        For formats that a hostile or damaged file can make slow, huge or crash. Such a reading is
        one paper or a library, never a stream: its records are all held at once.
        """
        ...

    def recognises(self, path: Path, head: Head) -> bool:
        """Whether `read` is meant for this file.

        Args:
            path: the file; only its name is looked at.
            head: how its content begins.
        """
        ...

    def read(self, path: Path, options: ReadingOptions) -> Reading:
        """Opens the file; records are parsed when the reading is iterated.

        Raises:
            ReadError: nothing in the file can be read.
            NotAPaperError: the file is a part of a paper that is read with another file.
        """
        ...
