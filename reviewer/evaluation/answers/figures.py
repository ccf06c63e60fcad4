"""The figures of every question to those of all, and of each type: shares with intervals.

In come marks, out comes the evaluation. It asks and marks nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

from reviewer.evaluation.answers.questions import Labels
from reviewer.evaluation.answers.results import (
    AnswerFigures,
    AnswerGroup,
    AnswersEvaluation,
    EvidenceFigures,
    Threshold,
)
from reviewer.evaluation.significance import area_under_curve
from reviewer.evaluation.written import Ratio, common, each_once, failures, shares, summed
from reviewer.reports import FileFailure
from reviewer.workspace import Workspace

ALL = "all"
ANSWERED = "answered"
ANSWERABLE = "answerable questions answered"
GOLD = "gold papers cited"
ALL_GOLD = "all gold papers cited"
STATED = "required strings in statements"
QUOTED = "required strings in statements or quotes"
SUPPORTED = "statements supported"
WEAK = "statements weak"
JUDGED = "statements supported, says the judge"
ABSTENTION_PRECISION = "abstention precision"
ABSTENTION_RECALL = "abstention recall"
_ELSEWHERE = ("store", "reading", "draft", "enrichment")
_KEPT = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)
"""Shares of the answerable questions that the published thresholds keep."""


def evaluation_of(
    ws: Workspace,
    labels: Labels,
    figures: Sequence[AnswerFigures],
    *,
    papers: int,
    missing: tuple[FileFailure, ...],
    seconds: float,
) -> AnswersEvaluation:
    """Everything that `reviewer eval answers` reports."""
    lines = [one.line for one in labels.questions]
    return AnswersEvaluation(
        **common(ws, figures, _ELSEWHERE, seconds),
        **failures(labels.file, labels.problems, lines, figures, "answer"),
        papers=papers,
        missing=missing,
        notes=labels.notes,
        questions=len(labels.questions),
        asked=len(figures),
        answerable=sum(one.answerable for one in figures),
        unanswerable=sum(not one.answerable for one in figures),
        groups=tuple(_groups(figures)),
        left_out=summed(one.left_out for one in figures),
        evidence=_evidence([one for one in figures if one.error is None]),
        per_question=tuple(figures),
    )


def _groups(figures: Sequence[AnswerFigures]) -> Iterator[AnswerGroup]:
    types = dict.fromkeys(one.type for one in figures)
    yield _group(ALL, figures)
    if len(types) > 1:
        for kind in types:
            yield _group(kind, [one for one in figures if one.type == kind])


def _group(kind: str, figures: Sequence[AnswerFigures]) -> AnswerGroup:
    given = [one for one in figures if one.error is None]
    return AnswerGroup(
        type=kind,
        questions=len(figures),
        answered=sum(not one.abstained for one in given),
        failed=len(figures) - len(given),
        statements=sum(one.statements for one in given),
        measures=shares([_ratios(one) for one in given]),
    )


def _ratios(one: AnswerFigures) -> Mapping[str, Ratio]:
    """What the question adds to each share; nothing below the line where it says nothing of it."""
    right = float(one.abstained and not one.answerable)
    return {
        ANSWERED: (not one.abstained, 1),
        ANSWERABLE: (one.answerable and not one.abstained, one.answerable),
        GOLD: each_once(one.gold_cited, one.gold),
        ALL_GOLD: (one.gold_cited == one.gold > 0, one.gold > 0),
        STATED: each_once(one.strings_stated, one.strings),
        QUOTED: each_once(one.strings_quoted, one.strings),
        SUPPORTED: (one.supported, one.statements),
        WEAK: (one.weak, one.statements),
        JUDGED: (one.judged_supported, one.judged),
        ABSTENTION_PRECISION: (right, one.abstained),
        ABSTENTION_RECALL: (right, not one.answerable),
    }


def _evidence(figures: Sequence[AnswerFigures]) -> EvidenceFigures | None:
    import numpy as np

    scored = [(one.evidence, one.answerable) for one in figures if one.evidence is not None]
    positives = np.array(sorted(score for score, answerable in scored if answerable))
    negatives = np.array(sorted(score for score, answerable in scored if not answerable))
    if not len(positives) or not len(negatives):
        return None
    area, (low, high) = area_under_curve(positives, negatives)
    least = {float(positives[int((1 - kept) * len(positives) + 1e-9)]) for kept in _KEPT}
    rows = []
    for threshold in sorted(least):
        kept, passed = (positives >= threshold).sum(), (negatives >= threshold).sum()
        rows.append(
            Threshold(
                threshold=threshold,
                coverage=float(kept / len(positives)),
                let_through=float(passed / len(negatives)),
                risk=float(passed / (kept + passed)),
            )
        )
    return EvidenceFigures(
        questions=len(scored), auroc=area, low=low, high=high, thresholds=tuple(rows)
    )
