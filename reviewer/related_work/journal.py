"""What is told of a draft beside its text, gathered while it is made."""

from dataclasses import dataclass, field

from reviewer.models import INTERRUPTED, LeftOut


@dataclass
class Journal:
    """Everything that one run of planning and drafting has to tell.

    Args:
        log: what was mended, asked again or dropped, a sentence each.
        notices: what the user should know at once.
        left_out: what was written and could not be proven.
        partial: why the draft is not whole, if it is not.
        model: the model that wrote some of it.
    """

    log: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    partial: str | None = None
    model: str | None = None

    @property
    def interrupted(self) -> bool:
        return (self.partial or "").startswith(INTERRUPTED)

    def interrupt(self, what: str) -> None:
        """Note that the user broke the run off, and what is missing for it."""
        self.partial = f"{INTERRUPTED}; {what}"
