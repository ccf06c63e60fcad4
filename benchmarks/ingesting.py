"""Reading a collection, against the embedder alone on the very texts that are embedded for it.

`python -m benchmarks.ingesting --papers 5000` does it with abstracts of arXiv in one file, and
prints a table; `benchmarks.speed` does it with the five pages.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.collection import LIBRARY, collection, some_abstracts
from benchmarks.collection import embedder as local_embedder
from benchmarks.table import Row, machine, markdown
from reviewer.embedding import Embedder
from reviewer.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARE_TARGET = 0.9
AGAIN_TARGET = 0.05


class Cost(NamedTuple):
    """Seconds by the clock and of all cores."""

    wall: float
    cpu: float


class Listening:
    """An embedder that keeps the texts it is asked for, and how long it was at work."""

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


def rows(workspace: Path, embedder: Embedder, rounds: int, files: Path | None = None) -> list[Row]:
    """First ingest, raw embedding and second ingest, in turn, in a new index each round.

    Args:
        workspace: a folder for the last index, which is kept.
        embedder: the one that is measured.
        rounds: how often; the median ratio counts.
        files: what is ingested; None is the collection of the other benchmarks.
    """
    with tempfile.TemporaryDirectory() as warm:  # the first imports are not what is measured
        _ingest(Path(warm), embedder, LIBRARY)
    files = collection() if files is None else files
    shares, cores, inside, again = [], [], [], []
    for turn in range(rounds):
        folder = workspace if turn == rounds - 1 else Path(tempfile.mkdtemp(dir=workspace.parent))
        listening = Listening(embedder)
        first = _ingest(folder, listening, files)
        raw = _cost(partial(embedder.embed, listening.texts))
        shares.append(raw.wall / first.wall)
        cores.append(raw.cpu / first.cpu)
        inside.append(listening.seconds / first.wall)
        again.append(_ingest(folder, embedder, files).wall / first.wall)
    share, repeated = statistics.median(shares), statistics.median(again)
    with Workspace(workspace) as ws:
        papers = len(ws.papers())
    return [
        Row(
            f"ingest of {papers:,} papers, share of the raw embedder's throughput on the same "
            f"{len(listening.texts):,} texts, median of {rounds}",
            f"{share:.1%} ({papers / first.wall:.1f} papers/s; the embedder is at work for "
            f"{statistics.median(inside):.1%} of the time)",
            f"≥ {SHARE_TARGET:.0%}",
            share >= SHARE_TARGET,
        ),
        Row(
            "the same by the time of all cores, which a busy machine does not stretch as much",
            f"{statistics.median(cores):.1%} ({1000 * (first.cpu - raw.cpu) / papers:.2f} ms a "
            f"paper beside {1000 * raw.cpu / papers:.1f} ms of embedding)",
        ),
        Row(
            "second ingest of the unchanged files, share of the first",
            f"{repeated:.2%}",
            f"≤ {AGAIN_TARGET:.0%}",
            repeated <= AGAIN_TARGET,
        ),
    ]


def _ingest(folder: Path, embedder: Embedder, files: Path) -> Cost:
    """From opening the workspace to the report."""

    def work() -> None:
        with Workspace(folder) as ws:
            ws.embedder = embedder
            ws.ingest([files])

    return _cost(work)


def _cost(work: Callable[[], object]) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=2000, help="of arXiv (default 2000)")
    parser.add_argument("--rounds", type=int, default=3, help="ingests (default 3)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        file, workspace = Path(root, "papers.jsonl"), Path(root, "review")
        lines = (
            json.dumps({"title": title, "abstract": abstract})
            for title, abstract in some_abstracts(arguments.papers)
        )
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        workspace.mkdir()
        found = rows(workspace, local_embedder(), arguments.rounds, file)
    print(f"{machine()}\n\n{markdown(found)}")
    return int(any(row.met is False for row in found))


if __name__ == "__main__":
    sys.exit(main())
