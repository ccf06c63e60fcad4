"""What an enrichment proposes for one paper, as frozen models that `--json` can print.

Nothing here is applied: a proposal fills a field that is empty, and a value that differs from the
user's own is only told.
"""

from enum import StrEnum

from reviewer.models import Metadata, Model, Paper

Value = str | int | tuple[str, ...]


class Field(StrEnum):
    """What can be proposed, or told to differ, in the order in which it is shown."""

    RETRACTION = "retraction"
    TITLE = "title"
    """Never proposed: every paper has one."""
    AUTHORS = "authors"
    YEAR = "year"
    VENUE = "venue"
    DOI = "doi"
    ARXIV_ID = "arxiv_id"
    ABSTRACT = "abstract"


class Confidence(StrEnum):
    """How sure it is that the service speaks of the same paper, the surest first."""

    CERTAIN = "certain"
    """The paper's own DOI or arXiv id, and the title or the authors agree."""
    STRONG = "strong"
    """The same title and the same authors."""
    FAIR = "fair"
    """The same long title, and the same year or number of authors; the authors are not known."""
    WEAK = "weak"
    """The same long title, found once, and nothing else is known to compare."""


class Proposal(Model):
    """A value that a service gives for a field of a paper.

    Args:
        old: the paper's own value, None where the field is empty.
        service: who says so; `also` are others that say the same.
        url: where a person can look it up.
    """

    paper_id: str
    field: Field
    old: Value | None
    new: Value
    service: str
    url: str
    confidence: Confidence
    also: tuple[str, ...] = ()

    def as_said(self) -> tuple[str, str, str]:
        """Field, value and who says so, as the user would type them."""
        value = "; ".join(self.new) if isinstance(self.new, tuple) else str(self.new)
        return self.field.value, value, f"{self.service}: {self.url}"


class Failure(Model):
    """A service that gave no answer for a paper, and why."""

    service: str
    reason: str


class Enrichment(Model):
    """What the services say of one paper.

    Args:
        changes: values for fields that are empty.
        differs: values that differ from the paper's own, which stays.
        found_by: the services that know the paper.
        notes: what a person should look at.
        failures: the services that gave no answer; the others were asked all the same.
        asked: there was something to ask by: an identifier, or a title that could be told apart.
    """

    paper_id: str
    title: str
    changes: tuple[Proposal, ...] = ()
    differs: tuple[Proposal, ...] = ()
    found_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    asked: bool = True


def own_value(paper: Metadata, field: Field) -> Value | None:
    """The paper's own value of a field, None where it is empty or where there is no such field."""
    value: Value | None = getattr(paper, field.value, None)
    return value or None


def missing(paper: Paper) -> frozenset[Field]:
    """The fields of a paper that are empty."""
    return frozenset(field for field in Field if own_value(paper, field) is None)
