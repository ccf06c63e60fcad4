"""A paper's place in a draft without a language model: what it says it does, in the third person.

In come the sentences that speak for papers, one paper after the other; out come statements whose
quotes are the sentences they were turned from. It does not choose sentences.
"""

from reviewer.models import Statement, Support
from reviewer.related_work.picking import Said, stems
from reviewer.related_work.wording import Opening, Wording, noted, wordings
from reviewer.selection import Candidate
from reviewer.text.glosses import spelled
from reviewer.text.third_person import THEY, third_person

NOTHING_TO_SAY = "no sentence of it says what it contributes and reads well in the third person"
_ITS_AUTHORS = "Its authors"
# What a wording costs: its place among those of its sentence, and openings like those before it.
_LATER_WORDING = 0.4
_OPENS_ALIKE = {
    Opening.SYSTEM: 0.3,
    Opening.TITLE: 1.0,
    Opening.AUTHORS: 1.5,
    Opening.ASIDE: 0.5,
    Opening.INSIDE: 3.0,
}
_MEMORY = 3  # statements back


class Telling:
    """Tells of one paper after the other, so that neighbours open differently.

    Args:
        shared: names that do not say which paper is meant.
    """

    def __init__(self, shared: frozenset[str] = frozenset()) -> None:
        self._shared = shared
        self._openings: list[Opening] = []

    def introduce(self, said: Said) -> Wording:
        """How the paper is introduced here."""
        wording = min(enumerate(self._ways(said)), key=lambda way: self._cost(*way))[1]
        self._openings.append(wording.opening)
        return wording

    def after(self, opening: Opening) -> None:
        """Note how a sentence that introduces no paper began."""
        self._openings.append(opening)

    def shows(self, said: Said) -> frozenset[str]:
        """The words, by their stems, that stand in the introduction however it is worded."""
        ways = self._ways(said)
        return frozenset(set.intersection(*(stems(way.text) for way in ways)))

    def _ways(self, said: Said) -> list[Wording]:
        paper, text = said.paper, said.first.text
        return wordings(paper, text, self._shared) or noted(paper, text)

    def _cost(self, place: int, wording: Wording) -> float:
        recent = reversed(self._openings[-_MEMORY:])
        alike = sum(
            _OPENS_ALIKE[wording.opening] / back
            for back, opening in enumerate(recent, start=1)
            if opening is wording.opening
        )
        return _LATER_WORDING * place + alike


def introduction(said: Said, wording: Wording) -> Statement:
    """What the paper contributes."""
    return _spelled(said, said.first, wording.text)


def result(said: Said, wording: Wording) -> Statement | None:
    """What came of it, told by whoever was named before; None if there is nothing to tell."""
    if said.second is None:
        return None
    text = third_person(said.second.text, THEY if wording.authors else _ITS_AUTHORS)
    return None if text is None else _spelled(said, said.second, text)


def _spelled(said: Said, candidate: Candidate, text: str) -> Statement:
    """The statement with its short names spelled out as the paper does, which is quoted too."""
    quotes = [candidate.quote]
    for short, (long, source) in said.meanings.items():
        told = None if long.casefold() in text.casefold() else spelled(text, short, long)
        if told is not None and source.quote != candidate.quote:
            text = told
            quotes += [source.quote] if source.quote not in quotes else []
    return Statement(text=text, quotes=tuple(quotes), support=Support.SUPPORTED)
