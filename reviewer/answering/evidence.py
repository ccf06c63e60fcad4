"""Is there enough evidence to answer at all? Decided by code, before anything is written.

In come a question and what was retrieved for it; out comes a verdict with its reason. It does not
read the answer, and it knows no language model.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reviewer.models import Paper, Passage
from reviewer.retrieval import DENSE
from reviewer.selection import Candidate, Selector
from reviewer.settings import AnswerSettings
from reviewer.text.questions import asks_of_record, names, wants_comparison, wants_number

LOOKED_AT = 5  # passages
MOST_WORDS = 4.0
"""Words held beyond these say nothing more: a long text shares them with anything."""
_RARE = 0.7  # mean rarity of the words of a question that is little more than a name
_NOTHING = "Nothing in this collection answers that: "
_SENTENCES = 5  # that a figure may stand in
_NAMED = 3  # words named in a reason
_FIGURE = re.compile(r"\d")


class Weights(NamedTuple):
    """Of what a passage has in common with a question, in a logistic model."""

    constant: float
    passage: float
    sentence: float
    share: float
    words: float
    named: float


# Fitted by `python -m benchmarks.abstention --fit` (docs/log.md, "When to abstain, by a model");
# the last is set by hand, for too few questions are a name alone.
WITH_VECTORS = Weights(-9.85, 7.45, 6.95, 1.84, 1.77, 2.0)
BY_WORDS = Weights(-4.77, 0.0, 1.36, 1.83, 2.14, 2.0)
THRESHOLDS: Mapping[str, float] = {"low": 0.7, "normal": 0.4, "high": 0.2}
"""What `answer.risk` says is enough; docs/abstention.md has what each costs."""


class Verdict(NamedTuple):
    """`reason` is None when there is enough to answer with."""

    score: float
    reason: str | None


class Bearing(NamedTuple):
    """What one passage has in common with a question.

    `passage` and `sentence` are the cosines of the passage and of its best sentence (without
    vectors 0, and the share of the question in that sentence); `share` is the share of the
    question's words that the passage and its title hold, and `words` how many, both by rarity.
    `named` is 1 where they are rare words and the passage holds them all: a name, and little else.
    """

    passage: float
    sentence: float
    share: float
    words: float
    named: float = 0.0

    def score(self, weights: Weights) -> float:
        """The probability that the passage answers, in (0, 1)."""
        sums = (weight * value for weight, value in zip(weights[1:], self, strict=True))
        return 1 / (1 + math.exp(-weights.constant - sum(sums)))


def threshold_of(settings: AnswerSettings) -> float:
    """The least score that is enough: `answer.threshold`, else what `answer.risk` stands for."""
    return THRESHOLDS[settings.risk] if settings.threshold is None else settings.threshold


def weigh(
    question: str,
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    selector: Selector,
    threshold: float,
) -> Verdict:
    """Whether one of the passages bears on the question.

    The score is the probability that the best passage answers (`Bearing`), calibrated on labelled
    questions (docs/abstention.md). Whatever the words say, there is no evidence for a question
    whose every name is unknown to the collection, nor for one that asks who wrote a paper whose
    record does not say.

    Args:
        question: what was asked.
        passages: what was retrieved for it, best first.
        candidates: the sentences of the passages, most relevant first.
        selector: knows which words are rare in the collection.
        threshold: least score.
    """
    unknown = selector.unknown(names(question))
    if unknown is not None:
        return Verdict(0.0, f"{_NOTHING}no paper mentions {' or '.join(unknown)}.")
    if not passages:
        return Verdict(0.0, f"{_NOTHING}no passage was found for it.")
    looked_at = passages[:LOOKED_AT]
    bearings = measure(question, looked_at, candidates, selector)
    weights = WITH_VECTORS if has_vectors(looked_at) else BY_WORDS
    scores = [bearing.score(weights) for bearing in bearings]
    score = max(scores)
    best = looked_at[scores.index(score)]
    field = asks_of_record(question)
    if field is not None and not _says(best.paper, field):
        found = f"it asks for {_FIELDS[field]}, and the record of the nearest paper gives none"
        return Verdict(0.0, f"{_NOTHING}{found}.")
    if score >= threshold:
        return Verdict(score, None)
    why = _lack(question, looked_at, candidates, selector)
    return Verdict(score, f"{_NOTHING}{why} ({_compared(score, threshold)}).")


def measure(
    question: str,
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    selector: Selector,
) -> list[Bearing]:
    """What each of the passages has in common with the question, in their order.

    The two sides of a comparison may stand apart: for one, half of `share` and `words` is what the
    passages hold together.
    """
    weights = selector.weights(question)
    total = sum(weights.values())
    is_name = total >= _RARE * max(1, len(weights))
    texts = [f"{passage.paper.title}\n{passage.text}" for passage in passages]
    shares = [selector.covered(question, [text])[0] for text in texts]
    together = selector.covered(question, texts)[0] if wants_comparison(question) else None
    said = _said(question, passages, candidates, selector)
    found = []
    for passage, own in zip(passages, shares, strict=True):
        near = next((e.score for e in passage.engines if e.engine == DENSE), None)
        share = own if together is None else (own + together) / 2
        words = min(share * total, MOST_WORDS)
        named = float(is_name and own == 1)
        sentence = said.get(passage.chunk_id, 0.0)
        found.append(Bearing(near or 0.0, sentence, share, words, named))
    return found


def _said(
    question: str,
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    selector: Selector,
) -> dict[str, float]:
    """By chunk, its best sentence's cosine; without vectors the share of the question in it."""
    found: dict[str, float] = {}
    vectors = has_vectors(passages)
    looked_at = {passage.chunk_id for passage in passages}
    for one in candidates:
        place = one.passage.chunk_id
        if vectors:
            found[place] = max(one.cosine, found.get(place, 0.0))
        elif place in looked_at and place not in found:  # the most relevant come first
            found[place] = selector.covered(question, [one.text])[0]
    return found


