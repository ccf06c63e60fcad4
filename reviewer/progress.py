"""How a long step tells how far it is, to whoever wants to know."""

from typing import Protocol


class Progress(Protocol):
    """Told how far a long step is: "checking" and "reading" (files), "embedding" (papers)."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """The progress of a caller who does not want to know."""
