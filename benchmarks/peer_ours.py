"""This program at the task of `benchmarks.peers`: `python -m benchmarks.peer_ours FOLDER`.

Its store is written from the vectors of the task; the queries go through `Workspace.search`, with
catalogue and all, and an embedder that has their vectors at hand.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import exchange
from benchmarks.collection import embedder
from benchmarks.filling import BATCH, adopt, cut, described, write
from benchmarks.table import commit
from reviewer.embedding import Embedder
from reviewer.settings import CONFIG_NAME
from reviewer.workspace import Workspace


class Handed:
    """An embedder that was handed its vectors; only what is asked beyond them is embedded.

    Args:
        name: of the embedder that made them.
    """

    dimension = 384

    def __init__(self, name: str) -> None:
        self.name = name
        self.known: dict[str, NDArray[np.float32]] = {}
        self.seconds = 0.0

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        begin = time.perf_counter()
        missed = [text for text in texts if text not in self.known]
        if missed:
            self.known.update(zip(missed, self._real.embed(missed), strict=True))
        vectors = np.stack([self.known[text] for text in texts])
        self.seconds += time.perf_counter() - begin
        return vectors

    @cached_property
    def _real(self) -> Embedder:
        return embedder()


def main(folder: Path, name: str) -> None:
    handed = Handed(name)
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / CONFIG_NAME).touch()
        with Workspace(home) as ws:
            ws.embedder = handed

            def fill(task: exchange.Task) -> None:
                handed.known = exchange.by_text(task)
                with ws.store.writing():
                    adopt(ws.store, handed)
                    for start in range(0, len(task.papers), BATCH):
                        batch = task.papers[start : start + BATCH]
                        entries = [cut(described(*paper)) for paper in batch]
                        vectors = handed.embed([text for one in entries for text in one.texts])
                        write(ws.store, entries, vectors)

            def ask(query: str) -> list[str]:
                return [passage.paper.id for passage in ws.search(query, exchange.DEPTH)]

            system = f"reviewer {commit()}"
            exchange.run(folder, system, fill, ask, taken_off=lambda: handed.seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
