"""The dense engine: vectors, texts and metadata in Chroma, in a folder or on a server.

In come windows of chunks with unit vectors; out come chunk ids with cosine similarities. It knows
no papers.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import chromadb
import httpx
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
from reviewer.store.failures import explained

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client
    from chromadb.api.types import Where

COLLECTION = "windows"
# At Chroma's defaults a tenth of the true neighbours is lost without a word (docs/decisions/0004).
# What was written since it last replaced its files is inserted anew at every opening: at its 1,000
# that is up to half a second, at 200 a tenth, and writing 12,000 windows takes no longer.
CONFIGURATION = CreateCollectionConfiguration(
    hnsw=CreateHNSWConfiguration(
        space="cosine", ef_search=400, max_neighbors=32, ef_construction=200, sync_threshold=200
    )
)
_BATCH = 1000
_MOST_IDS = 30_000  # in one request: SQLite, below Chroma, takes 32,766 parameters
_SERVER_HINT = "start it (chroma run --path FOLDER), or take store.url out of reviewer.toml"
_PATIENCE = 10.0  # seconds for a server to say that it is there
_WINDOWS_PER_CHUNK = 3  # asked of the index for each chunk wanted: an abstract has about two


class DenseIndex:
    """One Chroma collection of the windows of chunks.

    Args:
        folder: where a local Chroma keeps its files.
        url: a Chroma server to use instead.
        collection: its name; several stores can share a server.

    Raises:
        StoreError: as every method: the server does not answer, or the files cannot be used.
    """

    def __init__(self, folder: Path, url: str | None = None, collection: str = COLLECTION) -> None:
        self._folder = folder
        self._url = url
        self._name = collection
        with self._explained():
            self._client = _connect(folder, url)
            self._collection = self._open()

    def close(self) -> None:
        parts: tuple[Any, ...] = (self._client, self._client._admin_client)
        sessions = [getattr(part._server, "_session", None) for part in parts]
        self._client.close()
        for session in sessions:
            if session is not None:
                session.close()  # Chroma leaves the connections to its server open

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
        for start in range(0, len(windows), _BATCH):
            batch = windows[start : start + _BATCH]
            with self._explained():
                self._collection.upsert(
                    ids=[window.id for window in batch],
                    embeddings=vectors[start : start + len(batch)],
                    documents=[window.text for window in batch],
                    metadatas=[_metadata(window) for window in batch],
                )

    def delete_papers(self, paper_ids: Sequence[str]) -> None:
        """Forget every chunk of these papers, however many there are."""
        for some in _batches(paper_ids):
            with self._explained():
                self._collection.delete(where=_of_papers(some))

    def search(
        self, vector: NDArray[np.float32], k: int, paper_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest chunks, nearest first.

        Args:
            vector: (dimension,), unit length.
            k: how many.
            paper_ids: only chunks of these papers; None means all.
        """
        wheres = [None] if paper_ids is None else map(_of_papers, _batches(paper_ids))
        best: dict[str, float] = {}
        for where in wheres:
            for window_id, distance in self._nearest(vector, _WINDOWS_PER_CHUNK * k, where):
                chunk_id = _chunk_id(window_id)
                best[chunk_id] = max(1 - distance, best.get(chunk_id, -1.0))
        return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:k]

    def similarities(
        self, vector: NDArray[np.float32], windows: Mapping[str, int]
    ) -> dict[str, float]:
        """The cosine of `vector` to the nearest window of each chunk.

        Args:
            vector: (dimension,), unit length.
            windows: chunk id -> how many windows it has.
        """
        ids = [f"{chunk_id}#{n}" for chunk_id, count in windows.items() for n in range(count)]
        best: dict[str, float] = {}
        for some in _batches(ids):
            with self._explained():
                found = self._collection.get(ids=list(some), include=["embeddings"])
            embeddings = found["embeddings"]
            assert embeddings is not None
            for window_id, stored in zip(found["ids"], embeddings, strict=True):
                cosine = float(np.asarray(stored, dtype=np.float32) @ vector)
                chunk_id = _chunk_id(window_id)
                best[chunk_id] = max(cosine, best.get(chunk_id, -1.0))
        return best

    def wipe(self) -> None:
        """Forget everything; the collection stays, empty."""
        with self._explained():
            self._client.delete_collection(self._name)
            self._collection = self._open()

    def _nearest(
        self, vector: NDArray[np.float32], windows: int, where: "Where | None"
    ) -> list[tuple[str, float]]:
        """Window ids with their distances, 1 - cosine, nearest first."""
        with self._explained():
            count = self._collection.count()
            if count == 0:
                return []
            found = self._collection.query(
                query_embeddings=vector[np.newaxis],
                n_results=min(count, windows),
                where=where,
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return list(zip(found["ids"][0], distances[0], strict=True))

    def _open(self) -> "Collection":
        return self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration=CONFIGURATION
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        if self._url is None:
            with explained("the index of vectors", self._folder, ChromaError, ValueError):
                yield
            return
        try:
            yield
        except (ChromaError, httpx.HTTPError) as error:
            raise StoreError(
                f"the Chroma server at {self._url} failed: {error}", hint=_SERVER_HINT
            ) from error


def _connect(folder: Path, url: str | None) -> "Client":
    settings = ChromaSettings(anonymized_telemetry=False)
    if url is None:
        try:
            return cast("Client", chromadb.PersistentClient(folder, settings=settings))
        except ChromaError:
            SharedSystemClient.clear_system_cache()  # else it hands out the failed one for ever
            raise
    host, port, secure = _address(url)
    _ask(url)
    return cast("Client", chromadb.HttpClient(host, port, ssl=secure, settings=settings))


def _ask(url: str) -> None:
    """Chroma's own client would wait for ever, and its failed one keeps its connection open."""
    try:
        reply = httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=_PATIENCE)
    except httpx.HTTPError as error:
        raise StoreError(
            f"no Chroma server answers at {url} ({error})", hint=_SERVER_HINT
        ) from error
    if not reply.is_success:
        raise StoreError(f"what answers at {url} is no Chroma server", hint=_SERVER_HINT)


def _address(url: str) -> tuple[str, int, bool]:
    """Host, port, and whether the connection is to be encrypted."""
    try:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or parts.hostname is None:
        raise StoreError(
            f"store.url is not a web address: {url}", hint="write it as http://localhost:8000"
        )
    return parts.hostname, port, secure


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _MOST_IDS):
        yield ids[start : start + _MOST_IDS]


def _of_papers(paper_ids: Sequence[str]) -> "Where":
    return cast("Where", {"paper_id": {"$in": list(paper_ids)}})


def _chunk_id(window_id: str) -> str:
    return window_id.rpartition("#")[0]


def _metadata(window: Window) -> Mapping[str, str | int]:
    chunk = window.chunk
    values: dict[str, str | int | None] = {
        "paper_id": chunk.paper_id,
        "ordinal": chunk.ordinal,
        "kind": str(chunk.kind),
        "heading": chunk.heading,
    }
    return {key: value for key, value in values.items() if value is not None}
