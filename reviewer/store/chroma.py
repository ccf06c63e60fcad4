"""The dense engine: vectors, texts and metadata in Chroma, in a folder or on a server.

In come windows of chunks with unit vectors; out come chunk ids with cosine similarities. It knows
no papers.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.config import Settings as ChromaSettings
from numpy.typing import NDArray

from reviewer.errors import StoreError
from reviewer.models import Window

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.types import Where

COLLECTION = "windows"
# At Chroma's defaults a tenth of the true neighbours is lost without a word (docs/decisions/0004).
CONFIGURATION = CreateCollectionConfiguration(
    hnsw=CreateHNSWConfiguration(
        space="cosine", ef_search=400, max_neighbors=32, ef_construction=200
    )
)
_BATCH = 1000
_WINDOWS_PER_CHUNK = 3  # asked of the index for each chunk wanted: an abstract has about two


class DenseIndex:
    """One Chroma collection of the windows of chunks.

    Args:
        folder: where a local Chroma keeps its files.
        url: a Chroma server to use instead.

    Raises:
        StoreError: the server does not answer, or the files cannot be opened.
    """

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._client = _connect(folder, url)
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration=CONFIGURATION,
        )

    def count(self) -> int:
        return self._collection.count()

    def ids(self) -> set[str]:
        """Every window id held; for checks, not for search."""
        return set(self._collection.get(include=[])["ids"])

    def write(self, windows: Sequence[Window], vectors: NDArray[np.float32]) -> None:
        """Insert or replace `windows`, row i of `vectors` (n, dimension) being window i's."""
        for start in range(0, len(windows), _BATCH):
            batch = windows[start : start + _BATCH]
            self._collection.upsert(
                ids=[window.id for window in batch],
                embeddings=vectors[start : start + len(batch)],
                documents=[window.text for window in batch],
                metadatas=[_metadata(window) for window in batch],
            )

    def delete_papers(self, paper_ids: Sequence[str]) -> None:
        """Forget every chunk of these papers, however many there are."""
        if paper_ids:
            self._collection.delete(where=_of_papers(paper_ids))

    def search(
        self, vector: NDArray[np.float32], k: int, paper_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest chunks, nearest first.

        Args:
            vector: (dimension,), unit length.
            k: how many.
            paper_ids: only chunks of these papers; None means all.
        """
        count = self.count()
        if count == 0 or paper_ids == []:
            return []
        found = self._collection.query(
            query_embeddings=vector[np.newaxis],
            n_results=min(count, _WINDOWS_PER_CHUNK * k),
            where=None if paper_ids is None else _of_papers(paper_ids),
            include=["distances"],
        )
        distances = found["distances"] or [[]]
        best: dict[str, float] = {}
        for window_id, distance in zip(found["ids"][0], distances[0], strict=True):
            best.setdefault(_chunk_id(window_id), 1 - distance)
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
        if not ids:
            return {}
        found = self._collection.get(ids=ids, include=["embeddings"])
        embeddings = found["embeddings"]
        assert embeddings is not None
        best: dict[str, float] = {}
        for window_id, stored in zip(found["ids"], embeddings, strict=True):
            cosine = float(np.asarray(stored, dtype=np.float32) @ vector)
            chunk_id = _chunk_id(window_id)
            best[chunk_id] = max(cosine, best.get(chunk_id, -1.0))
        return best

    def wipe(self) -> None:
        """Forget everything; the collection stays, empty."""
        self._client.delete_collection(COLLECTION)
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration=CONFIGURATION,
        )


def _connect(folder: Path, url: str | None) -> "ClientAPI":
    settings = ChromaSettings(anonymized_telemetry=False)
    if url is None:
        return chromadb.PersistentClient(folder, settings=settings)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname is None:
        raise StoreError(
            f"store.url is not a web address: {url}", hint="write it as http://localhost:8000"
        )
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        return chromadb.HttpClient(parts.hostname, port, ssl=secure, settings=settings)
    except ValueError as error:
        raise StoreError(
            f"no Chroma server answers at {url}",
            hint="start it (chroma run --path FOLDER), or take store.url out of reviewer.toml",
        ) from error


def _of_papers(paper_ids: Sequence[str]) -> "Where":
    return cast("Where", {"paper_id": {"$in": list(paper_ids)}})


def _chunk_id(window_id: str) -> str:
    return window_id.rpartition("#")[0]


def _metadata(window: Window) -> Mapping[str, str | int]:
    chunk = window.chunk
    where = chunk.location
    values: dict[str, str | int | None] = {
        "paper_id": chunk.paper_id,
        "ordinal": chunk.ordinal,
        "kind": str(chunk.kind),
        "heading": chunk.heading,
        "file": where.file,
        "line": where.line,
        "page": where.page,
    }
    return {key: value for key, value in values.items() if value is not None}
