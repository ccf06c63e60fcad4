"""What was done and what is there, as frozen pydantic models: reports of an ingest, of a paper.

Like `reviewer.models`, of which they are made: nothing here reads a file or opens a store.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field

from reviewer.models import Chunk, Location, Model, Paper, Section, SectionKind


class Merge(Model):
    """A record that joined a paper already known."""

    title: str
    paper_id: str
    locations: tuple[Location, ...]


class FileFailure(Model):
    """A file, or one line of it, that could not be read, and how to mend it."""

    file: str
    line: int | None = None
    reason: str
    hint: str


class FileStatus(StrEnum):
    """What an ingest did with a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    RENAMED = "renamed"
    MISSING = "missing"
    """Read before and not there any more; its papers stay until `--prune`."""
    REMOVED = "removed"
    SKIPPED = "skipped"
    FAILED = "failed"


class FileReport(Model):
    """What an ingest did with one file; `reason` is given where it was skipped or failed."""

    file: str
    status: FileStatus
    format: str | None = None
    records: int = 0
    paper_ids: tuple[str, ...] = ()
    renamed_from: str | None = None
    reason: str | None = None
    notes: tuple[str, ...] = ()


class IngestReport(Model):
    """What an ingest did: the papers by what became of them, and every file it met."""

    added: tuple[Paper, ...] = ()
    updated: tuple[Paper, ...] = ()
    unchanged: tuple[Paper, ...] = ()
    removed: tuple[Paper, ...] = ()
    merged: tuple[Merge, ...] = ()
    failed: tuple[FileFailure, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[FileReport, ...] = ()
    files_read: int = 0
    files_unchanged: int = 0
    records: int = 0

    def with_status(self, *statuses: FileStatus) -> list[FileReport]:
        return [file for file in self.files if file.status in statuses]


class NearMiss(Model):
    """Two papers that may be one, and why they were not merged."""

    one: Paper
    other: Paper
    reason: str


class Duplicates(Model):
    """Papers read in several places, and pairs that may be one paper and were not merged."""

    merged: tuple[Paper, ...] = ()
    near: tuple[NearMiss, ...] = ()


class SectionFacts(Model):
    """One section of a paper, without its text. Only some kinds are evidence."""

    kind: SectionKind
    heading: str | None
    location: Location
    characters: int

    @classmethod
    def of(cls, file: str, section: Section) -> Self:
        return cls(
            kind=section.kind,
            heading=section.heading,
            location=Location(file=file, line=section.line, page=section.page, part=section.part),
            characters=len(section.text),
        )


class PaperDetails(Model):
    """All that is known of one paper."""

    paper: Paper
    sections: tuple[SectionFacts, ...]
    chunks: tuple[Chunk, ...]
    corrected: tuple[str, ...] = ()
    """Fields that the user has set."""
    supplied: Mapping[str, str] = Field(default_factory=dict)
    """Fields that a service filled in, with who says so."""
