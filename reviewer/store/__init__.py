"""The one Store: a catalogue that is the truth, and two engines that follow it.

In come papers with their chunks and vectors; out come chunk ids with scores, papers and chunks.
A paper is `pending` in the catalogue before its chunks go to the engines under deterministic ids,
and `indexed` once both have committed, so a process killed at any moment leaves nothing half done
that the next opening does not redo. It does not embed, merge or fuse.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from filelock import FileLock, Timeout

from reviewer.errors import StoreError, StoreFullError, StoreLockedError, StoreMismatchError
from reviewer.models import Chunk, Window
from reviewer.store.catalogue import SCHEMA_VERSION, Catalogue, PendingPaper, State

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reviewer.store.chroma import DenseIndex
    from reviewer.store.tantivy import LexicalIndex

NO_EMBEDDER = "none"
_REBUILDING = "rebuilding"
_REBUILD_HINT = "run: reviewer ingest --rebuild"
_FULL_HINT = "free some space and run the same command again; what was reported as added is kept"


class Layout(NamedTuple):
    """What a store was made with; two stores with different layouts cannot be mixed."""

    embedder: str
    dimension: int
    chunking: str


class Store:
    """The index in one folder.

    Args:
        folder: made if it is not there.
        url: a Chroma server that holds the vectors instead of the folder.

    Raises:
        StoreError: the folder cannot be made or the catalogue in it cannot be read.
    """

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self._url = url
        with _explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self.catalogue = Catalogue(folder / "catalogue.sqlite3")
            self._check_schema()
        self._lock = FileLock(folder / "writer.lock", timeout=0)

    def close(self) -> None:
        if "lexical" in self.__dict__:
            self.lexical.close()
        self.catalogue.close()

    @cached_property
    def dense(self) -> "DenseIndex":
        from reviewer.store.chroma import DenseIndex

        with _explained(self.folder):
            return DenseIndex(self.folder / "chroma", self._url)

    @cached_property
    def lexical(self) -> "LexicalIndex":
        from reviewer.store.tantivy import LexicalIndex

        with _explained(self.folder):
            return LexicalIndex(self.folder / "tantivy")

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
            with self.catalogue.transaction():
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

    def start_rebuild(self, layout: Layout) -> None:
        """Empty both engines and mark every paper pending. Interrupted, it goes on at opening."""
        with self.catalogue.transaction():
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
        try:
            self._lock.acquire()
        except Timeout:
            raise StoreLockedError(
                f"another reviewer process is writing to {self.folder}",
                hint="wait until it has finished, then run the command again",
            ) from None
        try:
            with _explained(self.folder):
                if _REBUILDING in self.catalogue.manifest():
                    self._finish_wipe()
                yield
        finally:
            self._lock.release()

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
        titles = {paper.id: paper.title for paper in papers}
        with self.catalogue.transaction():
            self.catalogue.set_written(ids)
        if vectors is not None:
            self.dense.delete_papers(stale)
            if windows:
                self.dense.write(windows, vectors)
        self.lexical.delete_papers(stale)
        self.lexical.write((chunk, titles[chunk.paper_id]) for chunk in chunks)
        self.lexical.commit()
        with self.catalogue.transaction():
            self.catalogue.set_state(ids, State.INDEXED)

    def finish_removals(self) -> None:
        """Take the papers marked as removing out of both engines, then out of the catalogue."""
        ids = self.catalogue.removing()
        if not ids:
            return
        if self.has_vectors:
            self.dense.delete_papers(ids)
        self.lexical.delete_papers(ids)
        self.lexical.commit()
        with self.catalogue.transaction():
            self.catalogue.drop_papers(ids)

    def check(self) -> str | None:
        """What is wrong between the catalogue and the engines, or None. Counts only."""
        counts = self.catalogue.counts()
        engines = [("Tantivy", self.lexical.count(), counts.chunks, "chunks")]
        if self.has_vectors:
            engines.append(("Chroma", self.dense.count(), counts.windows, "windows"))
        for name, held, expected, unit in engines:
            if held != expected:
                return f"{name} holds {held} {unit}, the catalogue {expected}"
        return None

    def _finish_wipe(self) -> None:
        self.dense.wipe()
        self.lexical.wipe()
        with self.catalogue.transaction():
            self.catalogue.drop_manifest(_REBUILDING)

    def _write_layout(self, layout: Layout) -> None:
        values = {key: str(value) for key, value in layout._asdict().items()}
        self.catalogue.set_manifest({**values, "schema": str(SCHEMA_VERSION)})

    def _check_schema(self) -> None:
        found = self.catalogue.manifest().get("schema", str(SCHEMA_VERSION))
        if found != str(SCHEMA_VERSION):
            raise StoreMismatchError(
                f"{self.folder} has schema {found}, this program writes {SCHEMA_VERSION}",
                hint="use the program that made it, or ingest the files into a new store",
            )


def _mismatch(folder: Path, existing: Layout, wanted: Layout) -> StoreMismatchError:
    if existing.chunking != wanted.chunking:
        return StoreMismatchError(
            f"{folder} was made with chunking {existing.chunking}, the settings say "
            f"{wanted.chunking}",
            hint=f"{_REBUILD_HINT}   (or set chunking back)",
        )
    if wanted.embedder == NO_EMBEDDER:
        return StoreMismatchError(
            f"{folder} has vectors of {existing.embedder}, and no embedder is available now",
            hint="run: reviewer doctor   (or, to search by words only: reviewer ingest --rebuild)",
        )
    return StoreMismatchError(
        f"{folder} was made by the embedder {existing.embedder}, the settings name "
        f"{wanted.embedder}",
        hint=f"{_REBUILD_HINT}   (or set embedding.model back)",
    )


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what the engines raise when the disk fails them into errors with a hint."""
    try:
        yield
    except StoreError:
        raise
    except (OSError, sqlite3.Error, ValueError, RuntimeError) as error:
        raise _explain(folder, error) from error


def _explain(folder: Path, error: Exception) -> Exception:
    text = str(error).lower()
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or "is full" in text or "no space left" in text:
        return StoreFullError(f"the disk is full: {folder}", hint=_FULL_HINT)
    if isinstance(error, PermissionError) or "readonly" in text or "unable to open" in text:
        return StoreError(
            f"{folder} cannot be written", hint="check its permissions, or use --store FOLDER"
        )
    if isinstance(error, sqlite3.DatabaseError):
        return StoreError(
            f"the catalogue in {folder} cannot be used: {error}",
            hint="put back a copy, or move the folder away and ingest the files again",
        )
    if isinstance(error, OSError):
        return StoreError(
            f"{folder} cannot be used: {os.strerror(error.errno or 0)}",
            hint="check the folder, or use --store FOLDER",
        )
    if "tantivy" in type(error).__module__ or "index" in text:
        return StoreError(f"the index in {folder} is damaged: {error}", hint=_REBUILD_HINT)
    return error
