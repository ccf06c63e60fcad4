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
from reviewer.store.facets import Condition, LooksAt, terms_of

SCHEMA_VERSION = 3

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
CREATE TABLE IF NOT EXISTS held (
    chunk_id TEXT PRIMARY KEY,
    row INTEGER NOT NULL,
    windows INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facets (
    term TEXT NOT NULL,
    paper_id TEXT NOT NULL,
    PRIMARY KEY (term, paper_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS facets_paper ON facets(paper_id);
"""

_NEXT_ROW = "next_row"


class State(StrEnum):
    """What is still to be done with a paper.

    `pending`: its chunks are to be written to the engines. `relabelled`: they are there, but what
    the words engine filters by has changed. `removing`: it is to be taken out of the engines.
    """

    PENDING = "pending"
    RELABELLED = "relabelled"
    INDEXED = "indexed"
    REMOVING = "removing"


class Counts(NamedTuple):
    """How many there are: papers not being removed; chunks and windows that the engines hold."""

    papers: int
    chunks: int
    windows: int


class PendingPaper(NamedTuple):
    id: str
    title: str
    written: bool
    """Whether an engine may already hold chunks of it."""


class Rows(NamedTuple):
    """Where the vectors of a chunk stand: the row of its first window, and how many it has."""

    first: int
    windows: int


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
        """Insert or change a paper; a new one is pending, one with other facets relabelled."""
        self._db.run(
            "INSERT INTO papers(id, seq, state, body)"
            " VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM papers), ?, ?)"
            " ON CONFLICT(id) DO UPDATE SET body=excluded.body",
            (paper.id, State.PENDING, paper.model_dump_json()),
        )
        terms = terms_of(paper)
        held = self._db.run("SELECT term FROM facets WHERE paper_id=?", (paper.id,))
        if terms != {row[0] for row in held}:
            self._put_facets(paper.id, terms)

    def _put_facets(self, paper_id: str, terms: Iterable[str]) -> None:
        self._db.run("DELETE FROM facets WHERE paper_id=?", (paper_id,))
        self._db.run_many(
            "INSERT INTO facets VALUES (?, ?)", [(term, paper_id) for term in sorted(terms)]
        )
        self._db.run(
            "UPDATE papers SET state=? WHERE id=? AND state=?",
            (State.RELABELLED, paper_id, State.INDEXED),
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
        """Set the state; no chunk of a paper that is pending or removing counts as held."""
        ids = list(paper_ids)
        self._db.run_many("UPDATE papers SET state=? WHERE id=?", [(state, one) for one in ids])
        if state in (State.PENDING, State.REMOVING):
            ranges = [(f"{one}:", f"{one};") for one in ids]
            self._db.run_many("DELETE FROM held WHERE chunk_id > ? AND chunk_id < ?", ranges)

    def set_written(self, paper_ids: Iterable[str]) -> None:
        """From here on an engine may hold chunks of these papers."""
        rows = [(paper_id,) for paper_id in paper_ids]
        self._db.run_many("UPDATE papers SET written=1 WHERE id=?", rows)

    def drop_papers(self, paper_ids: Iterable[str]) -> None:
        rows = [(paper_id,) for paper_id in paper_ids]
        self._db.run_many("DELETE FROM chunks WHERE paper_id=?", rows)
        self._db.run_many("DELETE FROM facets WHERE paper_id=?", rows)
        self._db.run_many("DELETE FROM papers WHERE id=?", rows)

    def mark_all_pending(self) -> None:
        """For a rebuild: every paper is to be written again into empty engines."""
        self._db.run(
            "UPDATE papers SET state=?, written=0 WHERE state!=?", (State.PENDING, State.REMOVING)
        )
        self._db.run("DELETE FROM held")
        self.set_manifest({_NEXT_ROW: "0"})

    def take_rows(self, count: int) -> int:
        """The first of `count` row numbers that nothing has had since the last rebuild."""
        first = self.next_row()
        self.set_manifest({_NEXT_ROW: str(first + count)})
        return first

    def next_row(self) -> int:
        return int(self.manifest().get(_NEXT_ROW, 0))

    def last_row(self) -> int:
        """How many rows the vectors that are held need."""
        return int(self._db.run("SELECT coalesce(max(row + windows), 0) FROM held")[0][0])

    def hold(self, rows: Mapping[str, Rows]) -> None:
        """From here on the engines hold these chunks as they are, by chunk id."""
        self._db.run_many(
            "INSERT OR REPLACE INTO held VALUES (?, ?, ?)",
            [(chunk_id, *where) for chunk_id, where in rows.items()],
        )

    def add_facets(self) -> None:
        """Fill the table that schema 2 has not; every paper must be marked pending then."""
        for paper in self.papers():
            self._put_facets(paper.id, terms_of(paper))

    def pending(self, state: State = State.PENDING) -> list[PendingPaper]:
        """The papers that are pending, or relabelled, in the order they were first seen."""
        rows = self._db.run(
            "SELECT id, json_extract(body, '$.title'), written FROM papers WHERE state=?"
            " ORDER BY seq",
            (state,),
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

    # -- what the engines hold -----------------------------------------------------------------

    def rows_of(self, chunk_ids: Iterable[str]) -> dict[str, Rows]:
        """Where the vectors of each chunk stand, of those that the engines hold by now."""
        rows = self._db.select("SELECT * FROM held WHERE chunk_id IN", chunk_ids)
        return {row[0]: Rows(row[1], row[2]) for row in rows}

    def allowed_rows(self, conditions: Sequence[Condition]) -> list[tuple[str, Rows]]:
        """The chunks that meet every condition, of those that the engines hold by now.

        In the order of their rows.
        """
        clauses = " AND ".join(_CONDITIONS[one.looks_at] for one in conditions)
        values = [json.dumps(one.values) for one in conditions]
        rows = self._db.run(
            "SELECT held.* FROM chunks JOIN held ON held.chunk_id = chunks.id"
            f" WHERE {clauses} ORDER BY row",
            values,
        )
        return [(row[0], Rows(row[1], row[2])) for row in rows]

    def allows(self, conditions: Sequence[Condition]) -> bool:
        """Whether some chunk that the engines hold by now meets every condition."""
        clauses = " AND ".join(_CONDITIONS[one.looks_at] for one in conditions)
        rows = self._db.run(
            "SELECT 1 FROM chunks JOIN held ON held.chunk_id = chunks.id"
            f" WHERE {clauses or '1'} LIMIT 1",
            [json.dumps(one.values) for one in conditions],
        )
        return bool(rows)

    def terms(self, field: str) -> list[str]:
        """Every facet term of a field that some paper has."""
        rows = self._db.run(
            "SELECT DISTINCT term FROM facets WHERE term >= ? AND term < ?",
            (f"{field}=", f"{field}>"),
        )
        return [row[0] for row in rows]

    def paper_with(self, term: str) -> Paper | None:
        """A paper that has a facet term."""
        rows = self._db.run(
            "SELECT body FROM papers WHERE id=(SELECT paper_id FROM facets WHERE term=? LIMIT 1)",
            (term,),
        )
        return Paper.model_validate_json(rows[0][0]) if rows else None

    def undated(self) -> int:
        """How many papers give no year."""
        rows = self._db.run(
            "SELECT count(*) FROM papers WHERE state!=? AND id NOT IN"
            " (SELECT paper_id FROM facets WHERE term >= 'year=' AND term < 'year>')",
            (State.REMOVING,),
        )
        return int(rows[0][0])

    def papers_naming(self, names: Iterable[str]) -> list[Paper]:
        """The papers whose records hold one of these texts, in the order they were first seen."""
        quoted = [json.dumps(name, ensure_ascii=False)[1:-1] for name in names]
        clauses = " OR ".join("instr(body, ?)" for _ in quoted)
        rows = self._db.run(
            f"SELECT body FROM papers WHERE state!=? AND ({clauses or '0'}) ORDER BY seq",
            (State.REMOVING, *quoted),
        )
        return [Paper.model_validate_json(row[0]) for row in rows]

    def headings(self) -> list[str]:
        rows = self._db.run("SELECT DISTINCT heading FROM chunks WHERE heading IS NOT NULL")
        return [row[0] for row in rows]

    def facets_of(self, paper_ids: Iterable[str]) -> dict[str, list[str]]:
        """The facet terms of each paper."""
        found: dict[str, list[str]] = {}
        for paper_id, term in self._db.select(
            "SELECT paper_id, term FROM facets WHERE paper_id IN", paper_ids
        ):
            found.setdefault(paper_id, []).append(term)
        return found

    def counts(self) -> Counts:
        papers = self._db.run("SELECT count(*) FROM papers WHERE state!=?", (State.REMOVING,))
        chunks = self._db.run("SELECT count(*), coalesce(sum(windows), 0) FROM held")
        return Counts(papers[0][0], *chunks[0])

    def unsettled(self) -> bool:
        """Whether some paper is not yet (or no longer wholly) in the engines."""
        return bool(self._db.run("SELECT 1 FROM papers WHERE state!=? LIMIT 1", (State.INDEXED,)))


_GIVEN = "(SELECT value FROM json_each(?))"
_CONDITIONS = {
    LooksAt.FACET: f"paper_id IN (SELECT paper_id FROM facets WHERE term IN {_GIVEN})",
    LooksAt.PAPER: f"paper_id IN {_GIVEN}",
    LooksAt.KIND: f"kind IN {_GIVEN}",
    LooksAt.HEADING: f"heading IN {_GIVEN}",
}


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
