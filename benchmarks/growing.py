"""A store that is grown from size to size and kept: real papers first, synthetic ones after them.

In comes how many papers there are to be; what comes out is a workspace of that many, the vectors
of all its windows in one file beside it, and a line for each batch of how long writing took. It is
killed and run again without loss.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks import synthetic
from benchmarks.collection import ARXIV
from benchmarks.filling import BATCH, Entry, adopt, cut, described, write
from benchmarks.kept_vectors import KeptVectors
from benchmarks.probing import QUERIES, VECTORS, resident
from reviewer.settings import CONFIG_NAME, STORE_NAME
from reviewer.store import Store

ASKED = 200
"""The titles of the last so many real papers are the queries, and those papers are not written."""
WRITTEN = "written.jsonl"
_TELLING = 10_000


class Line(NamedTuple):
    title: str
    text: str
    authors: tuple[str, ...]


class Batch(NamedTuple):
    """How the writing of some papers went: how many there are now, and what these took."""

    papers: int
    windows: int
    wall: float
    busy: float
    """Seconds, of all cores together."""


class Library:
    """The papers by number; the real ones are the first.

    Args:
        embedder: of the real ones.
    """

    def __init__(self, embedder: KeptVectors) -> None:
        self.embedder = embedder
        self._lines = _lines()
        self.queries = [line.title for line in self._lines[-ASKED:]]
        self.real = len(self._lines) - ASKED

    def batch(self, numbers: range, written: Path) -> tuple[list[Entry], NDArray[np.float32]]:
        """The papers of these numbers and a unit row for each of their windows.

        Args:
            numbers: in one batch, no two batches overlap.
            written: the vectors of the papers before them, which synthetic ones are made from.
        """
        entries = [self._entry(number) for number in numbers if number < self.real]
        vectors = self.embedder.embed([text for entry in entries for text in entry.texts])
        invented = range(max(numbers.start, self.real), numbers.stop)
        if invented:
            real = self._grown_from(written)
            more, rows = synthetic.batch(invented, real)
            entries, vectors = [*entries, *more], np.vstack([vectors, rows])
        return entries, vectors

    def texts(self, numbers: range) -> list[str]:
        """What the embedder reads of real papers."""
        return [text for number in numbers for text in self._entry(number).texts]

    def _entry(self, number: int) -> Entry:
        line = self._lines[number]
        # The years that arXiv gives are two; a filter by years is to act.
        year = synthetic.YEARS[0] + number % (synthetic.YEARS[1] - synthetic.YEARS[0] + 1)
        name = synthetic.paper_id(number)
        return cut(described(name, line.title, line.text, year, line.authors))

    def _grown_from(self, written: Path) -> synthetic.Real:
        vectors = np.memmap(written, np.float32, "r").reshape(-1, self.embedder.dimension)
        return self._source._replace(vectors=vectors)

    @cached_property
    def _source(self) -> synthetic.Real:
        """The real papers whose batches hold no synthetic one, but for their vectors."""
        used = self.real - self.real % BATCH
        counts = [len(self._entry(number).windows) for number in range(used)]
        lines = self._lines[:used]
        return synthetic.Real(
            [(line.title, line.text) for line in lines],
            [line.authors for line in lines],
            [0, *np.cumsum(counts).tolist()],
            np.empty((0, self.embedder.dimension), np.float32),
        )


def grow(home: Path, papers: int, library: Library) -> None:
    """Write papers until there are so many.

    Args:
        home: the workspace; made if it is not there.
        papers: a multiple of BATCH.
        library: what is written.
    """
    home.mkdir(parents=True, exist_ok=True)
    (home / CONFIG_NAME).touch()  # else one further up would govern
    (home / QUERIES).write_text(json.dumps(library.queries), encoding="utf-8")
    with closing(Store(home / STORE_NAME)) as store, store.writing():
        adopt(store, library.embedder)
        store.recover()
        if store.started_over:
            sys.exit(f"the kill damaged the vectors in {home}: remove that folder")
        there = held(store)
        _cut_off(home / VECTORS, store, library)
        for start in range(there, papers, BATCH):
            entries, vectors = library.batch(range(start, start + BATCH), home / VECTORS)
            with (home / VECTORS).open("ab") as file:
                file.write(vectors.tobytes())
            done = Batch(start + BATCH, len(vectors), *write(store, entries, vectors))
            with (home / WRITTEN).open("a", encoding="utf-8") as log:
                log.write(json.dumps({**done._asdict(), **resident()}) + "\n")
            if done.papers % _TELLING == 0:
                print(f"{done.papers:,} papers", file=sys.stderr, flush=True)


def held(store: Store) -> int:
    """How many papers the engines hold."""
    return store.catalogue.counts().papers - len(store.catalogue.pending())


def batches(home: Path) -> Iterator[Batch]:
    """How each batch of the store went, a killed one that was written again once."""
    log = home / WRITTEN
    lines = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
    read = (json.loads(line) for line in lines)
    last = {line["papers"]: line for line in read}
    for line in last.values():
        yield Batch(line["papers"], line["windows"], line["wall"], line["busy"])


def _cut_off(file: Path, store: Store, library: Library) -> None:
    """Drop the vectors that a killed run wrote before their papers."""
    file.touch()
    size = store.catalogue.counts().windows * library.embedder.dimension * 4
    if file.stat().st_size < size:
        sys.exit(f"{file} is shorter than the store: remove {file.parent}")
    with file.open("r+b") as data:
        data.truncate(size)


def _lines() -> Sequence[Line]:
    if not ARXIV.is_file():
        sys.exit(f"the abstracts to grow a store from are not here: {ARXIV}")
    with gzip.open(ARXIV, "rt", encoding="utf-8") as lines:
        read = (json.loads(line) for line in lines)
        return [Line(paper["title"], paper["text"], tuple(paper["authors"])) for paper in read]
