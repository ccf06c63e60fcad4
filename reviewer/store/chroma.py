"""The dense engine: chunk vectors, texts and metadata in Chroma, in a folder or on a server.

In come chunks with unit vectors; out come chunk ids with cosine similarities. It knows no papers.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from numpy.typing import NDArray

from reviewer.errors import StoreError
from reviewer.models import Chunk

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

COLLECTION = "chunks"
# At Chroma's defaults a tenth of the true neighbours is lost without a word (docs/decisions/0004).
HNSW = {"space": "cosine", "ef_search": 400, "max_neighbors": 32, "ef_construction": 200}
_BATCH = 1000


class DenseIndex:
    """One Chroma collection of chunks.

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
            configuration={"hnsw": HNSW},  # type: ignore[typeddict-item]
        )

    def count(self) -> int:
        return self._collection.count()

    def ids(self) -> set[str]:
        """Every chunk id held; for checks, not for search."""
        return set(self._collection.get(include=[])["ids"])

    def write(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Insert or replace `chunks`, row i of `vectors` (n, dimension) being chunk i's."""
        for start in range(0, len(chunks), _BATCH):
            batch = chunks[start : start + _BATCH]
            self._collection.upsert(
                ids=[chunk.id for chunk in batch],
                embeddings=vectors[start : start + len(batch)],
                documents=[chunk.text for chunk in batch],
                metadatas=[_metadata(chunk) for chunk in batch],
            )

    def delete_papers(self, paper_ids: Sequence[str]) -> None:
        """Forget every chunk of these papers, however many there are."""
        if paper_ids:
            self._collection.delete(where={"paper_id": {"$in": list(paper_ids)}})

    def search(
        self, vector: NDArray[np.float32], k: int, paper_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest chunks, nearest first.

        Args:
            vector: (dimension,), unit length.
            k: how many.
            paper_ids: only chunks of these papers; None means all.
        """
        k = min(k, self.count())
        if k == 0 or paper_ids == []:
            return []
        found = self._collection.query(
            query_embeddings=[vector],
            n_results=k,
            where=None if paper_ids is None else {"paper_id": {"$in": list(paper_ids)}},
            include=["distances"],
        )
        distances = found["distances"] or [[]]
        return [(i, 1 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of these chunks."""
        if not chunk_ids:
            return {}
        found = self._collection.get(ids=list(chunk_ids), include=["embeddings"])
        embeddings = found["embeddings"]
        assert embeddings is not None
        return {
            i: np.asarray(v, dtype=np.float32)
            for i, v in zip(found["ids"], embeddings, strict=True)
        }

    def wipe(self) -> None:
        """Forget everything; the collection stays, empty."""
        self._client.delete_collection(COLLECTION)
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={"hnsw": HNSW},  # type: ignore[typeddict-item]
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


def _metadata(chunk: Chunk) -> Mapping[str, str | int]:
    where = chunk.location
    values = {
        "paper_id": chunk.paper_id,
        "ordinal": chunk.ordinal,
        "kind": str(chunk.kind),
        "heading": chunk.heading,
        "file": where.file,
        "line": where.line,
        "page": where.page,
    }
    return {key: value for key, value in values.items() if value is not None}
