"""What an evaluation of related work found, as frozen pydantic models.

`reviewer eval related-work --json` prints them.
"""

from collections.abc import Mapping

from pydantic import Field

from reviewer.evaluation.written import Marks, Share, WrittenEvaluation


class DraftFigures(Marks):
    """One task and what its draft was worth.

    Up to `papers` were asked for, None being the setting's; `cited` are. Of the `listed` papers
    that the human section cites, `listed_cited` are among the references, of the `must` ones
    `must_cited`; `wanted_cited` are of the must and good ones together, None where the task names
    none. `first_person` statements speak as the papers' authors, `repeated` ones say what an
    earlier one says. `not_cited` counts the papers that the task names and the draft does not
    cite, by why.
    """

    task: str
    topic: str
    papers: int | None = None
    cited: int = 0
    listed: int = 0
    listed_cited: int = 0
    must: int = 0
    must_cited: int = 0
    wanted_cited: int | None = None
    first_person: int = 0
    repeated: int = 0
    nuggets: int = 0
    nuggets_covered: int = 0
    nuggets_judged: int | None = None
    """Nuggets that a model as judge finds said; None where there is no model."""
    vital: int = 0
    vital_covered: int = 0
    human_covered: int | None = None
    """Nuggets that the human section covers by the same measure; None where it is not given."""
    words: int = 0
    themes: int = 0
    candidates: int = 0
    not_cited: Mapping[str, int] = Field(default_factory=dict)


class RelatedWorkEvaluation(WrittenEvaluation):
    """How good the drafts of related work are.

    Fewer are `drafted` than there are `tasks` where it was interrupted; the rest is of those.
    `first_person` must be 0 as well. Papers cited, words and themes are means of the drafts.
    """

    tasks: int
    drafted: int
    nothing: int
    """Drafts without a single statement."""
    measures: tuple[Share, ...]
    first_person: int
    repeated: int
    statements: int
    cited: float
    words: float
    themes: float
    not_cited: Mapping[str, int] = Field(default_factory=dict)
    """Papers that tasks name and their drafts do not cite, by why."""
    per_task: tuple[DraftFigures, ...] = ()
