"""Themes to their headings: phrases that stand verbatim in the papers of each.

In come the titles and texts of the papers of every theme; out comes a heading for each. It groups
no papers.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reviewer.text.phrases import lowered, phrases

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Closeness = Callable[[list[str]], NDArray[np.float64]]

_COMMON = 1.25  # mean IDF of a phrase, below which it says nothing in this collection
# What makes a heading, beside the share of the theme's papers that hold it and its closeness to
# them (docs/log.md, "Headings").
_CLOSE = 2.0
_IN_TEXT = 0.5
# Phrases that two papers and this share of them hold go before those of a single one.
_SHARED_BY = 0.25
_TELLING = 0.2  # nearness to the theme less half of that to another
_ELSEWHERE = 0.5
_HELD_ELSEWHERE = 0.7
_IN_TITLE = 1.0
_RARE = 0.04
_NAME = 0.15  # off for an acronym or a name, which a reader may not know
_MOST_OF = 0.6  # of the papers: a heading that fewer hold may have a second phrase
_SECOND = 0.4  # of the other papers: so many hold it
_GERUND = re.compile(r"\w+ing\b", re.IGNORECASE)
_HEADING_WORDS = 7  # the parts of compounds too


class _Paper(NamedTuple):
    """The phrases of one paper that could head a section: stems to spelling."""

    keys: dict[str, str]
    in_title: frozenset[str]
    whole: frozenset[str]


def headings(
    groups: Sequence[Sequence[tuple[str, str]]],
    topic: str,
    rarity: Callable[[str], float],
    closeness: "Closeness | None" = None,
) -> list[str]:
    """A heading for each group of `(title, abstract)` pairs, no two alike.

    A heading is a phrase of two to four words that papers of the group share, or that stands in
    the title of one, and that is nearer to this group than to the others; a second phrase joins
    it where the first leaves out many papers and the second holds most of those. Where there is
    none, it is the topic, and after that the title of the group's first paper.

    Args:
        groups: the papers of each theme.
        topic: what the draft is about.
        rarity: how rare the words of a phrase are in the collection; common ones say little.
        closeness: of phrases to each group, (phrases, groups); None counts only who holds them.
    """
    papers = [[_paper(title, abstract) for title, abstract in group] for group in groups]
    named: list[str] = []
    taken: list[str] = []
    joined: list[str] = []
    for number, members in enumerate(papers):
        scored = _scored(papers, number, taken, rarity, closeness)
        scored = {
            key: score for key, score in scored.items() if not any(_holds(key, o) for o in joined)
        }
        if not scored:
            rest = (name for name in (topic, groups[number][0][0]) if _capital(name) not in named)
            named.append(_capital(next(rest, groups[number][0][0])))
            continue
        best = _best(scored)
        second = _second(best, scored, members)
        taken.append(best)
        joined += [] if second is None else [second]
        spelled = _spelled(members)
        heading = " and ".join(spelled[key] for key in (best, second) if key is not None)
        named.append(_capital(heading))
    return named


def _paper(title: str, abstract: str) -> _Paper:
    named, said = phrases(title), phrases(abstract)
    found = {key: lowered(phrase.words) for key, phrase in {**said, **named}.items()}
    whole = {key for some in (named, said) for key, phrase in some.items() if phrase.whole}
    return _Paper(found, frozenset(named), frozenset(whole))


def _scored(
    papers: Sequence[Sequence[_Paper]],
    number: int,
    taken: Sequence[str],
    rarity: Callable[[str], float],
    closeness: "Closeness | None",
) -> dict[str, float]:
    """The phrases that could head a theme, each with how good it would be."""
    members = papers[number]
    others = [paper for i, group in enumerate(papers) if i != number for paper in group]
    spelled = _spelled(members)
    keys = _free(_candidates(members), spelled, taken, rarity)
    near = None if closeness is None or not keys else closeness([spelled[key] for key in keys])
    scores, shared = {}, set()
    for row, key in enumerate(keys):
        held = _share(key, members) - _HELD_ELSEWHERE * _share(key, others)
        name = _NAME if any(w[1:].lower() != w[1:] for w in spelled[key].split()) else 0.0
        close = 0.0 if near is None else _contrast(near[row], number)
        scores[key] = held + _CLOSE * close + _RARE * min(rarity(spelled[key]), 4.0) - name
        if sum(key in paper.keys for paper in members) >= max(2.0, _SHARED_BY * len(members)):
            shared |= {key} if near is None or close >= _TELLING else set()
    if not shared:
        return scores
    return {key: score for key, score in scores.items() if key in shared}


def _spelled(members: Sequence[_Paper]) -> dict[str, str]:
    """Each phrase in the spelling with the fewest capitals."""
    spelled: dict[str, str] = {}
    for paper in members:
        for key, words in paper.keys.items():
            spelled[key] = min(spelled.get(key, words), words, key=_capitals)
    return spelled


def _candidates(members: Sequence[_Paper]) -> list[str]:
    """The phrases that papers share or a title holds, without parts of others as widely held."""
    counts = Counter(key for paper in members for key in paper.keys)
    titled = {key for paper in members for key in paper.in_title}
    whole = {key for paper in members for key in paper.whole}
    spelled = _spelled(members)
    # "Exploring story space" is what one paper does, "steering vectors" is what several have.
    found = [
        key
        for key in spelled
        if key in whole and (counts[key] > 1 or (key in titled and not _GERUND.match(spelled[key])))
    ]
    return [key for key in found if not any(_is_part(key, other, counts) for other in found)]


def _free(
    keys: Sequence[str],
    spelled: dict[str, str],
    taken: Sequence[str],
    rarity: Callable[[str], float],
) -> list[str]:
    """The phrases unlike the headings there are, and of those the ones that say something."""
    fresh = [key for key in keys if not any(_alike(key, other) for other in taken)]
    other = [key for key in keys if not any(_holds(key, one) for one in taken)]
    telling = ([key for key in some if rarity(spelled[key]) >= _COMMON] for some in (fresh, other))
    return next(filter(None, (*telling, fresh, other)), [])


def _best(scored: dict[str, float]) -> str:
    return max(scored, key=lambda key: (scored[key], key))


def _second(best: str, scored: dict[str, float], members: Sequence[_Paper]) -> str | None:
    """A phrase for the papers that the heading leaves out, if it leaves out many."""
    without = [paper for paper in members if best not in paper.keys]
    with_it = len(members) - len(without)
    if not without or with_it >= _MOST_OF * len(members):
        return None
    least = 1 if with_it == 1 else max(2, _SECOND * len(without))
    held = {
        key: score
        for key, score in scored.items()
        if not _alike(key, best)
        and len(re.split(r"[\s-]", f"{key} {best}")) <= _HEADING_WORDS
        and any(key in paper.in_title for paper in without)
        and sum(key in paper.keys for paper in without) >= least
    }
    return _best(held) if held else None


def _share(key: str, papers: Sequence[_Paper]) -> float:
    """Of the papers, how many hold a phrase; in a title it counts more."""
    held = sum(
        _IN_TEXT * (key in paper.keys) + _IN_TITLE * (key in paper.in_title) for paper in papers
    )
    return held / len(papers) if papers else 0.0


def _is_part(key: str, longer: str, counts: Counter[str]) -> bool:
    return key != longer and f" {key} " in f" {longer} " and counts[longer] == counts[key]


def _alike(key: str, other: str) -> bool:
    mine, theirs = set(key.split()), set(other.split())
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _holds(key: str, other: str) -> bool:
    """Whether one of two phrases has every word of the other."""
    mine, theirs = ({word for word in one.split() if word != "of"} for one in (key, other))
    return mine <= theirs or theirs <= mine


def _contrast(near: "NDArray[np.float64]", number: int) -> float:
    """How much nearer a phrase is to its own group than to the nearest other one."""
    others = [float(cosine) for i, cosine in enumerate(near) if i != number]
    return float(near[number]) - _ELSEWHERE * max(others, default=0.0)


def _capital(heading: str) -> str:
    return heading[0].upper() + heading[1:]


def _capitals(words: str) -> int:
    return sum(letter.isupper() for letter in words)
