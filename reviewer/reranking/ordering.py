"""Scores of a reranker to a new order of passages.

In come passages, best first, and a reranker; out come the same passages with new ranks and
scores. It does not know how the reranker works, and what it raises goes through.
"""

import math
from collections.abc import Sequence
from typing import Protocol

from reviewer.models import EngineScore, Passage


class Reranker(Protocol):
    """Says how well texts fit a query, reading each of them together with it."""

    @property
    def name(self) -> str:
        """Who scored, for `search --explain`."""

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """A score for each text, in the order of `texts`; more is better.

        Scores of one call compare with each other. They are probabilities in [0, 1], or any
        finite numbers on a logistic scale (logits), where 0 is a relevance of one half.

        Raises:
            RerankError: the server failed.
            ModelError: the language model failed.
        """


def rerank(
    reranker: Reranker, query: str, passages: Sequence[Passage], candidates: int
) -> list[Passage]:
    """The passages with the first `candidates` of them in the order of the reranker's scores.

    Their new score is the reranker's, in [0, 1]; what it said itself is added to their engines.
    The others stay behind them in their order, their scores scaled to lie below. Equal scores
    keep the old order.

    Args:
        reranker: reads titles and texts.
        query: the question, or the main one of several.
        passages: best first.
        candidates: how many are reranked.

    Raises:
        RerankError: the server failed.
        ModelError: the language model failed.
    """
    head, tail = passages[:candidates], passages[candidates:]
    if len(head) < 2:
        return list(passages)
    said = reranker.rerank(query, [text_of(passage) for passage in head])
    scores = _relevance(said)
    order = sorted(range(len(head)), key=lambda place: -said[place])
    moved = []
    for rank, place in enumerate(order, start=1):
        own = EngineScore(engine=reranker.name, score=said[place], rank=rank)
        engines = (*head[place].engines, own)
        update = {"score": scores[place], "rank": rank, "engines": engines}
        moved.append(head[place].model_copy(update=update))
    lowest = moved[-1].score
    return moved + [p.model_copy(update={"score": lowest * p.score}) for p in tail]


def text_of(passage: Passage) -> str:
    """What a reranker reads of a passage; one that stands for a lone title is that title."""
    title = passage.paper.title
    return passage.text if passage.text == title else f"{title}\n{passage.text}"


def _relevance(said: Sequence[float]) -> list[float]:
    """Probabilities as they are, logits through the logistic function."""
    if all(0 <= score <= 1 for score in said):
        return list(said)
    return [(1 + math.tanh(score / 2)) / 2 for score in said]
