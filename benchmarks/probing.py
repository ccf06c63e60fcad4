"""One store searched by one process: `python -m benchmarks.probing speed|recall FOLDER`, JSON out.

A process of its own so that its memory is what searching takes. The folder is a workspace with
`queries.json` and `vectors.f32` beside its index (benchmarks/growing.py); it knows not how either
was made. Memory is read from /proc: Linux only.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from numpy.typing import NDArray

from benchmarks.collection import embedder, timed
from benchmarks.synthetic import paper_id
from reviewer.embedding import Embedder
from reviewer.models import Filters
from reviewer.settings import STORE_NAME
from reviewer.store.chroma import COLLECTION
from reviewer.workspace import Workspace

QUERIES = "queries.json"
VECTORS = "vectors.f32"
DEPTH = 50
WARMING = 5
FILTERED = 50
"""Queries asked with each filter."""
_BLOCK = 50_000
_CLOSE = 1e-5  # of a cosine: two sums of the same 384 products
FILTERS = {
    "years": Filters(year_from=2010, year_to=2014),
    "author": Filters(author="Wang"),
    "papers": Filters(paper_ids=frozenset(paper_id(number) for number in range(0, 1000, 200))),
}


class Timings(NamedTuple):
    """Milliseconds."""

    p50: float
    p95: float


class Clocked:
    """An embedder that knows how long it took."""

    def __init__(self, real: Embedder) -> None:
        self._embedder = real
        self.name = real.name
        self.dimension = real.dimension
        self.seconds = 0.0

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        begin = time.perf_counter()
        vectors = self._embedder.embed(texts, progress=progress)
        self.seconds += time.perf_counter() - begin
        return vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("speed", "recall"))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    queries = json.loads((arguments.folder / QUERIES).read_text(encoding="utf-8"))
    if arguments.what == "speed":
        print(json.dumps(speed(arguments.folder, queries)))
    else:
        print(json.dumps({"recall": recall(arguments.folder, queries)}))


def speed(folder: Path, queries: Sequence[str]) -> dict[str, float]:
    """Times in milliseconds, memory in MiB."""
    clocked = Clocked(embedder())
    begin = time.perf_counter()
    with Workspace(folder) as ws:
        ws.embedder = clocked
        ws.search(queries[0])
        opened = time.perf_counter() - begin
        for query in queries[:WARMING]:
            ws.search(query)
        whole, outside = [], []
        busy = time.process_time()
        for query in queries:
            clocked.seconds = 0.0
            whole.append(timed(partial(ws.search, query)))
            outside.append(whole[-1] - clocked.seconds)
        busy = time.process_time() - busy
        memory = resident()
        filtered = {
            name: timings(
                [timed(partial(ws.search, query, filters=some)) for query in queries[:FILTERED]]
            )
            for name, some in FILTERS.items()
        }
    every, bare = timings(whole), timings(outside)
    return {
        "open": opened * 1e3,
        "p50": every.p50,
        "p95": every.p95,
        "busy": busy / len(queries) * 1e3,
        "outside_p50": bare.p50,
        "outside_p95": bare.p95,
        **{name: times.p50 for name, times in filtered.items()},
        **memory,
        "filtered_resident": resident()["resident"],
    }


def recall(folder: Path, queries: Sequence[str]) -> float:
    """Share of the DEPTH nearest windows that Chroma's graph finds, by their cosines."""
    vectors = embedder().embed(queries)
    least = exact(vectors, folder / VECTORS, DEPTH)
    settings = ChromaSettings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(folder / STORE_NAME / "chroma", settings)
    held = client.get_collection(COLLECTION, embedding_function=None)
    found = [
        held.query(query_embeddings=row[np.newaxis], n_results=DEPTH, include=["distances"])
        for row in vectors
    ]
    shares = []
    for answer, cosine in zip(found, least, strict=True):
        distances = answer["distances"]
        assert distances is not None
        shares.append(float(np.mean(1 - np.asarray(distances[0]) >= cosine - _CLOSE)))
    return statistics.fmean(shares)


def exact(queries: NDArray[np.float32], file: Path, depth: int) -> NDArray[np.float32]:
    """The cosine of each query's `depth`th nearest vector, found by looking at all of them."""
    best = np.full((len(queries), depth), -1, np.float32)
    for block in blocks(file, queries.shape[1]):
        both = np.hstack([best, queries @ block.T])
        best = np.partition(both, both.shape[1] - depth, axis=1)[:, -depth:]
    least: NDArray[np.float32] = best.min(axis=1)
    return least


def blocks(file: Path, dimension: int) -> Iterator[NDArray[np.float32]]:
    """The rows of a file of float32 vectors, some at a time."""
    with file.open("rb") as data:
        while read := data.read(_BLOCK * dimension * 4):
            yield np.frombuffer(read, np.float32).reshape(-1, dimension)


def timings(seconds: Sequence[float]) -> Timings:
    return Timings(statistics.median(seconds) * 1e3, float(np.percentile(seconds, 95)) * 1e3)


def resident() -> dict[str, float]:
    """MiB of this process in memory: all, and those that are no pages of files."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    lines = dict(line.split(":", 1) for line in status.splitlines())
    names = {"resident": "VmRSS", "private": "RssAnon", "peak": "VmHWM"}
    return {name: int(lines[key].split()[0]) / 1024 for name, key in names.items()}


if __name__ == "__main__":
    main()
