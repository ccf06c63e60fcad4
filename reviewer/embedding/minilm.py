"""all-MiniLM-L6-v2 on this machine: texts in, vectors of 384 numbers out, no torch, no network.

It converts the weights once and keeps the result in the user's cache. It knows nothing of what
the texts are.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reviewer.embedding import HOW_TO_GET, cache, sources, well_formed
from reviewer.embedding.cache import Converted
from reviewer.embedding.runtime import open_session
from reviewer.embedding.sources import Source
from reviewer.embedding.weights import WIDTH, Precision, load_weights
from reviewer.errors import EmbedderError

WINDOW = 1024
"""Texts cut into word pieces at a time: bounds memory, and is seconds of work for all cores."""


class MiniLM:
    """The local embedder.

    Each text is run alone, on one thread, and as many at once as there are cores. So its vector
    is the same, to the bit, whatever is embedded with it: in a batch, the range by which
    activations are quantised would depend on the others. Nothing is padded, and it is faster
    than batches too (docs/decisions/0005-embedder.md).

    Args:
        converted: model and tokenizer.
        precision: what the model was converted to.
        workers: texts embedded at once; None is the number of cores this process may use.
    """

    def __init__(
        self,
        converted: Converted,
        precision: Precision = Precision.INT8,
        workers: int | None = None,
    ) -> None:
        from tokenizers import Tokenizer

        self._session = open_session(converted.model)
        self._tokenizer = Tokenizer.from_buffer(converted.tokenizer)
        self._precision = precision
        self._workers = workers or _cores()

    @property
    def name(self) -> str:
        if self._precision is Precision.INT8:
            return cache.CONVERSION
        return f"all-MiniLM-L6-v2/{self._precision}/1"

    @property
    def dimension(self) -> int:
        return WIDTH

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """The vectors of `texts`, as `Embedder` says; only the first 256 word pieces count."""
        vectors = np.empty((len(texts), WIDTH), np.float32)
        for start in range(0, len(texts), WINDOW):
            window = [well_formed(text) for text in texts[start : start + WINDOW]]
            pieces = [
                np.array(encoding.ids, np.int64)
                for encoding in self._tokenizer.encode_batch_fast(window)
            ]
            for done, (index, vector) in enumerate(self._run(pieces), start=start + 1):
                vectors[start + index] = vector
                if progress:
                    progress(done)
        return vectors

    def _run(
        self, pieces: Sequence[NDArray[np.int64]]
    ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Each index of `pieces` with its vector, as they come."""
        # The longest first, so that no core is left with a long text at the end.
        order = sorted(range(len(pieces)), key=lambda index: -len(pieces[index]))
        workers = min(self._workers, len(pieces))
        if workers == 1:  # a query: a pool would cost as much as the query
            yield from ((index, self._vector(pieces[index])) for index in order)
            return
        pool = ThreadPoolExecutor(workers)
        try:
            vectors = pool.map(self._vector, (pieces[index] for index in order))
            yield from zip(order, vectors, strict=True)
        finally:  # also when the caller stops in the middle, by Ctrl-C or an error
            pool.shutdown(cancel_futures=True)

    def _vector(self, pieces: NDArray[np.int64]) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._session.run(["vector"], {"pieces": pieces})[0]
        return vector


def load(precision: Precision = Precision.INT8) -> MiniLM | None:
    """The embedder, from the cache or from weights on this machine; None if there are none.

    Args:
        precision: anything but INT8 is for measuring: it is converted anew at each call.

    Raises:
        EmbedderError: the weights are not what they should be, or the cached model is damaged
            and there are no weights to mend it with.
    """
    converted = _cached() if precision is Precision.INT8 else _converted(precision)
    return None if converted is None else MiniLM(converted, precision)


def _cached() -> Converted | None:
    folder = cache.folder()
    found = cache.read(folder)
    if found is not None:
        return found
    source = sources.find()
    if source is not None:
        return _convert_into(folder, source)
    if cache.is_there(folder):
        raise EmbedderError(
            f"the converted model in {folder} is damaged, and its weights are not here",
            hint=f"{HOW_TO_GET}, or remove that folder to search by words only",
        )
    return None


def _convert_into(folder: Path, source: Source) -> Converted:
    try:
        with cache.locked(folder):
            found = cache.read(folder)  # another process may have been first
            if found is None:
                found = _convert(source, Precision.INT8)
                cache.write(folder, found)
            return found
    except OSError:  # no room, or no right, to keep it: the next start converts again
        return _convert(source, Precision.INT8)


def _converted(precision: Precision) -> Converted | None:
    source = sources.find()
    return None if source is None else _convert(source, precision)


def _convert(source: Source, precision: Precision) -> Converted:
    from reviewer.embedding.graph import build  # onnx takes as long to import as all the rest

    weights = load_weights(source)
    return Converted(build(weights.tensors, precision), weights.tokenizer)


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # Linux knows how many we may use
    return len(affinity(0)) if affinity else os.cpu_count() or 1