def has_vectors(passages: Sequence[Passage]) -> bool:
    """Whether the passages were searched by vectors, too."""
    return any(one.engine == DENSE for passage in passages for one in passage.engines)


_FIELDS = {"authors": "authors", "year": "a year", "venue": "where it was published"}


def _says(paper: Paper, field: str) -> bool:
    return bool(getattr(paper, field))


def _lack(
    question: str,
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
    selector: Selector,
) -> str:
    """What the question asks for that is not there, the plainest lack first."""
    texts = [f"{passage.paper.title}\n{passage.text}" for passage in passages]
    _, missing = selector.covered(question, texts)
    nowhere = [word for word in missing if selector.unknown([word]) is not None]
    if nowhere:
        return f"no passage covers {_listed(question, nowhere)}"
    if missing:
        return f"no passage near it covers {_listed(question, missing)}"
    shown = [one.text for one in candidates[:_SENTENCES]]
    if wants_number(question) and not any(_FIGURE.search(text) for text in shown):
        return "it asks for a figure, and no sentence near it gives one"
    _, apart = min((selector.covered(question, [text]) for text in texts), key=_missed)
    if apart:
        return f"no passage near it covers all of it, the best not {_listed(question, apart)}"
    return "passages hold its words, and none is near to what it asks"


def _missed(covered: tuple[float, list[str]]) -> float:
    return -covered[0]


def _listed(question: str, missing: Sequence[str]) -> str:
    """The rarest words in quotes, neighbours in the question as one phrase."""
    phrases: list[str] = []
    for word in missing[:_NAMED]:
        place, phrase = next(
            (
                (number, joined)
                for number, before in enumerate(phrases)
                for joined in (f"{before} {word}", f"{word} {before}")
                if joined in question
            ),
            (len(phrases), word),
        )
        phrases[place : place + 1] = [phrase]
    quoted = [f"“{phrase}”" for phrase in phrases]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)


def _compared(score: float, threshold: float) -> str:
    """Both to two digits, or to as many as tell them apart."""
    digits = next((n for n in range(2, 9) if f"{score:.{n}f}" != f"{threshold:.{n}f}"), 9)
    return f"best match {score:.{digits}f}, threshold {threshold:.{digits}f}"
