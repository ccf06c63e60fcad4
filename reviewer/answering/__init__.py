"""Question to answer: understand it, search, weigh the evidence, then extract or ask the model.

In come a question and the earlier answers; out comes an `Answer` whose every statement carries
its quotes. It does not search or store by itself.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress

from reviewer.answering.composing import abstention, extracted, tell_all
from reviewer.answering.gathering import EvidenceSource, Gathered, Gatherer, Searched, papers_of
from reviewer.errors import ModelReplyError
from reviewer.models import Answer, Filters, Passage, Statement
from reviewer.proof import Writer
from reviewer.retrieval.planning import plan_queries
from reviewer.text.questions import complete, is_follow_up, wants_several
from reviewer.text.titles import short_name

__all__ = ["Answerer", "EvidenceSource", "Gathered", "Gatherer", "Searched"]

Tell = Callable[[Statement], None]


class Answerer:
    """Answers questions over one collection.

    Args:
        source: finds the evidence.
        writer: the language model and its proof; None answers with verbatim sentences.
        plan: have the model say what to search for where a question is about several papers.
    """

    def __init__(self, source: EvidenceSource, writer: Writer | None, *, plan: bool = True) -> None:
        self._source = source
        self._writer = writer
        self._plan = plan

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        filters: Filters | None = None,
        deep: bool = False,
        on_understood: Callable[[str], None] | None = None,
        on_statement: Tell | None = None,
    ) -> Answer:
        """See `Workspace.ask`."""
        with nullcontext() if self._writer is None else self._writer.backend.recording() as spent:
            understood = self._understand(question, history)
            if understood != question and on_understood is not None:
                on_understood(understood)
            gathered = self._source.gather(understood, filters)
            answer = self._answer(gathered, filters, deep=deep, on_statement=on_statement)
        return answer.model_copy(
            update={
                "question": question,
                "understood_as": None if understood == question else understood,
                "evidence": gathered.evidence,
                "usage": answer.usage if spent is None else spent.usage,
            }
        )

    def _answer(
        self,
        gathered: Gathered,
        filters: Filters | None,
        *,
        deep: bool,
        on_statement: Tell | None,
    ) -> Answer:
        if self._writer is None:
            answer = self._without_model(gathered, filters, deep=deep)
            tell_all(answer.statements, on_statement)
            return answer
        from reviewer.answering.chain import answer_with_model
        from reviewer.answering.deep import answer_deeply

        if gathered.reason is not None and not (deep and gathered.passages):
            return abstention(gathered)
        try:
            if deep:
                return answer_deeply(gathered, self._source, self._writer, filters, on_statement)
            passages = self._planned(gathered, filters, self._writer)
            return answer_with_model(
                gathered.question, passages, self._writer, on_statement=on_statement
            )
        except ModelReplyError as error:
            notice = f"{error.message} ({error.hint}); these sentences are verbatim"
            answer = self._without_model(gathered, filters, deep=False)
            tell_all(answer.statements, on_statement)
            return answer.model_copy(update={"notices": (notice, *answer.notices)})

    def _planned(
        self, gathered: Gathered, filters: Filters | None, writer: Writer
    ) -> Sequence[Passage]:
        """The passages for what the model would search for, where one search is not enough."""
        if not self._plan or not wants_several(gathered.question):
            return gathered.passages
        queries = plan_queries(writer.backend.role("plan"), gathered.question, writer.root)
        return self._source.search(queries, filters).passages or gathered.passages

    def _without_model(self, gathered: Gathered, filters: Filters | None, *, deep: bool) -> Answer:
        if deep:
            from reviewer.answering.deep import answer_by_parts

            return answer_by_parts(gathered, self._source, filters)
        if gathered.reason is not None:
            return abstention(gathered)
        return extracted(gathered, gathered.sentences, papers_of(gathered.passages))

    def _understand(self, question: str, history: Sequence[Answer]) -> str:
        if not history:
            return question
        if self._writer is not None:
            from reviewer.answering.chain import rewrite_question

            with suppress(ModelReplyError):
                planner = self._writer.backend.role("plan")
                return rewrite_question(question, history, planner, self._writer.root)
        if not is_follow_up(question):
            return question
        last = history[-1]
        subject = last.references[0].paper.title if last.references else None
        if subject is not None:
            subject = short_name(subject) or subject
        return complete(question, last.understood_as or last.question, subject)
