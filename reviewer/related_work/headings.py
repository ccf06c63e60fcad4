"""Themes to their headings: phrases that stand verbatim in the papers of each.

In come the titles and texts of the papers of every theme; out comes a heading for each. It groups
no papers.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from reviewer.related_work.heading_phrases import HeadingPhrases, heading_phrases

if TYPE_CHECKING:
    from reviewer.related_work.heading_phrases import Nearness

_HEADING_WORDS = 7  # the parts of compounds too


def headings(
    groups: Sequence[Sequence[tuple[str, str]]],
    topic: str,
    usage: Callable[[str], int],
    total: int,
    nearness: "Nearness | None" = None,
) -> list[str]:
    """A heading for each group of `(title, abstract)` pairs, no two alike.

    A heading is a phrase of two to four words that papers of the group hold, that is near to each
    of them and nearer than to the other groups, and that papers beside them use too. Large groups
    choose first. Where one paper's own coinage is all there is, that of another
    joins it; where there is nothing, it is the topic, and after that the title of the group's first
    paper.

    Args:
        groups: the papers of each theme.
        topic: what the draft is about.
        usage: how many papers of the collection hold a phrase; a common one says little, and so
            does a coinage.
        total: papers of the collection.
        nearness: cosines of phrases to the papers, group after group, (phrases, papers); None
            counts only who holds them.
    """
    themes = heading_phrases(groups, usage, total, nearness)
    sizes = [len(group) for group in groups]
    found: dict[int, str] = {}
    taken: list[str] = []
    for number in sorted(range(len(groups)), key=lambda number: (-sizes[number], number)):
        theme = themes[number]
        best = _best(theme, taken)
        if best is None:
            continue
        second = _second(best, theme, taken, sizes[number]) if best in theme.coined else None
        parts = [part for part in (best, second) if part is not None]
        taken += parts
        found[number] = _capital(" and ".join(theme.spelled[part] for part in parts))
    return _filled(found, [group[0][0] for group in groups], topic)


def _filled(found: dict[int, str], titles: Sequence[str], topic: str) -> list[str]:
    named: list[str] = []
    for number, title in enumerate(titles):
        rest = (one for one in (topic, title) if _capital(one) not in {*named, *found.values()})
        named.append(found.get(number) or _capital(next(rest, title)))
    return named


def _best(theme: HeadingPhrases, taken: Collection[str]) -> str | None:
    """The best phrase that is unlike the headings there are, or at least no part of one."""
    unlike = [key for key in theme.scores if not any(_alike(key, other) for other in taken)]
    other = [key for key in theme.scores if not any(_holds(key, one) for one in taken)]
    return max(unlike or other, key=lambda key: (theme.scores[key], key), default=None)


def _second(best: str, theme: HeadingPhrases, taken: Collection[str], papers: int) -> str | None:
    """A phrase from the title of a paper that the heading leaves out; of several, many hold it."""
    without = frozenset(range(papers)) - theme.holders[best]
    least = min(len(without), 1 if papers == 2 else 2)
    held = {
        key: score
        for key, score in theme.scores.items()
        if not any(_alike(key, other) for other in (best, *taken))
        and len(re.split(r"[\s-]", f"{key} {best}")) <= _HEADING_WORDS
        and theme.titled[key] & without
        and len(theme.holders[key] & without) >= max(1, least)
    }
    return max(held, key=lambda key: (held[key], key), default=None)


def _alike(key: str, other: str) -> bool:
    mine, theirs = set(key.split()), set(other.split())
    return 2 * len(mine & theirs) > min(len(mine), len(theirs))


def _holds(key: str, other: str) -> bool:
    """Whether one of two phrases has every word of the other."""
    mine, theirs = ({word for word in one.split() if word != "of"} for one in (key, other))
    return mine <= theirs or theirs <= mine


def _capital(heading: str) -> str:
    return heading[0].upper() + heading[1:]
