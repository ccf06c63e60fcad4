"""An evaluation of answers as the text a person reads: what happened, then small tables.

In comes a result, out come lines; it measures nothing.
"""

from collections.abc import Iterator

from reviewer.evaluation.answers.figures import (
    ALL_GOLD,
    ANSWERED,
    GOLD,
    JUDGED,
    QUOTED,
    STATED,
    SUPPORTED,
    WEAK,
)
from reviewer.evaluation.answers.results import (
    AnswerFigures,
    AnswerGroup,
    AnswersEvaluation,
    EvidenceFigures,
)
from reviewer.evaluation.table import (
    NONE,
    columns,
    cost_lines,
    missing_lines,
    model_lines,
    must_be_none,
    part,
    share_rows,
)
from reviewer.text.plurals import counted

_BY_TYPE = {
    "answered": ANSWERED,
    "gold": GOLD,
    "all gold": ALL_GOLD,
    "strings": STATED,
    "or quoted": QUOTED,
    "supported": SUPPORTED,
    "weak": WEAK,
    "judge": JUDGED,
}


def answers_text(found: AnswersEvaluation) -> str:
    """The result in lines; then the figures of each question, if it has them."""
    parts = [
        [_first_line(found), *columns(share_rows(found.groups[0].measures))],
        columns(_types(found.groups[1:])) if len(found.groups) > 1 else [],
        columns(_thresholds(found.evidence)) if found.evidence else [],
        list(_remarks(found)),
        columns(_questions(found)) if found.per_question else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _first_line(found: AnswersEvaluation) -> str:
    asked = counted(found.asked, "question")
    if found.asked < found.questions:
        asked += f" (of {found.questions:,}: it was interrupted)"
    papers = counted(found.papers, "paper")
    kinds = f"{found.answerable:,} answerable, {found.unanswerable:,} not"
    return f"asked {asked} of {papers}: {kinds}"


def _types(groups: tuple[AnswerGroup, ...]) -> Iterator[list[str]]:
    found = {name for group in groups for one in group.measures for name in [one.measure]}
    shown = {head: name for head, name in _BY_TYPE.items() if name in found}
    yield ["type", "asked", *shown, "statements"]
    for group in groups:
        means = {one.measure: f"{one.mean:.3f}" for one in group.measures}
        cells = [means.get(name, NONE) for name in shown.values()]
        yield [group.type, f"{group.questions:,}", *cells, f"{group.statements:,}"]


def _thresholds(found: EvidenceFigures) -> Iterator[list[str]]:
    yield ["evidence from", "answerable kept", "unanswerable let through", "risk"]
    for one in found.thresholds:
        shares = (f"{share:.3f}" for share in (one.coverage, one.let_through, one.risk))
        yield [f"{one.threshold:.3f}", *shares]


def _remarks(found: AnswersEvaluation) -> Iterator[str]:
    yield must_be_none(found)
    if found.evidence is not None:
        one = found.evidence
        between = f"{one.low:.3f} to {one.high:.3f}"
        yield f"evidence tells answerable questions from others: AUROC {one.auroc:.3f} ({between})"
    yield from model_lines(found, "question", "answer")
    yield from cost_lines(found, "question")
    for reason, count in found.left_out.items():
        yield f"left out: {count:,} × {reason}"
    yield from missing_lines(found, "gold paper", "gold papers")


def _questions(found: AnswersEvaluation) -> Iterator[list[str]]:
    yield ["question", "type", "", "gold", "strings", "or quoted", "supported", "evidence", "s"]
    for one in found.per_question:
        yield [
            one.question,
            one.type,
            _outcome(one),
            part(one.gold_cited, one.gold),
            part(one.strings_stated, one.strings),
            part(one.strings_quoted, one.strings),
            part(one.supported, one.statements),
            NONE if one.evidence is None else f"{one.evidence:.3f}",
            f"{one.seconds:.2f}",
        ]


def _outcome(one: AnswerFigures) -> str:
    if one.error is not None:
        return "failed"
    return "abstained" if one.abstained else "answered"
