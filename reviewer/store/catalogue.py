"""The catalogue: files, records, papers and chunks in SQLite. It is the source of truth.

In come records with the paper each belongs to; out come papers, chunks and their states. It knows
nothing of vectors, words or merging: the two engines can be rebuilt from what is here.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from reviewer.errors import StoreError
from reviewer.models import Chunk, FileFailure, Location, Paper, Record, SectionKind
from reviewer.store.failures import explained

SCHEMA_VERSION = 2
_HINT = "put back a copy of it, or move the folder away and ingest the files again"
_BATCH = 500  # SQLite's parameter limit is 999 in older builds

_SCHEMA = """
CREATE TABLE IF NOT EXISTS manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    records INTEGER NOT NULL,
    problems TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS papers (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS papers_state ON papers(state);
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER NOT NULL REFERENCES files(id),
    ordinal INTEGER NOT NULL,
    paper_id TEXT NOT NULL,
    title_key TEXT NOT NULL,
    doi TEXT,
    arxiv_id TEXT,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS records_file ON records(file_id, ordinal);
CREATE INDEX IF NOT EXISTS records_paper ON records(paper_id);
CREATE INDEX IF NOT EXISTS records_title ON records(title_key);
CREATE INDEX IF NOT EXISTS records_doi ON records(doi) WHERE doi IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_arxiv ON records(arxiv_id) WHERE arxiv_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS chunks (
    id TEXT PRIMARY KEY,
    paper_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    location TEXT NOT NULL,
    places TEXT NOT NULL,
    windows INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_paper ON chunks(paper_id, ordinal);
"""


class State(StrEnum):
    """`pending`: to be written to the engines. `removing`: to be taken out of them."""

    PENDING = "pending"
    INDEXED = "indexed"
    REMOVING = "removing"


class FileRow(NamedTuple):
    id: int
    path: str
    sha256: str
    records: int
    problems: tuple[FileFailure, ...]


class Identity(NamedTuple):
    """What two records of one paper may have in common; `arxiv_id` is without its version."""

    title_key: str
    doi: str | None
    arxiv_id: str | None


class Counts(NamedTuple):
    """How much there is: papers not being removed; chunks and windows that the engines hold."""

    papers: int
    chunks: int
    windows: int


class StoredRecord(NamedTuple):
    file: str
    record: Record


class PendingPaper(NamedTuple):
    id: str
    title: str
    written: bool
    """Whether an engine may already hold chunks of it."""


class Catalogue:
    """One SQLite file; use `transaction()` around every group of writes."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        with self._explained():
            self._db = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=30
            )
        try:
            self._run("PRAGMA journal_mode=WAL")
            self._run("PRAGMA synchronous=FULL")
            with self._explained():
                self._db.executescript(_SCHEMA)
        except StoreError:
            self._db.close()
            raise

    def close(self) -> None:
        self._db.close()

    def version(self) -> int:
        """A number that changes when another process has written."""
        return int(self._run("PRAGMA data_version")[0][0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on disk when it returns."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        finally:
            if self._db.in_transaction:
                self._run("ROLLBACK")

    # -- manifest ------------------------------------------------------------------------------

    def manifest(self) -> dict[str, str]:
        return dict(self._run("SELECT key, value FROM manifest"))

    def set_manifest(self, values: Mapping[str, str]) -> None:
        self._run_many(
            "INSERT INTO manifest VALUES (?, ?)"
            " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
            list(values.items()),
        )

    def drop_manifest(self, key: str) -> None:
        self._run("DELETE FROM manifest WHERE key=?", (key,))

    # -- files and records ---------------------------------------------------------------------

    def files(self) -> list[FileRow]:
        rows = self._run("SELECT * FROM files ORDER BY id")
        return [_file(row) for row in rows]

    def file(self, path: str) -> FileRow | None:
        rows = self._run("SELECT * FROM files WHERE path=?", (path,))
        return _file(rows[0]) if rows else None

    def put_file(self, path: str, sha256: str) -> int:
        """The id of the file's row; a file read again keeps its id, so its place in the order."""
        self._run(
            "INSERT INTO files(path, sha256, records, problems) VALUES (?, ?, 0, '[]')"
            " ON CONFLICT(path) DO UPDATE SET sha256=excluded.sha256",
            (path, sha256),
        )
        return int(self._run("SELECT id FROM files WHERE path=?", (path,))[0][0])

    def finish_file(self, file_id: int, records: int, problems: Sequence[FileFailure]) -> None:
        """Note how many records the file gave, and which of it could not be read."""
        dumped = json.dumps([problem.model_dump() for problem in problems])
        self._run("UPDATE files SET records=?, problems=? WHERE id=?", (records, dumped, file_id))

    def take_records(self, file_id: int) -> list[tuple[str, Record]]:
        """Forget the file's records; each of them, with the id of the paper it belonged to."""
        rows = self._run(
            "SELECT paper_id, body FROM records WHERE file_id=? ORDER BY ordinal", (file_id,)
        )
        self._run("DELETE FROM records WHERE file_id=?", (file_id,))
        return [(paper_id, Record.model_validate_json(body)) for paper_id, body in rows]

    def add_record(
        self, file_id: int, ordinal: int, paper_id: str, identity: Identity, record: Record
    ) -> None:
        self._run(
            "INSERT INTO records(file_id, ordinal, paper_id, title_key, doi, arxiv_id, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file_id, ordinal, paper_id, *identity, record.model_dump_json()),
        )

    def records_of(self, paper_id: str) -> list[StoredRecord]:
        """The records of a paper, in the order their files were first seen."""
        rows = self._run(
            "SELECT files.path, records.body FROM records JOIN files ON files.id = file_id"
            " WHERE paper_id=? ORDER BY file_id, ordinal",
            (paper_id,),
        )
        return [StoredRecord(path, Record.model_validate_json(body)) for path, body in rows]

    def papers_in(self, file_id: int) -> list[str]:
        rows = self._run(
            "SELECT paper_id FROM records WHERE file_id=? ORDER BY ordinal", (file_id,)
        )
        return list(dict.fromkeys(row[0] for row in rows))

    def papers_with(self, column: str, value: str) -> list[str]:
        """Ids of the papers with a record whose `title_key`, `doi` or `arxiv_id` is `value`."""
        if column not in Identity._fields:
            raise ValueError(column)
        rows = self._run(
            f"SELECT DISTINCT paper_id FROM records WHERE {column}=? ORDER BY id",
            (value,),
        )
        return list(dict.fromkeys(row[0] for row in rows))

    def forget_records(self, paper_id: str) -> None:
        self._run("DELETE FROM records WHERE paper_id=?", (paper_id,))

    # -- papers and chunks ---------------------------------------------------------------------

    def put_paper(self, paper: Paper, chunks: Sequence[tuple[Chunk, int]] | None) -> None:
        """Insert or change a paper.

        Args:
            paper: its new metadata.
            chunks: its new chunks with how many windows each has, which makes it pending; None
                leaves the text as it is.
        """
        self._run(
            "INSERT INTO papers(id, seq, state, body)"
            " VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM papers), ?, ?)"
            " ON CONFLICT(id) DO UPDATE SET body=excluded.body",
            (paper.id, State.PENDING, paper.model_dump_json()),
        )
        if chunks is not None:
            self.set_state([paper.id], State.PENDING)
            self._run("DELETE FROM chunks WHERE paper_id=?", (paper.id,))
            self._run_many(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(*_chunk_row(chunk), count) for chunk, count in chunks],
            )

    def set_state(self, paper_ids: Iterable[str], state: State) -> None:
        rows = [(state, paper_id) for paper_id in paper_ids]
        self._run_many("UPDATE papers SET state=? WHERE id=?", rows)

    def set_written(self, paper_ids: Iterable[str]) -> None:
        """From here on an engine may hold chunks of these papers."""
        rows = [(paper_id,) for paper_id in paper_ids]
        self._run_many("UPDATE papers SET written=1 WHERE id=?", rows)

    def drop_papers(self, paper_ids: Iterable[str]) -> None:
        rows = [(paper_id,) for paper_id in paper_ids]
        self._run_many("DELETE FROM chunks WHERE paper_id=?", rows)
        self._run_many("DELETE FROM papers WHERE id=?", rows)

    def mark_all_pending(self) -> None:
        """For a rebuild: every paper is to be written again into empty engines."""
        self._run(
            "UPDATE papers SET state=?, written=0 WHERE state!=?", (State.PENDING, State.REMOVING)
        )

    def pending(self) -> list[PendingPaper]:
        rows = self._run(
            "SELECT id, json_extract(body, '$.title'), written FROM papers WHERE state=?"
            " ORDER BY seq",
            (State.PENDING,),
        )
        return [PendingPaper(row[0], row[1], bool(row[2])) for row in rows]

    def removing(self) -> list[str]:
        rows = self._run("SELECT id FROM papers WHERE state=?", (State.REMOVING,))
        return [row[0] for row in rows]

    def papers(self) -> list[Paper]:
        """Every paper but those being removed, in the order they were first seen."""
        rows = self._run("SELECT body FROM papers WHERE state!=? ORDER BY seq", (State.REMOVING,))
        return [Paper.model_validate_json(row[0]) for row in rows]

    def papers_by_id(self, paper_ids: Iterable[str]) -> dict[str, Paper]:
        rows = self._select("SELECT id, body FROM papers WHERE id IN", paper_ids)
        return {row[0]: Paper.model_validate_json(row[1]) for row in rows}

    def chunks_of(self, paper_id: str) -> list[Chunk]:
        rows = self._run("SELECT * FROM chunks WHERE paper_id=? ORDER BY ordinal", (paper_id,))
        return [_chunk(row) for row in rows]

    def chunks_by_id(self, chunk_ids: Iterable[str]) -> dict[str, Chunk]:
        rows = self._select("SELECT * FROM chunks WHERE id IN", chunk_ids)
        return {row[0]: _chunk(row) for row in rows}

    def windows_of(self, chunk_ids: Iterable[str]) -> dict[str, int]:
        """How many windows each chunk has, of those that the engines hold by now."""
        rows = self._select(
            "SELECT chunks.id, windows FROM chunks JOIN papers ON papers.id = paper_id"
            f" WHERE state='{State.INDEXED}' AND chunks.id IN",
            chunk_ids,
        )
        return {row[0]: int(row[1]) for row in rows}

    def counts(self) -> Counts:
        papers = self._run("SELECT count(*) FROM papers WHERE state!=?", (State.REMOVING,))
        chunks = self._run(
            "SELECT count(*), coalesce(sum(windows), 0) FROM chunks"
            " JOIN papers ON papers.id = paper_id WHERE state=?",
            (State.INDEXED,),
        )
        return Counts(papers[0][0], *chunks[0])

    def unsettled(self) -> bool:
        """Whether some paper is not yet (or no longer wholly) in the engines."""
        return bool(self._run("SELECT 1 FROM papers WHERE state!=? LIMIT 1", (State.INDEXED,)))

    def _select(self, query: str, keys: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            yield from self._run(f"{query} ({','.join('?' * len(batch))})", batch)

    def _run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._explained():
            return self._db.execute(statement, values).fetchall()

    def _run_many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        with self._explained():
            self._db.executemany(statement, rows)

    def _explained(self) -> AbstractContextManager[None]:
        return explained("the catalogue", self._folder, sqlite3.Error, hint=_HINT)


def _file(row: Sequence[Any]) -> FileRow:
    problems = tuple(FileFailure.model_validate(item) for item in json.loads(row[4]))
    return FileRow(row[0], row[1], row[2], row[3], problems)


def _chunk_row(chunk: Chunk) -> tuple[object, ...]:
    head = (chunk.id, chunk.paper_id, chunk.ordinal, chunk.kind, chunk.heading, chunk.text)
    return (*head, chunk.start, chunk.location.model_dump_json(), json.dumps(chunk.places))


def _chunk(row: Sequence[object]) -> Chunk:
    names = ("id", "paper_id", "ordinal", "kind", "heading", "text", "start")
    values = dict(zip(names, row, strict=False))
    values["kind"] = SectionKind(str(values["kind"]))
    location = Location.model_validate_json(str(row[len(names)]))
    places = json.loads(str(row[len(names) + 1]))
    return Chunk.model_validate({**values, "location": location, "places": places})
