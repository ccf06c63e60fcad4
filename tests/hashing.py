"""An embedder without weights: a text's words are hashed into 64 numbers. Equal texts have equal
vectors, and texts that share words are near each other.
"""

import json
import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from reviewer.text.words import words
from tests.scripted_server import Reply, Request


class HashingEmbedder:
    """Satisfies `reviewer.embedding.Embedder`; `texts` keeps what it was asked for."""

    dimension = 64

    def __init__(self, name: str = "hashing") -> None:
        self.name = name
        self.texts: list[str] = []

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.texts.extend(texts)
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in words(text.casefold()):
                row[zlib.crc32(word.encode()) % self.dimension] += 1
        if progress is not None:
            progress(len(texts))
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def served(request: Request) -> Reply:
    """What an embedding server with this embedder behind it answers."""
    rows = HashingEmbedder().embed(request.body["input"]).tolist()
    data = [{"index": n, "embedding": row} for n, row in enumerate(rows)]
    return Reply(raw=json.dumps({"data": data}).encode())
