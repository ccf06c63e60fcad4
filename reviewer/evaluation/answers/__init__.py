"""How good the answers to labelled questions are: questions in, figures out.

It asks as any caller does. A model that fails costs its question only.
"""

import time
from collections.abc import Mapping, Sequence

from reviewer.errors import UsageError
from reviewer.evaluation.answers.figures import evaluation_of
from reviewer.evaluation.answers.marking import mark
from reviewer.evaluation.answers.questions import Labelled, Labels, read_labels
from reviewer.evaluation.answers.results import AnswerFigures, AnswersEvaluation
from reviewer.evaluation.checking import by_judge
from reviewer.evaluation.naming import match
from reviewer.evaluation.trying import Tried, try_all
from reviewer.evaluation.written import not_here
from reviewer.models import Answer, Support
from reviewer.progress import Progress, silent
from reviewer.workspace import Workspace

__all__ = ["AnswersEvaluation", "Labels", "evaluate_answers", "read_labels"]


_Asked = Tried[Labelled, Answer]


def evaluate_answers(
    ws: Workspace, labels: Labels, *, deep: bool = False, progress: Progress = silent
) -> AnswersEvaluation:
    """Ask every question and hold the answers against the labels.

    Where the setting `answer.judge` is on, the judge goes over what is shown once more. An
    interrupt ends the asking; what was asked until then is counted.

    Args:
        ws: the workspace.
        labels: the questions.
        deep: split each question first, see `Workspace.ask`.
        progress: told how far asking is.

    Raises:
        UsageError: no gold paper is in the collection.
        ModelError: the model cannot be reached at the first question, or failed at every one.
    """
    papers = ws.papers()
    gold = match(papers, {name for one in labels.questions for name in one.gold}).papers
    named = [(one.line, name) for one in labels.questions for name in one.gold]
    missing = tuple(not_here(labels.file, named, gold, "gold paper"))
    if not gold and missing:
        raise UsageError(
            f"none of the gold papers is in this collection: {missing[0].file}:{missing[0].line} "
            f"{missing[0].reason}",
            hint="name papers by title, id, DOI, arXiv id or cite key; list them: reviewer papers",
        )
    start = time.perf_counter()
    asked = try_all(labels.questions, lambda one: ws.ask(one.text, deep=deep), "asking", progress)
    figures = [_figures(ws, one, gold) for one in asked]
    if ws.settings.answer.judge and ws.backend is not None:
        figures = _judged(ws, asked, figures, progress)
    return evaluation_of(
        ws,
        labels,
        figures,
        papers=len(papers),
        missing=missing,
        seconds=time.perf_counter() - start,
    )


def _figures(ws: Workspace, asked: _Asked, gold: Mapping[str, str]) -> AnswerFigures:
    labelled, answer = asked.asked, asked.result
    if answer is None:
        found = AnswerFigures(
            question=labelled.id,
            type=labelled.type,
            answerable=labelled.answerable,
            error=asked.error,
        )
    else:
        found = mark(labelled, answer, gold, gates=ws.gates, catalogue=ws.store.catalogue)
    fell_back = answer is not None and _fell_back(ws, answer)
    return found.model_copy(update={"seconds": asked.seconds, "fell_back": fell_back})


def _fell_back(ws: Workspace, answer: Answer) -> bool:
    """Whether verbatim sentences stand in for a model that was asked and failed."""
    return ws.backend is not None and answer.model is None and bool(answer.statements)


def _judged(
    ws: Workspace, asked: Sequence[_Asked], figures: Sequence[AnswerFigures], progress: Progress
) -> list[AnswerFigures]:
    """The same with what the judge says; its calls are added to each question's usage."""
    assert ws.backend is not None
    judged: list[AnswerFigures] = []
    done, total = 0, sum(own.statements for own in figures)
    for one, own in zip(asked, figures, strict=True):
        progress("judging", done, total)
        said = one.result.statements if one.result is not None else ()
        claims = [(statement.text, statement.quotes) for statement in said]
        with ws.backend.recording() as spent:
            verdicts = by_judge(claims, ws.backend.role("judge"), ws.located.root)
        given = [verdict for verdict in verdicts if verdict is not None]
        found = {
            "judged": len(given),
            "judged_supported": sum(v.support is Support.SUPPORTED for v in given),
            "usage": own.usage + spent.usage,
        }
        judged.append(own.model_copy(update=found))
        done += len(claims)
    progress("judging", total, total)
    return judged
