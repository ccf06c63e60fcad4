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
    TimeElapsedColumn,
)
from rich.text import Text

UNITS = {
    "checking": "files",
    "reading": "files",
    "filling": "documents",
    "embedding": "papers",
    "enriching": "papers",
    "searching": "queries",
}


class RateColumn(ProgressColumn):
    """How many a second, once that is known."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed else "")


class ProgressBars:
    """One bar for each step, drawn when the step is first heard of."""

    def __init__(self, *, colour: bool) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(20),
            TextColumn("{task.completed}/{task.total} {task.fields[unit]}"),
            RateColumn(),
            TimeElapsedColumn(),
            console=Console(file=sys.stderr, no_color=not colour),
        )
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, unit=UNITS.get(step, ""))
        self._progress.update(self._tasks[step], completed=done, total=total)

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
