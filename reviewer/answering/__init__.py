"""Question to answer: understand it, search, weigh the evidence, then extract or ask the model.

In come a question and the earlier answers; out comes an `Answer` whose every statement carries
its quotes. It does not search or store by itself.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.answering.evidence import weigh
from reviewer.answering.extractive import choose, statement_of
from reviewer.errors import ModelReplyError
from reviewer.models import Answer, Filters, Paper, Passage, Statement
from reviewer.proof import number_references
from reviewer.retrieval import Retriever
from reviewer.retrieval.planning import plan_queries
from reviewer.selection import Candidate, Selector
from reviewer.settings import AnswerSettings
from reviewer.text.questions import complete, is_follow_up, wants_several
from reviewer.text.titles import short_name

if TYPE_CHECKING:
    from reviewer.backends import Backend

_NEAR = 3  # papers named when nothing answers, or beside an answer
_NOTHING_SAID = (
    "Nothing in this collection answers that: the nearest passages ask or announce, "
    "and state nothing."
)


class Answerer:
    """Answers questions over one collection.

    Args:
        retriever: finds passages.
        selector: scores their sentences.
        settings: how much to say, and when to say nothing.
        backend: the language model; None answers with verbatim sentences.
        root: the workspace folder, whose prompts win over the shipped ones.
    """

    def __init__(
        self,
        retriever: Retriever,
        selector: Selector,
        settings: AnswerSettings,
        backend: "Backend | None",
        root: Path,
    ) -> None:
        self._retriever = retriever
        self._selector = selector
        self._settings = settings
        self._backend = backend
        self._root = root

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        filters: Filters | None = None,
        on_statement: Callable[[Statement], None] | None = None,
    ) -> Answer:
        """See `Workspace.ask`."""
        with nullcontext() if self._backend is None else self._backend.recording() as spent:
            understood = self._understand(question, history)
            answer = self._answer(understood, filters, on_statement)
        return answer.model_copy(
            update={
                "question": question,
                "understood_as": None if understood == question else understood,
                "usage": answer.usage if spent is None else spent.usage,
            }
        )

    def _answer(
        self,
        question: str,
        filters: Filters | None,
        on_statement: Callable[[Statement], None] | None,
    ) -> Answer:
        most = self._settings.passages
        passages = self._retriever.search(question, most, filters, quotable=True)
        candidates = self._selector.candidates(question, passages)
        verdict = weigh(question, passages, candidates, self._selector, self._settings.threshold)
        if verdict.reason is not None:
            listed = passages or self._retriever.search(question, most, filters)
            near = tuple(_papers(listed)[:_NEAR])
            return Answer(question=question, abstained=True, reason=verdict.reason, near=near)
        notices: tuple[str, ...] = ()
        if self._backend is not None:
            from reviewer.answering.chain import answer_with_model

            try:
                given = self._planned(question, filters, self._backend) or passages
                return answer_with_model(
                    question, given, self._backend, self._root, on_statement=on_statement
                )
            except ModelReplyError as error:
                notices = (f"{error.message} ({error.hint}); these sentences are verbatim",)
        extracted = self._extract(question, passages, candidates, on_statement)
        return extracted.model_copy(update={"notices": notices})

    def _planned(self, question: str, filters: Filters | None, backend: "Backend") -> list[Passage]:
        """The passages for what the model would search for; none if one search is enough."""
        if not self._settings.plan or not wants_several(question):
            return []
        queries = plan_queries(backend, question, self._root)
        return self._retriever.search(queries, self._settings.passages, filters, quotable=True)

    def _extract(
        self,
        question: str,
        passages: Sequence[Passage],
        candidates: Sequence[Candidate],
        on_statement: Callable[[Statement], None] | None,
    ) -> Answer:
        chosen = choose(question, candidates, self._settings.statements)
        statements = tuple(statement_of(candidate) for candidate in chosen)
        if on_statement is not None:
            for statement in statements:
                on_statement(statement)
        papers = {passage.paper.id: passage.paper for passage in passages}
        references = number_references(statements, papers)
        cited = {reference.paper.id for reference in references}
        near = [paper for paper in _papers(passages) if paper.id not in cited]
        return Answer(
            question=question,
            statements=statements,
            references=references,
            abstained=not statements,
            reason=None if statements else _NOTHING_SAID,
            near=tuple(near[:_NEAR]),
        )

    def _understand(self, question: str, history: Sequence[Answer]) -> str:
        if not history:
            return question
        if self._backend is not None:
            from reviewer.answering.chain import rewrite_question

            with suppress(ModelReplyError):
                return rewrite_question(question, history, self._backend, self._root)
        if not is_follow_up(question):
            return question
        last = history[-1]
        subject = last.references[0].paper.title if last.references else None
        if subject is not None:
            subject = short_name(subject) or subject
        return complete(question, last.understood_as or last.question, subject)


def _papers(passages: Sequence[Passage]) -> list[Paper]:
    return list({passage.paper.id: passage.paper for passage in passages}.values())
