"""The catalogue: papers and their chunks, with what of them the engines hold.

In come papers with their chunks; out come papers, chunks and states. It knows nothing of vectors,
words or merging: with the ledger it is the source of truth, and the engines can be made from it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from reviewer.models import Chunk, Location, Paper, SectionKind
from reviewer.store.database import Database

SCHEMA_VERSION = 2

SCHEMA = """
CREATE TABLE IF NOT EXISTS manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS papers (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS papers_state ON papers(state);
CREATE INDEX IF NOT EXISTS papers_seq ON papers(seq);
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


class Counts(NamedTuple):
    """How much there is: papers not being removed; chunks and windows that the engines hold."""

    papers: int
    chunks: int
    windows: int


class PendingPaper(NamedTuple):
    id: str
    title: str
    written: bool
    """Whether an engine may already hold chunks of it."""


class Catalogue:
    """The tables of papers and chunks in the store's database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # -- manifest ------------------------------------------------------------------------------

    def manifest(self) -> dict[str, str]:
        return dict(self._db.run("SELECT key, value FROM manifest"))

    def set_manifest(self, values: Mapping[str, str]) -> None:
        self._db.run_many(
            "INSERT INTO manifest VALUES (?, ?)"
            " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
            list(values.items()),
        )

    def drop_manifest(self, key: str) -> None:
        self._db.run("DELETE FROM manifest WHERE key=?", (key,))

    # -- papers and chunks ---------------------------------------------------------------------

    def put_paper(self, paper: Paper) -> None:
        """Insert or change a paper; a new one is pending."""
        self._db.run(
            "INSERT INTO papers(id, seq, state, body)"
            " VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM papers), ?, ?)"
            " ON CONFLICT(id) DO UPDATE SET body=excluded.body",
            (paper.id, State.PENDING, paper.model_dump_json()),
        )

    def put_chunks(self, paper_id: str, chunks: Sequence[tuple[Chunk, int]]) -> None:
        """Replace the chunks of a paper, each with how many windows it has.

        The engines are not told: where a text has changed, the paper must be set pending.
        """
        self._db.run("DELETE FROM chunks WHERE paper_id=?", (paper_id,))
        self._db.run_many(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*_chunk_row(chunk), count) for chunk, count in chunks],
        )

    def set_state(self, paper_ids: Iterable[str], state: State) -> None:
        rows = [(state, paper_id) for paper_id in paper_ids]
        self._db.run_many("UPDATE papers SET state=? WHERE id=?", rows)

    def set_written(self, paper_ids: Iterable[str]) -> None:
        """From here on an engine may hold chunks of these papers."""
        rows = [(paper_id,) for paper_id in paper_ids]
        self._db.run_many("UPDATE papers SET written=1 WHERE id=?", rows)

    def drop_papers(self, paper_ids: Iterable[str]) -> None:
        rows = [(paper_id,) for paper_id in paper_ids]
        self._db.run_many("DELETE FROM chunks WHERE paper_id=?", rows)
        self._db.run_many("DELETE FROM papers WHERE id=?", rows)

    def mark_all_pending(self) -> None:
        """For a rebuild: every paper is to be written again into empty engines."""
        self._db.run(
            "UPDATE papers SET state=?, written=0 WHERE state!=?", (State.PENDING, State.REMOVING)
        )

    def pending(self) -> list[PendingPaper]:
        rows = self._db.run(
            "SELECT id, json_extract(body, '$.title'), written FROM papers WHERE state=?"
            " ORDER BY seq",
            (State.PENDING,),
        )
        return [PendingPaper(row[0], row[1], bool(row[2])) for row in rows]

    def removing(self) -> list[str]:
        rows = self._db.run("SELECT id FROM papers WHERE state=?", (State.REMOVING,))
        return [row[0] for row in rows]

    def is_removing(self, paper_id: str) -> bool:
        rows = self._db.run(
            "SELECT 1 FROM papers WHERE id=? AND state=?", (paper_id, State.REMOVING)
        )
        return bool(rows)

    def papers(self) -> list[Paper]:
        """Every paper but those being removed, in the order they were first seen."""
        rows = self._db.run(
            "SELECT body FROM papers WHERE state!=? ORDER BY seq", (State.REMOVING,)
        )
        return [Paper.model_validate_json(row[0]) for row in rows]

    def papers_by_id(self, paper_ids: Iterable[str]) -> dict[str, Paper]:
        rows = self._db.select("SELECT id, body FROM papers WHERE id IN", paper_ids)
        return {row[0]: Paper.model_validate_json(row[1]) for row in rows}

    def chunks_of(self, paper_id: str) -> list[Chunk]:
        rows = self._db.run("SELECT * FROM chunks WHERE paper_id=? ORDER BY ordinal", (paper_id,))
        return [_chunk(row) for row in rows]

    def chunks_by_id(self, chunk_ids: Iterable[str]) -> dict[str, Chunk]:
        rows = self._db.select("SELECT * FROM chunks WHERE id IN", chunk_ids)
        return {row[0]: _chunk(row) for row in rows}

    def windows_of(self, chunk_ids: Iterable[str]) -> dict[str, int]:
        """How many windows each chunk has, of those that the engines hold by now."""
        rows = self._db.select(
            "SELECT chunks.id, windows FROM chunks JOIN papers ON papers.id = paper_id"
            f" WHERE state='{State.INDEXED}' AND chunks.id IN",
            chunk_ids,
        )
        return {row[0]: int(row[1]) for row in rows}

    def counts(self) -> Counts:
        papers = self._db.run("SELECT count(*) FROM papers WHERE state!=?", (State.REMOVING,))
        chunks = self._db.run(
            "SELECT count(*), coalesce(sum(windows), 0) FROM chunks"
            " JOIN papers ON papers.id = paper_id WHERE state=?",
            (State.INDEXED,),
        )
        return Counts(papers[0][0], *chunks[0])

    def unsettled(self) -> bool:
        """Whether some paper is not yet (or no longer wholly) in the engines."""
        return bool(self._db.run("SELECT 1 FROM papers WHERE state!=? LIMIT 1", (State.INDEXED,)))


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
