"""Files to store: read, merge duplicates, chunk, embed, write; one report for all of it.

It knows which record belongs to which paper. It does not know how a format is read, a vector is
made or a chunk is stored.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from reviewer.chunking import CHUNKING_VERSION, WINDOW, chunk_sections, windows
from reviewer.embedding import Embedder
from reviewer.errors import ReadError
from reviewer.merging import identity_of, merge, same_paper
from reviewer.models import Chunk, FileFailure, IngestReport, Merge, Paper, Record
from reviewer.reading import read_file
from reviewer.settings import CONFIG_NAME, ChunkingSettings
from reviewer.store import NO_EMBEDDER, Layout, Store
from reviewer.store.catalogue import Catalogue, Identity, PendingPaper, State
from reviewer.text.titles import title_key

# Papers embedded and committed together: an interruption costs at most this many embeddings, and
# the fixed cost of a commit (about 50 ms) stays under 2 % of the embedding (docs/log.md).
BATCH = 256
# What stands beside papers and is none; named by itself it is read all the same.
_ASIDE = re.compile(
    r"(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING).*"
    r"|(?i:readme|licen[cs]e|changelog|contributing)(?:\.\w+)?"
)


class Progress(Protocol):
    """Told how far a long step is. `step` is "reading" (files) or "embedding" (papers)."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """The progress of a caller who does not want to know."""


def layout_for(embedder: Embedder | None, chunking: ChunkingSettings) -> Layout:
    """What a store filled with these is made with."""
    text = f"{chunking.max_characters} characters, windows of {WINDOW}, v{CHUNKING_VERSION}"
    if embedder is None:
        return Layout(NO_EMBEDDER, 0, text)
    return Layout(embedder.name, embedder.dimension, text)


@dataclass
class _Tally:
    """What an ingest has done so far, by paper id."""

    added: dict[str, None] = field(default_factory=dict)
    updated: dict[str, None] = field(default_factory=dict)
    seen: dict[str, None] = field(default_factory=dict)
    removed: dict[str, Paper] = field(default_factory=dict)
    merged: list[tuple[str, str]] = field(default_factory=list)
    failed: list[FileFailure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files_read: int = 0
    files_unchanged: int = 0
    records: int = 0
    undated: int = 0


class _Placed(NamedTuple):
    """Where a record went. `joined`: to a paper that has other records."""

    paper_id: str
    title: str
    joined: bool
    undated: bool


class Indexer:
    """Brings a store up to date with files.

    Args:
        store: where everything goes; the caller holds its writer lock.
        embedder: None makes a lexical-only store.
        root: source paths below it are stored relative to it.
        chunking: how papers are cut.
        progress: told how far reading and embedding are.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder | None,
        *,
        root: Path,
        chunking: ChunkingSettings,
        progress: Progress = silent,
    ) -> None:
        self._store = store
        self._catalogue: Catalogue = store.catalogue
        self._embedder = embedder
        self._root = root
        self._max_characters = chunking.max_characters
        self._progress = progress

    def ingest(self, paths: Iterable[str | Path]) -> IngestReport:
        """Read every file and index what is new or changed.

        A file or a record that cannot be read is listed in the report; the rest goes on, and what
        an earlier version of that file gave stays.
        """
        tally = _Tally()
        self._store.recover()
        own = {self._store.folder, self._root / "prompts", self._root / CONFIG_NAME}
        files = list(_expand(paths, {_resolved(path) for path in own}, tally))
        for done, path in enumerate(files):
            self._progress("reading", done, len(files))
            try:
                self._read(path, tally)
            except ReadError as error:
                tally.failed.append(_failure(path, error.message, error.hint))
        if files:
            self._progress("reading", len(files), len(files))
        self.finish()
        return self._report(tally)

    def finish(self) -> int:
        """Bring the engines up to date with the catalogue; how many papers that took."""
        self._store.recover()
        pending = self._catalogue.pending()
        if pending:
            self._store.verify()
        for start in range(0, len(pending), BATCH):
            self._progress("embedding", start, len(pending))
            self._index(pending[start : start + BATCH], start, len(pending))
        if pending:
            self._progress("embedding", len(pending), len(pending))
        return len(pending)

    def _index(self, batch: Sequence[PendingPaper], before: int, total: int) -> None:
        titles = {paper.id: paper.title for paper in batch}
        chunks = [chunk for paper in batch for chunk in self._catalogue.chunks_of(paper.id)]
        pieces = [window for chunk in chunks for window in windows(chunk)]
        vectors = None
        if self._embedder is not None:
            share = len(batch) / max(1, len(pieces))

            def tell(done: int) -> None:
                self._progress("embedding", before + int(done * share), total)

            texts = [f"{titles[piece.chunk.paper_id]}\n{piece.text}" for piece in pieces]
            vectors = self._embedder.embed(texts, progress=tell)
        self._store.index(batch, chunks, pieces, vectors)

    def _read(self, path: Path, tally: _Tally) -> None:
        name = self._name(path)
        digest = _sha256(path)
        known = self._catalogue.file(name)
        if known is not None and known.sha256 == digest:
            tally.files_unchanged += 1
            tally.failed.extend(known.problems)
            tally.seen.update(dict.fromkeys(self._catalogue.papers_in(known.id)))
            return
        reading = read_file(path)
        with self._catalogue.transaction():
            file_id = self._catalogue.put_file(name, digest)
            former = self._catalogue.take_records(file_id)
            places = [self._put(file_id, n, record) for n, record in enumerate(reading, start=1)]
            problems = [_problem(path, p.line, p.reason, p.hint) for p in reading.problems]
            given = dict.fromkeys(place.paper_id for place in places)
            if problems:
                lost = [pair for pair in former if pair[0] not in given]
                self._keep(file_id, len(places), lost)
                tally.notes += _kept(path, lost)
            self._catalogue.finish_file(file_id, len(places), problems)
            self._settle({**dict.fromkeys(paper_id for paper_id, _ in former), **given}, tally)
        tally.merged.extend((place.paper_id, place.title) for place in places if place.joined)
        tally.failed.extend(problems)
        tally.notes.extend(f"{path.name}: {note}" for note in reading.notes)
        tally.files_read += 1
        tally.records += len(places)
        tally.undated += sum(place.undated for place in places)

    def _put(self, file_id: int, ordinal: int, record: Record) -> _Placed:
        paper_id, joined = self._place(record)
        metadata = record.metadata
        self._catalogue.add_record(file_id, ordinal, paper_id, identity_of(metadata), record)
        return _Placed(paper_id, metadata.title, joined, metadata.year is None)

    def _keep(self, file_id: int, after: int, lost: Sequence[tuple[str, Record]]) -> None:
        """What a file with problems no longer gives is taken from its last reading."""
        for ordinal, (paper_id, record) in enumerate(lost, start=after + 1):
            identity = identity_of(record.metadata)
            self._catalogue.add_record(file_id, ordinal, paper_id, identity, record)

    def _place(self, record: Record) -> tuple[str, bool]:
        """The paper a record belongs to, and whether that paper was already there."""
        identity = identity_of(record.metadata)
        for column, value in zip(Identity._fields, identity, strict=True):
            for paper_id in self._catalogue.papers_with(column, value) if value else ():
                known = [r.record.metadata for r in self._catalogue.records_of(paper_id)]
                if same_paper(record.metadata, known):
                    return paper_id, True
        return self._new_id(record), False

    def _new_id(self, record: Record) -> str:
        """Made from the title; a paper whose file is read again has no records, and keeps it."""
        key = title_key(record.metadata.title) or record.metadata.title
        paper_id = _short_hash(key)
        salt = 0
        while self._catalogue.records_of(paper_id):
            salt += 1
            paper_id = _short_hash(f"{key}\n{salt}")
        return paper_id

    def _settle(self, paper_ids: Iterable[str], tally: _Tally) -> None:
        """Make the papers of the catalogue agree with their records."""
        for paper_id in paper_ids:
            before = self._catalogue.papers_by_id([paper_id]).get(paper_id)
            records = self._catalogue.records_of(paper_id)
            if not records:
                if before is not None:
                    self._catalogue.set_state([paper_id], State.REMOVING)
                    tally.removed[paper_id] = before
                continue
            moved = tally.removed.pop(paper_id, None) is not None
            paper, sections = merge(paper_id, records)
            chunks = chunk_sections(paper_id, sections, self._max_characters)
            tally.seen[paper_id] = None
            if before is None:
                self._catalogue.put_paper(paper, _counted(chunks))
                tally.added[paper_id] = None
            elif (
                moved
                or before.title != paper.title
                or chunks != self._catalogue.chunks_of(paper_id)
            ):
                self._catalogue.put_paper(paper, _counted(chunks))
                tally.updated[paper_id] = None
            elif before != paper:
                self._catalogue.put_paper(paper, None)
                tally.updated[paper_id] = None

    def recut(self) -> None:
        """Cut every paper again, for a rebuild with other chunking, in the caller's transaction."""
        for paper in self._catalogue.papers():
            merged, sections = merge(paper.id, self._catalogue.records_of(paper.id))
            chunks = chunk_sections(paper.id, sections, self._max_characters)
            self._catalogue.put_paper(merged, _counted(chunks))

    def remove(self, paper: Paper) -> None:
        """Take a paper out of the collection; its files are not touched."""
        self._store.recover()
        with self._catalogue.transaction():
            self._catalogue.forget_records(paper.id)
            self._catalogue.set_state([paper.id], State.REMOVING)
        self._store.recover()

    def _report(self, tally: _Tally) -> IngestReport:
        papers = self._catalogue.papers_by_id([*tally.seen, *(i for i, _ in tally.merged)])
        changed = {**tally.added, **tally.updated}
        return IngestReport(
            added=_pick(papers, tally.added),
            updated=_pick(papers, (i for i in tally.updated if i not in tally.added)),
            unchanged=_pick(papers, (i for i in tally.seen if i not in changed)),
            removed=tuple(tally.removed.values()),
            merged=tuple(_merge(title, papers[i]) for i, title in tally.merged if i in papers),
            failed=tuple(tally.failed),
            notes=(*tally.notes, *_undated(tally)),
            files_read=tally.files_read,
            files_unchanged=tally.files_unchanged,
            records=tally.records,
        )

    def _name(self, path: Path) -> str:
        resolved = _resolved(path)
        if resolved.is_relative_to(self._root):
            return resolved.relative_to(self._root).as_posix()
        return resolved.as_posix()


