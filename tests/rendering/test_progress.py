"""Progress bars say which step, how far, and in which unit."""

import io
import re

import pytest

from reviewer.rendering.progress import ProgressBars


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, *, colour: bool) -> str:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with ProgressBars(colour=colour) as progress:
        progress("reading", 1, 2)
        progress("reading", 2, 2)
        progress("embedding", 3, 40)
    return screen.getvalue()


def test_each_step_has_a_bar_with_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn(monkeypatch, colour=False))
    assert re.search(r"reading +[━╸╺ ]+ 2/2 files", text)
    assert re.search(r"embedding +[━╸╺ ]+ 3/40 papers", text)


def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    colours = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    assert colours.search(drawn(monkeypatch, colour=True))
    assert not colours.search(drawn(monkeypatch, colour=False))
