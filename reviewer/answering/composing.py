"""Evidence to an answer that nobody has to write: verbatim sentences, or that nothing answers."""

from collections.abc import Callable, Iterable, Sequence

from reviewer.answering.gathering import NEAR, Gathered
from reviewer.models import Answer, Paper, Statement
from reviewer.proof import number_references

_NOTHING_SAID = (
    "Nothing in this collection answers that: the nearest passages ask or announce, "
    "and state nothing."
)


def abstention(gathered: Gathered) -> Answer:
    """That nothing answers, and why."""
    return Answer(
        question=gathered.question,
        abstained=True,
        reason=gathered.reason,
        evidence=gathered.evidence,
        near=gathered.near,
    )


def extracted(
    gathered: Gathered,
    statements: Sequence[Statement],
    papers: Sequence[Paper],
    notices: tuple[str, ...] = (),
) -> Answer:
    """Verbatim sentences as an answer; an abstention where there are none.

    Args:
        gathered: the evidence.
        statements: sentences that are their own quotes.
        papers: every paper found, nearest first.
        notices: what the user should know.
    """
    references = number_references(statements, {paper.id: paper for paper in papers})
    cited = {reference.paper.id for reference in references}
    return Answer(
        question=gathered.question,
        statements=tuple(statements),
        references=references,
        abstained=not statements,
        reason=None if statements else _NOTHING_SAID,
        evidence=gathered.evidence,
        near=tuple([paper for paper in papers if paper.id not in cited][:NEAR]),
        notices=notices,
    )


def tell_all(
    statements: Iterable[Statement], on_statement: Callable[[Statement], None] | None
) -> None:
    """Tell of statements that all came at once."""
    if on_statement is not None:
        for statement in statements:
            on_statement(statement)
