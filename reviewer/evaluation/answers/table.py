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
from reviewer.evaluation.table import columns
from reviewer.text.plurals import counted

_NONE = "–"
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
        [_first_line(found), *columns(_overall(found.groups[0]))],
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


def _overall(group: AnswerGroup) -> Iterator[list[str]]:
    yield ["", "mean", "95 % interval", "of"]
    for one in group.measures:
        yield [one.measure, f"{one.mean:.3f}", f"{one.low:.3f} to {one.high:.3f}", f"{one.of:,}"]


def _types(groups: tuple[AnswerGroup, ...]) -> Iterator[list[str]]:
    found = {name for group in groups for one in group.measures for name in [one.measure]}
    shown = {head: name for head, name in _BY_TYPE.items() if name in found}
    yield ["type", "asked", *shown, "statements"]
    for group in groups:
        means = {one.measure: f"{one.mean:.3f}" for one in group.measures}
        cells = [means.get(name, _NONE) for name in shown.values()]
        yield [group.type, f"{group.questions:,}", *cells, f"{group.statements:,}"]


def _thresholds(found: EvidenceFigures) -> Iterator[list[str]]:
    yield ["evidence from", "answerable kept", "unanswerable let through", "risk"]
    for one in found.thresholds:
        shares = (f"{share:.3f}" for share in (one.coverage, one.let_through, one.risk))
        yield [f"{one.threshold:.3f}", *shares]


def _remarks(found: AnswersEvaluation) -> Iterator[str]:
    yield (
        f"must be 0: statements with a number their quotes lack {found.number_errors:,} · "
        f"invented references {found.invented:,} · quotes not as stored {found.altered:,}"
    )
    if found.evidence is not None:
        one = found.evidence
        between = f"{one.low:.3f} to {one.high:.3f}"
        yield f"evidence tells answerable questions from others: AUROC {one.auroc:.3f} ({between})"
    yield from _of_the_model(found)
    yield (
        f"time: {found.seconds:.1f} s in all, of a question {found.p50_seconds:.2f} s (p50), "
        f"{found.p95_seconds:.2f} s (p95)"
    )
    yield f"embedder: {found.embedder}"
    if found.settings:
        changed = ", ".join(f"{name} = {value}" for name, value in found.settings.items())
        yield f"settings that are not the default: {changed}"
    for reason, count in found.left_out.items():
        yield f"left out: {count:,} × {reason}"
    if found.missing:
        papers = counted(len(found.missing), "gold paper is", "gold papers are")
        yield f"{papers} not in the collection, and counted as not cited"


def _of_the_model(found: AnswersEvaluation) -> Iterator[str]:
    if found.model is None:
        yield "model: none (answers are verbatim sentences, so their own quotes support them)"
        return
    usage = found.usage
    cost = "" if usage.cost is None else f", cost {usage.cost:.4f}"
    yield (
        f"model: {found.model}, {counted(usage.calls, 'call')} "
        f"({usage.cached_calls:,} more kept from earlier), {usage.input_tokens:,} tokens in, "
        f"{usage.output_tokens:,} out{cost}"
    )
    if found.failed_questions:
        questions = counted(found.failed_questions, "question")
        yield f"the model failed at {questions}: no answer, counted in no share"
    if found.fell_back:
        questions = counted(found.fell_back, "question")
        yield f"the model failed at {questions}: verbatim sentences stand in, and are counted"
    if found.partial:
        yield f"not whole: {counted(found.partial, 'answer')}"


def _questions(found: AnswersEvaluation) -> Iterator[list[str]]:
    yield ["question", "type", "", "gold", "strings", "or quoted", "supported", "evidence", "s"]
    for one in found.per_question:
        yield [
            one.question,
            one.type,
            _outcome(one),
            _part(one.gold_cited, one.gold),
            _part(one.strings_stated, one.strings),
            _part(one.strings_quoted, one.strings),
            _part(one.supported, one.statements),
            _NONE if one.evidence is None else f"{one.evidence:.3f}",
            f"{one.seconds:.2f}",
        ]


def _outcome(one: AnswerFigures) -> str:
    if one.error is not None:
        return "failed"
    return "abstained" if one.abstained else "answered"


def _part(found: int, wanted: int) -> str:
    return f"{found}/{wanted}" if wanted else _NONE
