"""How many true neighbours Chroma's graph finds, at our settings and at its defaults.

The vectors are those of real abstracts, the queries the titles of others.
"""

import statistics
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.config import Settings as ChromaSettings
from numpy.typing import NDArray

from benchmarks.collection import some_abstracts, timed
from benchmarks.table import Row
from reviewer.embedding import Embedder
from reviewer.store.chroma import CONFIGURATION

Vectors = NDArray[np.float32]
QUERIES = 200
DEPTHS = (50, 200)
TARGET = 0.98
"""Recall among the nearest 50, at our settings."""
BATCH = 1000
DEFAULTS = CreateCollectionConfiguration(hnsw=CreateHNSWConfiguration(space="cosine"))


def rows(embedder: Embedder, count: int, cache: Path) -> list[Row]:
    """Recall and time at both settings.

    Args:
        embedder: the local one.
        count: vectors in the index.
        cache: where their vectors are kept for the next run.
    """
    vectors, queries = _vectors(embedder, count, cache)
    nearest = np.argsort(-(queries @ vectors.T), axis=1)
    ours = _measured(CONFIGURATION, vectors, queries, nearest)
    theirs = _measured(DEFAULTS, vectors, queries, nearest)
    of = f"of {len(vectors)} vectors, {len(queries)} queries"
    return [
        Row(
            f"HNSW recall@{depth} {of}, ours (Chroma's defaults)",
            f"{ours[depth][0]:.3f} in {ours[depth][1]:.1f} ms "
            f"({theirs[depth][0]:.3f} in {theirs[depth][1]:.1f} ms)",
            f"≥ {TARGET}" if depth == DEPTHS[0] else "",
            ours[depth][0] >= TARGET if depth == DEPTHS[0] else None,
        )
        for depth in DEPTHS
    ]


def _vectors(embedder: Embedder, count: int, cache: Path) -> tuple[Vectors, Vectors]:
    """`count` vectors to index, and those of queries that are not among them."""
    papers = some_abstracts(count + QUERIES)
    split = max(len(papers) // 2, len(papers) - QUERIES)
    file = cache / f"{embedder.name.replace('/', '-')}-{split}.npy"
    if file.is_file():
        vectors: Vectors = np.load(file, allow_pickle=False)
    else:
        vectors = embedder.embed([f"{title}\n{text}" for title, text in papers[:split]])
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, vectors, allow_pickle=False)
    return vectors, embedder.embed([title for title, _ in papers[split:]])


def _measured(
    configuration: CreateCollectionConfiguration,
    vectors: Vectors,
    queries: Vectors,
    nearest: NDArray[np.intp],
) -> dict[int, tuple[float, float]]:
    """Depth -> mean recall and median milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        client = chromadb.PersistentClient(folder, ChromaSettings(anonymized_telemetry=False))
        held = client.create_collection(
            "vectors", configuration=configuration, embedding_function=None
        )
        for start in range(0, len(vectors), BATCH):
            batch = vectors[start : start + BATCH]
            held.add([str(start + row) for row in range(len(batch))], embeddings=batch)
        return {
            depth: _at(held, queries, nearest[:, :depth], min(depth, len(vectors)))
            for depth in DEPTHS
        }


def _at(
    held: chromadb.Collection, queries: Vectors, nearest: NDArray[np.intp], depth: int
) -> tuple[float, float]:
    found: list[Sequence[str]] = []

    def ask(query: Vectors) -> None:
        answer = held.query(query_embeddings=query[np.newaxis], n_results=depth, include=[])
        found.append(answer["ids"][0])

    ask(queries[0])  # reads the index
    found.clear()
    seconds = [timed(partial(ask, query)) for query in queries]
    shares = [
        len(set(map(int, ids)) & set(row.tolist())) / len(row)
        for ids, row in zip(found, nearest, strict=True)
    ]
    return statistics.fmean(shares), statistics.median(seconds) * 1e3
