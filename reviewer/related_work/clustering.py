"""Papers to themes: which papers belong together, and what each group is called.

In come papers with a text each; out come groups with a heading that stands verbatim in the papers
of the group. It writes no sentence.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reviewer.embedding import Embedder
from reviewer.text.sentences import sentences
from reviewer.text.words import STOPWORDS, content_words, plain, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONGEST_PHRASE = 4  # words
_LARGEST = 6  # papers in a theme, from which it is crowded
_CROWDED = 0.04  # off the silhouette for each paper beyond that
_COMMON = 0.75  # mean IDF of a phrase, below which it says nothing in this collection
# What makes a heading, beside the share of the theme's papers that hold it and its closeness to
# them (docs/log.md, "Headings").
_ELSEWHERE = 0.5
_SHARED = 0.15
_RARE = 0.08
_NAME = 0.15  # off for an acronym or a name, which a reader may not know
_GERUND = re.compile(r"\w+ing\b", re.IGNORECASE)
_PHRASE_WORD = re.compile(r"[A-Za-z][\w+*'’-]*|[.,;:()?!&/|–—“”\"]|--+")
# Words that end or begin no heading, though they carry meaning inside one.
_NOT_A_HEADING = STOPWORDS | frozenset(
    """new novel large wide state art based first second simple effective efficient better best high
    low different several multiple recent existing previous prior significantly often even however
    well extensive experiments results performance problem problems task tasks challenge challenges
    ability code available github demonstrate achieve achieves improve improves improving enable
    enables allow allows learn learns lead leads address addresses able important key main general
    framework frameworks including such provide provides significant given number set order art
    outperforms outperform existing real world widely remains across within per without train
    trained requires require requiring introduce leveraging leverage generate generates end
    consisting involving containing enabling achieving leading resulting allowing providing data
    dataset datasets score scores plus project website page billion million""".split()
)
# What a noun at the end of a heading does not end in.
_NO_NOUN = ("ly", "ive", "ed", "ic", "ical", "ous", "able", "ful", "less", "ural", "ual", "timal")


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


def headings(
    groups: Sequence[Sequence[tuple[str, str]]],
    topic: str,
    rarity: Callable[[str], float],
    closeness: "Callable[[list[str]], NDArray[np.float64]] | None" = None,
) -> list[str]:
    """A heading for each group of `(title, abstract)` pairs, no two alike.

    A heading is a phrase of two to four words that papers of the group share, or that stands in
    the title of one, and that is nearer to this group than to the others; where there is none,
    the topic, and after that the title of the group's first paper.

    Args:
        groups: the papers of each theme.
        topic: what the draft is about.
        rarity: how rare the words of a phrase are in the collection; common ones say little.
        closeness: of phrases to each group, (phrases, groups); None counts only who holds them.
    """
    held = [[_phrases(title, abstract) for title, abstract in papers] for papers in groups]
    counts = [Counter(key for paper in papers for key in paper.keys) for papers in held]
    chosen: dict[str, str] = {}
    for number, papers in enumerate(held):
        spelled = _candidates(papers, counts[number])
        fresh = [key for key in spelled if not any(_alike(key, other) for other in chosen)]
        other = [key for key in spelled if not any(_holds(key, one) for one in chosen)]
        telling = (
            [key for key in some if rarity(spelled[key]) >= _COMMON] for some in (fresh, other)
        )
        keys = _whole(next(filter(None, telling), fresh), counts[number])
        if not keys:
            chosen[f"{number}"] = topic if topic not in chosen.values() else groups[number][0][0]
            continue
        near = None if closeness is None else closeness([spelled[key] for key in keys])
        others = sum((c for i, c in enumerate(counts) if i != number), Counter[str]())
        scores = {
            key: _score(
                spelled[key], counts[number][key], len(papers), others[key], rarity(spelled[key])
            )
            + (0.0 if near is None else _contrast(near[row], number))
            for row, key in enumerate(keys)
        }
        best = max(keys, key=lambda key: (scores[key], key))
        chosen[best] = spelled[best][0].upper() + spelled[best][1:]
    return list(chosen.values())


class _Phrases(NamedTuple):
    """The phrases of one paper that could head a section: stems to spelling."""

    keys: dict[str, str]
    in_title: frozenset[str]


def _candidates(papers: Sequence[_Phrases], counts: Counter[str]) -> dict[str, str]:
    """The phrases that papers share or a title holds."""
    titled = {key for paper in papers for key in paper.in_title}
    spelled: dict[str, str] = {}
    for key, words in (item for paper in papers for item in paper.keys.items()):
        spelled[key] = min(spelled.get(key, words), words, key=_capitals)
    # "Exploring story space" is what one paper does, "steering vectors" is what several have.
    return {
        key: words
        for key, words in spelled.items()
        if counts[key] > 1 or (key in titled and not _GERUND.match(words))
    }


def _whole(keys: Sequence[str], counts: Counter[str]) -> list[str]:
    """The phrases that are no part of a longer one which as many papers hold."""
    return [key for key in keys if not any(_is_part(key, other, counts) for other in keys)]


def _is_part(key: str, longer: str, counts: Counter[str]) -> bool:
    return key != longer and f" {key} " in f" {longer} " and counts[longer] == counts[key]


def _alike(key: str, other: str) -> bool:
    mine, theirs = set(key.split()), set(other.split())
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _holds(key: str, other: str) -> bool:
    """Whether one of two phrases has every word of the other."""
    mine, theirs = ({word for word in one.split() if word != "of"} for one in (key, other))
    return mine <= theirs or theirs <= mine


def _score(phrase: str, held: int, papers: int, elsewhere: int, rarity: float) -> float:
    shared = _SHARED if held > 1 else 0.0
    name = _NAME if any(word[1:].lower() != word[1:] for word in phrase.split()) else 0.0
    return held / papers / (1 + elsewhere) + shared + _RARE * min(rarity, 4.0) - name


def _contrast(near: "NDArray[np.float64]", number: int) -> float:
    """How much nearer a phrase is to its own group than to the nearest other one."""
    others = [float(cosine) for i, cosine in enumerate(near) if i != number]
    return float(near[number]) - _ELSEWHERE * max(others, default=0.0)


def _phrases(title: str, abstract: str) -> _Phrases:
    named = {key: _lowered(words) for key, words in _found(title).items()}
    said = {key: " ".join(words) for key, words in _found(abstract).items()}
    return _Phrases({**named, **said}, frozenset(named))


def _found(text: str) -> dict[str, list[str]]:
    """Every phrase of two to four words that reads as a heading, by its stems."""
    found: dict[str, list[str]] = {}
    for sentence in sentences(text):
        tokens = _PHRASE_WORD.findall(plain(sentence))
        for start in range(len(tokens)):
            for length in range(2, _LONGEST_PHRASE + 1):
                words = tokens[start : start + length]
                if len(words) == length and _reads_as_heading(words):
                    found.setdefault(" ".join(map(stem, words)), words)
    return found


def _reads_as_heading(words: Sequence[str]) -> bool:
    inside = [word for word in words[1:-1] if word != "of"]
    return (
        all(word[0].isalpha() for word in words)
        and all(word.casefold() not in _NOT_A_HEADING for word in (words[0], words[-1], *inside))
        and not words[0].casefold().endswith("ly")
        and not words[-1].casefold().endswith(_NO_NOUN)
        and not any(mark in word for word in words for mark in "'’")
        and len(words[-1]) > 2
    )


def _capitals(words: str) -> int:
    return sum(letter.isupper() for letter in words)


def _lowered(words: Sequence[str]) -> str:
    """Title capitals are taken off, the capitals of acronyms and names are kept."""
    return " ".join(
        w.lower() if re.fullmatch(r"[A-Z]?[a-z]+(?:-[A-Z]?[a-z]+)*", w) else w for w in words
    )


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
