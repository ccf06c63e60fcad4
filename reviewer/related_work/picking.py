"""Which sentences speak for a paper in a draft: what it does, and what came of it, or how.

In come the scored sentences of a paper; out come one or two of them, with what the short names in
them stand for. It does not word them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from reviewer.models import Paper
from reviewer.related_work.wording import LONGEST, Names, noted, of_the_system, wordings
from reviewer.selection import Candidate
from reviewer.text.acronyms import names_given, own_names, unexplained
from reviewer.text.contributions import is_finding, names_itself, weight
from reviewer.text.figures import measures
from reviewer.text.glosses import long_forms
from reviewer.text.substance import adds, boasts, has_a_slip, tells
from reviewer.text.third_person import THEY, spoken, third_person
from reviewer.text.words import plain, stem

# Shares of a sentence's rank beside its relevance to the topic (docs/log.md, "Reading a draft" and
# "Sentences of drafts").
_INTRODUCES = 1.4
_NAMED = 0.1
_MAKES = 0.2  # for naming what was made
_ABOUT = 0.2  # for holding a phrase of its theme
_STRANGE = 0.3  # off for an abbreviation that another sentence explains
# Off for a sentence that says no more than the title, and for one that a result can follow.
_EMPTY, _EMPTY_WITH_RESULT = 0.6, 0.3
_BOASTS = 0.2  # off for saying only that it is better
_ADDED = 0.3  # off for what a paper did besides
_SLIP = 0.2  # off for a slip of grammar
_LONG = 35  # words, from which a sentence is hard to read in a paragraph
_PER_WORD = 0.01
_MAKING = 0.8  # weight of a sentence that proposes something
# A first sentence tells so little that another may follow, which tells so much in so many words.
_THIN, _TOLD, _LONG_TOLD = 0.8, 0.75, 42
_WORD = re.compile(r"[\w+*]+(?:-[\w+*]+)*")
_NO_NAMES = Names()


class Meaning(NamedTuple):
    """What a short name stands for, with the sentence that says so."""

    long: str
    source: Candidate


class Said(NamedTuple):
    """The sentences that speak for a paper: what it does, and what came of it or how it does it.

    `meanings` are of the short names in them that they do not explain.
    """

    paper: Paper
    first: Candidate
    second: Candidate | None
    meanings: Mapping[str, Meaning] = MappingProxyType({})


def pick(
    paper: Paper,
    candidates: Sequence[Candidate],
    names: Names = _NO_NAMES,
    about: Collection[str] = (),
) -> Said | None:
    """The sentences that introduce a paper best, or None if none can be turned.

    Args:
        paper: whose sentences these are.
        candidates: its sentences, scored against the topic.
        names: short names that say nothing, or need no explanation.
        about: phrases of its theme, by `key_of`; a sentence that holds one is taken rather.
    """
    choice = _Choice(paper, candidates, names, about)
    first = choice.first()
    return None if first is None else choice.said(first)


class _Choice:
    """Which sentences of one paper to take; see `pick`."""

    def __init__(
        self,
        paper: Paper,
        candidates: Sequence[Candidate],
        names: Names,
        about: Collection[str],
    ) -> None:
        self._paper = paper
        self._candidates = candidates
        self._names = names
        self._about = about
        self._given = names_given(paper.title, paper.abstract)
        self._own = own_names(paper.title, paper.abstract)
        self._results = [one for one in candidates if _is_result(one)]

    def first(self) -> Candidate | None:
        """The sentence that introduces the paper best, one that tells of its doing if there is."""
        paper, shared = self._paper, self._names.shared
        ranked = sorted(self._candidates, key=self._rank, reverse=True)
        first = next((one for one in ranked if wordings(paper, one.text, shared)), None)
        return first or next((one for one in ranked if noted(paper, one.text)), None)

    def said(self, first: Candidate) -> Said:
        """The first sentence with the one to come after it."""
        explained = {name for name in self._given if name in first.text} - self._strange(first)

        def follows(one: Candidate) -> bool:
            return one is not first and not self._strange(one) - explained

        results = filter(follows, self._results)
        second = max(results, key=_rank_of_result, default=None)
        if second is None and tells(first.text, self._paper.title) < _THIN:
            told = [one for one in _after(first, self._candidates) if _is_told(self._paper, one)]
            second = max(filter(follows, told), key=self._rank_of_told, default=None)
        strange = self._strange(first)  # a second one has no others
        return Said(self._paper, first, second, _meanings(strange, self._candidates))

    def _strange(self, candidate: Candidate) -> set[str]:
        """The short names in a sentence that another one explains."""
        unknown = unexplained(candidate.text, self._given, self._paper.title)
        return set(unknown) - self._names.known

    def _rank(self, candidate: Candidate) -> float:
        text, title = candidate.text, self._paper.title
        alone = all(one is candidate for one in self._results)
        told, weighs = tells(text, title), weight(text)
        makes = weighs >= _MAKING and any(name in text for name in self._own)
        bonus = _NAMED * names_itself(text, title) + _MAKES * told * makes
        bonus += _ABOUT * _holds(text, self._about) + _INTRODUCES * weighs
        off = (_EMPTY if alone else _EMPTY_WITH_RESULT) * (1 - told) + _length_penalty(text)
        off += _STRANGE * bool(self._strange(candidate)) + _ADDED * adds(text)
        off += _SLIP * has_a_slip(text) + _BOASTS * boasts(text)
        return candidate.relevance + bonus - off

    def _rank_of_told(self, candidate: Candidate) -> float:
        text = candidate.text
        told = tells(text, self._paper.title) + weight(text)
        return candidate.relevance + told - _length_penalty(text)


def _meanings(names: Iterable[str], candidates: Sequence[Candidate]) -> dict[str, Meaning]:
    """What the names stand for, one or several of each: `HUM` and `HUMs`."""
    found: dict[str, Meaning] = {}
    for candidate in candidates:
        for short, long in long_forms(candidate.text).items():
            found.setdefault(short, Meaning(long, candidate))
    forms = sorted(form for name in names for form in (name, f"{name}s"))
    return {form: found[form] for form in forms if form in found}


def _after(first: Candidate, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The sentences that come after one in its passage."""
    for one in candidates:
        if one.passage.chunk_id == first.passage.chunk_id and one.quote.start > first.quote.start:
            yield one


def _is_told(paper: Paper, candidate: Candidate) -> bool:
    """Whether a sentence says how a paper does what another one only names."""
    text = candidate.text
    if not weight(text) or boasts(text) or len(text.split()) > _LONG_TOLD:
        return False
    turned = third_person(text, THEY)
    told = turned is not None and (spoken(text) or of_the_system(paper, text) == turned)
    return told and tells(text, paper.title) >= _TOLD


def _is_result(candidate: Candidate) -> bool:
    text = candidate.text
    if not is_finding(text) or not measures(text) or len(text.split()) > LONGEST:
        return False
    return third_person(text, THEY) is not None


def _rank_of_result(candidate: Candidate) -> float:
    return candidate.relevance - _length_penalty(candidate.text)


def _holds(text: str, keys: Collection[str]) -> bool:
    """Whether every word of one of the phrases stands in a sentence."""
    return any(stems(text).issuperset(key.split()) for key in keys)


def _length_penalty(text: str) -> float:
    return _PER_WORD * max(0, len(text.split()) - _LONG)


def stems(text: str) -> set[str]:
    """The words of a text by their stems, compounds whole and in parts."""
    found = _WORD.findall(plain(text))
    return {stem(part) for word in found for part in (word, *word.split("-"))}
