"""A question to the evidence there is for it: passages, whether they are enough, what they say.

It searches and weighs; it writes nothing, and it knows no language model.
"""

from collections.abc import Sequence
from typing import Protocol

from reviewer.answering.evidence import threshold_of, weigh
from reviewer.answering.extractive import choose, statement_of
from reviewer.models import Filters, Model, Paper, Passage, Statement
from reviewer.retrieval import Retriever
from reviewer.selection import Selector
from reviewer.settings import AnswerSettings

NEAR = 3  # papers named when nothing answers, or beside an answer


class Searched(Model):
    """What some queries found, best first."""

    queries: tuple[str, ...]
    passages: tuple[Passage, ...]


class Gathered(Model):
    """The evidence for a question.

    Args:
        question: that was asked.
        passages: what was found for it, best first.
        evidence: how well they bear on it, in [0, 1].
        reason: why they are not enough to answer with; None if they are.
        sentences: their own sentences that answer it, most relevant first.
        near: the papers to name where nothing answers.
    """

    question: str
    passages: tuple[Passage, ...] = ()
    evidence: float = 0.0
    reason: str | None = None
    sentences: tuple[Statement, ...] = ()
    near: tuple[Paper, ...] = ()


class EvidenceSource(Protocol):
    """Where an answer's evidence comes from: a collection, or the record of an earlier run."""

    def gather(self, question: str, filters: Filters | None) -> Gathered: ...

    def search(self, queries: Sequence[str], filters: Filters | None) -> Searched: ...


class Gatherer:
    """Evidence from one collection.

    Args:
        retriever: finds passages.
        selector: scores their sentences.
        settings: how much to find, and how much evidence is enough.
        nothing: why the filters let nothing through, where they do not.
    """

    def __init__(
        self,
        retriever: Retriever,
        selector: Selector,
        settings: AnswerSettings,
        *,
        nothing: str | None = None,
    ) -> None:
        self._retriever = retriever
        self._selector = selector
        self._settings = settings
        self._nothing = nothing

    def gather(self, question: str, filters: Filters | None) -> Gathered:
        """Everything there is for a question."""
        if self._nothing is not None:
            return Gathered(question=question, reason=self._nothing)
        most = self._settings.passages
        passages = self._retriever.search(question, most, filters, quotable=True)
        candidates = self._selector.candidates(question, passages)
        verdict = weigh(
            question, passages, candidates, self._selector, threshold_of(self._settings)
        )
        if verdict.reason is not None:
            listed = passages or self._retriever.search(question, most, filters)
            return Gathered(
                question=question,
                passages=tuple(passages),
                evidence=verdict.score,
                reason=verdict.reason,
                near=tuple(papers_of(listed)[:NEAR]),
            )
        chosen = choose(question, candidates, self._settings.statements)
        return Gathered(
            question=question,
            passages=tuple(passages),
            evidence=verdict.score,
            sentences=tuple(statement_of(candidate) for candidate in chosen),
        )

    def search(self, queries: Sequence[str], filters: Filters | None) -> Searched:
        """The passages for a few queries that stand for one question."""
        most = self._settings.passages
        passages = self._retriever.search(list(queries), most, filters, quotable=True)
        return Searched(queries=tuple(queries), passages=tuple(passages))


def papers_of(passages: Sequence[Passage]) -> list[Paper]:
    """The papers of some passages, each once, in their order."""
    return list({passage.paper.id: passage.paper for passage in passages}.values())
