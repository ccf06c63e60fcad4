"""A statement and its quotes to a verdict: each gate may object, the first objection stands.

The gates know words and numbers only; which sentence the model pointed at was settled before.
"""

from collections.abc import Callable, Sequence

from reviewer.embedding import Embedder
from reviewer.models import Quote, Support
from reviewer.proof.alignment import Alignment
from reviewer.proof.gates.number import number_gate
from reviewer.proof.gates.verdicts import Verdict
from reviewer.text.titles import short_name
from reviewer.text.words import content_words

__all__ = ["Claim", "Gates", "Verdict"]

COVERED = 0.5

Claim = tuple[str, Sequence[Quote]]
"""A statement's text, and what it points at."""


class Gates:
    """Everything that code can object to in a statement.

    Args:
        rarity: the inverse document frequency of a word in the collection; None weighs all alike.
        embedder: compares sentences by meaning; None compares words only.
    """

    def __init__(
        self, rarity: Callable[[str], float] | None = None, embedder: Embedder | None = None
    ) -> None:
        self._rarity = rarity
        self._embedder = embedder

    def measure_all(self, claims: Sequence[Claim]) -> list[Alignment]:
        """What the verdicts on some statements rest on, all measured at once."""
        return [Alignment(coverage=_coverage(text, quotes)) for text, quotes in claims]

    def verdict(self, text: str, quotes: Sequence[Quote], alignment: Alignment) -> Verdict:
        """The first objection, or that the quotes bear the statement out."""
        numbers = number_gate(text, quotes)
        if numbers.support is not Support.SUPPORTED:
            return numbers
        return coverage_gate(alignment) or numbers

    def verdict_on(self, text: str, quotes: Sequence[Quote]) -> Verdict:
        """The verdict on one statement, measured now."""
        return self.verdict(text, quotes, self.measure_all([(text, quotes)])[0])


def coverage_gate(alignment: Alignment) -> Verdict | None:
    """At least `COVERED` of the statement's content words stand in its quotes, and never none."""
    if alignment.coverage >= COVERED:
        return None
    if not alignment.coverage:
        reason = "its quotes share no word with it"
        return Verdict(Support.UNSUPPORTED, reason, gate="coverage")
    reason = f"{alignment.coverage:.0%} of its words are in its quotes"
    return Verdict(Support.WEAK, reason, gate="coverage")


def _coverage(text: str, quotes: Sequence[Quote]) -> float:
    """The share of the statement's content words in its quotes.

    The name a title introduces counts as said: a source seldom repeats it in each sentence.
    """
    wanted = set(content_words(text))
    held: set[str] = set()
    for quote in quotes:
        held.update(content_words(f"{quote.text} {short_name(quote.title) or ''}"))
    return len(wanted & held) / len(wanted) if wanted else 0.0
