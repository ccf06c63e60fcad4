"""The figures of every draft to those of all: shares with intervals, counts and means.

In come marks, out comes the evaluation. It drafts and marks nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from reviewer.evaluation.answers.figures import Ratio, each_once, share_of
from reviewer.evaluation.answers.results import Share
from reviewer.evaluation.problems import KEPT, name_of
from reviewer.evaluation.related_work.results import DraftFigures, RelatedWorkEvaluation
from reviewer.evaluation.related_work.tasks import Tasks
from reviewer.evaluation.retrieval import changed_settings, embedder_name
from reviewer.models import Usage
from reviewer.reports import FileFailure
from reviewer.workspace import Workspace

LISTED = "papers of the human list cited"
IN_LIST = "papers cited that are in the human list"
MUST = "must-cite papers cited"
WANTED = "papers cited that are must or good"
SUPPORTED = "statements supported"
WEAK = "statements weak"
NUGGETS = "nuggets covered"
VITAL = "vital nuggets covered"
HUMAN_NUGGETS = "nuggets covered by the human section"
_ELSEWHERE = ("store", "reading", "enrichment")


def evaluation_of(
    ws: Workspace,
    tasks: Tasks,
    figures: Sequence[DraftFigures],
    *,
    papers: int,
    missing: tuple[FileFailure, ...],
    seconds: float,
) -> RelatedWorkEvaluation:
    """Everything that `reviewer eval related-work` reports."""
    import numpy as np

    given = [one for one in figures if one.error is None]
    p50, p95 = np.percentile([one.seconds for one in figures], [50, 95])
    failed = (*tasks.problems.kept, *_without_draft(tasks, figures))
    return RelatedWorkEvaluation(
        tasks=len(tasks.tasks),
        drafted=len(figures),
        failed_tasks=len(figures) - len(given),
        fell_back=sum(one.fell_back for one in figures),
        partial=sum(one.partial is not None for one in figures),
        nothing=sum(not one.statements for one in given),
        papers=papers,
        model=None if ws.backend is None else ws.backend.name,
        embedder=embedder_name(ws),
        settings=changed_settings(ws.settings, _ELSEWHERE),
        measures=tuple(_measures(given)),
        number_errors=sum(one.number_errors for one in given),
        invented=sum(one.invented for one in given),
        altered=sum(one.altered for one in given),
        first_person=sum(one.first_person for one in given),
        repeated=sum(one.repeated for one in given),
        statements=sum(one.statements for one in given),
        cited=_mean([one.cited for one in given]),
        words=_mean([one.words for one in given]),
        themes=_mean([one.themes for one in given]),
        not_cited=_summed(given),
        usage=sum((one.usage for one in figures), Usage()),
        seconds=round(seconds, 3),
        p50_seconds=round(float(p50), 3),
        p95_seconds=round(float(p95), 3),
        missing=missing,
        notes=tasks.notes,
        failed=failed[:KEPT],
        failures=tasks.problems.count + len(figures) - len(given),
        per_task=tuple(figures),
    )


def _without_draft(tasks: Tasks, figures: Sequence[DraftFigures]) -> Iterator[FileFailure]:
    for task, one in zip(tasks.tasks, figures, strict=False):
        if one.error is not None:
            yield FileFailure(
                file=name_of(tasks.file),
                line=task.line,
                reason=f"no draft: {one.error}",
                hint="run it again; replies that came are kept",
            )


def _measures(given: Sequence[DraftFigures]) -> Iterator[Share]:
    ratios = [_ratios(one) for one in given]
    for name in ratios[0] if ratios else ():
        share = share_of(name, [one[name] for one in ratios])
        if share is not None:
            yield share


def _ratios(one: DraftFigures) -> Mapping[str, Ratio]:
    """What the draft adds to each share; nothing below the line where it says nothing of it.

    Papers and nuggets count each task once, statements each one of them.
    """
    human = one.human_covered
    return {
        LISTED: each_once(one.listed_cited, one.listed),
        IN_LIST: each_once(one.listed_cited, one.cited) if one.listed else (0, 0),
        MUST: each_once(one.must_cited, one.must),
        WANTED: (0, 0) if one.wanted_cited is None else each_once(one.wanted_cited, one.cited),
        SUPPORTED: (one.supported, one.statements),
        WEAK: (one.weak, one.statements),
        NUGGETS: each_once(one.nuggets_covered, one.nuggets),
        VITAL: each_once(one.vital_covered, one.vital),
        HUMAN_NUGGETS: (0, 0) if human is None else each_once(human, one.nuggets),
    }


def _mean(values: Sequence[int]) -> float:
    return round(sum(values) / len(values), 1) if values else 0.0


def _summed(given: Sequence[DraftFigures]) -> dict[str, int]:
    """All of them, the most frequent first."""
    total: Counter[str] = Counter()
    for one in given:
        total.update(one.not_cited)
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
