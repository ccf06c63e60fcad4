"""What an update did, as models that can be printed."""

from reviewer.models import Model, Support, Usage
from reviewer.reviews.changes import ChangedPaper, Changes


class HandEdit(Model):
    """A sentence that its author wrote or changed, with the verdict on it.

    Args:
        line: of draft.md.
        text: without its citations.
        support: the verdict.
        reason: why it is not supported.
        unknown_keys: keys that it cites and no paper of the collection has.
        is_new: whether this verdict was not given before.
    """

    line: int
    text: str
    support: Support
    reason: str | None = None
    unknown_keys: tuple[str, ...] = ()
    is_new: bool = True

    @property
    def is_wrong(self) -> bool:
        """Whether it says what its papers do not, or cites what is not there."""
        bad = self.support in (Support.UNSUPPORTED, Support.CONTRADICTED)
        return bad or bool(self.unknown_keys)


class ReviewUpdate(Model):
    """What `reviewer update` did, or would do.

    Args:
        folder: of the review.
        changes: since it was saved or last updated.
        edits: sentences of the author's, each with its verdict.
        far: papers that the review cites and would not choose today, with why; they stay.
        redrafted: headings under which something was written anew.
        written: files that are otherwise, by their names.
        notices: what the user should know.
        partial: why not all of it could be done.
        dry_run: whether nothing was written.
        usage: what a language model cost.
    """

    folder: str
    changes: Changes
    edits: tuple[HandEdit, ...] = ()
    far: tuple[ChangedPaper, ...] = ()
    redrafted: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    partial: str | None = None
    dry_run: bool = False
    usage: Usage = Usage()
