"""Texts to vectors in a thread of its own, while whoever asked reads and writes the store.

In come lists of texts, out come their vectors, in turn. It knows nothing of papers.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Self

from reviewer.embedding import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BETWEEN_LOOKS = 0.1  # seconds in which the caller hears nothing of how far it is


class Stopped(BaseException):
    """Ends an embedding that nobody waits for any more; never leaves its thread."""


class Ahead:
    """An embedder at work in the background, on one list of texts at a time.

    A context manager: at its end the embedder is stopped, at the latest when it next tells how far
    it is.

    Args:
        embedder: used in no other thread meanwhile.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedding")
        self._is_over = Event()
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.shutdown(cancel_futures=True)

    def begin(self, texts: Sequence[str]) -> "Future[NDArray[np.float32]]":
        """Start on `texts`; those before must be done."""
        self._done = 0
        return self._thread.submit(self._embedder.embed, texts, progress=self._note)

    def result(
        self, begun: "Future[NDArray[np.float32]]", tell: Callable[[int], None]
    ) -> "NDArray[np.float32]":
        """Wait for vectors.

        Args:
            begun: what `begin` gave.
            tell: called now and then, in this thread, with the number of texts done so far.

        Raises:
            EmbedderError: the embedder failed.
        """
        while not wait([begun], timeout=_BETWEEN_LOOKS).done:
            tell(self._done)
        vectors = begun.result()
        tell(len(vectors))
        return vectors

    def _note(self, done: int) -> None:
        if self._is_over.is_set():
            raise Stopped
        self._done = done
