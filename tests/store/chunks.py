"""Small papers, cut and embedded, for tests of the engines."""

import numpy as np
from numpy.typing import NDArray

from reviewer.models import Chunk, Location, Paper, SectionKind, Window
from reviewer.store import Layout, Store
from reviewer.store.catalogue import PendingPaper, State
from tests.hashing import HashingEmbedder

LAYOUT = Layout("hashing", HashingEmbedder.dimension, "as in the tests")
LEXICAL = Layout("none", 0, "as in the tests")
TEXTS = [
    "Salt marshes grow by three millimetres in a year.",
    "Tides carry sand into the harbour. Dredgers carry it out again.",
    "The lighthouse keeper counted 1,204 ships in May.",
    "Eels cross the ocean to spawn. Nobody has seen them do it.",
]


def chunk(paper_id: str, ordinal: int, text: str) -> Chunk:
    return Chunk(
        id=f"{paper_id}:{ordinal}",
        paper_id=paper_id,
        ordinal=ordinal,
        kind=SectionKind.ABSTRACT,
        text=text,
        location=Location(file="shore.txt", line=3 + ordinal),
    )


def windows_of(chunks: list[Chunk]) -> list[Window]:
    """A window for each sentence."""
    return [
        Window(one, number, sentence)
        for one in chunks
        for number, sentence in enumerate(one.text.split(". "))
    ]


def vectors_of(windows: list[Window]) -> NDArray[np.float32]:
    return vector(*(window.text for window in windows))


def vector(*texts: str) -> NDArray[np.float32]:
    return HashingEmbedder().embed(texts)


def put(store: Store, paper_id: str, title: str, *texts: str) -> None:
    """A new or changed paper with one chunk for each text, pending."""
    chunks = [chunk(paper_id, ordinal, text) for ordinal, text in enumerate(texts)]
    counted = [(one, len(windows_of([one]))) for one in chunks]
    with store.database.transaction():
        store.catalogue.put_paper(Paper(id=paper_id, title=title))
        store.catalogue.put_chunks(paper_id, counted)
        store.catalogue.set_state([paper_id], State.PENDING)


def index_pending(store: Store, papers: list[PendingPaper] | None = None) -> None:
    """What the indexer does with pending papers."""
    batch = store.catalogue.pending() if papers is None else papers
    chunks = [one for paper in batch for one in store.catalogue.chunks_of(paper.id)]
    windows = windows_of(chunks)
    vectors = vectors_of(windows) if store.has_vectors else None
    store.index(batch, chunks, windows, vectors)


def agree(store: Store) -> bool:
    """Whether both engines hold exactly the chunks and windows of the catalogue."""
    papers = store.catalogue.papers()
    chunks = [one for paper in papers for one in store.catalogue.chunks_of(paper.id)]
    rows = store.catalogue.rows_of(one.id for one in chunks)
    windows = {f"{chunk_id}#{n}" for chunk_id, held in rows.items() for n in range(held.windows)}
    same_words = sorted(store.lexical.ids()) == sorted(one.id for one in chunks)
    same_vectors = not store.has_vectors or store.dense.ids() == windows
    return same_words and same_vectors and store.check() is None and _rows_agree(store, chunks)


def _rows_agree(store: Store, chunks: list[Chunk]) -> bool:
    """Whether the file of vectors has each window's vector, as Chroma has it, at its row."""
    if not store.has_vectors:
        return True
    rows = store.catalogue.rows_of(one.id for one in chunks)
    numbers = {
        f"{chunk_id}#{n}": held.first + n
        for chunk_id, held in rows.items()
        for n in range(held.windows)
    }
    if not numbers:
        return True
    found = store.dense._collection.get(ids=list(numbers), include=["embeddings"])
    assert found["embeddings"] is not None
    places = np.array([numbers[window_id] for window_id in found["ids"]])
    return np.allclose(store.vectors.rows(places), found["embeddings"], atol=1e-6)
