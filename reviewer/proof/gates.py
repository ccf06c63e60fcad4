"""A statement and its quotes to a verdict: each gate may object, the first objection stands.

The gates know words and numbers only; which sentence the model pointed at was settled before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reviewer.models import Quote, Support
from reviewer.text.numbers import numbers, spelled_numbers
from reviewer.text.titles import short_name
from reviewer.text.words import content_words

COVERED = 0.5


@dataclass(frozen=True)
class Verdict:
    support: Support
    reason: str | None = None


Gate = Callable[[str, Sequence[Quote]], Verdict | None]


def number_gate(text: str, quotes: Sequence[Quote]) -> Verdict | None:
    """Every number of the statement occurs in its quotes, or in the titles it is about."""
    given: set[str] = set()
    for quote in quotes:
        given |= numbers(quote.text) | spelled_numbers(quote.text) | numbers(quote.title)
    missing = sorted(numbers(text) - given)
    if not missing:
        return None
    return Verdict(Support.UNSUPPORTED, f"its quotes do not say {', '.join(missing)}")


def coverage_gate(text: str, quotes: Sequence[Quote]) -> Verdict | None:
    """At least `COVERED` of the statement's content words stand in its quotes, and never none.

    The name a title introduces counts as said: a source seldom repeats it in each sentence.
    """
    wanted = set(content_words(text))
    held: set[str] = set()
    for quote in quotes:
        held.update(content_words(f"{quote.text} {short_name(quote.title) or ''}"))
    share = len(wanted & held) / len(wanted) if wanted else 0.0
    if share >= COVERED:
        return None
    if not share:
        return Verdict(Support.UNSUPPORTED, "its quotes share no word with it")
    return Verdict(Support.WEAK, f"{share:.0%} of its words are in its quotes")


GATES: tuple[Gate, ...] = (number_gate, coverage_gate)


def verdict_on(text: str, quotes: Sequence[Quote]) -> Verdict:
    """The first objection, or that the quotes bear the statement out."""
    objections = (gate(text, quotes) for gate in GATES)
    return next((found for found in objections if found), Verdict(Support.SUPPORTED))
