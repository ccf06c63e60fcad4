"""Lines that a mail or an export has wrapped, to texts that read on, each line's place kept.

It knows no format.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reviewer.models import Place, Section, SectionKind
from reviewer.reading.paragraphs import BETWEEN

_BROKEN_WORD = re.compile(r"\w-$")
# `pre- and post-test` is no word that was broken at its hyphen.
_NEXT_PART = re.compile(r"(?!(?:and|or|to|und|oder|et)\b)\w")


class Line(NamedTuple):
    """A line of a file without its end, and its number from 1."""

    number: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text or self.text.isspace()


def numbered(text: str) -> list[Line]:
    """The lines of a text, white space at their ends taken off."""
    return [Line(n, line.rstrip()) for n, line in enumerate(text.split("\n"), start=1)]


def blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Stretches of lines that blank lines divide."""
    block: list[Line] = []
    for line in lines:
        if not line.is_blank:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def joined(lines: Sequence[Line]) -> str:
    """One text of lines that were wrapped."""
    return _joined(lines, [])


def section(kind: SectionKind, paragraphs: Iterable[Sequence[Line]]) -> Section:
    """Paragraphs of wrapped lines, with a place for every line."""
    texts: list[str] = []
    places: list[Place] = []
    start = 0
    for lines in paragraphs:
        starts: list[Place] = []
        text = _joined(lines, starts)
        if text:
            places += [Place(start + place.start, place.line) for place in starts]
            texts.append(text)
            start += len(text) + len(BETWEEN)
    return Section(kind=kind, text=BETWEEN.join(texts), places=tuple(places))


def _joined(lines: Sequence[Line], places: list[Place]) -> str:
    pieces: list[str] = []
    length = 0
    for line in lines:
        words = line.text.strip()
        if not words:
            continue
        last = pieces[-1] if pieces else ""
        if last and not (_BROKEN_WORD.search(last[-2:]) and _NEXT_PART.match(words)):
            pieces.append(" ")
            length += 1
        places.append(Place(length, line.number))
        pieces.append(words)
        length += len(words)
    return "".join(pieces)
