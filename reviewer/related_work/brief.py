"""What a related-work section is for: the words it starts from, and what its author wants of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from reviewer.models import Filters
from reviewer.own_work import OwnWork
from reviewer.retrieval.subqueries import draft_queries


class Wanted(TypedDict, total=False):
    """What an author may want of a section, beside what it is about.

    Args:
        own: what the author's draft says, of `reviewer.own_work.read_draft`: its title and
            abstract stand in for a topic and an abstract, its sentences are asked, and a model may
            set what it says of its own work against the papers.
        papers: most papers cited; default `draft.papers`.
        words: the length of the section.
        style: a sample of the author's own prose, for a model to write like.
        filters: which papers may be cited.
        must_cite: what papers are called that are cited in any case; one that the collection does
            not hold is told in `Workspace.notices`.
        must_not: what papers are called that are not cited.
    """

    own: OwnWork | None
    papers: int | None
    words: int | None
    style: str | None
    filters: Filters | None
    must_cite: Iterable[str]
    must_not: Iterable[str]


@dataclass(frozen=True)
class Brief:
    """What is wanted.

    Args:
        topic: a few words.
        abstract: the draft abstract of the work that the section is for.
        own: what the author's draft says, where there is one.
        papers: most papers cited; None is what the settings say.
        words: the length that is wanted; None is what there is to say.
        style: a sample of the author's own prose, for a model to write like.
        filters: which papers may be cited.
        must_cite: papers that are cited however far they are, if they say anything: id to title.
        must_not: ids of papers that are not.
    """

    topic: str
    abstract: str | None = None
    own: OwnWork | None = None
    papers: int | None = None
    words: int | None = None
    style: str | None = None
    filters: Filters | None = None
    must_cite: Mapping[str, str] = field(default_factory=dict)
    must_not: frozenset[str] = frozenset()

    @property
    def about(self) -> str:
        """Topic and abstract in one."""
        return f"{self.topic}. {self.abstract or ''}".strip()

    @property
    def queries(self) -> list[str]:
        """What the collection is asked, the whole first."""
        said = () if self.own is None else self.own.sentences
        return draft_queries(self.topic, self.abstract, said)

    @property
    def contributions(self) -> tuple[str, ...]:
        """The sentences in which the author says what the work does."""
        return () if self.own is None else self.own.contributions
