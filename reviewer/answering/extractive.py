"""Question and candidates to an answer of verbatim sentences: no language model is involved.

In come passages and their scored sentences; out come the ones worth saying, in order. It does not
search, and it does not decide whether the evidence is enough.
"""

import re
from collections.abc import Iterable, Sequence

from reviewer.models import Statement, Support
from reviewer.selection import Candidate
from reviewer.text.contributions import is_contribution, names_itself
from reviewer.text.figures import figures, measures
from reviewer.text.questions import wants_comparison, wants_number, wants_several

# Chosen by grid on the development questions (docs/log.md, "Which sentence answers").
_PASSAGE = 0.45  # weight of the passage's own score
_FIGURE = 0.1  # for a sentence with a figure that the question lacks, where one is asked for
_MEASURED = 0.3  # and beyond that if it is a share, a factor or a decimal number
_NAMED = 0.1  # for a sentence that introduces the paper's method by name
_CONTRIBUTION = 0.3  # the same two, where the question asks which papers do something
_NAMED_AMONG_SEVERAL = 0.15
_BEST = 2  # sentences whose relevance, with the passage's score, puts papers in order
_SAME = 0.85  # cosine from which two sentences say the same
_PER_PAPER = 3
_SINGLE = 5  # most statements about one fact; more is noise
_WORTH = 0.55  # a later statement scores at least this share of the first
_SAYS_NOTHING = re.compile(r"[?:][\W_]*$")  # a paper's own question, or a list cut off


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
    order = _by_paper(candidates)
    papers = [said for found in order if (said := [c for c in found if _says_something(c)])]
    firsts = [max(found, key=_introduces) for found in papers]
    if not wants_comparison(question):
        return _distinct(firsts, limit)
    seconds = [_result(question, f, first) for f, first in zip(papers, firsts, strict=True)]
    return _distinct(_two_by_two(firsts, seconds), limit)


def statement_of(candidate: Candidate) -> Statement:
    """A sentence as a statement that is its own quote."""
    text = " ".join(candidate.text.split())
    return Statement(text=text, quotes=(candidate.quote,), support=Support.SUPPORTED)


def _by_relevance(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    number = wants_number(question)

    def score(candidate: Candidate) -> float:
        named = is_contribution(candidate.text) and _is_named(candidate)
        return (
            candidate.relevance
            + _PASSAGE * candidate.passage.score
            + (_figure(question, candidate) if number else 0)
            + _NAMED * named
        )

    ranked = sorted(filter(_says_something, candidates), key=score, reverse=True)
    if not ranked:
        return []
    enough = _WORTH * score(ranked[0])
    return [candidate for candidate in ranked if score(candidate) >= enough]


def _by_paper(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    """The sentences of each paper, the papers by their passage and their best sentences."""
    papers: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        papers.setdefault(candidate.quote.paper_id, []).append(candidate)

    def score(found: Sequence[Candidate]) -> float:
        best = sorted((c.relevance for c in found), reverse=True)[:_BEST]
        return max(c.passage.score for c in found) + sum(best)

    return sorted(papers.values(), key=score, reverse=True)


def _introduces(candidate: Candidate) -> float:
    return (
        candidate.relevance
        + _CONTRIBUTION * is_contribution(candidate.text)
        + _NAMED_AMONG_SEVERAL * _is_named(candidate)
    )


def _result(question: str, found: Sequence[Candidate], first: Candidate) -> Candidate | None:
    rest = [candidate for candidate in found if candidate is not first]
    return max(rest, key=lambda c: c.relevance + _figure(question, c), default=None)


def _two_by_two(
    firsts: Sequence[Candidate], seconds: Sequence[Candidate | None]
) -> Iterable[Candidate]:
    """Two papers at a time: what each does, then what came of it."""
    for start in range(0, len(firsts), 2):
        yield from firsts[start : start + 2]
        yield from (second for second in seconds[start : start + 2] if second is not None)


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


def _says_something(candidate: Candidate) -> bool:
    return not _SAYS_NOTHING.search(candidate.text)


def _figure(question: str, candidate: Candidate) -> float:
    """What a figure that the question lacks is worth; less where it is about something else."""
    asked = figures(question)
    new = _FIGURE * bool(figures(candidate.text) - asked)
    return candidate.passage.score * (new + _MEASURED * bool(measures(candidate.text) - asked))
