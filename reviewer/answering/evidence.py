"""Is there enough evidence to answer at all? Decided by code, before anything is written.

In come a question and what was retrieved for it; out comes a verdict with its reason. It does not
read the answer.
"""

from collections.abc import Sequence
from typing import NamedTuple

from reviewer.models import Passage
from reviewer.retrieval import DENSE
from reviewer.selection import Selector
from reviewer.text.questions import names

# Chosen on the development questions against questions of other fields (docs/log.md, "When to
# abstain"); the threshold is the setting answer.threshold.
_COSINE = 0.8
_COVERAGE = 0.2
_LOOKED_AT = 5  # passages


class Verdict(NamedTuple):
    """`reason` is None when there is enough to answer with."""

    score: float
    reason: str | None


def weigh(
    question: str, passages: Sequence[Passage], selector: Selector, threshold: float
) -> Verdict:
    """Whether the passages bear on the question.

    The score is a weighted mean of the best cosine and the largest IDF-weighted share of the
    question's words that one passage covers; without vectors it is that share alone. Whatever the
    score, a question whose every name is unknown to the collection is not answered.
    """
    if not passages:
        return Verdict(0.0, "Nothing in this collection shares a word with the question.")
    unknown = selector.unknown(names(question))
    if unknown is not None:
        listed = " or ".join(unknown)
        return Verdict(0.0, f"Nothing in this collection answers that: no paper mentions {listed}.")
    score, missing = _score(question, passages, selector)
    if score >= threshold:
        return Verdict(score, None)
    words = f"no passage covers {_quoted(missing)} " if missing else ""
    measured = f"(best match {score:.2f}, threshold {threshold:.2f})"
    return Verdict(score, f"Nothing in this collection answers that: {words}{measured}.")


def _score(
    question: str, passages: Sequence[Passage], selector: Selector
) -> tuple[float, list[str]]:
    shares = [
        selector.covered(question, [passage.text, passage.paper.title])[0]
        for passage in passages[:_LOOKED_AT]
    ]
    _, missing = selector.covered(question, [passage.text for passage in passages[:_LOOKED_AT]])
    cosines = [e.score for p in passages for e in p.engines if e.engine == DENSE and e.score]
    if not cosines:
        return max(shares), missing
    return _COSINE * max(cosines) + _COVERAGE * max(shares), missing


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in words[:3])
