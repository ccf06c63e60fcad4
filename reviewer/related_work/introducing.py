"""A paper's place in a draft without a language model: what it says it does, in the third person.

In come the scored sentences of a paper; out come one or two statements whose quotes are the
sentences they were turned from. A sentence that cannot be turned safely is not used.
"""

from collections.abc import Sequence
from typing import NamedTuple

from reviewer.models import Paper, Statement, Support
from reviewer.related_work.wording import LONGEST, Names, Opening, Wording, noted, wordings
from reviewer.selection import Candidate
from reviewer.text.acronyms import names_given, unexplained
from reviewer.text.contributions import is_finding, names_itself, weight
from reviewer.text.figures import measures
from reviewer.text.third_person import THEY, third_person

NOTHING_TO_SAY = "no sentence of it says what it contributes and reads well in the third person"
# Shares of a sentence's rank beside its relevance to the topic (docs/log.md, "Reading a draft").
_INTRODUCES = 1.4
_NAMED = 0.1
_STRANGE = 0.3  # off for an abbreviation that another sentence explains
_LONG = 35  # words, from which a sentence is hard to read in a paragraph
_PER_WORD = 0.01
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


_NO_NAMES = Names()


class Said(NamedTuple):
    """The sentences that speak for a paper: what it does, and a result if there is one."""

    paper: Paper
    first: Candidate
    second: Candidate | None


def pick(paper: Paper, candidates: Sequence[Candidate], names: Names = _NO_NAMES) -> Said | None:
    """The sentences that introduce a paper best, or None if none can be turned.

    Args:
        paper: whose sentences these are.
        candidates: its sentences, scored against the topic.
        names: short names that say nothing, or need no explanation.
    """
    given = names_given(paper.title, paper.abstract)

    def strange(candidate: Candidate) -> set[str]:
        return set(unexplained(candidate.text, given, paper.title)) - names.known

    def explained(candidate: Candidate) -> set[str]:
        return {name for name in given if name in candidate.text} - strange(candidate)

    def rank(candidate: Candidate) -> float:
        return _introduces(paper, candidate) - _STRANGE * bool(strange(candidate))

    ranked = sorted(candidates, key=rank, reverse=True)
    first = next((c for c in ranked if wordings(paper, c.text, names.shared)), None)
    first = first or next((c for c in ranked if noted(paper, c.text)), None)
    if first is None:
        return None
    results = [
        one
        for one in candidates
        if one is not first and _is_result(one) and not strange(one) - explained(first)
    ]
    return Said(paper, first, max(results, key=_rank_of_result, default=None))


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
        paper, sentence = said.paper, said.first.text
        ways = wordings(paper, sentence, self._shared) or noted(paper, sentence)
        wording = min(enumerate(ways), key=lambda way: self._cost(*way))[1]
        self._openings.append(wording.opening)
        return wording

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
    return _statement(said.first, wording.text)


def result(said: Said, wording: Wording) -> Statement | None:
    """What came of it, told by whoever was named before; None if there is nothing to tell."""
    if said.second is None:
        return None
    text = third_person(said.second.text, THEY if wording.authors else _ITS_AUTHORS)
    return None if text is None else _statement(said.second, text)


def _introduces(paper: Paper, candidate: Candidate) -> float:
    text = candidate.text
    named = _NAMED * names_itself(text, paper.title)
    return candidate.relevance + _INTRODUCES * weight(text) + named - _length_penalty(text)


def _is_result(candidate: Candidate) -> bool:
    text = candidate.text
    if not is_finding(text) or not measures(text) or len(text.split()) > LONGEST:
        return False
    return third_person(text, THEY) is not None


def _rank_of_result(candidate: Candidate) -> float:
    return candidate.relevance - _length_penalty(candidate.text)


def _statement(candidate: Candidate, text: str) -> Statement:
    return Statement(text=text, quotes=(candidate.quote,), support=Support.SUPPORTED)


def _length_penalty(text: str) -> float:
    return _PER_WORD * max(0, len(text.split()) - _LONG)
