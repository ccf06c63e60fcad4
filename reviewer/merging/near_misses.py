"""Papers that may be one and were not merged, each pair with the reason. Nothing is merged here.

Titles that differ in a number (a second part, a later version) are no near misses.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from reviewer.merging.identity import disagreement, identity_of
from reviewer.models import Paper
from reviewer.reports import NearMiss
from reviewer.text.titles import title_key

# Share of letters two titles must have in common, in percent: 92 still joins a misspelt word and a
# missing one in a title of eight words, and tells "Tides of the North" from "Tides of the South".
_ALIKE = 92
_COMMON = 50  # a word in more titles than this brings no pair together
_LOOKED_AT = 3  # rarest words of a title
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+|\b[ivx]+\b")


def near_misses(papers: Sequence[Paper]) -> list[NearMiss]:
    """Pairs of papers with one title, or nearly one, in the order of the papers."""
    words = [_words(paper.title) for paper in papers]
    found = []
    for one, other in sorted(_pairs(words)):
        reason = _reason(papers[one], papers[other])
        if reason is not None:
            found.append(NearMiss(one=papers[one], other=papers[other], reason=reason))
    return found


def _pairs(titles: Sequence[tuple[str, ...]]) -> set[tuple[int, int]]:
    """Indices of titles that share one of their rarest words."""
    count = Counter(word for title in titles for word in title)
    at: dict[str, list[int]] = defaultdict(list)
    for index, title in enumerate(titles):
        shared = sorted((word for word in title if count[word] > 1), key=lambda w: (count[w], w))
        for word in [word for word in shared if count[word] <= _COMMON][:_LOOKED_AT]:
            at[word].append(index)
    return {pair for indices in at.values() for pair in combinations(indices, 2)}


def _reason(one: Paper, other: Paper) -> str | None:
    a, b = identity_of(one), identity_of(other)
    against = disagreement(a, b)
    if a.title_key == b.title_key:
        return f"one title, but {against}" if against else "one title"
    if a.families and b.families and not set(a.families) & set(b.families):
        return None
    if _numbers(one.title) != _numbers(other.title):
        return None
    known = bool(a.families and b.families)
    if known and title_key(one.title.partition(":")[0]) == title_key(other.title.partition(":")[0]):
        return "one title before the colon and an author in common"
    from rapidfuzz import fuzz

    if fuzz.ratio(" ".join(_words(one.title)), " ".join(_words(other.title))) < _ALIKE:
        return None
    return f"nearly one title, but {against}" if against else "nearly one title"


def _words(title: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_WORD.findall(title.casefold())))


def _numbers(title: str) -> list[str]:
    return _NUMBER.findall(title.casefold())
