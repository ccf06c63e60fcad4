"""Citations of expert answers, as they are and swapped: what the coverage gate has to tell apart.

In comes ScholarQA's file, out come statements with the passages they cite, the same with passages
of another paper, and how well a score separates the two.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from reviewer.evaluation.controls import from_file
from reviewer.models import Quote
from reviewer.proof import Gates

ANSWERS = "data/scholarqa_multi/human_answers.json"
UNTOUCHED, FAR, NEAR = "untouched", "paper of another question", "paper of the same question"
DRAWS = 4
FALSE_ALARMS = 0.1


class Case(NamedTuple):
    """A statement with quotes, right or swapped, and the passages of its question."""

    kind: str
    text: str
    quotes: tuple[Quote, ...]
    offered: tuple[Quote, ...]


class Separation(NamedTuple):
    """How well a score tells swapped citations from untouched ones."""

    auc: float
    caught: float
    """Share of the swapped below the score that `FALSE_ALARMS` of the untouched are below."""


class _Cited(NamedTuple):
    text: str
    quotes: tuple[Quote, ...]
    topic: int


def cases(file: Path, seed: int = 7) -> list[Case]:
    """Every cited sentence once, with up to `DRAWS` swaps of each kind, each once.

    Questions that share a passage or a sentence are one: some were answered twice.
    """
    cited = list(_cited(file))
    pools: dict[int, dict[str, Quote]] = {}
    for one in cited:
        pools.setdefault(one.topic, {}).update((quote.paper_id, quote) for quote in one.quotes)
    random = Random(seed)
    return [case for one in cited for case in _cases(one, pools, random)]


def _cited(file: Path) -> Iterator[_Cited]:
    said = from_file(file, lambda _: None).statements
    topics = _joined([(one.topic, [one.text, *(q.text for q in one.quotes)]) for one in said])
    seen: set[str] = set()
    for one in said:
        if one.text not in seen:
            seen.add(one.text)
            yield _Cited(one.text, tuple(one.quotes), topics[one.topic])


def _joined(said: Sequence[tuple[str, Sequence[str]]]) -> dict[str, int]:
    """Each topic with a number that it shares with every topic of which it shares a text."""
    numbers = {topic: n for n, topic in enumerate(dict.fromkeys(topic for topic, _ in said))}
    owner: dict[str, str] = {}
    for topic, texts in said:
        for text in texts:
            other = numbers[owner.setdefault(text, topic)]
            old = numbers[topic]
            if other != old:
                numbers = {name: other if n == old else n for name, n in numbers.items()}
    return numbers


def _cases(one: _Cited, pools: dict[int, dict[str, Quote]], random: Random) -> Iterator[Case]:
    own = {quote.paper_id for quote in one.quotes}
    here = pools[one.topic]
    offered = tuple(here.values())
    yield Case(UNTOUCHED, one.text, one.quotes, offered)
    near = [quote for paper, quote in here.items() if paper not in own]
    far = [q for topic, pool in pools.items() if topic != one.topic for q in pool.values()]
    for kind, others in ((FAR, far), (NEAR, near)):
        drawn = {
            tuple(sorted(random.sample(range(len(others)), min(len(own), len(others)))))
            for _ in range(DRAWS)
        }
        for places in sorted(drawn):
            if places:
                yield Case(kind, one.text, tuple(others[place] for place in places), offered)


def scores(found: Sequence[Case], gates: Gates, *, among: bool) -> list[float]:
    """The score of each case; `among` the passages of its question, or by itself."""
    if not among:
        claims = [(case.text, case.quotes) for case in found]
        return [one.score for one in gates.measure_all(claims)]
    return [
        gates.among(case.offered).measure_all([(case.text, case.quotes)])[0].score for case in found
    ]


def separation(found: Sequence[Case], score: Sequence[float], kind: str) -> Separation:
    """How well `score` tells the swaps of one kind from the untouched."""
    right = np.array([s for case, s in zip(found, score, strict=True) if case.kind == UNTOUCHED])
    wrong = np.array([s for case, s in zip(found, score, strict=True) if case.kind == kind])
    above = (wrong[None, :] < right[:, None]).mean() + (wrong[None, :] == right[:, None]).mean() / 2
    threshold = np.quantile(right, FALSE_ALARMS)
    return Separation(float(above), float((wrong < threshold).mean()))


def rarity_of(found: Sequence[Case]) -> Callable[[str], float]:
    """Inverse document frequency of a stem among the passages, as an index of them has it."""
    from collections import Counter
    from math import log

    from reviewer.text.words import content_words

    texts = {quote.text: quote.title for case in found for quote in case.quotes}
    held = Counter(
        stem for text, title in texts.items() for stem in set(content_words(f"{title} {text}"))
    )
    return lambda stem: log(1 + (len(texts) - held[stem] + 0.5) / (held[stem] + 0.5))
