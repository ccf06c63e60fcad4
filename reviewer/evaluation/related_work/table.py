"""An evaluation of related work as the text a person reads: what happened, then small tables.

In comes a result, out come lines; it measures nothing.
"""

from collections.abc import Iterator

from reviewer.evaluation.related_work.results import DraftFigures, RelatedWorkEvaluation
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


def related_work_text(found: RelatedWorkEvaluation) -> str:
    """The result in lines; then the figures of each task, if it has them."""
    parts = [
        [_first_line(found), *columns(share_rows(found.measures))],
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


def _remarks(found: RelatedWorkEvaluation) -> Iterator[str]:
    yield f"{must_be_none(found)} · statements in the first person {found.first_person:,}"
    statements = counted(found.statements, "statement")
    yield f"of {statements}, {found.repeated:,} say what an earlier one says"
    if found.nothing:
        yield f"without a statement: {counted(found.nothing, 'draft')}"
    yield from model_lines(found, "task", "draft")
    yield from cost_lines(found, "draft")
    yield from missing_lines(found, "paper to cite", "papers to cite")


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
            NONE if one.papers is None else f"{one.papers:,}",
            f"{one.cited:,}",
            part(one.listed_cited, one.listed),
            part(one.must_cited, one.must),
            NONE if one.wanted_cited is None else f"{one.wanted_cited:,}",
            f"{one.statements:,}",
            part(one.supported, one.statements),
            f"{one.first_person:,}",
            f"{one.repeated:,}",
            part(one.nuggets_covered, one.nuggets),
            f"{one.themes:,}",
            f"{one.words:,}",
            f"{one.seconds:.2f}",
        ]


def _outcome(one: DraftFigures) -> str:
    if one.error is not None:
        return "failed"
    return "drafted" if one.statements else "nothing"
