"""Papers to themes: which papers belong together, and what each group is called.

In come papers with a text each; out come groups with a heading that stands verbatim in the papers
of the group. It writes no sentence.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reviewer.embedding import Embedder
from reviewer.text.sentences import sentences
from reviewer.text.words import STOPWORDS, content_words, plain, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONGEST_PHRASE = 4  # words
_LARGEST = 6  # papers in a theme, from which it is crowded
_CROWDED = 0.02  # off the silhouette for each paper beyond that
_PHRASE_WORD = re.compile(r"[A-Za-z][\w+*-]*|[.,;:()?!]")
# Words that end or begin no heading, though they carry meaning inside one.
_NOT_A_HEADING = STOPWORDS | frozenset(
    """new novel large state art based first second simple effective efficient better best high low
    different several multiple recent existing previous prior significantly often even however well
    extensive experiments results performance problem problems task tasks challenge challenges
    ability code available github demonstrate achieve achieves improve improves improving enable
    enables allow allows learn learns lead leads address addresses able important key main general
    framework frameworks including such provide provides significant given number set order art
    outperforms outperform existing real world widely remains across within per without train
    trained requires require requiring introduce leveraging leverage generate generates end""".split()
)


def text_vectors(texts: Sequence[str], embedder: Embedder | None) -> "NDArray[np.float64]":
    """One vector a text, (n, dimension), unit rows: of meaning, or of words with no embedder."""
    import numpy as np

    if embedder is not None:
        return np.asarray(embedder.embed(texts), dtype=np.float64)
    from sklearn.feature_extraction.text import TfidfVectorizer

    weighted = TfidfVectorizer(analyzer=content_words, sublinear_tf=True).fit_transform(texts)
    return np.asarray(weighted.toarray())


def group(vectors: "NDArray[np.float64]", most: int) -> list[list[int]]:
    """Row numbers of `vectors` in two to `most` groups; one group if there are fewer than four.

    Average-linkage clustering of cosine distances; the number of groups is the one with the best
    silhouette (Rousseeuw, 1987). A paper left alone joins the group it is nearest to, unless
    that leaves one group.

    Args:
        vectors: (papers, dimension); the order within a group follows theirs.
        most: most groups.
    """
    papers = len(vectors)
    if papers < 4:
        return [list(range(papers))]
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.metrics import silhouette_score

    best: tuple[float, list[int]] = (-2.0, [])
    for count in range(2, min(most, papers // 2) + 1):
        model = AgglomerativeClustering(count, metric="cosine", linkage="average")
        labels = [int(label) for label in model.fit_predict(vectors)]
        joined = _join_alone(labels, vectors)
        if len(set(joined)) > 1:
            labels = joined
        crowd = max(labels.count(label) for label in labels) - _LARGEST
        score = float(silhouette_score(vectors, labels, metric="cosine")) - _CROWDED * max(0, crowd)
        best = max(best, (score, labels), key=lambda pair: pair[0])
    labels = best[1] or [0] * papers
    groups: dict[int, list[int]] = {}
    for index, label in enumerate(labels):
        groups.setdefault(label, []).append(index)
    return list(groups.values())


def headings(
    groups: Sequence[Sequence[tuple[str, str]]], topic: str, rarity: Callable[[str], float]
) -> list[str]:
    """A heading for each group of `(title, abstract)` pairs, no two alike.

    A heading is a phrase of two to four words that the papers of the group use and the others do
    not, preferably in their titles; the topic itself where there is none.

    Args:
        groups: the papers of each theme.
        topic: what the draft is about.
        rarity: how rare the words of a phrase are in the collection; common ones say little.
    """
    used: set[str] = set()
    chosen = []
    counts = [[_phrases(f"{title}. {abstract}") for title, abstract in papers] for papers in groups]
    titles = [[_phrases(title) for title, _ in papers] for papers in groups]
    everywhere = Counter(key for papers in counts for paper in papers for key in paper)
    for papers, named in zip(counts, titles, strict=True):
        heading = _heading(papers, named, everywhere, used, rarity) or topic
        used.update(content_words(heading))
        chosen.append(heading[0].upper() + heading[1:])
    return chosen


def _heading(
    papers: Sequence[dict[str, str]],
    titles: Sequence[dict[str, str]],
    everywhere: Counter[str],
    used: set[str],
    rarity: Callable[[str], float],
) -> str | None:
    held = Counter(key for paper in papers for key in paper)
    in_titles = Counter(key for paper in titles for key in paper)
    spelled = {key: phrase for paper in reversed(papers) for key, phrase in paper.items()}

    def score(key: str) -> tuple[float, str]:
        inside = held[key] + in_titles[key]
        outside = everywhere[key] - held[key]
        length = 1 + 0.15 * (len(key.split()) - 2)
        return inside * length * rarity(spelled[key]) / (1 + outside), key

    fresh = [key for key in held if not used.issuperset(key.split())]
    shared = [key for key in fresh if held[key] > 1]
    best = max(shared or [key for key in fresh if in_titles[key]], key=score, default=None)
    return None if best is None else spelled[best]


def _phrases(text: str) -> dict[str, str]:
    """Every phrase of two to four words that could head a section, by its stems."""
    found: dict[str, str] = {}
    for sentence in sentences(text):
        tokens = _PHRASE_WORD.findall(plain(sentence))
        for start in range(len(tokens)):
            for length in range(2, _LONGEST_PHRASE + 1):
                words = tokens[start : start + length]
                if len(words) == length and _reads_as_heading(words):
                    found.setdefault(" ".join(map(stem, words)), _spelled(words))
    return found


def _reads_as_heading(words: Sequence[str]) -> bool:
    inside = [word for word in words[1:-1] if word.casefold() not in ("of", "for", "in", "from")]
    return (
        all(word[0].isalpha() for word in words)
        and all(word.casefold() not in _NOT_A_HEADING for word in (words[0], words[-1], *inside))
        and not words[0].casefold().endswith("ly")
        and not words[-1].casefold().endswith(("ly", "ive", "ed"))
        and len(words[-1]) > 2
    )


def _spelled(words: Sequence[str]) -> str:
    """Title capitals are taken off, the capitals of acronyms and names are kept."""
    return " ".join(w.lower() if w[1:].islower() else w for w in words)


def _join_alone(labels: list[int], vectors: "NDArray[np.float64]") -> list[int]:
    """Move each paper that is alone in its group to the group of its nearest neighbour."""
    import numpy as np

    joined = list(labels)
    near = vectors @ vectors.T
    np.fill_diagonal(near, -np.inf)
    for index, label in enumerate(labels):
        if labels.count(label) == 1:
            joined[index] = joined[int(np.argmax(near[index]))]
    return joined
