"""How a long step tells how far it is, to whoever wants to know."""

from typing import Protocol

RESUMING = "resuming"
"""The step told once, before all others, where papers were left by an ingest that did not end."""


class Progress(Protocol):
    """Told how far a long step is; `total` is 0 where nobody knows it.

    The steps of an ingest: "resuming" (papers left from the last one), "checking" and "reading"
    (files), within a large file "filing" (records) and "grouping" (papers), "embedding" (papers).
    """

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """The progress of a caller who does not want to know."""
