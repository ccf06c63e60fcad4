"""The vectors of all windows as one file of rows: in come row numbers, out come vectors.

Chroma finds the nearest windows; what is near a known chunk, or a chunk that a filter lets
through, is read here, a hundred times faster than Chroma gives its vectors back
(docs/decisions/0017). It knows no chunk: the catalogue numbers the rows.
"""

import os
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reviewer.errors import StoreError
from reviewer.store.failures import explained

_BLOCK = 8192  # rows compared at a time: 12 MB


class VectorFile:
    """Float32 rows, appended in the order of their numbers.

    Args:
        path: made at the first `write`.
        dimension: length of a row.

    Raises:
        StoreError: as every method: the file cannot be used.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._path = path
        self._dimension = dimension
        self._rows: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        with self._explained():
            size = self._path.stat().st_size if self._path.exists() else 0
        return size // self._bytes

    @property
    def _bytes(self) -> int:
        return 4 * self._dimension

    def write(self, first: int, vectors: NDArray[np.float32]) -> None:
        """Write rows `first`, `first` + 1, …; they are on disk when it returns.

        Args:
            first: at most one after the last row there is.
            vectors: (n, dimension).
        """
        with self._explained():
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            with os.fdopen(handle, "r+b") as file:
                file.seek(first * self._bytes)
                file.write(np.ascontiguousarray(vectors, np.float32).tobytes())
                file.flush()
                os.fsync(file.fileno())

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """A copy of some rows: (len(numbers), dimension)."""
        if not len(numbers):
            return np.empty((0, self._dimension), np.float32)
        return self._mapped(int(numbers.max()))[numbers]

    def cosines(
        self, vector: NDArray[np.float32], numbers: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The cosines of `vector` (dimension,) and some rows, in blocks: (len(numbers),)."""
        blocks = [
            self.rows(numbers[start : start + _BLOCK]) @ vector
            for start in range(0, len(numbers), _BLOCK)
        ]
        return np.concatenate(blocks) if blocks else np.empty(0, np.float32)

    def close(self) -> None:
        self._rows = None

    def _mapped(self, last: int) -> NDArray[np.float32]:
        if self._rows is None or last >= len(self._rows):
            count = len(self)
            if last >= count:
                raise StoreError(
                    f"{self._path} is cut short: {count} rows of {last + 1}",
                    hint="run: reviewer ingest --rebuild",
                )
            with self._explained():
                self._rows = np.memmap(
                    self._path, np.float32, mode="r", shape=(count, self._dimension)
                )
        return self._rows

    def _explained(self) -> AbstractContextManager[None]:
        return explained("the vectors", self._path.parent)
