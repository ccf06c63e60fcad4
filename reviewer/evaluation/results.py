"""What an evaluation found, as frozen pydantic models: what `reviewer eval --json` prints."""

from collections.abc import Mapping

from pydantic import Field

from reviewer.models import Model
from reviewer.reports import FileFailure


class Measured(Model):
    """The mean of one measure over the judged queries, with its 95 % bootstrap interval."""

    measure: str
    mean: float
    low: float
    high: float


class Compared(Model):
    """One measure against a baseline's: a paired randomisation test over the judged queries.

    `difference` is ours less the baseline's, with its 95 % bootstrap interval.
    """

    measure: str
    baseline: float
    difference: float
    low: float
    high: float
    p: float
    wins: int
    ties: int
    losses: int


class QueryFigures(Model):
    """The measures of one judged query, the baseline's beside them, and how much was found."""

    query: str
    found: int
    figures: Mapping[str, float]
    baseline: Mapping[str, float] | None = None


class DocumentFacts(Model):
    """What was searched: a corpus with what was left out of it, or the collection."""

    searched: int
    corpora: tuple[str, ...] = ()
    doubles: int = 0
    """Documents whose title an earlier corpus has: left out, judgements of them go to that one."""
    excluded: int = 0
    empty: int = 0
    """Documents with neither title nor text, which nothing can find."""


class RetrievalEvaluation(Model):
    """How well the search finds what was judged relevant.

    `judged` queries have a relevant document and are counted; `unjudged` ones have none and are
    not. For `fell_short` of those counted, fewer than `depth` documents were found though there
    are more. `missing` relevant documents are not among those searched, and count as not found.
    Times are those of one query in this process, in milliseconds.
    """

    queries: int
    judged: int
    unjudged: int
    nothing_found: int
    fell_short: int
    depth: int
    documents: DocumentFacts
    missing: int
    measures: tuple[Measured, ...]
    baseline: tuple[Compared, ...] = ()
    embedder: str
    settings: Mapping[str, str] = Field(default_factory=dict)
    """Settings that differ from the defaults and may act on retrieval."""
    p50_ms: float
    p95_ms: float
    notes: tuple[str, ...] = ()
    failed: tuple[FileFailure, ...] = ()
    """Lines that were passed over, the first of them; `failures` counts all."""
    failures: int = 0
    per_query: tuple[QueryFigures, ...] = ()
