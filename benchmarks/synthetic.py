"""Papers that nobody wrote, made of real ones: so many that an index can be as large as one likes.

In come real papers with the vectors of their windows; out come papers whose sentences are from two
real abstracts on neighbouring topics, and vectors between those of the two. The same number gives
the same paper. It knows no store.

What is unlike real papers: no new words but one invented name a title, so that the index of words
grows in its postings more than in its vocabulary, and vectors with noise alike in all directions.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.filling import Entry, described
from reviewer.chunking import WINDOW
from reviewer.models import Chunk, Location, SectionKind, Window

Vectors = NDArray[np.float32]
POOL = 2000
"""Papers among which the nearest one is the partner."""
# The nearest of POOL is not the nearest of all, so two windows that are mixed lie closer together
# than real ones: with this much noise a query's 50 and 200 nearest synthetic windows are as near as
# among as many real ones (docs/log.md, "Papers that nobody wrote").
NOISE = 0.4
YEARS = (1990, 2026)
SHORT = 300_000
"""From this number on an abstract is short, one window instead of two: so a million passages are
written in an hour and not in two."""
_SHORT = 5  # sentences
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_SYLLABLES = ("ba", "co", "du", "fe", "gi", "ka", "lo", "mu", "ne", "pi", "ra", "so", "tu", "ve")


class Real(NamedTuple):
    """Real papers.

    Args:
        papers: title and abstract of each.
        authors: of each.
        rows: `vectors[rows[i]:rows[i + 1]]` are those of paper i's windows; one longer than papers.
        vectors: a unit row for each window.
    """

    papers: Sequence[tuple[str, str]]
    authors: Sequence[Sequence[str]]
    rows: Sequence[int]
    vectors: Vectors


def batch(numbers: range, real: Real, noise: float = NOISE) -> tuple[list[Entry], Vectors]:
    """The papers of these numbers, and a unit row for each of their windows."""
    draw = np.random.default_rng(numbers.start)
    first = draw.integers(len(real.papers), size=len(numbers))
    second = partners(first, real, draw)
    entries = [
        recombined(number, int(one), int(two), real, draw)
        for number, one, two in zip(numbers, first, second, strict=True)
    ]
    pairs = [
        (_row(real, int(one), window.number), _row(real, int(two), window.number))
        for entry, one, two in zip(entries, first, second, strict=True)
        for window in entry.windows
    ]
    ones, twos = (real.vectors[list(rows)] for rows in zip(*pairs, strict=True))
    return entries, between(ones, twos, noise, draw)


def partners(first: NDArray[np.int64], real: Real, draw: np.random.Generator) -> NDArray[np.int64]:
    """For each paper the nearest of some others drawn at random."""
    pool = draw.integers(len(real.papers), size=POOL)
    rows = np.asarray(real.rows)
    nearness = real.vectors[rows[first]] @ real.vectors[rows[pool]].T
    nearness[first[:, np.newaxis] == pool[np.newaxis]] = -1
    chosen: NDArray[np.int64] = pool[nearness.argmax(axis=1)]
    return chosen


def between(ones: Vectors, twos: Vectors, noise: float, draw: np.random.Generator) -> Vectors:
    """Unit vectors at a random point between two, with noise of this length."""
    share = draw.uniform(0.3, 0.7, size=(len(ones), 1)).astype(np.float32)
    mixed = share * ones + (1 - share) * twos
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    strength = noise / np.sqrt(mixed.shape[1])
    mixed += strength * draw.standard_normal(mixed.shape, dtype=np.float32)
    unit: Vectors = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return unit


def recombined(number: int, one: int, two: int, real: Real, draw: np.random.Generator) -> Entry:
    """Every other sentence of two abstracts, under a title from both with an invented name."""
    sentences = [_SENTENCE_END.split(real.papers[which][1].strip()) for which in (one, two)]
    kept = [*sentences[0][::2], *sentences[1][1::2]] or [""]
    if number >= SHORT:
        kept = kept[:_SHORT]
    halves = [real.papers[which][0].split() for which in (one, two)]
    words = [*halves[0][: len(halves[0]) // 2], *halves[1][len(halves[1]) // 2 :]]
    title = f"{invented(number)}: {' '.join(words)}"
    year = int(draw.integers(YEARS[0], YEARS[1] + 1))
    paper = described(paper_id(number), title, " ".join(kept), year, real.authors[one])
    chunk = Chunk(
        id=f"{paper.id}:0",
        paper_id=paper.id,
        ordinal=0,
        kind=SectionKind.ABSTRACT,
        text=paper.abstract,
        location=Location(file=paper.sources[0].file, line=1),
    )
    return Entry(paper, [chunk], _windows(chunk, kept))


def paper_id(number: int) -> str:
    return f"p{number:08}"


def invented(number: int) -> str:
    """A word for each number."""
    word = ""
    while True:
        number, rest = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[rest]
        if number == 0:
            return word.capitalize()


def _windows(chunk: Chunk, sentences: Sequence[str]) -> list[Window]:
    parts = max(1, round(len(sentences) / WINDOW))
    bounds = [round(len(sentences) * part / parts) for part in range(parts + 1)]
    return [
        Window(chunk, number, " ".join(sentences[first:last]))
        for number, (first, last) in enumerate(pairwise(bounds))
    ]


def _row(real: Real, paper: int, window: int) -> int:
    """The row of a paper's window, or of its last one."""
    return min(real.rows[paper] + window, real.rows[paper + 1] - 1)
