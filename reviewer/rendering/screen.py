"""How wide and how colourful a stream is, and the wrapping that follows from it.

In comes a stream, out come styled and wrapped strings. It does not know what a paper is.
"""

import os
import shutil
import textwrap
from dataclasses import dataclass
from typing import TextIO

GLUE = "\0"
"""A space at which no line is broken; safe text never holds this character itself."""
READABLE = 120
"""Columns; lines longer than this are hard to read, however wide the window."""


@dataclass(frozen=True)
class Screen:
    """`width` in columns, None where lines are not wrapped (a pipe: one quote, one line)."""

    width: int | None = None
    colour: bool = False

    def bold(self, text: str) -> str:
        return self._style("1", text)

    def dim(self, text: str) -> str:
        return self._style("2", text)

    def _style(self, code: str, text: str) -> str:
        if not self.colour or not text:
            return text
        return "\n".join(f"\x1b[{code}m{line}\x1b[0m" for line in text.split("\n"))

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> str:
        """`text` in lines of at most `width`: `first` before line one, `rest` before the others."""
        rest = " " * len(first) if rest is None else rest
        if self.width is None:
            return (first + text).replace(GLUE, " ")
        filled = textwrap.fill(
            text,
            max(self.width, len(rest) + 20),
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return filled.replace(GLUE, " ")

    def beside(self, left: str, right: str, indent: int = 4) -> str:
        """`right` at the right edge of the last line of `left`, or below it where it is too long.

        `left` must not be styled yet: its last line is measured.
        """
        if self.width is None:
            return f"{left}  {self.dim(right)}"
        room = self.width - len(left.rpartition("\n")[2]) - len(right)
        if room < 2:
            return f"{left}\n{self.dim(self.wrap(right, ' ' * indent))}"
        return f"{left}{' ' * room}{self.dim(right)}"


def screen_of(stream: TextIO, *, colour: bool = True) -> Screen:
    """The screen of a stream: colour on a terminal only, width from the terminal or COLUMNS."""
    terminal = stream.isatty()
    plain = not colour or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    wraps = terminal or os.environ.get("COLUMNS", "").isdigit()
    width = min(shutil.get_terminal_size().columns, READABLE) if wraps else None
    return Screen(width=width, colour=terminal and not plain)
