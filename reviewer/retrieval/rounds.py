"""What several queries say of the same chunks to one score, and a second round from the best.

Pure functions on arrays: in come cosines and BM25 scores, one row a query and one column a chunk;
out comes a score in [0, 1] a chunk. They know neither engines nor papers' texts.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Constants and their plateaus: docs/log.md, "Several queries, one ranking" and "A second round".
WHOLE = 0.4
"""Weight of the whole text beside its parts."""
BEST_PARTS = 2
"""A chunk's score by the parts is the mean of this many best: it need not answer all of them."""
FEEDBACK = 0.35
"""Weight of the nearness to the first round's best papers, for a question about several."""
FEEDBACK_OF_PARTS = 0.2
"""The same for a text in parts, which asks for papers that have less in common."""
BEST_PAPERS = 4
_SHARPNESS = 3  # the papers count by this power of their scores


class Combined(NamedTuple):
    """A score a chunk, and the row of the query that asks for it most, the whole text's if equal.

    Both are (chunks,).
    """

    scores: Floats
    queries: NDArray[np.int64]


def word_scores(
    found: Sequence[tuple[str, float]], columns: Mapping[str, int], *, full: bool
) -> Floats:
    """BM25 as shares of the best: (len(columns),).

    Args:
        found: `(chunk id, BM25)`, best first.
        columns: chunk id to column, for every chunk that any query found.
        full: whether the engine returned as many as it was asked for. Then a chunk it did not
            return scores at most the last one, which is what it gets; else it holds no word.
    """
    top = max((score for _, score in found), default=0.0) or 1.0
    floor = min((score for _, score in found), default=0.0) / top if full else 0.0
    row = np.full(len(columns), floor, np.float32)
    for chunk_id, score in found:
        if chunk_id in columns:
            row[columns[chunk_id]] = score / top
    return row


def query_scores(cosines: Floats, words: Floats, dense_weight: float) -> Floats:
    """Convex combination of min-max-normalised cosines and shares of BM25 (Bruch et al., 2023).

    Args:
        cosines: (queries, chunks), of all chunks that any of the queries found.
        words: the same shape, rows of `word_scores`.
        dense_weight: weight of the cosines in [0, 1].
    """
    return dense_weight * spread(cosines) + (1 - dense_weight) * words


def combine(scores: Floats) -> Combined:
    """The rows of several queries as one: the whole text's, and the mean of the best parts'.

    Args:
        scores: (queries, chunks), the whole text first, its parts after it.
    """
    whole, parts = scores[0], scores[1:]
    if not len(parts):
        return Combined(whole, np.zeros(len(whole), np.int64))
    best = -np.sort(-parts, axis=0)[:BEST_PARTS]
    together = WHOLE * whole + (1 - WHOLE) * best.mean(axis=0)
    return Combined(together.astype(np.float32), scores.argmax(axis=0))


def best_columns(
    scores: Floats, papers: Sequence[str], ids: Sequence[str], most: int = BEST_PAPERS
) -> list[int]:
    """The columns of the best chunks of `most` papers, best first, one a paper, ties by id.

    Args:
        scores: (chunks,).
        papers: the paper of each chunk.
        ids: of each chunk.
        most: how many.
    """
    # Only the best few can matter, but a paper may hold many of them: look deeper until enough.
    deep = 8 * most
    while True:
        some = range(len(ids)) if deep >= len(ids) else np.argpartition(-scores, deep)[:deep]
        first: dict[str, int] = {}
        for column in sorted(map(int, some), key=lambda c: (-float(scores[c]), ids[c])):
            first.setdefault(papers[column], column)
        if len(first) >= most or deep >= len(ids):
            return list(first.values())[:most]
        deep *= 4


def middle(vectors: Floats, starts: NDArray[np.int64], scores: Floats) -> Floats:
    """What the best papers have in common: the mean of their vectors, unit length (dimension,).

    Pseudo-relevance feedback after Rocchio (1971), with papers for relevant documents.

    Args:
        vectors: (windows, dimension), of one chunk after the other.
        starts: where the windows of each chunk begin, and where the last ones end.
        scores: of each chunk in the first round.
    """
    chunks = unit(np.add.reduceat(vectors, starts[:-1], axis=0))
    return unit(np.power(scores, _SHARPNESS) @ chunks)


def mean_cosines(windows: Floats, starts: NDArray[np.int64]) -> Floats:
    """The mean of each chunk's window cosines: a paper near the best ones is so as a whole."""
    sums = np.add.reduceat(windows, starts[:-1])
    return (sums / np.diff(starts)).astype(np.float32)


def second_round(scores: Floats, near: Floats, weight: float) -> Floats:
    """The first round's scores with the nearness to its best papers.

    Args:
        scores: (chunks,).
        near: the cosine of each chunk and the `middle` of the best.
        weight: of that nearness in [0, 1], `FEEDBACK` or `FEEDBACK_OF_PARTS`.
    """
    return (1 - weight) * scores + weight * spread(near)


def spread(values: Floats) -> Floats:
    """Each row from 0 for its least to 1 for its largest; 1 where all are equal."""
    if not values.shape[-1]:
        return values
    low = values.min(axis=-1, keepdims=True)
    width = values.max(axis=-1, keepdims=True) - low
    return np.where(width > 0, (values - low) / np.where(width > 0, width, 1), 1).astype(np.float32)


def unit(vectors: Floats) -> Floats:
    """Rows of length 1; a row of zeros stays one."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32)
