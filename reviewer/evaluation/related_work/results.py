"""What an evaluation of related work found, as frozen pydantic models.

`reviewer eval related-work --json` prints them.
"""

from collections.abc import Mapping

from pydantic import Field

from reviewer.evaluation.answers.results import Share
from reviewer.models import Model, Usage
from reviewer.reports import FileFailure


class DraftFigures(Model):
    """One task and what its draft was worth.

    Up to `papers` were asked for, None being the setting's; `cited` are. Of the `listed` papers
    that the human section cites, `listed_cited` are among the references, of the `must` ones
    `must_cited`; `wanted_cited` are of the must and good ones together, None where the task names
    none. Of its `statements` the gates call so many `supported` or `weak`. `not_cited` counts the
    papers that the task names and the draft does not cite, by why. `error` is why the model gave
    no draft; `fell_back` that it failed and the papers' own sentences stand in for its words.
    """

    task: str
    topic: str
    error: str | None = None
    fell_back: bool = False
    partial: str | None = None
    papers: int | None = None
    cited: int = 0
    listed: int = 0
    listed_cited: int = 0
    must: int = 0
    must_cited: int = 0
    wanted_cited: int | None = None
    statements: int = 0
    supported: int = 0
    weak: int = 0
    number_errors: int = 0
    invented: int = 0
    altered: int = 0
    first_person: int = 0
    repeated: int = 0
    nuggets: int = 0
    nuggets_covered: int = 0
    vital: int = 0
    vital_covered: int = 0
    human_covered: int | None = None
    """Nuggets that the human section covers by the same measure; None where it is not given."""
    words: int = 0
    themes: int = 0
    candidates: int = 0
    not_cited: Mapping[str, int] = Field(default_factory=dict)
    usage: Usage = Usage()
    seconds: float = 0.0


class RelatedWorkEvaluation(Model):
    """How good the drafts of related work are.

    Fewer are `drafted` than there are `tasks` where it was interrupted; the rest is of those.
    `number_errors` (statements with a number that neither their quotes hold nor code counted),
    `invented` (references and quotes of papers that the collection does not hold as they are
    given), `altered` (quotes that are not byte for byte a whole sentence of the store) and
    `first_person` (statements that speak as the papers' authors) must be 0. `repeated` statements
    say what an earlier one of the same draft says. `failed_tasks` got no draft, because the model
    failed, and count in no share. `missing` are papers that a task names and the collection lacks:
    they count as not cited. Papers cited, words and themes are means of the drafts. Seconds are of
    the wall clock.
    """

    tasks: int
    drafted: int
    failed_tasks: int
    fell_back: int
    partial: int
    nothing: int
    """Drafts without a single statement."""
    papers: int
    """Of the collection."""
    model: str | None
    embedder: str
    settings: Mapping[str, str] = Field(default_factory=dict)
    """Settings that differ from the defaults and may act on drafts."""
    measures: tuple[Share, ...]
    number_errors: int
    invented: int
    altered: int
    first_person: int
    repeated: int
    statements: int
    cited: float
    words: float
    themes: float
    not_cited: Mapping[str, int] = Field(default_factory=dict)
    """Papers that tasks name and their drafts do not cite, by why."""
    usage: Usage = Usage()
    seconds: float
    p50_seconds: float
    p95_seconds: float
    missing: tuple[FileFailure, ...] = ()
    notes: tuple[str, ...] = ()
    failed: tuple[FileFailure, ...] = ()
    """Lines that were passed over and tasks without a draft, the first of them."""
    failures: int = 0
    per_task: tuple[DraftFigures, ...] = ()
