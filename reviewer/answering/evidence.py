"""Is there enough evidence to answer at all? Decided by code, before anything is written.

In come a question and what was retrieved for it; out comes a verdict with its reason. It does not
read the answer.
"""

from collections.abc import Sequence
from typing import NamedTuple

from reviewer.models import Passage
from reviewer.retrieval import DENSE
from reviewer.selection import Candidate, Selector
from reviewer.text.questions import names

# Chosen on the development questions against questions of other fields (docs/log.md, "When to
# abstain"); the threshold is the setting answer.threshold.
_PASSAGE = 0.425
_SENTENCE = 0.425
_COVERAGE = 0.15  # what brings in a question of one name, whose vectors are far from everything
_LOOKED_AT = 5  # passages


class Verdict(NamedTuple):
    """`reason` is None when there is enough to answer with."""

    score: float
    reason: str | None


def weigh(
    question: str,
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    selector: Selector,
    threshold: float,
) -> Verdict:
    """Whether the passages bear on the question.

    The score is a weighted mean of the best passage's cosine, the best sentence's cosine and the
    largest IDF-weighted share of the question's words that one passage covers; without vectors it
    is that share alone. Whatever the score, a question whose every name is unknown to the
    collection is not answered.

    Args:
        question: what was asked.
        passages: what was retrieved for it, best first.
        candidates: the sentences of the passages.
        selector: knows which words are rare in the collection.
        threshold: least score.
    """
    unknown = selector.unknown(names(question))
    if unknown is not None:
        listed = " or ".join(unknown)
        return Verdict(0.0, f"Nothing in this collection answers that: no paper mentions {listed}.")
    if not passages:
        return Verdict(0.0, "Nothing in this collection answers that: no passage was found for it.")
    looked_at = passages[:_LOOKED_AT]
    score = _score(question, looked_at, candidates, selector)
    if score >= threshold:
        return Verdict(score, None)
    _, missing = selector.covered(question, [passage.text for passage in looked_at])
    words = f"no passage covers {_quoted(missing)} " if missing else ""
    measured = f"(best match {score:.2f}, threshold {threshold:.2f})"
    return Verdict(score, f"Nothing in this collection answers that: {words}{measured}.")


def _score(
    question: str,
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    selector: Selector,
) -> float:
    share = max(
        selector.covered(question, [passage.text, passage.paper.title])[0] for passage in passages
    )
    near = [e.score for p in passages for e in p.engines if e.engine == DENSE and e.score]
    if not near:
        return share
    last = passages[-1].rank
    said = [candidate.cosine for candidate in candidates if candidate.passage.rank <= last]
    return _PASSAGE * max(near) + _SENTENCE * max(said, default=0.0) + _COVERAGE * share


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in words[:3])
