"""A statement and its quotes to a verdict: each gate may object, the first objection stands.

The gates know words and numbers only; which sentence the model pointed at was settled before.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Self

from reviewer.embedding import Embedder
from reviewer.models import Quote, Support
from reviewer.proof.alignment import Alignment, Claim, align
from reviewer.proof.gates.coverage import coverage_gate
from reviewer.proof.gates.exchange import exchange_gate
from reviewer.proof.gates.hedges import hedge_gate
from reviewer.proof.gates.nearest import is_verbatim, without_titles
from reviewer.proof.gates.negation import negation_gate
from reviewer.proof.gates.number import number_gate
from reviewer.proof.gates.verdicts import Verdict

__all__ = ["Claim", "Gates", "Objection", "Verdict"]

Objection = Callable[[str, Sequence[Quote]], Verdict | None]


class Gates:
    """Everything that code can object to in a statement.

    Args:
        rarity: the inverse document frequency of a stem in the collection; None knows only which
            words are common in any.
        embedder: compares sentences by meaning; None compares words only.
    """

    def __init__(
        self, rarity: Callable[[str], float] | None = None, embedder: Embedder | None = None
    ) -> None:
        self._rarity = rarity
        self._embedder = embedder
        self._offered: Sequence[Quote] = ()
        self._more: tuple[Objection, ...] = ()

    def among(self, offered: Sequence[Quote]) -> Self:
        """These gates, which also object where another paper that was offered says it better.

        Args:
            offered: every sentence that the model could have pointed at.
        """
        gates = copy.copy(self)
        gates._offered = tuple(offered)
        return gates

    def also(self, objection: "Objection") -> Self:
        """These gates and one more, for what only some texts have to pass.

        Args:
            objection: the verdict on a text with its quotes, or None where it has none; verbatim
                sentences have to pass it, too.
        """
        gates = copy.copy(self)
        gates._more = (*self._more, objection)
        return gates

    def measure_all(self, claims: Sequence[Claim]) -> list[Alignment]:
        """What the verdicts on some statements rest on, all measured in one call."""
        return align(claims, self._rarity, self._embedder, self._offered)

    def verdict(self, text: str, quotes: Sequence[Quote], alignment: Alignment) -> Verdict:
        """The gravest objection, or that the quotes bear the statement out."""
        if not quotes:
            return Verdict(Support.UNCITED, "it points at no source sentence", gate="pointer")
        more = [objection(text, quotes) for objection in self._more]
        special = _gravest([found for found in more if found is not None])
        if special is not None:
            return special
        if is_verbatim(text, quotes):
            return Verdict(Support.SUPPORTED)
        said = without_titles(text, quotes)
        objections = [
            coverage_gate(text, quotes, alignment),
            negation_gate(said, quotes),
            exchange_gate(text, quotes),
            hedge_gate(said, quotes),
        ]
        numbers = number_gate(text, quotes)
        if numbers.support is not Support.SUPPORTED:
            return numbers
        return _gravest([found for found in objections if found is not None]) or numbers

    def verdict_on(self, text: str, quotes: Sequence[Quote]) -> Verdict:
        """The verdict on one statement, measured now."""
        return self.verdict(text, quotes, self.measure_all([(text, quotes)])[0])


def _gravest(objections: Sequence[Verdict]) -> Verdict | None:
    """The first that leaves the statement out, else all of them as one that only warns."""
    if not objections:
        return None
    grave = next((found for found in objections if found.support is not Support.WEAK), None)
    reasons = "; ".join(found.reason for found in objections if found.reason)
    return grave or replace(objections[0], reason=reasons)
