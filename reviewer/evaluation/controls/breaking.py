"""Proven statements to statements that are wrong on purpose, each with the control it is for.

In comes material and a seed, out come trials. It knows nothing of what catches them.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from reviewer.evaluation.controls import numbers, wording
from reviewer.evaluation.controls.material import Material, Proven, Quotes
from reviewer.models import Quote

SWAPS = 3
"""Papers tried in place of the right one for each statement: one draw alone would be noise."""


class Trial(NamedTuple):
    """One broken statement; `statement` is the place of the whole one in the material."""

    control: str
    statement: int
    text: str
    quotes: Quotes


FAR = "swapped citation, far"
NEAR = "swapped citation, near"
CUT = "half of each quote cut off"
CHANGES: dict[str, Callable[[str, list[str], Random], str | None]] = {
    "number: another digit": numbers.near_value,
    "number: ten times or a tenth": numbers.scaled_value,
    "number: another number": numbers.other_value,
    "two numbers exchanged": numbers.exchanged,
    "negated": wording.negated,
    "hedge dropped": wording.unhedged,
    "strengthened": wording.strengthened,
}
SWAPPED = (FAR, NEAR, CUT)
"""Controls that leave the statement as it is: what agrees less is the quote."""
CONTROLS = (FAR, NEAR, *CHANGES, CUT)


def trials(material: Material, seed: int) -> Iterator[Trial]:
    """Every control on every statement that it fits; the same for the same seed."""
    for place, one in enumerate(material.statements):
        random = Random(f"{seed} {place} {one.text}")
        for quotes in _different(material.far, one, random):
            yield Trial(FAR, place, one.text, quotes)
        for quotes in _different(material.near, one, random):
            yield Trial(NEAR, place, one.text, quotes)
        said = [quote.text for quote in one.quotes]
        for control, change in CHANGES.items():
            text = change(one.text, said, random)
            if text is not None and text != one.text:
                yield Trial(control, place, text, one.quotes)
        yield Trial(CUT, place, one.text, tuple(_first_half(quote) for quote in one.quotes))


def _different(
    swap: Callable[[Proven, Random], Quotes], one: Proven, random: Random
) -> Iterator[Quotes]:
    """The swaps of several draws, each once."""
    seen: set[frozenset[tuple[str, str]]] = set()
    for _ in range(SWAPS):
        quotes = swap(one, random)
        key = frozenset((quote.title, quote.text) for quote in quotes)
        if quotes and key not in seen:
            seen.add(key)
            yield quotes


def _first_half(quote: Quote) -> Quote:
    """The first half of a quote's words, as a slice of it."""
    words = quote.text.split()
    at = 0
    for word in words[: max(1, len(words) // 2)]:
        at = quote.text.index(word, at) + len(word)
    return quote.model_copy(update={"text": quote.text[:at]})
