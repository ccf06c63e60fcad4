"""What an evaluation of answers found, as frozen pydantic models.

`reviewer eval answers --json` prints them.
"""

from collections.abc import Mapping

from pydantic import Field

from reviewer.evaluation.written import Marks, Share, WrittenEvaluation
from reviewer.models import Model


class AnswerFigures(Marks):
    """One question and what its answer was worth.

    `gold_cited` of `gold` papers are among the references; `strings_stated` of `strings` stand in
    its statements, `strings_quoted` in its statements or their quotes.
    """

    question: str
    type: str
    answerable: bool
    abstained: bool = False
    evidence: float | None = None
    gold: int = 0
    gold_cited: int = 0
    strings: int = 0
    strings_stated: int = 0
    strings_quoted: int = 0
    judged: int = 0
    """Statements that a judge gave a verdict on; `judged_supported` of them it calls supported."""
    judged_supported: int = 0
    left_out: Mapping[str, int] = Field(default_factory=dict)


class AnswerGroup(Model):
    """The questions of one type; the first group holds them all and has the type "all"."""

    type: str
    questions: int
    answered: int
    failed: int
    statements: int
    measures: tuple[Share, ...]


class Threshold(Model):
    """What answering only from an evidence score of `threshold` on would do.

    `coverage` is the share of the answerable questions that would be answered, `let_through` that
    of the unanswerable ones, and `risk` the unanswerable ones' share of all that are answered.
    """

    threshold: float
    coverage: float
    let_through: float
    risk: float


class EvidenceFigures(Model):
    """How well the evidence score tells answerable questions from others, over `questions`."""

    questions: int
    auroc: float
    low: float
    high: float
    thresholds: tuple[Threshold, ...]


class AnswersEvaluation(WrittenEvaluation):
    """How good the answers to labelled questions are.

    Fewer are `asked` than there are `questions` where it was interrupted; the rest is of those.
    """

    questions: int
    asked: int
    answerable: int
    unanswerable: int
    groups: tuple[AnswerGroup, ...]
    left_out: Mapping[str, int] = Field(default_factory=dict)
    evidence: EvidenceFigures | None = None
    per_question: tuple[AnswerFigures, ...] = ()
