"""Answers that experts wrote, with `[i]` markers at the passages they cite, as ScholarQA has them.

In come entries with `output` and `ctxs`, out come cited sentences with the passages behind them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reviewer.proof.replies import ReplyReader
from reviewer.text.typed import legible

_MARKER = re.compile(r"\[\s*(\d{1,4}(?:\s*[-–,;]\s*\d{1,4})*)\s*\]")
_PART = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")
_LEAST_WORDS = 4
"""A shorter sentence is a heading, or "See [3]."."""


class Cited(NamedTuple):
    """A sentence, the places of its passages in `ctxs`, and those that are not there."""

    text: str
    places: tuple[int, ...]
    lost: tuple[int, ...]


def is_expert_answer(values: Mapping[str, Any]) -> bool:
    return isinstance(values.get("output"), str) and isinstance(values.get("ctxs"), list)


def first_number(entries: Iterable[Mapping[str, Any]]) -> int:
    """What the first passage is called: 0, unless nobody cites 0 and somebody cites the last + 1.

    Args:
        entries: all of a file; they agree.
    """
    last_plus_one = False
    for values in entries:
        cited = {number for match in _MARKER.finditer(values["output"]) for number in _all(match)}
        if 0 in cited:
            return 0
        last_plus_one |= len(values["ctxs"]) in cited
    return int(last_plus_one)


def cited_sentences(values: Mapping[str, Any], first: int) -> Iterator[Cited]:
    """The sentences of one answer that cite something.

    Args:
        values: the entry.
        first: what the first passage is called.
    """
    count = len(values["ctxs"])
    # The reader of models' replies knows markers before and after the full stop; it counts from 1.
    reader = ReplyReader()
    text = _MARKER.sub(lambda match: _from_one(match, first), legible(values["output"]))
    for said in [*reader.feed(text), *reader.close()]:
        numbers = [n - 1 for written in said.pointers for n in _numbers(written)]
        if numbers and len(said.text.split()) >= _LEAST_WORDS:
            places = tuple(n for n in dict.fromkeys(numbers) if 0 <= n < count)
            lost = tuple(n + first for n in dict.fromkeys(numbers) if not 0 <= n < count)
            yield Cited(said.text, places, lost)


def _from_one(match: re.Match[str], first: int) -> str:
    return f"[{', '.join(str(number - first + 1) for number in _all(match))}]"


def _all(match: re.Match[str]) -> list[int]:
    return _numbers(match[1])


def _numbers(written: str) -> list[int]:
    found: list[int] = []
    for part in _PART.finditer(written):
        start, end = int(part[1]), int(part[2] or part[1])
        found += range(start, end + 1) if end - start < 100 else [start, end]
    return found
