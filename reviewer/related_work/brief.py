"""What a related-work section is for: the words it starts from, and what its author wants of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reviewer.models import Filters


@dataclass(frozen=True)
class Brief:
    """What is wanted.

    Args:
        topic: a few words.
        abstract: the draft abstract of the work that the section is for.
        papers: most papers cited; None is what the settings say.
        filters: which papers may be cited.
        must_cite: papers that are cited however far they are, if they say anything: id to title.
        must_not: ids of papers that are not.
    """

    topic: str
    abstract: str | None = None
    papers: int | None = None
    filters: Filters | None = None
    must_cite: Mapping[str, str] = field(default_factory=dict)
    must_not: frozenset[str] = frozenset()

    @property
    def about(self) -> str:
        """Topic and abstract in one."""
        return f"{self.topic}. {self.abstract or ''}".strip()
