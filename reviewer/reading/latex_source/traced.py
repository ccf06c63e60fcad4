"""A text that knows, through every edit, from which line of which file each stretch of it comes.

It knows no format.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple


class Mark(NamedTuple):
    """From the offset `start` on the text comes from this line (1-based) of this file."""

    start: int
    part: str
    line: int


class Edit(NamedTuple):
    """The characters from `start` to `end` become `new`, which may bring its own marks."""

    start: int
    end: int
    new: "str | Traced" = ""


class Traced:
    """A text with its marks, ascending by `start`; the first stands at offset 0.

    Args:
        text: the characters.
        marks: where they come from, one mark at least for each line.
    """

    def __init__(self, text: str, marks: list[Mark]) -> None:
        self.text = text
        self.marks = marks

    @classmethod
    def of_file(cls, text: str, part: str) -> "Traced":
        r"""A whole file, its line ends brought to `\n`."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        marks = [Mark(0, part, 1)]
        position = text.find("\n")
        while position >= 0:
            marks.append(Mark(position + 1, part, len(marks) + 1))
            position = text.find("\n", position + 1)
        return cls(text, marks)

    def at(self, offset: int) -> Mark:
        """Where the character at `offset` comes from."""
        index = bisect_right(self.marks, offset, key=lambda mark: mark.start)
        return self.marks[max(0, index - 1)]

    def cut(self, start: int, end: int) -> "Traced":
        """The slice `text[start:end]` with its marks."""
        pieces = _Pieces()
        pieces.add(self, start, end)
        return pieces.joined()

    def edited(self, edits: Iterable[Edit]) -> "Traced":
        """The text with the edits made, which ascend and do not overlap.

        A plain string that comes in counts as coming from where it is put.
        """
        pieces = _Pieces()
        end = 0
        for edit in edits:
            pieces.add(self, end, edit.start)
            if isinstance(edit.new, Traced):
                pieces.add(edit.new, 0, len(edit.new.text))
            elif edit.new:
                here = self.at(edit.start)
                pieces.add(Traced(edit.new, [here._replace(start=0)]), 0, len(edit.new))
            end = edit.end
        pieces.add(self, end, len(self.text))
        return pieces.joined()


def joined(texts: Iterable[Traced]) -> Traced:
    """The texts one after the other."""
    pieces = _Pieces()
    for text in texts:
        pieces.add(text, 0, len(text.text))
    return pieces.joined()


class _Pieces:
    """Stretches of texts, put one after the other."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._marks: list[Mark] = []
        self._length = 0

    def add(self, source: Traced, start: int, end: int) -> None:
        if start >= end:
            return
        first = bisect_right(source.marks, start, key=lambda mark: mark.start)
        shift = self._length - start
        self._marks.append(source.at(start)._replace(start=self._length))
        for index in range(first, len(source.marks)):
            mark = source.marks[index]
            if mark.start >= end:
                break
            self._marks.append(mark._replace(start=mark.start + shift))
        self._texts.append(source.text[start:end])
        self._length += end - start

    def joined(self) -> Traced:
        return Traced("".join(self._texts), self._marks or [Mark(0, "", 1)])
