"""Progress bars on stderr for long steps, on a terminal only; called with (step, done, total)."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.text import Text

from reviewer.progress import RESUMING

UNITS = {
    "checking": "files",
    "reading": "files",
    "filing": "records",
    "grouping": "papers",
    "filling": "documents",
    "embedding": "papers",
    "enriching": "papers",
    "searching": "queries",
    "asking": "questions",
    "breaking": "statements",
    "proving": "statements",
    "judging": "statements",
}
_RESUMED = "resuming: an ingest was interrupted with {:,} papers to go"


class CountColumn(ProgressColumn):
    """How far it is, of how many, in which unit; of how many only where that is known."""

    def render(self, task: Task) -> Text:
        total = "" if task.total is None else f"/{task.total:.0f}"
        return Text(f"{task.completed:.0f}{total} {task.fields['unit']}")


class RateColumn(ProgressColumn):
    """How many a second, once that is known."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed else "")


class TimeColumn(ProgressColumn):
    """The time left, once that is known; the time taken, at the end."""

    def render(self, task: Task) -> Text:
        if task.finished:
            return Text(f"took {clock(task.finished_time or 0)}", "progress.elapsed")
        left = task.time_remaining
        return Text("" if left is None else f"{clock(left)} left", "progress.remaining")


class ProgressBars:
    """One bar for each step, drawn when the step is first heard of."""

    def __init__(self, *, colour: bool) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(20),
            CountColumn(),
            RateColumn(),
            TimeColumn(),
            console=Console(file=sys.stderr, no_color=not colour),
        )
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step == RESUMING:
            self._progress.console.print(_RESUMED.format(total), highlight=False)
            return
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=None, unit=UNITS.get(step, ""))
        self._progress.update(self._tasks[step], completed=done, total=total or None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


def clock(seconds: float) -> str:
    """Minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
