"""What an evaluation of answers found, as frozen pydantic models.

`reviewer eval answers --json` prints them.
"""

from collections.abc import Mapping

from pydantic import Field

from reviewer.models import Model, Usage
from reviewer.reports import FileFailure


class Share(Model):
    """A mean in [0, 1] over `of` things (questions or statements), with its 95 % interval.

    The interval is a bootstrap's that resamples whole questions.
    """

    measure: str
    of: int
    mean: float
    low: float
    high: float


class AnswerFigures(Model):
    """One question and what its answer was worth.

    `gold_cited` of `gold` papers are among the references; `strings_stated` of `strings` stand in
    its statements, `strings_quoted` in its statements or their quotes. Of its `statements` the
    gates call so many `supported` or `weak`. `error` is why the model gave no answer;
    `fell_back` that it failed and verbatim sentences stand in for its words.
    """

    question: str
    type: str
    answerable: bool
    abstained: bool = False
    error: str | None = None
    fell_back: bool = False
    partial: str | None = None
    evidence: float | None = None
    gold: int = 0
    gold_cited: int = 0
    strings: int = 0
    strings_stated: int = 0
    strings_quoted: int = 0
    statements: int = 0
    supported: int = 0
    weak: int = 0
    judged: int = 0
    """Statements that a judge gave a verdict on; `judged_supported` of them it calls supported."""
    judged_supported: int = 0
    number_errors: int = 0
    """Statements with a number that neither their quotes hold nor code counted."""
    invented: int = 0
    """References and quotes of papers that the collection does not hold as they are given."""
    altered: int = 0
    """Quotes that are not byte for byte in the store, or no whole sentence of it."""
    left_out: Mapping[str, int] = Field(default_factory=dict)
    usage: Usage = Usage()
    seconds: float = 0.0


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


class AnswersEvaluation(Model):
    """How good the answers to labelled questions are.

    Fewer are `asked` than there are `questions` where it was interrupted; the rest is of those.
    `number_errors`, `invented` and `altered` must be 0. `failed_questions` got no answer, because
    the model failed, and count in no share; `fell_back` were answered with verbatim sentences
    because it failed, and count. `missing` are gold papers that the collection lacks: they count
    as not cited. Seconds are of the wall clock.
    """

    questions: int
    asked: int
    answerable: int
    unanswerable: int
    failed_questions: int
    fell_back: int
    partial: int
    papers: int
    model: str | None
    embedder: str
    settings: Mapping[str, str] = Field(default_factory=dict)
    """Settings that differ from the defaults and may act on answers."""
    groups: tuple[AnswerGroup, ...]
    number_errors: int
    invented: int
    altered: int
    left_out: Mapping[str, int] = Field(default_factory=dict)
    evidence: EvidenceFigures | None = None
    usage: Usage = Usage()
    seconds: float
    p50_seconds: float
    p95_seconds: float
    missing: tuple[FileFailure, ...] = ()
    notes: tuple[str, ...] = ()
    failed: tuple[FileFailure, ...] = ()
    """Lines that were passed over and questions without an answer, the first of them."""
    failures: int = 0
    per_question: tuple[AnswerFigures, ...] = ()
