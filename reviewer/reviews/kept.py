"""What a saved review holds, as frozen pydantic models: its sentences with their proof, its papers.

Nothing here reads a file or knows a collection.
"""

import hashlib
from enum import StrEnum

from reviewer.models import LeftOut, Model, Statement, Usage

FORMAT = 1
_SHORT = 16


class By(StrEnum):
    """Whose words a sentence of the draft is."""

    PROGRAM = "program"
    AUTHOR = "author"


class Entry(Model):
    """A sentence of the draft with its proof.

    Args:
        theme: the heading it stands under; empty before the first.
        line: the sentence as the draft has it, citations and all, with single spaces.
        by: whose words it is.
        statement: its text without citations, its quotes, and the verdict on it.
        seal: in the file, a hash of all but the theme; a word changed there breaks it.
    """

    theme: str
    line: str
    by: By
    statement: Statement
    seal: str = ""

    @property
    def papers(self) -> frozenset[str]:
        """Ids of the papers that it quotes."""
        return frozenset(quote.paper_id for quote in self.statement.quotes)

    def sealed(self) -> "Entry":
        """The sentence as it is written to the file."""
        held = self.model_copy(update={"theme": "", "seal": ""}).model_dump_json()
        return self.model_copy(update={"seal": digest(held)})

    def opened(self) -> "Entry | None":
        """The sentence as it was sealed; None where it was changed since."""
        if self.sealed() != self:
            return None
        return self.model_copy(update={"seal": ""})


class Standing(StrEnum):
    """What a review does with a paper."""

    CITED = "cited"
    PLANNED = "planned"
    """In the plan, but no proven sentence cites it."""
    LEFT_OUT = "left out"
    DELETED = "deleted"
    """Its sentences were deleted by the author, and it stays away."""
    GONE = "gone"
    """Not in the collection any more."""


class KeptPaper(Model):
    """A paper that a review cites, plans or looked at.

    Args:
        id: in the collection.
        title: of the paper.
        key: by which the review cites it, for ever; None before it is cited.
        text: hash of its text as it was; empty where it was not read.
        standing: what the review does with it.
        reason: why it is not cited.
        entry: hash of its entry in references.bib as the program wrote it.
    """

    id: str
    title: str
    key: str | None = None
    text: str = ""
    standing: Standing
    reason: str = ""
    entry: str | None = None


class State(Model):
    """What the last run saw and cost.

    Args:
        format: of the folder.
        brief: hash of what was asked for.
        collection: hash of every paper there was.
        papers: how many there were.
        candidates: papers looked at for the plan.
        model: the last that wrote a sentence of the draft.
        usage: of all runs together.
        left_out: sentences that could not be proven, of all runs, and why.
    """

    format: int = FORMAT
    brief: str
    collection: str
    papers: int
    candidates: int = 0
    model: str | None = None
    usage: Usage = Usage()
    left_out: tuple[LeftOut, ...] = ()


def digest(*parts: str) -> str:
    """A short hash of texts, which no two lists of them share by chance."""
    state = hashlib.sha256()
    for part in parts:
        state.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return state.hexdigest()[:_SHORT]
