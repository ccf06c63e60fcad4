"""Numbers written as words to numbers written in digits: `twenty-one` to 21, `two hundred` to 200.

English only. `one` alone is a pronoun more often than a number and is left as it is; so is a lone
`million`, which says no number.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = {word: value for value, word in enumerate(_SMALL)} | {
    word: 20 + 10 * place for place, word in enumerate(_TENS)
}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_NAMED = {"dozen": 12}
_WORDS = "|".join((*_UNITS, *SCALES, *_NAMED))
_RUN = re.compile(
    rf"(?<![\w-])(?:a\s+(?=hundred|thousand|million|billion|dozen))?(?:{_WORDS})"
    rf"(?:(?:[\s-]+|\s+and\s+)(?:{_WORDS}))*(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(rf"\b(?:{_WORDS}|a|and)\b", re.IGNORECASE)


class Spelled(NamedTuple):
    """`text[start:end]` says `value` in words."""

    start: int
    end: int
    value: int


def spelled(text: str) -> Iterator[Spelled]:
    """Every number of `text` that is written in words, in order."""
    for run in _RUN.finditer(text):
        yield from _read(run)


def _read(run: re.Match[str]) -> Iterator[Spelled]:
    """The numbers of a run of number words: `one or two` are two, `two hundred and six` is one."""
    held: list[re.Match[str]] = []
    for word in _WORD.finditer(run.string, run.start(), run.end()):
        if word[0].lower() == "and" or _continues(held, word[0].lower()):
            held.append(word)
        else:
            yield from _value(held)
            held = [word]
    yield from _value(held)


def _continues(held: list[re.Match[str]], word: str) -> bool:
    if not held or word == "a":
        return not held
    last = held[-1][0].lower()
    if word in SCALES or word in _NAMED:
        return word != last and (last in _UNITS or last in SCALES or last == "a")
    if last in SCALES or (last == "and" and len(held) > 1 and held[-2][0].lower() in SCALES):
        return True
    return last in _TENS and 0 < _UNITS[word] < 10


def _value(held: list[re.Match[str]]) -> Iterator[Spelled]:
    while held and held[-1][0].lower() == "and":
        held = held[:-1]
    said = [word[0].lower() for word in held]
    if not said or said == ["one"] or (len(said) == 1 and said[0] in SCALES):
        return
    total, part = 0, 0
    for word in said:
        if word in SCALES and SCALES[word] > 100:
            total, part = total + max(part, 1) * SCALES[word], 0
        elif word in SCALES or word in _NAMED:
            part = max(part, 1) * (SCALES.get(word) or _NAMED[word])
        else:
            part += _UNITS.get(word, 0)
    yield Spelled(held[0].start(), held[-1].end(), total + part)
