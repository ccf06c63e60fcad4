"""The papers of themes to the phrases that could head each, with how well each would.

In come the titles and texts of the papers of every theme; out come phrases with scores. It chooses
none.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reviewer.text.phrases import STOCK, lowered, phrases

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Nearness = Callable[[list[str]], NDArray[np.float64]]

# What heads a theme: how many of its papers hold the phrase, how near it is to them, and whether
# others use it (docs/log.md, "Headings that others use").
_IN_TEXT = 0.4
_IN_TITLE = 0.6
_HELD_ELSEWHERE = 1.0
_SHARED = 0.5  # for a phrase of two papers or more
_NEAR = 1.5
_NEAR_TO_EACH = 1.0
_NEARER = 0.35
_EVEN = 0.02  # added to a deviation, which of two papers says little
_USED = 0.5
_FULLY_USED = 6  # papers, from which more make a phrase no better
_NAME = 0.15  # off for an acronym or a name, which a reader may not know
_TERM = 3  # papers of the collection; what fewer hold is a coinage
_COMMON = 0.12  # of the papers of the collection: what more hold says nothing in it
_FEW = 12  # papers; what no more hold is not common, however small the collection
_TRIED = 60  # phrases of a theme, of which the nearness is asked
_GERUND = re.compile(r"\w+ing\b", re.IGNORECASE)


class HeadingPhrases(NamedTuple):
    """The phrases that could head a theme, by their stems.

    `scores` say how well, `spelled` how they are written, `holders` which papers of the theme hold
    them and `titled` which have them in their titles, `coined` that hardly anybody else does.
    """

    scores: dict[str, float]
    spelled: dict[str, str]
    holders: dict[str, frozenset[int]]
    titled: dict[str, frozenset[int]]
    coined: frozenset[str]


class _Paper(NamedTuple):
    """The phrases of one paper: stems to spelling."""

    keys: dict[str, str]
    in_title: frozenset[str]
    whole: frozenset[str]


def heading_phrases(
    groups: Sequence[Sequence[tuple[str, str]]],
    usage: Callable[[str], int],
    total: int,
    nearness: "Nearness | None" = None,
) -> list[HeadingPhrases]:
    """What could head each group of `(title, abstract)` pairs.

    Args:
        groups: the papers of each theme.
        usage: how many papers of the collection hold a phrase.
        total: papers of the collection.
        nearness: cosines of phrases to the papers, group after group, (phrases, papers); None
            counts only who holds them.
    """
    papers = [[_paper(title, abstract) for title, abstract in group] for group in groups]
    return [_phrases_for(papers, number, usage, total, nearness) for number in range(len(papers))]


def _paper(title: str, abstract: str) -> _Paper:
    named, said = phrases(title), phrases(abstract)
    found = {key: lowered(phrase.words) for key, phrase in {**said, **named}.items()}
    whole = {key for some in (named, said) for key, phrase in some.items() if phrase.whole}
    return _Paper(found, frozenset(named), frozenset(whole))


def _phrases_for(
    papers: Sequence[Sequence[_Paper]],
    number: int,
    usage: Callable[[str], int],
    total: int,
    nearness: "Nearness | None",
) -> HeadingPhrases:
    members = papers[number]
    others = [paper for i, group in enumerate(papers) if i != number for paper in group]
    spelled = _spelled(members)
    used = {key: usage(words) for key, words in spelled.items()}
    counts = Counter(key for paper in members for key in paper.keys)
    common = max(_FEW, _COMMON * total)
    keys = _telling(members, spelled, used, counts, common)
    scores = {
        key: _share(key, members)
        - _HELD_ELSEWHERE * _share(key, others)
        + _SHARED * (counts[key] > 1)
        + _USED * min(1.0, math.log(max(used[key], 1), _FULLY_USED))
        - _NAME * any(word[1:].lower() != word[1:] for word in spelled[key].split())
        for key in keys
    }
    if nearness is not None and keys:
        keys = sorted(keys, key=lambda key: (-scores[key], key))[:_TRIED]
        first = sum(map(len, papers[:number]))
        near = _near(nearness([spelled[key] for key in keys]), first, first + len(members))
        scores = {key: scores[key] + bonus for key, bonus in zip(keys, near, strict=True)}
    return HeadingPhrases(
        scores=scores,
        spelled=spelled,
        holders={key: _holding(key, [paper.keys for paper in members]) for key in keys},
        titled={key: _holding(key, [paper.in_title for paper in members]) for key in keys},
        coined=frozenset(key for key in keys if counts[key] == 1 and used[key] < _TERM),
    )


def _holding(key: str, papers: Sequence[Collection[str]]) -> frozenset[int]:
    return frozenset(at for at, keys in enumerate(papers) if key in keys)


def _near(cosines: "NDArray[np.float64]", start: int, end: int) -> Iterable[float]:
    """How near each phrase is to the papers from `start` to `end`, and how much nearer to them."""
    mine = cosines[:, start:end]
    mean = mine.mean(axis=1)
    nearer = (mean - cosines.mean(axis=1)) / (cosines.std(axis=1) + _EVEN)
    near = _NEAR * mean + _NEAR_TO_EACH * mine.min(axis=1) + _NEARER * nearer
    return [float(one) for one in near]


def _spelled(members: Sequence[_Paper]) -> dict[str, str]:
    """Each phrase in the spelling of most papers, or in the plural if any writes that."""
    spellings: dict[str, Counter[str]] = {}
    for paper in members:
        for key, words in paper.keys.items():
            spellings.setdefault(key, Counter())[words] += 1
    return {key: _written(found) for key, found in spellings.items()}


def _written(spellings: Counter[str]) -> str:
    plural = [words for words in spellings if words.endswith("s") and words[:-1] in spellings]
    return min(plural or spellings, key=lambda words: (-spellings[words], _capitals(words), words))


def _telling(
    members: Sequence[_Paper],
    spelled: dict[str, str],
    used: dict[str, int],
    counts: Counter[str],
    common: float,
) -> list[str]:
    """The phrases that papers share, a title holds or others use, and that say something.

    Phrases that more than `common` papers of the collection hold are left out, and parts of phrases
    that as many of the theme hold.
    """
    titled = {key for paper in members for key in paper.in_title}
    whole = {key for paper in members for key in paper.whole}
    # "Exploring story space" is what one paper does, "steering vectors" is what several have.
    known = [
        key
        for key in spelled
        if key in whole
        and (
            counts[key] > 1
            or ((key in titled or used[key] >= _TERM) and not _GERUND.match(spelled[key]))
        )
    ]
    telling = [key for key in known if key not in STOCK and used[key] <= common] or known
    return [key for key in telling if not any(_is_part(key, o, counts) for o in telling)]


def _share(key: str, papers: Sequence[_Paper]) -> float:
    """Of the papers, how many hold a phrase; in a title it counts more."""
    held = sum(
        _IN_TEXT * (key in paper.keys) + _IN_TITLE * (key in paper.in_title) for paper in papers
    )
    return held / len(papers) if papers else 0.0


def _is_part(key: str, longer: str, counts: Counter[str]) -> bool:
    return key != longer and f" {key} " in f" {longer} " and counts[longer] == counts[key]


def _capitals(words: str) -> int:
    return sum(letter.isupper() for letter in words)
