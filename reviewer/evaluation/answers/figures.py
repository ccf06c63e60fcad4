"""The figures of every question to those of all, and of each type: shares with intervals.

In come marks, out comes the evaluation. It asks and marks nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from reviewer.evaluation.answers.questions import Labels
from reviewer.evaluation.answers.results import (
    AnswerFigures,
    AnswerGroup,
    AnswersEvaluation,
    EvidenceFigures,
    Share,
    Threshold,
)
from reviewer.evaluation.problems import KEPT, name_of
from reviewer.evaluation.retrieval import changed_settings, embedder_name
from reviewer.evaluation.significance import area_under_curve, bootstrap_ratio
from reviewer.models import Paper, Usage
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

Ratio = tuple[float, float]
"""What one question adds to a share: above and below the line."""


def evaluation_of(
    ws: Workspace,
    labels: Labels,
    figures: Sequence[AnswerFigures],
    *,
    papers: Sequence[Paper],
    missing: tuple[FileFailure, ...],
    seconds: float,
) -> AnswersEvaluation:
    """Everything that `reviewer eval answers` reports."""
    import numpy as np

    given = [one for one in figures if one.error is None]
    p50, p95 = np.percentile([one.seconds for one in figures], [50, 95])
    failed = (*labels.problems.kept, *_without_answer(labels, figures))
    return AnswersEvaluation(
        questions=len(labels.questions),
        asked=len(figures),
        answerable=sum(one.answerable for one in figures),
        unanswerable=sum(not one.answerable for one in figures),
        failed_questions=len(figures) - len(given),
        fell_back=sum(one.fell_back for one in figures),
        partial=sum(one.partial is not None for one in figures),
        papers=len(papers),
        model=None if ws.backend is None else ws.backend.name,
        embedder=embedder_name(ws),
        settings=changed_settings(ws.settings, _ELSEWHERE),
        groups=tuple(_groups(figures)),
        number_errors=sum(one.number_errors for one in figures),
        invented=sum(one.invented for one in figures),
        altered=sum(one.altered for one in figures),
        left_out=_summed([one.left_out for one in figures]),
        evidence=_evidence(given),
        usage=sum((one.usage for one in figures), Usage()),
        seconds=round(seconds, 3),
        p50_seconds=round(float(p50), 3),
        p95_seconds=round(float(p95), 3),
        missing=missing,
        notes=labels.notes,
        failed=failed[:KEPT],
        failures=labels.problems.count + len(figures) - len(given),
        per_question=tuple(figures),
    )


def _without_answer(labels: Labels, figures: Sequence[AnswerFigures]) -> Iterator[FileFailure]:
    for labelled, one in zip(labels.questions, figures, strict=False):
        if one.error is not None:
            yield FileFailure(
                file=name_of(labels.file),
                line=labelled.line,
                reason=f"no answer: {one.error}",
                hint="run it again; replies that came are kept",
            )


def _groups(figures: Sequence[AnswerFigures]) -> Iterator[AnswerGroup]:
    types = dict.fromkeys(one.type for one in figures)
    yield _group(ALL, figures)
    if len(types) > 1:
        for kind in types:
            yield _group(kind, [one for one in figures if one.type == kind])


def _group(kind: str, figures: Sequence[AnswerFigures]) -> AnswerGroup:
    given = [one for one in figures if one.error is None]
    found = {name: [_ratios(one)[name] for one in given] for name in _MEASURES}
    return AnswerGroup(
        type=kind,
        questions=len(figures),
        answered=sum(not one.abstained for one in given),
        failed=len(figures) - len(given),
        statements=sum(one.statements for one in given),
        measures=tuple(s for name in _MEASURES if (s := share_of(name, found[name])) is not None),
    )


_MEASURES = (
    ANSWERED,
    ANSWERABLE,
    GOLD,
    ALL_GOLD,
    STATED,
    QUOTED,
    SUPPORTED,
    WEAK,
    JUDGED,
    ABSTENTION_PRECISION,
    ABSTENTION_RECALL,
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


def each_once(found: int, wanted: int) -> Ratio:
    """A share that counts each question once, however much it wants."""
    return (found / wanted, 1) if wanted else (0, 0)


def share_of(name: str, ratios: Sequence[Ratio]) -> Share | None:
    """The share of them all with its interval; None where nothing is below the line."""
    import numpy as np

    above = np.array([float(ratio[0]) for ratio in ratios])
    below = np.array([float(ratio[1]) for ratio in ratios])
    if not below.sum():
        return None
    low, high = bootstrap_ratio(above, below)
    mean = float(above.sum() / below.sum())
    return Share(measure=name, of=int(below.sum()), mean=mean, low=low, high=high)


def _summed(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """All of them, the most frequent first."""
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


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
