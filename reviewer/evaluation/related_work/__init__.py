"""How good drafts of related work are: tasks in, figures out.

It has them drafted as any caller does. A model that fails costs its task only.
"""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ModelError, UsageError
from reviewer.evaluation.corpus import Corpus, Flags, opened_corpus
from reviewer.evaluation.mark import Contents
from reviewer.evaluation.naming import match
from reviewer.evaluation.problems import KEPT
from reviewer.evaluation.related_work.figures import evaluation_of
from reviewer.evaluation.related_work.judging import nuggets_judged
from reviewer.evaluation.related_work.marking import mark
from reviewer.evaluation.related_work.results import DraftFigures, RelatedWorkEvaluation
from reviewer.evaluation.related_work.tasks import Task, Tasks, read_tasks
from reviewer.evaluation.trying import Tried, try_all
from reviewer.evaluation.written import not_here
from reviewer.models import RelatedWork
from reviewer.progress import Progress, silent
from reviewer.workspace import Workspace

if TYPE_CHECKING:
    from reviewer.embedding import Embedder

__all__ = [
    "RelatedWorkEvaluation",
    "Tasks",
    "evaluate_in_corpus",
    "evaluate_related_work",
    "read_tasks",
]


_Drafted = Tried[Task, RelatedWork]


def evaluate_in_corpus(
    folder: Path,
    tasks: Tasks,
    corpus: Corpus,
    *,
    papers: int | None = None,
    flags: Flags | None = None,
    embedder: "Embedder | None" = None,
    progress: Progress = silent,
) -> RelatedWorkEvaluation:
    """Draft over a corpus instead of the collection, with the settings that hold in `folder`.

    Args:
        folder: the review's folder.
        tasks: what is drafted; names of papers may be ids of documents.
        corpus: what is drafted over.
        papers: see `evaluate_related_work`.
        flags: settings that win over the folder's.
        embedder: in place of the one the settings name.
        progress: told how far filling, embedding and drafting are.

    Raises:
        UsageError: a file cannot be read, or they do not fit each other.
        StoreError: the corpus cannot be stored.
        ModelError: see `evaluate_related_work`.
    """
    opened = opened_corpus(folder, corpus, flags=flags or {}, embedder=embedder, progress=progress)
    with opened as (ws, contents):
        found = evaluate_related_work(
            ws, _in_corpus(tasks, contents), papers=papers, progress=progress
        )
    failed = (*found.failed, *contents.failed)[:KEPT]
    notes = (*found.notes, *ws.notices)
    more = {"failed": failed, "failures": found.failures + contents.failures, "notes": notes}
    return found.model_copy(update=more)


def evaluate_related_work(
    ws: Workspace, tasks: Tasks, *, papers: int | None = None, progress: Progress = silent
) -> RelatedWorkEvaluation:
    """Have every section drafted and hold the drafts against what people say belongs into them.

    An interrupt ends the drafting; what was drafted until then is counted.

    Args:
        ws: the workspace.
        tasks: what is drafted.
        papers: most papers that each draft cites; None for as many as the human section does, or
            the setting's number where nothing is known of that.
        progress: told how far drafting is.

    Raises:
        UsageError: no paper that a task names is in the collection.
        ModelError: the model cannot be reached at the first task, or failed at every one.
    """
    there = ws.papers()
    gold = match(there, {name for task in tasks.tasks for name in task.names}).papers
    named = [(task.line, name) for task in tasks.tasks for name in task.names]
    missing = tuple(not_here(tasks.file, named, gold, "paper"))
    if not gold and missing:
        raise UsageError(
            f"none of the papers to cite is in this collection: {missing[0].file}:"
            f"{missing[0].line} {missing[0].reason}",
            hint="name papers by title, id, DOI, arXiv id or cite key, or search another corpus "
            "with --corpus FILE",
        )
    start = time.perf_counter()

    def most(task: Task) -> int | None:
        return papers or len(task.human) or None

    drafted = try_all(
        tasks.tasks,
        lambda task: ws.related_work(task.topic, task.abstract, papers=most(task)),
        "drafting",
        progress,
    )
    figures = [_figures(ws, one, most(one.asked), gold) for one in drafted]
    seconds = time.perf_counter() - start
    return evaluation_of(ws, tasks, figures, papers=len(there), missing=missing, seconds=seconds)


def _in_corpus(tasks: Tasks, contents: Contents) -> Tasks:
    """The same, with one name for documents of one title, and without those left out."""
    excluded = frozenset(contents.excluded)

    def named(names: Iterable[str]) -> tuple[str, ...]:
        kept = (contents.aliases.get(name, name) for name in names if name not in excluded)
        return tuple(dict.fromkeys(kept))

    found = (
        task._replace(must=named(task.must), good=named(task.good), human=named(task.human))
        for task in tasks.tasks
    )
    return tasks._replace(tasks=tuple(found))


def _figures(
    ws: Workspace, drafted: _Drafted, papers: int | None, gold: Mapping[str, str]
) -> DraftFigures:
    task, draft = drafted.asked, drafted.result
    if draft is None:
        found = DraftFigures(task=task.id, topic=task.topic, error=drafted.error)
    else:
        catalogue, rarity = ws.store.catalogue, ws.store.lexical.rarity
        found = mark(task, draft, gold, gates=ws.gates, catalogue=catalogue, rarity=rarity)
    fell_back = draft is not None and _fell_back(ws, draft)
    more: dict[str, object] = {"papers": papers, "seconds": drafted.seconds}
    more["fell_back"] = fell_back
    if draft is not None and task.nuggets:
        more["nuggets_judged"] = _judged(ws, task, draft)
    return found.model_copy(update=more)


def _judged(ws: Workspace, task: Task, draft: RelatedWork) -> int | None:
    """The nuggets that the judge finds said; None without a model, or where it fails."""
    if ws.backend is None:
        return None
    rarity, root = ws.store.lexical.rarity, ws.located.root
    try:
        return nuggets_judged(task.nuggets, draft, rarity, ws.backend.role("judge"), root)
    except ModelError as error:
        ws.notices.append(f"the nuggets of {task.id} were not judged: {error.message}")
        return None


def _fell_back(ws: Workspace, draft: RelatedWork) -> bool:
    """Whether the papers' own sentences stand in for a model that was asked and failed."""
    return ws.backend is not None and draft.model is None and bool(draft.sections)
