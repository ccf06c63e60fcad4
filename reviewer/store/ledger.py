"""The ledger: which files were read, what records they gave, and what the user said about papers.

In come records with their identities; out come records by what they have in common. It does not
decide which records are one paper, and knows nothing of chunks.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from reviewer.models import Record
from reviewer.reports import FileFailure
from reviewer.store.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    format TEXT NOT NULL,
    records INTEGER NOT NULL,
    problems TEXT NOT NULL,
    companions TEXT NOT NULL,
    notes TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS files_sha256 ON files(sha256);
CREATE TABLE IF NOT EXISTS looked_for (
    file_id INTEGER PRIMARY KEY REFERENCES files(id),
    places TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER NOT NULL REFERENCES files(id),
    ordinal INTEGER NOT NULL,
    paper_id TEXT NOT NULL,
    title_key TEXT NOT NULL,
    doi TEXT,
    arxiv_id TEXT,
    year INTEGER,
    families TEXT NOT NULL,
    authority INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS records_file ON records(file_id, ordinal);
CREATE INDEX IF NOT EXISTS records_paper ON records(paper_id);
CREATE INDEX IF NOT EXISTS records_title ON records(title_key);
CREATE INDEX IF NOT EXISTS records_doi ON records(doi) WHERE doi IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_arxiv ON records(arxiv_id) WHERE arxiv_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS attachments (
    record_id INTEGER NOT NULL REFERENCES records(id) ON DELETE CASCADE,
    path TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS attachments_record ON attachments(record_id);
CREATE INDEX IF NOT EXISTS attachments_path ON attachments(path);
CREATE TABLE IF NOT EXISTS roots (path TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS judgements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paper TEXT NOT NULL,
    other TEXT,
    field TEXT,
    value TEXT,
    origin TEXT
);
"""
_KEYS = ("title_key", "doi", "arxiv_id")
_ROW = (
    "SELECT records.id, files.path, ordinal, paper_id, title_key, doi, arxiv_id, year, families,"
    " authority FROM records JOIN files ON files.id = file_id WHERE"
)


class Stamp(NamedTuple):
    """What tells whether a file has changed.

    Args:
        sha256: of its bytes.
        size: in bytes.
        modified: nanoseconds since 1970, by the file system.
        seen: nanoseconds since 1970, when its bytes were hashed.
    """

    sha256: str
    size: int
    modified: int
    seen: int


class FileRow(NamedTuple):
    """A file that was read; `companions` are other files read with it, by path and SHA-256."""

    id: int
    path: str
    stamp: Stamp
    format: str
    records: int
    problems: tuple[FileFailure, ...]
    companions: Mapping[str, str]
    notes: tuple[str, ...]


class Identity(NamedTuple):
    """What two records of one paper may have in common.

    `arxiv_id` is without its version; `families` are the normalised family names of the authors.
    """

    title_key: str
    doi: str | None
    arxiv_id: str | None
    year: int | None
    families: tuple[str, ...]
    authority: int


class RecordRow(NamedTuple):
    """A record without its text: where it stands, the paper it is put to, and its identity."""

    id: int
    path: str
    ordinal: int
    paper_id: str
    identity: Identity


class StoredRecord(NamedTuple):
    file: str
    ordinal: int
    record: Record


class Anchor(NamedTuple):
    """Names a paper for good: by what its records were when it was named.

    `keys` are pairs of a column (`title_key`, `doi`, `arxiv_id`) and a value; `records` have the
    file of each record and its identity, and are empty in stores of 0.3.
    """

    paper_id: str
    keys: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, Identity], ...] = ()


class Judgement(NamedTuple):
    """What was said: `paper` and `other` are the same, or a field of `paper` has a value.

    `origin` is None for the user's word, else the service that fills an empty field.
    """

    id: int
    paper: Anchor
    other: Anchor | None
    field: str | None
    value: str | None
    origin: str | None = None


