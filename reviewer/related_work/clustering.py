"""Papers to themes: which papers belong together.

In come the vectors of texts; out come groups of them. It names none, and writes no sentence.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewer.embedding import Embedder
from reviewer.text.words import content_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LARGEST = 6  # papers in a theme, from which it is crowded
_CROWDED = 0.04  # off the silhouette for each paper beyond that


def text_vectors(texts: Sequence[str], embedder: Embedder | None) -> "NDArray[np.float64]":
    """One vector a text, (n, dimension), unit rows: of meaning, or of words with no embedder."""
    import numpy as np

    if embedder is not None:
        return np.asarray(embedder.embed(texts), dtype=np.float64)
    from sklearn.feature_extraction.text import TfidfVectorizer

    bags = [content_words(text) for text in texts]
    if not any(bags):
        return np.zeros((len(texts), 1))
    weighted = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(bags)
    return np.asarray(weighted.toarray())


def group(vectors: "NDArray[np.float64]", most: int) -> list[list[int]]:
    """Row numbers of `vectors` in two to `most` groups of two or more; one group of up to three.

    Ward's clustering, because average linkage leaves one crowd and single papers beside it; the
    number of groups is the one with the best silhouette (Rousseeuw, 1987), less for a crowd. A
    paper left alone joins the group of the paper nearest to it.

    Args:
        vectors: (papers, dimension), unit rows; the order within a group follows theirs.
        most: most groups.
    """
    papers = len(vectors)
    if papers < 4:
        return [list(range(papers))]
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.metrics import silhouette_score

    best: tuple[float, list[int]] | None = None
    for count in range(2, min(most, papers // 2) + 1):
        labels = AgglomerativeClustering(count, linkage="ward").fit_predict(vectors)
        joined = _join_alone([int(label) for label in labels], vectors)
        if len(set(joined)) == 1:
            continue
        crowd = max(0, max(map(joined.count, joined)) - _LARGEST)
        score = float(silhouette_score(vectors, joined, metric="cosine")) - _CROWDED * crowd
        if best is None or score > best[0]:
            best = score, joined
    groups: dict[int, list[int]] = {}
    for index, label in enumerate(_halves(vectors) if best is None else best[1]):
        groups.setdefault(label, []).append(index)
    return list(groups.values())


def _join_alone(labels: list[int], vectors: "NDArray[np.float64]") -> list[int]:
    """Move each paper that is alone in its group to the group of its nearest neighbour."""
    import numpy as np

    joined = list(labels)
    near = vectors @ vectors.T
    np.fill_diagonal(near, -np.inf)
    for index in range(len(joined)):
        if joined.count(joined[index]) == 1:
            joined[index] = joined[int(np.argmax(near[index]))]
    return joined


def _halves(vectors: "NDArray[np.float64]") -> list[int]:
    """Two groups, where one paper stands apart from all others: it takes its nearest with it."""
    import numpy as np

    near = vectors @ vectors.T
    apart = int(np.argmin(near.sum(axis=1)))
    near[apart, apart] = -np.inf
    pair = (apart, int(np.argmax(near[apart])))
    return [int(index in pair) for index in range(len(vectors))]
