"""Width, colour and wrapping follow the stream."""

import io

import pytest

from reviewer.rendering.screen import GLUE, Screen, screen_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_a_pipe_gets_no_colour_and_no_line_breaks() -> None:
    assert screen_of(io.StringIO()) == Screen(width=None, colour=False)


def test_a_terminal_gets_colour_and_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "64")
    assert screen_of(Terminal()) == Screen(width=64, colour=True)


def test_lines_stay_readable_on_a_very_wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert screen_of(Terminal()).width == 120


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_the_environment_can_refuse_colour(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert not screen_of(Terminal()).colour


def test_the_flag_can_refuse_colour() -> None:
    assert not screen_of(Terminal(), colour=False).colour


def test_words_are_wrapped_but_never_broken() -> None:
    text = "an early-stopping rule at http://example.org/with/a/very/long/address for all"
    lines = Screen(width=30).wrap(text, "[1] ").splitlines()
    assert " ".join(line.strip() for line in lines) == f"[1] {text}"
    assert all(line.startswith("    ") for line in lines[1:])


def test_a_citation_never_begins_a_line() -> None:
    text = f"a sentence that fills its line{GLUE}[1]"
    assert Screen(width=32).wrap(text).splitlines() == ["a sentence that fills its", "line [1]"]
    assert Screen().wrap(text) == "a sentence that fills its line [1]"


def test_a_place_stands_at_the_right_edge_where_it_fits_and_below_where_not() -> None:
    screen = Screen(width=30)
    assert screen.beside("short", "file:3") == "short" + " " * 19 + "file:3"
    assert screen.beside("a line of text that is long", "file:3") == (
        "a line of text that is long\n    file:3"
    )


def test_colour_never_spans_a_line_break() -> None:
    assert Screen(colour=True).dim("a\nb") == "\x1b[2ma\x1b[0m\n\x1b[2mb\x1b[0m"
