"""Papers that come into a review, to the themes it has: by nearness, or to a theme of their own.

In come texts of papers by theme; out comes where each new one belongs. It writes nothing.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from reviewer.embedding import Embedder
from reviewer.related_work.clustering import text_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FARTHEST = 0.2
"""A paper is far from all themes if it is farther from the nearest than this share of the papers
that a theme has already are from the rest of theirs (docs/log.md, "Living reviews")."""
_SEVERAL = 2
"""So many papers that are far make a theme of their own."""


class Placed(NamedTuple):
    """Where new papers belong: the number of a theme for each, None for a new one together."""

    themes: list[int | None]


def place(new: Sequence[str], themes: Sequence[Sequence[str]], embedder: Embedder | None) -> Placed:
    """Where new papers belong.

    Args:
        new: a text of each.
        themes: texts of the papers that each theme has; one with none takes no new paper.
        embedder: says how near texts are; None goes by their words.
    """
    held = [number for number, texts in enumerate(themes) if texts]
    if not new or not held:
        return Placed([None] * len(new))
    import numpy as np

    vectors = text_vectors([*new, *(t for number in held for t in themes[number])], embedder)
    rows = np.split(vectors[len(new) :], np.cumsum([len(themes[n]) for n in held])[:-1])
    near = vectors[: len(new)] @ np.stack([_middle(group) for group in rows]).T
    limit = _limit(rows)
    far = [row for row in range(len(new)) if near[row].max() < limit]
    alone = set(far) if len(far) >= _SEVERAL else set()
    nearest = near.argmax(axis=1)
    return Placed([None if row in alone else held[nearest[row]] for row in range(len(new))])


def _limit(groups: "Sequence[NDArray[np.float64]]") -> float:
    """How near to the rest of its theme a paper is that belongs there, but hardly."""
    import numpy as np

    found = [
        float(group[row] @ _middle(np.delete(group, row, axis=0)))
        for group in groups
        if len(group) > 1
        for row in range(len(group))
    ]
    return float(np.quantile(found, _FARTHEST)) if found else 0.0


def _middle(group: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    mean = group.mean(axis=0)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length else mean)
