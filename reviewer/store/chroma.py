"""The dense engine: vectors in Chroma, in a folder or on a server.

In come windows of chunks with unit vectors; out come the ids of the nearest chunks. It holds no
text: the catalogue does, and here it would cost as much as the graph (docs/log.md, "Where the time
of writing goes").
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import chromadb
import numpy as np
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from reviewer.errors import StoreError
from reviewer.models import Window
from reviewer.settings import StoreSettings
from reviewer.store.chroma_server import ChromaServer
from reviewer.store.chroma_session import TooLargeError
from reviewer.store.failures import explained

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client
    from chromadb.api.types import Where

COLLECTION = "windows"
# At Chroma's defaults a tenth of the true neighbours is lost without a word (docs/decisions/0004).
# What was written since it last replaced its files is inserted anew at every opening: at its 1,000
# that is up to half a second. But it writes the list of all ids each time, 46 bytes a window, which
# in small steps is what a million windows would be waiting for; and a collection that exists cannot
# be given other steps (Chroma 1.5 loses its configuration).
CONFIGURATION = CreateCollectionConfiguration(
    hnsw=CreateHNSWConfiguration(
        space="cosine", ef_search=400, max_neighbors=24, ef_construction=100, sync_threshold=500
    )
)
_BATCH = 1000  # a server may take fewer
_MOST_IDS = 30_000  # in one request: SQLite, below Chroma, takes 32,766 parameters


class DenseIndex:
    """One Chroma collection of the windows of chunks.

    Args:
        folder: where a local Chroma keeps its files.
        settings: with the address of a Chroma server to use instead, in `url`, or without.
        collection: its name; several stores can share a server.

    Raises:
        StoreError: as every method: the server does not answer, or the files cannot be used.
    """

    def __init__(
        self, folder: Path, settings: StoreSettings | None = None, collection: str = COLLECTION
    ) -> None:
        self._folder = folder
        self._name = collection
        self._batch = _BATCH
        self._held: int | None = None
        on_server = settings is not None and settings.url is not None
        self._server = ChromaServer(settings) if settings and on_server else None
        try:
            with self._explained():
                self._client = self._server or _local(folder)
                self._collection = self._open()
        except StoreError:
            if self._server is not None:
                self._server.close()
            raise

    def close(self) -> None:
        self._client.close()

    def count(self) -> int:
        with self._explained():
            return self._collection.count()

    def check(self) -> None:
        """Raise StoreError if the vectors cannot be read, though they are counted."""
        with self._explained():
            self._collection.get(limit=1, include=["embeddings"])

    def ids(self) -> set[str]:
        """Every window id held; for checks, not for search."""
        with self._explained():
            return set(self._collection.get(include=[])["ids"])

    def write(self, windows: Sequence[Window], vectors: NDArray[np.float32]) -> None:
        """Insert or replace `windows`, row i of `vectors` (n, dimension) being window i's."""
        self._held = None
        start = 0
        while start < len(windows):
            batch = windows[start : start + self._batch]
            try:
                self._upsert(batch, vectors[start : start + len(batch)])
            except TooLargeError:
                if len(batch) == 1:
                    raise
                self._batch = len(batch) // 2
                continue
            start += len(batch)

    def _upsert(self, windows: Sequence[Window], vectors: NDArray[np.float32]) -> None:
        with self._explained():
            self._collection.upsert(
                ids=[window.id for window in windows],
                embeddings=vectors,
                metadatas=[{"paper_id": window.chunk.paper_id} for window in windows],
            )

    def delete_papers(self, paper_ids: Sequence[str]) -> None:
        """Forget every chunk of these papers, however many there are."""
        self._held = None
        for some in _batches(paper_ids):
            with self._explained():
                self._collection.delete(where=_of_papers(some))

    def search(self, vector: NDArray[np.float32], windows: int) -> list[str]:
        """The chunks of the nearest windows, nearest first.

        Args:
            vector: (dimension,), unit length.
            windows: how many windows to look at.
        """
        if self._held is None:
            self._held = self.count()
        if self._held == 0:
            return []
        with self._explained():
            found = self._collection.query(
                query_embeddings=vector[np.newaxis],
                n_results=min(self._held, windows),
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        nearest = sorted(zip(distances[0], found["ids"][0], strict=True))
        return list(dict.fromkeys(_chunk_id(window_id) for _, window_id in nearest))

    def wipe(self) -> None:
        """Forget everything; the collection stays, empty."""
        self._held = None
        with self._explained():
            self._client.delete_collection(self._name)
            self._collection = self._open()

    def _open(self) -> "Collection":
        return self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration=CONFIGURATION
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        if self._server is not None:
            with self._server.explained():
                yield
            return
        with explained("the index of vectors", self._folder, ChromaError, ValueError):
            yield


def _local(folder: Path) -> "Client":
    settings = ChromaSettings(anonymized_telemetry=False)
    try:
        return cast("Client", chromadb.PersistentClient(folder, settings=settings))
    except ChromaError:
        SharedSystemClient.clear_system_cache()  # else it hands out the failed one for ever
        raise


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _MOST_IDS):
        yield ids[start : start + _MOST_IDS]


def _of_papers(paper_ids: Sequence[str]) -> "Where":
    return cast("Where", {"paper_id": {"$in": list(paper_ids)}})


def _chunk_id(window_id: str) -> str:
    return window_id.rpartition("#")[0]
