"""Papers straight into a store, without files, readers or an embedder in between.

In come titles with abstracts and the vectors of their windows; what comes out is a store as an
ingest leaves it, but for its ledger of files. It knows nothing of where either is from.
"""

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reviewer.chunking import chunk_sections, embedded_text, windows
from reviewer.indexing import layout_for
from reviewer.models import (
    Chunk,
    Location,
    Paper,
    Place,
    Section,
    SectionKind,
    Source,
    Window,
)
from reviewer.settings import ChunkingSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reviewer.embedding import Embedder
    from reviewer.store import Store

BATCH = 250
"""Papers written together: as many as an ingest does, in a number that divides every size."""
_FILE = "papers.jsonl"


class Spent(NamedTuple):
    """Seconds on the clock, and of all cores together: the latter hold on a busy machine too."""

    wall: float
    busy: float


class Entry(NamedTuple):
    """A paper with all that is written of it."""

    paper: Paper
    chunks: Sequence[Chunk]
    windows: Sequence[Window]

    @property
    def texts(self) -> list[str]:
        """What the embedder reads, a text a window."""
        return [embedded_text(self.paper.title, window) for window in self.windows]


def described(
    paper_id: str, title: str, abstract: str, year: int | None = None, authors: Iterable[str] = ()
) -> Paper:
    """A paper as if read from a file of papers."""
    source = Source(file=_FILE, line=1, title=title)
    return Paper(
        id=paper_id,
        title=title,
        abstract=abstract,
        year=year,
        authors=tuple(authors),
        sources=(source,),
    )


def cut(paper: Paper) -> Entry:
    """The chunks and windows that an ingest makes of a paper's abstract."""
    sections = []
    if paper.abstract.strip():
        section = Section(kind=SectionKind.ABSTRACT, text=paper.abstract, places=(Place(0, 1),))
        sections.append((_FILE, section))
    longest = ChunkingSettings().max_characters
    place = Location(file=_FILE, line=1)
    chunks = chunk_sections(paper.id, sections, longest, title=paper.title, location=place)
    return Entry(paper, chunks, [window for chunk in chunks for window in windows(chunk)])


def adopt(store: "Store", embedder: "Embedder") -> None:
    """Make a new store one that a workspace with the default settings can open."""
    store.adopt(layout_for(embedder, ChunkingSettings()))


def write(store: "Store", entries: Sequence[Entry], vectors: "NDArray[np.float32]") -> Spent:
    """Put papers into the catalogue and the engines; what that took.

    Args:
        store: its writer lock is held, and nothing in it is pending but these papers.
        entries: new papers, or ones that a killed run left pending.
        vectors: a unit row for each window of theirs, in order.
    """
    wall, busy = time.perf_counter(), time.process_time()
    with store.database.transaction():
        for entry in entries:
            counts: dict[str, int] = {}
            for window in entry.windows:
                counts[window.chunk.id] = counts.get(window.chunk.id, 0) + 1
            store.catalogue.put_paper(entry.paper)
            counted = [(chunk, counts[chunk.id]) for chunk in entry.chunks]
            store.catalogue.put_chunks(entry.paper.id, counted)
    chunks = [chunk for entry in entries for chunk in entry.chunks]
    all_windows = [window for entry in entries for window in entry.windows]
    store.index(store.catalogue.pending(), chunks, all_windows, vectors)
    return Spent(time.perf_counter() - wall, time.process_time() - busy)
