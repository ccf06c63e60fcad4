"""Question and candidates to an answer of verbatim sentences: no language model is involved.

In come passages and their scored sentences; out come the ones worth saying, in order. It does not
search, and it does not decide whether the evidence is enough.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from reviewer.models import Statement, Support
from reviewer.selection import Candidate
from reviewer.text.contributions import is_contribution, names_itself
from reviewer.text.questions import wants_comparison, wants_number, wants_result, wants_several

# Chosen by grid on the development questions (docs/log.md, "Which sentence answers").
_PASSAGE = 0.45  # weight of the passage's own score
_FIGURE = 0.2  # for a sentence with a figure where one is asked for
_FIGURE_COMPARED = 0.3
_NAMED = 0.1  # for a sentence that introduces the paper's method by name
_CONTRIBUTION = 0.3  # the same two, where the question asks which papers do something
_NAMED_AMONG_SEVERAL = 0.15
_SENTENCE_IN_ORDER = 0.3  # weight of the best sentence when papers are put in order
_SAME = 0.85  # cosine from which two sentences say the same
_PER_PAPER = 3
_SINGLE = 5  # most statements about one fact; more is noise
_WORTH = 0.5  # a later statement scores at least this share of the first
_DIGIT = re.compile(r"\d")


def choose(question: str, candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    """The sentences that answer, most relevant first, none saying what another says.

    A question about one fact takes the best sentences wherever they stand; one about several
    papers takes the best sentence of each paper; a comparison takes two, what is done and what
    came of it.

    Args:
        question: decides which of the three it is.
        candidates: sentences of the retrieved passages.
        limit: most sentences.
    """
    if not wants_several(question):
        return _distinct(_by_relevance(question, candidates), min(limit, _SINGLE))
    papers = _by_paper(candidates)
    firsts = {paper: max(found, key=_introduces) for paper, found in papers.items()}
    order = sorted(
        papers,
        key=lambda p: -(firsts[p].passage.score + _SENTENCE_IN_ORDER * firsts[p].relevance),
    )
    if not wants_comparison(question):
        return _distinct((firsts[paper] for paper in order), limit)
    return _distinct(_paired(question, papers, firsts, order), limit)


def statement_of(candidate: Candidate) -> Statement:
    """A sentence as a statement that is its own quote."""
    text = " ".join(candidate.text.split())
    return Statement(text=text, quotes=(candidate.quote,), support=Support.SUPPORTED)


def _by_relevance(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    figure = _FIGURE if wants_number(question) else 0.0

    def score(candidate: Candidate) -> float:
        named = is_contribution(candidate.text) and _is_named(candidate)
        return (
            candidate.relevance
            + _PASSAGE * candidate.passage.score
            + figure * _has_figure(candidate)
            + _NAMED * named
        )

    ranked = sorted(candidates, key=score, reverse=True)
    if not ranked:
        return []
    enough = _WORTH * score(ranked[0])
    return [candidate for candidate in ranked if score(candidate) >= enough]


def _by_paper(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    papers: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        papers.setdefault(candidate.quote.paper_id, []).append(candidate)
    return papers


def _introduces(candidate: Candidate) -> float:
    return (
        candidate.relevance
        + _CONTRIBUTION * is_contribution(candidate.text)
        + _NAMED_AMONG_SEVERAL * _is_named(candidate)
    )


def _paired(
    question: str,
    papers: dict[str, list[Candidate]],
    firsts: dict[str, Candidate],
    order: Sequence[str],
) -> Iterable[Candidate]:
    """Two papers at a time: what each does, then what came of it."""
    figure = _FIGURE_COMPARED if wants_result(question) else 0.0
    for left, right in zip_longest(order[::2], order[1::2]):
        pair = [paper for paper in (left, right) if paper is not None]
        yield from (firsts[paper] for paper in pair)
        for paper in pair:
            rest = [c for c in papers[paper] if c is not firsts[paper]]
            if rest:
                yield max(rest, key=lambda c: c.relevance + figure * _has_figure(c))


def _distinct(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in candidates:
        if len(kept) == limit:
            break
        same_paper = sum(c.quote.paper_id == candidate.quote.paper_id for c in kept)
        if same_paper < _PER_PAPER and not any(candidate.says_same(c, _SAME) for c in kept):
            kept.append(candidate)
    return kept


def _is_named(candidate: Candidate) -> bool:
    return names_itself(candidate.text, candidate.passage.paper.title)


def _has_figure(candidate: Candidate) -> bool:
    return bool(_DIGIT.search(candidate.text))
