"""The figures of every draft to those of all: shares with intervals, counts and means.

In come marks, out comes the evaluation. It drafts and marks nothing.
"""

from collections.abc import Mapping, Sequence

from reviewer.evaluation.related_work.results import DraftFigures, RelatedWorkEvaluation
from reviewer.evaluation.related_work.tasks import Tasks
from reviewer.evaluation.written import Ratio, common, each_once, failures, shares, summed
from reviewer.reports import FileFailure
from reviewer.workspace import Workspace

LISTED = "papers of the human list cited"
IN_LIST = "papers cited that are in the human list"
MUST = "must-cite papers cited"
WANTED = "papers cited that are must or good"
SUPPORTED = "statements supported"
WEAK = "statements weak"
NUGGETS = "nuggets covered"
JUDGED = "nuggets covered, by the judge"
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
    given = [one for one in figures if one.error is None]
    lines = [task.line for task in tasks.tasks]
    return RelatedWorkEvaluation(
        **common(ws, figures, _ELSEWHERE, seconds),
        **failures(tasks.file, tasks.problems, lines, figures, "draft"),
        papers=papers,
        missing=missing,
        notes=tasks.notes,
        tasks=len(tasks.tasks),
        drafted=len(figures),
        nothing=sum(not one.statements for one in given),
        measures=shares([_ratios(one) for one in given]),
        first_person=sum(one.first_person for one in given),
        repeated=sum(one.repeated for one in given),
        statements=sum(one.statements for one in given),
        cited=_mean([one.cited for one in given]),
        words=_mean([one.words for one in given]),
        themes=_mean([one.themes for one in given]),
        not_cited=summed(one.not_cited for one in given),
        per_task=tuple(figures),
    )


def _ratios(one: DraftFigures) -> Mapping[str, Ratio]:
    """What the draft adds to each share; nothing below the line where it says nothing of it.

    Papers and nuggets count each task once, statements each one of them.
    """
    human, judged = one.human_covered, one.nuggets_judged
    return {
        LISTED: each_once(one.listed_cited, one.listed),
        IN_LIST: each_once(one.listed_cited, one.cited) if one.listed else (0, 0),
        MUST: each_once(one.must_cited, one.must),
        WANTED: (0, 0) if one.wanted_cited is None else each_once(one.wanted_cited, one.cited),
        SUPPORTED: (one.supported, one.statements),
        WEAK: (one.weak, one.statements),
        NUGGETS: each_once(one.nuggets_covered, one.nuggets),
        JUDGED: (0, 0) if judged is None else each_once(judged, one.nuggets),
        VITAL: each_once(one.vital_covered, one.vital),
        HUMAN_NUGGETS: (0, 0) if human is None else each_once(human, one.nuggets),
    }


def _mean(values: Sequence[int]) -> float:
    return round(sum(values) / len(values), 1) if values else 0.0
