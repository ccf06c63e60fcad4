"""The one Store: a catalogue that is the truth, two engines and a file of vectors that follow it.

In come papers with their chunks and vectors; out come chunk ids with scores, papers and chunks.
A paper is `pending` in the catalogue before its chunks go to the engines under deterministic ids,
and `indexed` once all have committed, so a process killed at any moment leaves nothing half done
that the next opening does not redo. It does not embed, merge or fuse.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from filelock import FileLock, Timeout

from reviewer.errors import StoreError, StoreFullError, StoreLockedError, StoreMismatchError
from reviewer.models import Chunk, Filters, Window
from reviewer.settings import StoreSettings
from reviewer.store import catalogue, ledger
from reviewer.store.catalogue import SCHEMA_VERSION, Catalogue, PendingPaper, Rows, State
from reviewer.store.database import Database
from reviewer.store.facets import Condition
from reviewer.store.failures import REBUILD_HINT, explained
from reviewer.store.filtering import Filtering
from reviewer.store.ledger import Ledger

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reviewer.store.chroma import DenseIndex
    from reviewer.store.nearest import Nearest
    from reviewer.store.tantivy import LexicalIndex
    from reviewer.store.vectors import VectorFile

NO_EMBEDDER = "none"
_REBUILDING = "rebuilding"
_COLLECTION = "collection"
_VECTORS = "vectors.f32"
_FORMER_SCHEMA = "2"
_RELABELLED = 1000  # papers written at a time when only what they are filtered by has changed


class Layout(NamedTuple):
    """What a store was made with; two stores with different layouts cannot be mixed."""

    embedder: str
    dimension: int
    chunking: str


class Store:
    """The index in one folder.

    Args:
        folder: made if it is not there.
        settings: with a Chroma server that holds the vectors instead of the folder, or without.

    Raises:
        StoreError: the folder cannot be made or the catalogue in it cannot be read.
    """

    def __init__(self, folder: Path, settings: StoreSettings | None = None) -> None:
        self.folder = folder
        self.started_over = False
        """Whether an interruption had damaged the vectors, so that all papers are pending again."""
        self._settings = settings or StoreSettings()
        self._dense: DenseIndex | None = None
        self._vectors: VectorFile | None = None
        self._nearest: Nearest | None = None
        self._lexical: LexicalIndex | None = None
        with explained("the store", folder):
            folder.mkdir(parents=True, exist_ok=True)
        self.database = Database(folder / "catalogue.sqlite3", catalogue.SCHEMA + ledger.SCHEMA)
        self.catalogue = Catalogue(self.database)
        self.ledger = Ledger(self.database)
        self._filtering = Filtering(self.catalogue)
        self._version = self.database.version()
        self._changes = self.database.changes()
        self._lock = FileLock(folder / "writer.lock", timeout=0)
        self._check_schema()

    def close(self) -> None:
        self._close_engines()
        self.database.close()

    @property
    def dense(self) -> "DenseIndex":
        self._follow()
        if self._dense is None:
            from reviewer.store.chroma import COLLECTION, DenseIndex

            name = self.catalogue.manifest().get(_COLLECTION, COLLECTION)
            self._dense = DenseIndex(self.folder / "chroma", self._settings, name)
        return self._dense

    @property
    def vectors(self) -> "VectorFile":
        """The vectors of the windows, by row."""
        self._follow()
        if self._vectors is None:
            from reviewer.store.vectors import VectorFile

            layout = self.layout
            assert layout is not None, "a store without a layout has no vectors"
            self._vectors = VectorFile(self.folder / _VECTORS, layout.dimension)
        return self._vectors

    @property
    def nearest(self) -> "Nearest":
        """Finds chunks by their vectors."""
        self._follow()
        if self._nearest is None:
            from reviewer.store.nearest import Nearest

            self._nearest = Nearest(self.catalogue, self.dense, self.vectors)
        return self._nearest

    def conditions(self, filters: Filters | None) -> tuple[Condition, ...]:
        """What the filters ask of a chunk, as both engines take it; nothing lets all through."""
        self._follow()
        return self._filtering.conditions(filters)

    @property
    def lexical(self) -> "LexicalIndex":
        self._follow()
        if self._lexical is None:
            from reviewer.store.tantivy import LexicalIndex

            self._lexical = LexicalIndex(self.folder / "tantivy")
        return self._lexical

    def _follow(self) -> None:
        """Close the engines if another process has written since: they do not show it.

        What is remembered of filters is forgotten after every change.
        """
        version, changes = self.database.version(), self.database.changes()
        if version != self._version:
            self._version = version
            self._close_engines()
        elif changes == self._changes:
            return
        self._changes = changes
        self._filtering.forget()
        if self._nearest is not None:
            self._nearest.forget()

    def _close_engines(self) -> None:
        if self._lexical is not None:
            self._lexical.close()
        if self._dense is not None:
            self._dense.close()
        if self._vectors is not None:
            self._vectors.close()
        self._lexical = self._dense = self._vectors = self._nearest = None

    # -- layout --------------------------------------------------------------------------------

    @property
    def layout(self) -> Layout | None:
        """What the store was made with; None before the first ingest."""
        manifest = self.catalogue.manifest()
        if "embedder" not in manifest:
            return None
        return Layout(manifest["embedder"], int(manifest["dimension"]), manifest["chunking"])

    @property
    def has_vectors(self) -> bool:
        return self.layout is not None and self.layout.embedder != NO_EMBEDDER

    def adopt(self, layout: Layout) -> None:
        """Make the store one of `layout`, or check that it is.

        Raises:
            StoreMismatchError: it was made with another embedder or chunking.
        """
        existing = self.layout
        if existing is None:
            with self.database.transaction():
                self._write_layout(layout)
        elif existing != layout:
            raise _mismatch(self.folder, existing, layout)

    def expect(self, embedder: str) -> None:
        """Check that the store's vectors are of this embedder.

        Raises:
            StoreMismatchError: they are not, so a query's vector would mean nothing here.
        """
        existing = self.layout
        if existing is not None and existing.embedder != embedder:
            raise _mismatch(self.folder, existing, existing._replace(embedder=embedder))

    def start_rebuild(self, layout: Layout, recut: Callable[[], None] | None = None) -> None:
        """Empty both engines and mark every paper pending. Interrupted, it goes on at opening.

        Args:
            layout: what the store is to be made with from here on.
            recut: puts the papers' new chunks in the catalogue, where chunking has changed.
        """
        with self.database.transaction():
            if recut is not None:
                recut()
            self._write_layout(layout)
            self.catalogue.set_manifest({_REBUILDING: "yes"})
            self.catalogue.mark_all_pending()
        self._finish_wipe()

    # -- writing -------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer lock.

        Raises:
            StoreLockedError: another process holds it.
            StoreFullError: the disk filled up; the catalogue is unharmed.
        """
        with explained("the store", self.folder):
            try:
                self._lock.acquire()
            except Timeout:
                raise StoreLockedError(
                    f"another reviewer process is writing to {self.folder}",
                    hint="wait until it has finished, then run the command again",
                ) from None
        try:
            yield
        finally:
            if self._lexical is not None:
                self._lexical.close()  # it holds a lock of its own
            self._lock.release()

    def recover(self) -> None:
        """Finish what a killed process left: an emptying of the engines, removals.

        A process that was killed while Chroma replaced its files, which it does not do atomically,
        leaves vectors that cannot be read: then everything is pending again, `started_over`.
        """
        if _REBUILDING in self.catalogue.manifest():
            self._finish_wipe()
        layout = self.layout
        if layout is not None and self.catalogue.unsettled() and not self._can_read_vectors():
            self.started_over = True
            self.start_rebuild(layout)
        self._finish_removals()
        self._finish_relabelling()

    def index(
        self,
        papers: Sequence[PendingPaper],
        chunks: Sequence[Chunk],
        windows: Sequence[Window],
        vectors: "NDArray[np.float32] | None",
    ) -> None:
        """Write the chunks of `papers` to both engines and mark them indexed.

        Args:
            papers: the pending papers.
            chunks: every chunk of theirs.
            windows: every window of those chunks.
            vectors: (len(windows), dimension), unit rows; None in a lexical-only store.
        """
        ids = [paper.id for paper in papers]
        stale = [paper.id for paper in papers if paper.written]
        with self.database.transaction():
            self.catalogue.set_written(ids)
            first = self.catalogue.take_rows(len(windows))
        if vectors is not None:
            self.dense.delete_papers(stale)
            if windows:
                self.vectors.write(first, vectors)
                self.dense.write(windows, vectors)
        self._write_words(papers, chunks, stale)
        counts = Counter(window.chunk.id for window in windows)
        begins = {w.chunk.id: first + i for i, w in enumerate(windows) if w.number == 0}
        with self.database.transaction():
            self.catalogue.hold({one: Rows(begins[one], counts[one]) for one in begins})
            self.catalogue.set_state(ids, State.INDEXED)

    def _write_words(
        self, papers: Sequence[PendingPaper], chunks: Sequence[Chunk], stale: Sequence[str]
    ) -> None:
        from reviewer.store.tantivy import Entry

        titles = {paper.id: paper.title for paper in papers}
        terms = self.catalogue.facets_of(titles)
        lexical = self.lexical
        lexical.delete_papers(stale)
        lexical.write(
            Entry(chunk, titles[chunk.paper_id], terms.get(chunk.paper_id, ())) for chunk in chunks
        )
        lexical.commit()

    def _can_read_vectors(self) -> bool:
        if not self.has_vectors:
            return True
        if len(self.vectors) < self.catalogue.last_row():
            return False
        if self._settings.url is not None:
            return True
        try:
            self.dense.count()
        except (StoreFullError, StoreLockedError):
            raise
        except StoreError:
            return False
        return True

    def _finish_removals(self) -> None:
        """Take the papers marked as removing out of both engines, then out of the catalogue."""
        ids = self.catalogue.removing()
        if not ids:
            return
        if self.has_vectors:
            self.dense.delete_papers(ids)
        lexical = self.lexical
        lexical.delete_papers(ids)
        lexical.commit()
        with self.database.transaction():
            self.catalogue.drop_papers(ids)

    def _finish_relabelling(self) -> None:
        """Write the papers whose facets have changed to the words engine again, as they are."""
        papers = self.catalogue.pending(State.RELABELLED)
        for start in range(0, len(papers), _RELABELLED):
            some = papers[start : start + _RELABELLED]
            ids = [paper.id for paper in some]
            chunks = [chunk for one in ids for chunk in self.catalogue.chunks_of(one)]
            self._write_words(some, chunks, ids)
            with self.database.transaction():
                self.catalogue.set_state(ids, State.INDEXED)

    def check(self) -> str | None:
        """What is wrong between the catalogue and the engines, or None; by their counts.

        An engine may hold more than the catalogue says while papers are pending.

        Raises:
            StoreError: an engine cannot be read.
        """
        unsettled = self.catalogue.unsettled()
        counts = self.catalogue.counts()
        engines = [("Tantivy", self.lexical.count(), counts.chunks, "chunks")]
        if self.has_vectors:
            engines.append(("Chroma", self.dense.count(), counts.windows, "windows"))
            if len(self.vectors) < self.catalogue.last_row():
                return f"{_VECTORS} is cut short"
        for name, held, expected, unit in engines:
            if held < expected or (held > expected and not unsettled):
                return f"{name} holds {held} {unit}, the catalogue {expected}"
        if self.has_vectors:
            self.dense.check()
        return None

    def verify(self) -> None:
        """Check that the engines hold what the catalogue says, before anything is searched.

        Raises:
            StoreError: they do not, though no other process is writing.
        """
        with suppress(StoreError):
            if self.check() is None:
                return
        with suppress(StoreLockedError), self.writing():
            problem = self.check()
            if problem is not None:
                raise StoreError(f"{self.folder} is damaged: {problem}", hint=REBUILD_HINT)

    def _finish_wipe(self) -> None:
        """Empty both engines, whatever state their files are in."""
        self._close_engines()
        with explained("the store", self.folder):
            for engine in (self.folder / name for name in ("tantivy", "chroma", _VECTORS)):
                if engine.is_dir():
                    shutil.rmtree(engine)
                else:
                    engine.unlink(missing_ok=True)
        if self._settings.url is not None and self.has_vectors:
            self.dense.wipe()
        with self.database.transaction():
            self.catalogue.drop_manifest(_REBUILDING)

    def _write_layout(self, layout: Layout) -> None:
        values = {key: str(value) for key, value in layout._asdict().items()}
        if self._settings.url is not None and _COLLECTION not in self.catalogue.manifest():
            values[_COLLECTION] = f"reviewer-{uuid4().hex}"  # stores may share a server
        self.catalogue.set_manifest({**values, "schema": str(SCHEMA_VERSION)})

    def _check_schema(self) -> None:
        found = self.catalogue.manifest().get("schema", str(SCHEMA_VERSION))
        if found == _FORMER_SCHEMA:
            self._upgrade()
        elif found != str(SCHEMA_VERSION):
            self.database.close()
            raise StoreMismatchError(
                f"{self.folder} has schema {found}, this program writes {SCHEMA_VERSION}",
                hint="move that folder away and ingest the files again",
            )

    def _upgrade(self) -> None:
        """Take over a store of the last version: its engines are made again at the next opening."""
        with self.database.transaction():
            self.catalogue.add_facets()
            self.catalogue.set_manifest({"schema": str(SCHEMA_VERSION), _REBUILDING: "yes"})
            self.catalogue.mark_all_pending()


def _mismatch(folder: Path, existing: Layout, wanted: Layout) -> StoreMismatchError:
    if existing.chunking != wanted.chunking:
        return StoreMismatchError(
            f"{folder} was made with chunking {existing.chunking}, the settings say "
            f"{wanted.chunking}",
            hint=f"{REBUILD_HINT}   (or set chunking back)",
        )
    if wanted.embedder == NO_EMBEDDER:
        return StoreMismatchError(
            f"{folder} has vectors of {existing.embedder}, and no embedder is available now",
            hint="run: reviewer doctor   (or, to search by words only: reviewer ingest --rebuild)",
        )
    made = f"by the embedder {existing.embedder}"
    if existing.embedder == NO_EMBEDDER:
        made = "without an embedder"
    return StoreMismatchError(
        f"{folder} was made {made}, the settings name {wanted.embedder}",
        hint=f"{REBUILD_HINT}   (or set embedding.model back)",
    )