def _counted(chunks: Sequence[Chunk]) -> list[tuple[Chunk, int]]:
    return [(chunk, len(windows(chunk))) for chunk in chunks]


def _expand(paths: Iterable[str | Path], own: Set[Path], tally: _Tally) -> Iterator[Path]:
    """The files named, each once; folders walked in order, hidden files and `own` left out."""
    met: set[Path] = set()
    for path in map(Path, paths):
        for file in _walk(path, own, tally) if _is_folder(path) else [path]:
            resolved = _resolved(file)
            if resolved not in met:
                met.add(resolved)
                yield file


def _walk(folder: Path, own: Set[Path], tally: _Tally) -> list[Path]:
    found: list[Path] = []
    met = set(own)

    def refuse(error: OSError) -> None:
        tally.failed.append(_unreadable(Path(error.filename), error))

    for parent, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        folders[:] = [name for name in sorted(folders) if _is_new(Path(parent, name), met)]
        found += [Path(parent, name) for name in names if _is_new(Path(parent, name), met)]
    aside = [path for path in found if _ASIDE.fullmatch(path.name)]
    if aside:
        names = sorted({path.name for path in aside})
        tally.notes.append(f"not read, as no papers: {', '.join(names)} (name one to have it read)")
    elif not found:
        hint = "name a folder with papers in it"
        tally.failed.append(_failure(folder, "no files in this folder", hint))
    return sorted(set(found).difference(aside))


