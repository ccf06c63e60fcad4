"""A review to the texts of its files, the same for the same review.

In comes what a review holds; out come texts by the names of files. It reads and writes none.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reviewer.models import LeftOut, Paper, Plan, RelatedWork, Statement, Theme
from reviewer.proof import number_references
from reviewer.related_work.plan_file import plan_text
from reviewer.rendering.audit import audit
from reviewer.reviews import folder as files
from reviewer.reviews.kept import By, Entry, KeptPaper, Standing, State
from reviewer.reviews.lines import lines_text, one_text

_YOURS = "your own words"
_PLAN = """\
# The plan of this review. Put a paper into a theme, by its id, cite key, DOI or title, and the next
# `reviewer update` writes about it. Headings and order follow draft.md; to have a paper cited no
# more, delete its sentences there, or name it in must_not of review.toml.

"""
_AUDIT = "<!-- Written anew by each reviewer update: what you change here is lost. -->\n\n"


class Review(NamedTuple):
    """What a review holds now.

    Args:
        plan: of it.
        draft: the text, line ends and all.
        entries: its sentences in their order.
        papers: by id.
        state: what this run saw.
        references: the text of its references.
    """

    plan: Plan
    draft: str
    entries: Sequence[Entry]
    papers: Mapping[str, KeptPaper]
    state: State
    references: str


def texts_of(review: Review, here: Mapping[str, Paper], keys: Mapping[str, str]) -> dict[str, str]:
    """The files of a review, but for its brief and its log.

    Args:
        review: what it holds.
        here: the papers of the collection, by id.
        keys: cite keys by id.
    """
    papers = sorted(review.papers.values(), key=lambda one: one.id)
    own = sum(entry.by is By.AUTHOR for entry in review.entries)
    return {
        files.PLAN: _PLAN + plan_text(review.plan).partition("\n\n")[2],
        files.DRAFT: review.draft,
        files.EVIDENCE: lines_text(entry.sealed() for entry in review.entries),
        files.PAPERS: lines_text(papers),
        files.REFERENCES: review.references,
        files.AUDIT: _AUDIT + audit(as_draft(review, here), keys, by_author=own),
        files.STATE: one_text(review.state),
    }


def as_draft(review: Review, here: Mapping[str, Paper]) -> RelatedWork:
    """A review as the draft it is."""
    statements = [_told(entry) for entry in review.entries]
    themes: dict[str, list[Statement]] = {}
    for entry, said in zip(review.entries, statements, strict=True):
        themes.setdefault(entry.theme or review.plan.topic, []).append(said)
    return RelatedWork(
        topic=review.plan.topic,
        sections=tuple(Theme(heading=h, statements=tuple(s)) for h, s in themes.items()),
        references=number_references(statements, here),
        not_cited=tuple(_not_cited(review.papers.values())),
        left_out=review.state.left_out,
        candidates=review.state.candidates,
        usage=review.state.usage,
        model=review.state.model,
    )


def _told(entry: Entry) -> Statement:
    """The statement; of one that its author wrote it says so."""
    if entry.by is By.PROGRAM:
        return entry.statement
    reason = entry.statement.reason
    told = f"{_YOURS}; {reason}" if reason else _YOURS
    return entry.statement.model_copy(update={"reason": told})


def _not_cited(papers: Iterable[KeptPaper]) -> Iterable[LeftOut]:
    for one in sorted(papers, key=lambda one: one.title.casefold()):
        if one.standing is not Standing.CITED:
            reason = one.reason or str(one.standing)
            yield LeftOut(text=one.title, reason=reason, paper_id=one.id)
