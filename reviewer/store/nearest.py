"""Vector to chunks: the nearest chunks of the collection, or of those that some conditions leave.

In come a query's vector and conditions; out come chunk ids with cosines. Chroma's graph proposes,
the file of rows has the last word: every cosine is exact, also of chunks that only the other
engine found. It fuses nothing.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reviewer.store.catalogue import Catalogue, Rows
from reviewer.store.chroma import DenseIndex
from reviewer.store.facets import Condition
from reviewer.store.vectors import VectorFile

# Asked of the graph for each chunk wanted. An abstract has about two, but what counts is among the
# first: fifty windows in all give the same figures as six hundred (docs/log.md, "How many").
_WINDOWS_PER_CHUNK = 1
# Chunks that a filter leaves are compared one by one as long as that takes no longer than asking
# the graph for so many more that enough of them pass (docs/log.md, "Filtered search").
_COMPARED = 20_000
_REMEMBERED = 16  # filters


class Allowed(NamedTuple):
    """The chunks that some conditions leave, and every row of theirs, in order.

    The rows of `ids[i]` are `rows[starts[i] : starts[i + 1]]`.
    """

    ids: list[str]
    passing: frozenset[str]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]


class Pool(NamedTuple):
    """Chunks with the vectors of their windows, in order.

    Those of `ids[i]` are `vectors[starts[i] : starts[i + 1]]`.
    """

    ids: list[str]
    starts: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def cosines(self, queries: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of each query and its nearest window of each chunk.

        Args:
            queries: (queries, dimension), rows of unit length.

        Returns:
            (queries, chunks).
        """
        if not self.ids:
            return np.empty((len(queries), 0), np.float32)
        return np.maximum.reduceat(queries @ self.vectors.T, self.starts[:-1], axis=1)


class Nearest:
    """Finds chunks by their vectors.

    Args:
        catalogue: knows the rows of each chunk.
        dense: proposes.
        vectors: decides.
    """

    def __init__(self, catalogue: Catalogue, dense: DenseIndex, vectors: VectorFile) -> None:
        self._catalogue = catalogue
        self._dense = dense
        self._vectors = vectors
        self._allowed: dict[tuple[Condition, ...], Allowed] = {}

    def forget(self) -> None:
        """Forget what was remembered of the collection: it has changed."""
        self._allowed.clear()

    def search(
        self, vector: NDArray[np.float32], k: int, conditions: tuple[Condition, ...] = ()
    ) -> list[str]:
        """The nearest chunks that meet the conditions, nearest first.

        Args:
            vector: (dimension,), unit length.
            k: how many.
            conditions: none lets every chunk through.
        """
        if not conditions:
            return self._dense.search(vector, _WINDOWS_PER_CHUNK * k)[:k]
        allowed = self._allow(conditions)
        windows = len(allowed.rows)
        if windows <= max(_COMPARED, _WINDOWS_PER_CHUNK * k):
            return self._among(vector, k, allowed)
        share = windows / max(windows, self._catalogue.next_row())
        found = self._dense.search(vector, int(_WINDOWS_PER_CHUNK * k / share))
        kept = [one for one in found if one in allowed.passing][:k]
        if len(kept) < min(k, len(allowed.ids)) / 2:  # what is let through is far from the query
            return self._among(vector, k, allowed)
        return kept

    def pool(self, chunk_ids: Iterable[str]) -> Pool:
        """These chunks, of those that the engines hold by now, in the order of their ids."""
        known = _expanded(sorted(self._catalogue.rows_of(chunk_ids).items()))
        return Pool(known.ids, known.starts, self._vectors.rows(known.rows))

    def _among(self, vector: NDArray[np.float32], k: int, allowed: Allowed) -> list[str]:
        best = _best(self._vectors.cosines(vector, allowed.rows), allowed.starts)
        return [allowed.ids[i] for i in np.argsort(-best, kind="stable")[:k].tolist()]

    def _allow(self, conditions: tuple[Condition, ...]) -> Allowed:
        if conditions not in self._allowed:
            if len(self._allowed) == _REMEMBERED:
                self._allowed.clear()
            self._allowed[conditions] = _expanded(self._catalogue.allowed_rows(conditions))
        return self._allowed[conditions]


def _best(windows: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """The largest cosine of each chunk, whose windows begin at `starts`."""
    return np.maximum.reduceat(windows, starts[:-1]) if len(windows) else windows


def _expanded(chunks: Sequence[tuple[str, Rows]]) -> Allowed:
    rows = np.array([row for _, row in chunks], np.int64).reshape(-1, 2)
    first, count = rows[:, 0], rows[:, 1]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(count)])
    offset = np.arange(starts[-1]) - np.repeat(starts[:-1], count)
    ids = [one for one, _ in chunks]
    return Allowed(ids, frozenset(ids), np.repeat(first, count) + offset, starts)
