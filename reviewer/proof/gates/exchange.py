"""The exchange gate: two numbers of a source have not changed places in the statement.

Each number keeps company with the words next to it. Where the numbers of a statement keep each
other's company, it gives one what its source gives the other. What it catches, and what it lets
through, is in docs/log.md ("Numbers in their places").
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from reviewer.models import Quote, Support
from reviewer.proof.gates.nearest import all_sentences
from reviewer.proof.gates.verdicts import Verdict
from reviewer.text.amounts import Amount, amounts, plain
from reviewer.text.words import STOPWORDS, stem

MARGIN, LEAST = 1.5, 0.6
"""So many times better must the exchanged reading agree, and at least so well, in cosine."""
_FALL = 1.5
"""A word counts by its distance from the number, to this power."""
_REACH, _FARTHEST = 14, 160
"""Distance up to which a word is company to a number, and characters it stands in."""
_MOST = 40
"""Numbers of one text that are looked at; each is compared to each."""
_STEP = 4
"""What a comma, a conjunction or another number adds to the distance; a word adds 1."""
_JOINTS = frozenset(("and", "or", "but", "while", "whereas", "versus", "vs", "than", "to"))
_TOKEN = re.compile(r"[^\W_][\w'’.%-]*(?<![.-])|[,;:]")

Number = tuple[str, str]
"""A value and its unit."""
Company = Mapping[str, float]
"""The words around a number, as stems, each by how near it stands."""


def exchange_gate(text: str, quotes: Sequence[Quote]) -> Verdict | None:
    """Object to two numbers that stand in each other's place."""
    here = dict(_companies(text))
    if len(here) < 2:
        return None
    sources = [found for part in all_sentences(quotes) if len(found := dict(_companies(part))) > 1]
    for one, other in combinations(here, 2):
        straight, crossed = 0.0, 0.0
        for there in sources:
            if one in there and other in there:
                kept, swapped = _readings(here, there, one, other)
                straight, crossed = max(straight, kept), max(crossed, swapped)
        if crossed >= LEAST and crossed > MARGIN * straight:
            pair = f"{''.join(one)} and {''.join(other)}"
            reason = f"its source has {pair} the other way round"
            return Verdict(Support.WEAK, reason, gate="number")
    return None


def _readings(
    here: Mapping[Number, Company], there: Mapping[Number, Company], one: Number, other: Number
) -> tuple[float, float]:
    """How well the companies of two numbers agree as they are, and exchanged."""
    return (
        _alike(here[one], there[one]) + _alike(here[other], there[other]),
        _alike(here[one], there[other]) + _alike(here[other], there[one]),
    )


@lru_cache(maxsize=4096)
def _companies(text: str) -> tuple[tuple[Number, Company], ...]:
    """Each amount of a text, by value and unit, with its company; of a repeated one the first."""
    found: dict[Number, Company] = {}
    for amount in amounts(text)[:_MOST]:
        if not amount.name:
            found.setdefault((amount.value, amount.unit), dict(_around(text, amount)))
    return tuple(found.items())


def _around(text: str, amount: Amount) -> Iterator[tuple[str, float]]:
    """The words around a number by how near they stand, the farthest first."""
    clean = plain(text)
    before = _TOKEN.findall(clean, max(0, amount.start - _FARTHEST), amount.start)
    after = _TOKEN.findall(clean, amount.end, amount.end + _FARTHEST)
    near = [*_distances(reversed(before)), *_distances(after)]
    for distance, word in sorted(near, reverse=True):
        yield stem(word), 1 / distance**_FALL


def _distances(tokens: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The content words of a row with their distance; what begins something else adds to it."""
    distance = 0
    for token in tokens:
        parts = token[0].isdigit() or not token[0].isalpha() or token.casefold() in _JOINTS
        distance += _STEP if parts else 1
        if distance > _REACH:
            return
        if not parts and token.casefold() not in STOPWORDS:
            yield distance, token


def _alike(one: Company, other: Company) -> float:
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return shared / lengths if lengths else 0.0