class Ledger:
    """The tables of files, records and judgements in the store's database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # -- files ---------------------------------------------------------------------------------

    def files(self) -> list[FileRow]:
        return [_file(row) for row in self._db.run("SELECT * FROM files ORDER BY id")]

    def file(self, path: str) -> FileRow | None:
        rows = self._db.run("SELECT * FROM files WHERE path=?", (path,))
        return _file(rows[0]) if rows else None

    def put_file(self, path: str, stamp: Stamp) -> int:
        """The id of the file's row; a file read again keeps its id."""
        self._db.run(
            "INSERT INTO files(path, sha256, size, modified, seen, format, records, problems,"
            " companions, notes) VALUES (?, ?, ?, ?, ?, '', 0, '[]', '{}', '[]')"
            " ON CONFLICT(path) DO UPDATE"
            " SET sha256=excluded.sha256, size=excluded.size, modified=excluded.modified,"
            " seen=excluded.seen",
            (path, *stamp),
        )
        return int(self._db.run("SELECT id FROM files WHERE path=?", (path,))[0][0])

    def finish_file(
        self,
        file_id: int,
        *,
        format: str,  # noqa: A002 - the field's word for it
        records: int,
        problems: Sequence[FileFailure],
        companions: Mapping[str, str],
        looked_for: Mapping[str, str] = MappingProxyType({}),
        notes: Sequence[str] = (),
    ) -> None:
        """Note what reading the file gave, and which of it could not be read.

        `looked_for` has the places where a file was looked for, with what was found there, or "".
        """
        dumped = json.dumps([problem.model_dump() for problem in problems])
        self._db.run(
            "UPDATE files SET format=?, records=?, problems=?, companions=?, notes=? WHERE id=?",
            (
                format,
                records,
                dumped,
                json.dumps(dict(companions)),
                json.dumps(list(notes)),
                file_id,
            ),
        )
        self._db.run("DELETE FROM looked_for WHERE file_id=?", (file_id,))
        if looked_for:
            dumped = json.dumps(dict(looked_for))
            self._db.run("INSERT INTO looked_for VALUES (?, ?)", (file_id, dumped))

    def looked_for(self, file_id: int) -> dict[str, str]:
        """Where a file was looked for when this one was read, with what was found there."""
        rows = self._db.run("SELECT places FROM looked_for WHERE file_id=?", (file_id,))
        return dict(json.loads(rows[0][0])) if rows else {}

    def move_file(self, file_id: int, path: str) -> None:
        self._db.run("UPDATE files SET path=? WHERE id=?", (path, file_id))

    def touch_files(self, stamps: Mapping[int, Stamp]) -> None:
        """The same bytes under new time stamps, by file id."""
        self._db.run_many(
            "UPDATE files SET modified=?, seen=? WHERE id=?",
            [(stamp.modified, stamp.seen, file_id) for file_id, stamp in stamps.items()],
        )

    def forget_file(self, file_id: int) -> None:
        """Forget a file whose records have been taken."""
        self._db.run("DELETE FROM looked_for WHERE file_id=?", (file_id,))
        self._db.run("DELETE FROM files WHERE id=?", (file_id,))

    def roots(self) -> list[str]:
        """The files and folders that were named to be ingested."""
        return [row[0] for row in self._db.run("SELECT path FROM roots ORDER BY path")]

    def set_roots(self, paths: Iterable[str]) -> None:
        self._db.run("DELETE FROM roots")
        self._db.run_many("INSERT OR IGNORE INTO roots VALUES (?)", [(path,) for path in paths])

    # -- records -------------------------------------------------------------------------------

    def same_bytes(self, sha256: str) -> list[FileRow]:
        """The files that had these bytes when they were read."""
        rows = self._db.run("SELECT * FROM files WHERE sha256=? ORDER BY path", (sha256,))
        return [_file(row) for row in rows]

    def take_records(self, file_id: int) -> list[Record]:
        """Forget the file's records, and give them back."""
        rows = self._db.run("SELECT body FROM records WHERE file_id=? ORDER BY ordinal", (file_id,))
        self._db.run(
            "DELETE FROM attachments WHERE record_id IN (SELECT id FROM records WHERE file_id=?)",
            (file_id,),
        )
        self._db.run("DELETE FROM records WHERE file_id=?", (file_id,))
        return [Record.model_validate_json(row[0]) for row in rows]

    def add_record(self, file_id: int, ordinal: int, identity: Identity, record: Record) -> None:
        """Add a record that is not yet put to a paper; its attachments are paths as in `files`."""
        families = json.dumps(identity.families)
        record_id = self._db.insert(
            "INSERT INTO records(file_id, ordinal, paper_id, title_key, doi, arxiv_id, year,"
            " families, authority, body) VALUES (?, ?, '', ?, ?, ?, ?, ?, ?, ?)",
            (
                *(file_id, ordinal, identity.title_key, identity.doi, identity.arxiv_id),
                *(identity.year, families, identity.authority, record.model_dump_json()),
            ),
        )
        self._db.run_many(
            "INSERT INTO attachments VALUES (?, ?)",
            [(record_id, path) for path in record.attachments],
        )

    def assign(self, papers: Iterable[tuple[int, str]]) -> None:
        """Put records to papers, by pairs of their ids."""
        self._db.run_many(
            "UPDATE records SET paper_id=? WHERE id=?",
            [(paper_id, record_id) for record_id, paper_id in papers],
        )

    def records_of(self, paper_id: str) -> list[StoredRecord]:
        """The records of a paper, by file and place in the file."""
        rows = self._db.run(
            "SELECT files.path, ordinal, records.body FROM records"
            " JOIN files ON files.id = file_id WHERE paper_id=? ORDER BY path, ordinal",
            (paper_id,),
        )
        return [StoredRecord(row[0], row[1], Record.model_validate_json(row[2])) for row in rows]

    def rows_of(self, paper_ids: Iterable[str]) -> list[RecordRow]:
        return [_row(row) for row in self._db.select(f"{_ROW} paper_id IN", paper_ids)]

    def rows_in(self, paths: Iterable[str]) -> list[RecordRow]:
        """The records that were read from these files."""
        return [_row(row) for row in self._db.select(f"{_ROW} files.path IN", paths)]

    def rows_with(self, column: str, values: Iterable[str]) -> list[RecordRow]:
        """The records whose `title_key`, `doi` or `arxiv_id` is one of `values`."""
        if column not in _KEYS:
            raise ValueError(column)
        return [_row(row) for row in self._db.select(f"{_ROW} records.{column} IN", values)]

    def rows_attaching(self, paths: Iterable[str]) -> list[RecordRow]:
        """The records that have one of these files attached."""
        query = f"{_ROW} records.id IN (SELECT record_id FROM attachments WHERE path IN"
        found = [
            row for path in dict.fromkeys(paths) for row in self._db.run(f"{query} (?))", (path,))
        ]
        return [_row(row) for row in found]

    def attached(self, paths: Iterable[str]) -> set[str]:
        """Those of `paths` that some record has attached."""
        return {
            row[0] for row in self._db.select("SELECT path FROM attachments WHERE path IN", paths)
        }

    def attachments(self, record_ids: Iterable[int]) -> list[tuple[int, str]]:
        """Record id and path of every attachment of these records."""
        query = "SELECT record_id, path FROM attachments WHERE record_id IN"
        return [(row[0], row[1]) for row in self._db.select(query, record_ids)]

    def attachments_in(self, file_id: int) -> list[str]:
        """The files that the records of a file have attached."""
        rows = self._db.run(
            "SELECT DISTINCT attachments.path FROM attachments JOIN records"
            " ON records.id = record_id WHERE file_id=? ORDER BY attachments.path",
            (file_id,),
        )
        return [row[0] for row in rows]

    def papers_in(self, file_id: int) -> list[str]:
        rows = self._db.run(
            "SELECT paper_id FROM records WHERE file_id=? ORDER BY ordinal", (file_id,)
        )
        return list(dict.fromkeys(row[0] for row in rows))

    def forget_records(self, paper_id: str) -> None:
        self._db.run(
            "DELETE FROM attachments WHERE record_id IN (SELECT id FROM records WHERE paper_id=?)",
            (paper_id,),
        )
        self._db.run("DELETE FROM records WHERE paper_id=?", (paper_id,))

    # -- judgements ----------------------------------------------------------------------------

    def judgements(self) -> list[Judgement]:
        rows = self._db.run("SELECT * FROM judgements ORDER BY id")
        return [
            Judgement(row[0], _anchor(row[1]), _anchor(row[2]) if row[2] else None, *row[3:6])
            for row in rows
        ]

    def add_judgement(
        self,
        paper: Anchor,
        *,
        other: Anchor | None = None,
        field: str | None = None,
        value: str | None = None,
        origin: str | None = None,
    ) -> None:
        dumped = None if other is None else json.dumps(other)
        self._db.run(
            "INSERT INTO judgements(paper, other, field, value, origin) VALUES (?, ?, ?, ?, ?)",
            (json.dumps(paper), dumped, field, value, origin),
        )

    def drop_judgements(self, ids: Iterable[int]) -> None:
        self._db.run_many("DELETE FROM judgements WHERE id=?", [(one,) for one in ids])


def _file(row: Sequence[Any]) -> FileRow:
    problems = tuple(FileFailure.model_validate(item) for item in json.loads(row[8]))
    companions, notes = json.loads(row[9]), tuple(json.loads(row[10]))
    stamp = Stamp(*row[2:6])
    return FileRow(row[0], row[1], stamp, row[6], row[7], problems, companions, notes)


def _row(row: Sequence[Any]) -> RecordRow:
    families = tuple(json.loads(row[8]))
    identity = Identity(row[4], row[5], row[6], row[7], families, row[9])
    return RecordRow(row[0], row[1], row[2], row[3], identity)


def _anchor(source: str) -> Anchor:
    paper_id, keys, *more = json.loads(source)
    records = [(path, _identity(facts)) for path, facts in (more[0] if more else ())]
    return Anchor(paper_id, tuple((column, value) for column, value in keys), tuple(records))


def _identity(facts: Sequence[Any]) -> Identity:
    title_key, doi, arxiv_id, year, families, authority = facts
    return Identity(title_key, doi, arxiv_id, year, tuple(families), authority)