def _is_new(path: Path, met: set[Path]) -> bool:
    """Whether neither hidden nor met; it is met from here on."""
    resolved = _resolved(path)
    if path.name.startswith(".") or resolved in met:
        return False
    met.add(resolved)
    return True


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name too long, a folder closed to us: reading it says so
        return False


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link to itself
        return path.absolute()


def _sha256(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():  # reading a pipe would wait for ever
            raise ReadError("this is not a regular file", hint="save its content as a file first")
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise ReadError("no such file", hint="check the path") from None
    except OSError as error:
        failure = _unreadable(path, error)
        raise ReadError(failure.reason, hint=failure.hint) from None


def _short_hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _failure(path: Path, reason: str, hint: str) -> FileFailure:
    return FileFailure(file=str(path), reason=reason, hint=hint)


def _unreadable(path: Path, error: OSError) -> FileFailure:
    reason = (error.strerror or str(error)).lower()
    return _failure(path, f"cannot be read: {reason}", "check its name and permissions")


def _problem(path: Path, line: int | None, reason: str, hint: str) -> FileFailure:
    place = "" if line is None else f"line {line}: "
    return _failure(path, f"{place}{reason}", hint)


def _kept(path: Path, lost: Sequence[tuple[str, Record]]) -> list[str]:
    if not lost:
        return []
    titles = ", ".join(record.metadata.title for _, record in lost[:3])
    more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    return [f"{path.name}: kept from an earlier reading, while it has problems: {titles}{more}"]


def _pick(papers: dict[str, Paper], ids: Iterable[str]) -> tuple[Paper, ...]:
    return tuple(papers[paper_id] for paper_id in ids if paper_id in papers)


def _merge(title: str, paper: Paper) -> Merge:
    places = tuple(source.location for source in paper.sources)
    return Merge(title=title, paper_id=paper.id, locations=places)


def _undated(tally: _Tally) -> list[str]:
    if not tally.undated:
        return []
    return [f"{tally.undated} of {tally.records} records give no year; none was guessed"]
