"""The encoder as the BERT paper describes it, in numpy: what the graph must equal.

https://arxiv.org/abs/1810.04805, with mean pooling: https://arxiv.org/abs/1908.10084.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reviewer.embedding.weights import Tensors

Array = NDArray[np.float64]
erf = np.vectorize(math.erf)


def encode(tensors: Tensors, pieces: Sequence[int]) -> Array:
    """The unit vector of one text, from its word pieces."""
    wide = {name: value.astype(np.float64) for name, value in tensors.items()}

    def linear(x: Array, name: str) -> Array:
        total: Array = x @ wide[f"{name}.weight"].T + wide[f"{name}.bias"]
        return total

    def norm(x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        shifted: Array = scaled * wide[f"{name}.weight"] + wide[f"{name}.bias"]
        return shifted

    def attend(x: Array, name: str) -> Array:
        heads = []
        for head in range(12):
            part = slice(head * 32, head * 32 + 32)
            q, k, v = (
                linear(x, f"{name}.self.{kind}")[:, part] for kind in ("query", "key", "value")
            )
            scores = np.exp(q @ k.T / math.sqrt(32))
            heads.append(scores / scores.sum(axis=1, keepdims=True) @ v)
        return linear(np.concatenate(heads, axis=1), f"{name}.output.dense")

    x = wide["embeddings.word_embeddings.weight"][list(pieces)]
    x = x + wide["embeddings.position_embeddings.weight"][: len(pieces)]
    x = norm(x + wide["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for number in range(6):
        layer = f"encoder.layer.{number}"
        x = norm(x + attend(x, f"{layer}.attention"), f"{layer}.attention.output.LayerNorm")
        inner = linear(x, f"{layer}.intermediate.dense")
        gelu = inner * (1 + erf(inner / math.sqrt(2))) / 2
        x = norm(x + linear(gelu, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    mean: Array = x.mean(axis=0)
    return mean / np.linalg.norm(mean)
