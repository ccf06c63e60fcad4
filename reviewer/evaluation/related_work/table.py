"""An evaluation of related work as the text a person reads: what happened, then small tables.

In comes a result, out come lines; it measures nothing.
"""

from collections.abc import Iterator

from reviewer.evaluation.related_work.results import DraftFigures, RelatedWorkEvaluation
from reviewer.evaluation.table import columns
from reviewer.text.plurals import counted

_NONE = "–"


def related_work_text(found: RelatedWorkEvaluation) -> str:
    """The result in lines; then the figures of each task, if it has them."""
    parts = [
        [_first_line(found), *columns(_overall(found))],
        list(_remarks(found)),
        columns(_not_cited(found)) if found.not_cited else [],
        columns(_tasks(found)) if found.per_task else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _first_line(found: RelatedWorkEvaluation) -> str:
    drafts = counted(found.drafted, "draft")
    if found.drafted < found.tasks:
        drafts += f" (of {found.tasks:,}: it was interrupted)"
    each = f"papers {found.cited:g}, themes {found.themes:g}, words {found.words:g}"
    papers = counted(found.papers, "paper")
    return f"{drafts} over {papers}; of each: {each}"


def _overall(found: RelatedWorkEvaluation) -> Iterator[list[str]]:
    yield ["", "mean", "95 % interval", "of"]
    for one in found.measures:
        yield [one.measure, f"{one.mean:.3f}", f"{one.low:.3f} to {one.high:.3f}", f"{one.of:,}"]


def _remarks(found: RelatedWorkEvaluation) -> Iterator[str]:
    yield (
        f"must be 0: statements with a number their quotes lack {found.number_errors:,} · "
        f"invented references {found.invented:,} · quotes not as stored {found.altered:,} · "
        f"statements in the first person {found.first_person:,}"
    )
    statements = counted(found.statements, "statement")
    yield f"of {statements}, {found.repeated:,} say what an earlier one says"
    if found.nothing:
        yield f"without a statement: {counted(found.nothing, 'draft')}"
    yield from _of_the_model(found)
    yield (
        f"time: {found.seconds:.1f} s in all, of a draft {found.p50_seconds:.2f} s (p50), "
        f"{found.p95_seconds:.2f} s (p95)"
    )
    yield f"embedder: {found.embedder}"
    if found.settings:
        changed = ", ".join(f"{name} = {value}" for name, value in found.settings.items())
        yield f"settings that are not the default: {changed}"
    if found.missing:
        papers = counted(len(found.missing), "paper to cite is", "papers to cite are")
        yield f"{papers} not in the collection, and counted as not cited"


def _of_the_model(found: RelatedWorkEvaluation) -> Iterator[str]:
    if found.model is None:
        yield "model: none (statements are the papers' own sentences, so their quotes support them)"
        return
    usage = found.usage
    cost = "" if usage.cost is None else f", cost {usage.cost:.4f}"
    yield (
        f"model: {found.model}, {counted(usage.calls, 'call')} "
        f"({usage.cached_calls:,} more kept from earlier), {usage.input_tokens:,} tokens in, "
        f"{usage.output_tokens:,} out{cost}"
    )
    if found.failed_tasks:
        tasks = counted(found.failed_tasks, "task")
        yield f"the model failed at {tasks}: no draft, counted in no share"
    if found.fell_back:
        tasks = counted(found.fell_back, "task")
        yield f"the model failed at {tasks}: the papers' own sentences stand in, and are counted"
    if found.partial:
        yield f"not whole: {counted(found.partial, 'draft')}"


def _not_cited(found: RelatedWorkEvaluation) -> Iterator[list[str]]:
    yield ["papers to cite that were not, because", "of all tasks"]
    for reason, count in found.not_cited.items():
        yield [reason, f"{count:,}"]


def _tasks(found: RelatedWorkEvaluation) -> Iterator[list[str]]:
    head = ["task", "", "asked", "cited", "of the list", "must", "must or good", "statements"]
    yield [*head, "supported", "first person", "repeated", "nuggets", "themes", "words", "s"]
    for one in found.per_task:
        yield [
            one.task,
            _outcome(one),
            _NONE if one.papers is None else f"{one.papers:,}",
            f"{one.cited:,}",
            _part(one.listed_cited, one.listed),
            _part(one.must_cited, one.must),
            _NONE if one.wanted_cited is None else f"{one.wanted_cited:,}",
            f"{one.statements:,}",
            _part(one.supported, one.statements),
            f"{one.first_person:,}",
            f"{one.repeated:,}",
            _part(one.nuggets_covered, one.nuggets),
            f"{one.themes:,}",
            f"{one.words:,}",
            f"{one.seconds:.2f}",
        ]


def _outcome(one: DraftFigures) -> str:
    if one.error is not None:
        return "failed"
    return "drafted" if one.statements else "nothing"


def _part(found: int, wanted: int) -> str:
    return f"{found}/{wanted}" if wanted else _NONE
