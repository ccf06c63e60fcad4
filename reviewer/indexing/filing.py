"""Records to the ledger, and from there to papers: what one file gave, and what that changes.

In come readings and the user's judgements, out come papers with their chunks in the catalogue, and
a tally of what was done. Engines are not touched: a paper whose text has changed is left pending.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import UsageError
from reviewer.folders import resolve
from reviewer.indexing.grouping import Changes, Grouping, counted
from reviewer.indexing.stamps import companion_hashes, places_of
from reviewer.indexing.tally import Tally
from reviewer.merging import (
    Key,
    anchor,
    component,
    field_value,
    group,
    identity_of,
    keys_of,
    sections_of,
)
from reviewer.models import Paper, Record
from reviewer.progress import Progress
from reviewer.reading import Problem, Reading
from reviewer.reports import FileFailure, FileStatus
from reviewer.store import Store
from reviewer.store.catalogue import State
from reviewer.store.ledger import FileRow, Judgement, Stamp

_TOLD = 500
"""Records of one file after which it is told how far it is."""


class Filed(NamedTuple):
    """What filing one reading did.

    Args:
        name: the file's path as the ledger has it.
        is_new: whether no file of that name was read before.
        papers: ids of the papers it gives.
        records: how many records it gave.
        undated: how many of them give no year.
        changes: what became of the papers.
        problems: what of it could not be read.
        kept: titles that an earlier reading gave and this one, which has problems, did not.
    """

    name: str
    is_new: bool
    papers: list[str]
    records: int
    undated: int
    changes: Changes
    problems: list[FileFailure]
    kept: list[str]


class Filing:
    """Files records of readings; every method is called in a transaction of the caller's.

    Args:
        store: its ledger and catalogue are written.
        max_characters: the longest chunk.
        name_of: how a path is called in the ledger.
        progress: told of the steps "filing" and "grouping" of a large file.
    """

    def __init__(
        self,
        store: Store,
        max_characters: int,
        name_of: Callable[[Path], str],
        progress: Progress,
    ) -> None:
        self._ledger = store.ledger
        self._catalogue = store.catalogue
        self._grouping = Grouping(store, max_characters, progress)
        self._name_of = name_of
        self._progress = progress

    # -- files ---------------------------------------------------------------------------------

    def file(self, path: Path, stamp: Stamp, reading: Reading, moved: FileRow | None) -> Filed:
        """Put the records of a reading in place of those the file gave before.

        Args:
            path: the file.
            stamp: what it is now.
            reading: what it gives.
            moved: what it was called before, if it has another name now.
        """
        name = self._name_of(path)
        known = self._ledger.file(name) or moved
        places = self._attached_file(name)
        if moved is not None:
            places += self._attached_file(moved.path)
            self._ledger.move_file(moved.id, name)
        file_id = self._ledger.put_file(name, stamp)
        papers = self._ledger.papers_in(file_id)
        former = self._ledger.take_records(file_id)
        seeds = dict.fromkeys([*places, *(key for record in former for key in _keys(record))])
        titles: set[str] = set()
        count = undated = 0
        for count, record in enumerate(reading, start=1):
            keys = self._add(file_id, count, record)
            seeds.update(dict.fromkeys(keys))
            titles.update(value for column, value in keys if column == "title_key")
            undated += record.metadata.year is None
            if count % _TOLD == 0:
                self._progress("filing", count, 0)
        kept = []
        if reading.problems:
            kept = [r for r in former if identity_of(r.metadata).title_key not in titles]
            for ordinal, record in enumerate(kept, start=count + 1):
                self._add(file_id, ordinal, record)
        changes = self._grouping.regroup(seeds, papers, name)
        problems = [_problem(path, problem) for problem in reading.problems]
        folder = resolve(path.parent)
        self._ledger.finish_file(
            file_id,
            format=reading.format,
            records=count,
            problems=problems,
            companions=companion_hashes(reading.companions, folder, stamp),
            looked_for=places_of(reading.looked_for, folder, stamp),
            notes=reading.notes,
        )
        given = self._ledger.papers_in(file_id)
        lost = [record.metadata.title for record in kept]
        return Filed(name, known is None, given, count, undated, changes, problems, lost)

    def tell(self, filed: Filed, reading: Reading, moved: FileRow | None, tally: Tally) -> None:
        """Count what was filed, once it is on disk."""
        status = FileStatus.ADDED if filed.is_new else FileStatus.UPDATED
        tally.file(
            filed.name,
            FileStatus.RENAMED if moved is not None else status,
            format=reading.format,
            records=filed.records,
            paper_ids=tuple(filed.papers),
            renamed_from=None if moved is None else moved.path,
            notes=tuple(reading.notes),
        )
        tally.count(filed.changes, filed.papers)
        tally.failed += filed.problems
        base = Path(filed.name).name
        tally.notes += [f"{base}: {note}" for note in reading.notes]
        if filed.kept:
            tally.notes.append(f"{base}: {_kept(filed.kept)}")
        tally.records += filed.records
        tally.undated += filed.undated

    def keep(self, row: FileRow, tally: Tally) -> None:
        """Count a file that has not changed."""
        papers = tuple(self._ledger.papers_in(row.id))
        tally.file(
            row.path,
            FileStatus.UNCHANGED,
            format=row.format,
            records=row.records,
            paper_ids=papers,
            notes=row.notes,
        )
        tally.seen.update(dict.fromkeys(papers))
        tally.failed += row.problems

    def lose(self, row: FileRow, tally: Tally, *, prune: bool) -> None:
        """A file that is not found any more: its papers stay, unless `prune`."""
        papers = self._ledger.papers_in(row.id)
        if not prune:
            if row.path not in tally.names:
                status = FileStatus.MISSING
                tally.file(row.path, status, format=row.format, paper_ids=tuple(papers))
            return
        former = self._ledger.take_records(row.id)
        seeds = [key for record in former for key in _keys(record)]
        changes = self._grouping.regroup([*self._attached_file(row.path), *seeds], papers)
        self._ledger.forget_file(row.id)
        tally.count(changes, [])
        tally.file(row.path, FileStatus.REMOVED, format=row.format, paper_ids=tuple(papers))

    def _attached_file(self, name: str) -> list[Key]:
        """What ties a file to the records that have it attached, if any has."""
        return [("path", name)] if self._ledger.attached([name]) else []

    def _add(self, file_id: int, ordinal: int, record: Record) -> tuple[Key, ...]:
        names = tuple(self._name_of(Path(path)) for path in record.attachments)
        record = record.model_copy(update={"attachments": names})
        identity = identity_of(record.metadata, record.authority)
        self._ledger.add_record(file_id, ordinal, identity, record)
        return (*keys_of(identity), *_attached(record))

    # -- papers --------------------------------------------------------------------------------

    def join(self, one: Paper, other: Paper) -> Paper:
        """Make two papers one, for good."""
        if one.id == other.id:
            raise UsageError("these are one paper already", hint="reviewer show tells its sources")
        rows = [self._ledger.rows_of([paper.id]) for paper in (one, other)]
        anchors = [anchor(paper.id, own) for paper, own in zip((one, other), rows, strict=True)]
        self._ledger.add_judgement(anchors[0], other=anchors[1])
        changes = self._grouping.regroup(set(anchors[0].keys), [one.id, other.id])
        gone = {paper.id for paper in changes.removed}
        joined = one.id if one.id not in gone else other.id
        return self._catalogue.papers_by_id([joined])[joined]

    def correct(self, paper: Paper, fields: Mapping[str, str]) -> Paper:
        """Set fields of a paper, for good; an empty value takes a correction back.

        Raises:
            UsageError: no such field, or no value for it.
        """
        for name, value in fields.items():
            if value.strip():
                field_value(name, value)
        stale = [j.id for j in self.said_of(paper) if j.field in fields]
        self._ledger.drop_judgements(stale)
        return self._note(paper, [(n, value, None) for n, value in fields.items() if value.strip()])

    def supply(self, paper: Paper, found: Sequence[tuple[str, str, str]]) -> Paper:
        """Fill empty fields of a paper with what services say.

        Args:
            paper: the paper.
            found: field, value as it would be typed, and who says so.
        """
        fields = {field for field, _, _ in found}
        stale = [j.id for j in self.said_of(paper) if j.field in fields and j.origin is not None]
        self._ledger.drop_judgements(stale)
        return self._note(paper, found)

    def said_of(self, paper: Paper) -> list[Judgement]:
        """What was said of a paper's fields."""
        judgements = self._ledger.judgements()
        if not judgements:
            return []
        rows = self._ledger.rows_of([paper.id])
        keys = {key for row in rows for key in keys_of(row.identity)}
        rows = component(self._ledger, keys, judgements)
        groups = group(rows, self._ledger.attachments(row.id for row in rows), judgements)
        return [j for one in groups if one.paper_id == paper.id for j in one.said]

    def _note(self, paper: Paper, said: Iterable[tuple[str, str, str | None]]) -> Paper:
        here = anchor(paper.id, self._ledger.rows_of([paper.id]))
        for field, value, origin in said:
            self._ledger.add_judgement(here, field=field, value=value.strip(), origin=origin)
        self._grouping.regroup(set(here.keys), [paper.id])
        return self._catalogue.papers_by_id([paper.id])[paper.id]

    def remove(self, paper: Paper) -> None:
        rows = self._ledger.rows_of([paper.id])
        seeds = {key for row in rows for key in keys_of(row.identity)}
        seeds |= {("path", row.path) for row in rows}
        self._ledger.forget_records(paper.id)
        self._catalogue.set_state([paper.id], State.REMOVING)
        self._grouping.regroup(seeds, [paper.id])

    def recut(self) -> None:
        """Cut every paper again."""
        for paper in self._catalogue.papers():
            sections = sections_of(self._ledger.records_of(paper.id), self.said_of(paper))
            chunks = self._grouping.chunks(paper, sections)
            self._catalogue.put_chunks(paper.id, counted(chunks))


def _keys(record: Record) -> tuple[Key, ...]:
    """What ties a record to others, as it is stored."""
    return (*keys_of(identity_of(record.metadata)), *_attached(record))


def _attached(record: Record) -> Iterator[Key]:
    return (("path", path) for path in record.attachments)


def _problem(path: Path, problem: Problem) -> FileFailure:
    return FileFailure(file=str(path), line=problem.line, reason=problem.reason, hint=problem.hint)


def _kept(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return f"kept from an earlier reading, while it has problems: {', '.join(titles[:3])}{more}"
