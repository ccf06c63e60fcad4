"""Reading a collection, against the embedder alone on the very texts that are embedded for it."""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.collection import LIBRARY, collection, timed
from benchmarks.table import Row
from reviewer.embedding import Embedder
from reviewer.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARE_TARGET = 0.9
AGAIN_TARGET = 0.05


class Listening:
    """An embedder that keeps the texts it is asked for, and how long it took."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.texts: list[str] = []
        self.seconds = 0.0

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> "NDArray[np.float32]":
        self.texts.extend(texts)
        begin = time.perf_counter()
        vectors = self._embedder.embed(texts, progress=progress)
        self.seconds += time.perf_counter() - begin
        return vectors


def rows(workspace: Path, embedder: Embedder, rounds: int) -> list[Row]:
    """First ingest, raw embedding and second ingest, in turn, in a new index each round.

    Args:
        workspace: a folder for the last index, which is kept.
        embedder: the one that is measured.
        rounds: how often; the median ratio counts.
    """
    with tempfile.TemporaryDirectory() as warm:  # the first imports are not what is measured
        _ingest(Path(warm), embedder, LIBRARY)
    shares, inside, again = [], [], []
    for turn in range(rounds):
        folder = workspace if turn == rounds - 1 else Path(tempfile.mkdtemp(dir=workspace.parent))
        listening = Listening(embedder)
        first = _ingest(folder, listening, collection())
        raw = timed(partial(embedder.embed, listening.texts))
        shares.append(raw / first)
        inside.append(listening.seconds / first)
        again.append(_ingest(folder, embedder, collection()) / first)
    share, repeated = statistics.median(shares), statistics.median(again)
    return [
        Row(
            f"ingest, share of the raw embedder's throughput on the same {len(listening.texts)} "
            f"texts, median of {rounds}",
            f"{share:.1%} ({raw / share:.1f} s; embedding is {statistics.median(inside):.1%})",
            f"≥ {SHARE_TARGET:.0%}",
            share >= SHARE_TARGET,
        ),
        Row(
            "second ingest of the unchanged files, share of the first",
            f"{repeated:.2%}",
            f"≤ {AGAIN_TARGET:.0%}",
            repeated <= AGAIN_TARGET,
        ),
    ]


def _ingest(folder: Path, embedder: Embedder, files: Path) -> float:
    """Seconds from opening the workspace to the report."""

    def work() -> None:
        with Workspace(folder) as ws:
            ws.embedder = embedder
            ws.ingest([files])

    return timed(work)
