"""Progress bars say which step, how far, and in which unit."""

import io
import re

import pytest
from rich.progress import Progress

from reviewer.rendering.progress import (
    CountColumn,
    ProgressBars,
    RateColumn,
    TimeColumn,
    clock,
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


STEPS = [("reading", 1, 2), ("reading", 2, 2), ("embedding", 3, 40)]


def drawn(
    monkeypatch: pytest.MonkeyPatch, *, colour: bool, steps: list[tuple[str, int, int]] = STEPS
) -> str:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with ProgressBars(colour=colour) as progress:
        for step in steps:
            progress(*step)
    return screen.getvalue()


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_each_step_has_a_bar_with_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    text = plain(drawn(monkeypatch, colour=False))
    assert re.search(r"reading +[━╸╺ ]+ 2/2 files", text)
    assert re.search(r"embedding +[━╸╺ ]+ 3/40 papers", text)


def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    colours = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    assert colours.search(drawn(monkeypatch, colour=True))
    assert not colours.search(drawn(monkeypatch, colour=False))


def test_a_step_that_has_ended_shows_how_long_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.search(r"2/2 files .*took \d+:\d\d", plain(drawn(monkeypatch, colour=False)))


def test_records_are_counted_though_nobody_knows_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = [("reading", 0, 1), ("filing", 500, 0)]
    assert re.search(
        r"filing +.* 500 records\b", plain(drawn(monkeypatch, colour=False, steps=steps))
    )


def test_what_an_interrupted_ingest_left_is_the_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [("resuming", 0, 51_234), ("checking", 0, 1), ("embedding", 0, 51_234)]
    text = plain(drawn(monkeypatch, colour=False, steps=steps)).replace("\r", "\n")
    first = next(line for line in text.splitlines() if line.strip())
    assert first.strip() == "resuming: an ingest was interrupted with 51,234 papers to go"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0:00"), (61, "1:01"), (3599.6, "1:00:00"), (90_061, "25:01:01")]
)
def test_times_are_hours_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_the_time_left_follows_from_the_rate() -> None:
    now = iter(range(0, 10_000, 5))
    bars = Progress(CountColumn(), RateColumn(), TimeColumn(), get_time=lambda: float(next(now)))
    task = bars.add_task("embedding", total=1000, unit="papers")
    for done in range(0, 500, 100):
        bars.update(task, completed=done)
    (drawn_task,) = bars.tasks
    left = TimeColumn().render(drawn_task).plain
    assert re.fullmatch(r"\d+:\d\d left", left)
    assert re.fullmatch(r"\d+/s", RateColumn().render(drawn_task).plain)
    assert CountColumn().render(drawn_task).plain == "400/1000 papers"
