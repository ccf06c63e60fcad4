"""Papers that wait in the catalogue to both engines: cut, embedded and written, batch by batch.

While one batch is embedded, the one before is written and the next is cut: engines and embedder
take turns on no core. It knows no files, and does not decide which papers wait.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from reviewer.chunking import embedded_text, windows
from reviewer.embedding import Embedder
from reviewer.indexing.ahead import Ahead
from reviewer.models import Chunk, Window
from reviewer.progress import Progress
from reviewer.store import Store
from reviewer.store.catalogue import PendingPaper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Papers embedded and committed together: an interruption costs at most twice as many embeddings,
# and the fixed cost of a commit (about 50 ms) stays under 2 % of the embedding (docs/log.md).
BATCH = 256  # or more, to keep every request to an embedding server under way


class _Batch(NamedTuple):
    """Papers with all that is written of them; `before` is how many papers come before it."""

    before: int
    papers: Sequence[PendingPaper]
    chunks: list[Chunk]
    pieces: list[Window]

    def texts(self) -> list[str]:
        """What is embedded, one text a window."""
        titles = {paper.id: paper.title for paper in self.papers}
        return [embedded_text(titles[piece.chunk.paper_id], piece) for piece in self.pieces]

    def heard(self, tell: Callable[[int], None]) -> Callable[[int], None]:
        """`tell` of the papers done, of all, when so many texts of this batch are."""
        papers, pieces = len(self.papers), max(1, len(self.pieces))
        return lambda texts: tell(self.before + texts * papers // pieces)


def index_pending(store: Store, embedder: Embedder | None, progress: Progress) -> int:
    """Write every pending paper to the engines, first come first served; how many there were.

    Args:
        store: the caller holds its writer lock.
        embedder: None in a lexical-only store.
        progress: told of the step "embedding", in papers.

    Raises:
        StoreError: the engines have lost what they held, or cannot be written.
        EmbedderError: the embedder failed; what was written by then is not lost.
    """
    pending = store.catalogue.pending()
    if not pending:
        return 0
    store.verify()

    def tell(done: int) -> None:
        progress("embedding", done, len(pending))

    tell(0)
    with nullcontext() if embedder is None else Ahead(embedder) as ahead:
        batches = _batches(store, pending, max(BATCH, getattr(embedder, "at_once", 0)))
        for batch, vectors in _embedded(batches, ahead, tell):
            store.index(batch.papers, batch.chunks, batch.pieces, vectors)
    tell(len(pending))
    return len(pending)


def _batches(store: Store, pending: Sequence[PendingPaper], size: int) -> Iterator[_Batch]:
    for start in range(0, len(pending), size):
        papers = pending[start : start + size]
        chunks = [chunk for paper in papers for chunk in store.catalogue.chunks_of(paper.id)]
        yield _Batch(start, papers, chunks, [piece for chunk in chunks for piece in windows(chunk)])


def _embedded(
    batches: Iterator[_Batch], ahead: Ahead | None, tell: Callable[[int], None]
) -> "Iterator[tuple[_Batch, NDArray[np.float32] | None]]":
    """Each batch with its vectors, while the one after it is being embedded."""
    if ahead is None:
        for one in batches:
            yield one, None
            tell(one.before + len(one.papers))
        return
    batch = next(batches, None)
    begun = None if batch is None else ahead.begin(batch.texts())
    while batch is not None and begun is not None:
        coming = next(batches, None)
        vectors = ahead.result(begun, batch.heard(tell))
        begun = None if coming is None else ahead.begin(coming.texts())
        yield batch, vectors
        batch = coming
