"""An embedder that keeps what it has embedded in one file, so that a later run need not.

In come texts; out come the vectors of the embedder below it. It is killed and run again without
loss: every batch is on disk before the next.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.table import ROOT
from reviewer.embedding import Embedder

CACHE = ROOT / ".bench"
_BATCH = 500


class KeptVectors:
    """An `Embedder` before another one.

    Args:
        embedder: asked for what is not kept.
        folder: where the file of its vectors is.
    """

    def __init__(self, embedder: Embedder, folder: Path = CACHE) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimension = embedder.dimension
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{embedder.name.replace('/', '-')}.sqlite3"
        self._database = sqlite3.connect(file, timeout=60, check_same_thread=False)
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
            " WITHOUT ROWID"
        )

    def close(self) -> None:
        self._database.close()

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """The vectors of `texts`, (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            vectors[start : start + len(batch)] = self._batch(batch)
            if progress is not None:
                progress(start + len(batch))
        return vectors

    def _batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        keys = [hashlib.sha1(text.encode("utf-8", "replace")).digest() for text in texts]
        known = self._known(keys)
        missed = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missed:
            fresh = self._embedder.embed(list(missed.values()))
            rows = list(zip(missed, (row.tobytes() for row in fresh), strict=True))
            with self._database:
                self._database.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
            known.update(rows)
        joined = b"".join(known[key] for key in keys)
        return np.frombuffer(joined, np.float32).reshape(-1, self.dimension)

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        marks = ",".join("?" * len(keys))
        rows = self._database.execute(
            f"SELECT key, vector FROM vectors WHERE key IN ({marks})", keys
        )
        return dict(rows.fetchall())
