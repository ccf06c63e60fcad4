"""A paper as Markdown or plain text to one record: the first line is the title, headings divide.

Sections are exact slices of the file. Formatting inside them is not interpreted, and front matter
(`---` … `---`) is skipped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Place, Record, Section, SectionKind
from reviewer.reading.opening import read_text
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.text.headings import kind_of_heading

name = "text"
description = (
    "one paper as Markdown or plain text (.md, .markdown, .txt), the title in the first line"
)
isolated = False

_LONGEST_TITLE = 300
_LONGEST_TEXT = 8 << 20  # bytes; a book of 1,000 pages has 3 MB
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r"[ \t]*(?:=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_DEEPEST = 7
_LONGEST_BARE_HEADING = 40


class _Line(NamedTuple):
    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class _Part:
    """A heading and the lines below it."""

    kind: SectionKind
    heading: str | None
    level: int
    lines: list[_Line]


def recognises(path: Path, head: Head) -> bool:
    return path.suffix.lower() in (".md", ".markdown", ".txt")


def read(path: Path, options: ReadingOptions) -> Reading:
    """The one paper of the file.

    Raises:
        ReadError: not decodable, longer than a book, no title first, or nothing after it.
    """
    text = read_text(path, _LONGEST_TEXT)
    record = _record(text)
    return Reading(name, lambda _: iter([record]))


def _record(text: str) -> Record:
    lines = _after_front_matter(_lines(text))
    first = next((i for i, line in enumerate(lines) if line.text.strip()), None)
    if first is None:
        raise ReadError("only front matter, no text", hint="begin the text with the title")
    title_line = lines[first]
    title = _title(title_line.text)
    below = lines[first + 1 :]
    if below and _UNDERLINE.fullmatch(below[0].text):
        below = below[1:]
    sections = tuple(_sections(text, _parts(below)))
    if not sections:
        raise ReadError("only a title, no text", hint="put the abstract or the text below it")
    return Record(
        metadata=Metadata(title=title),
        sections=sections,
        line=title_line.number,
        authority=Authority.GUESSED,
    )


def _title(line: str) -> str:
    heading = _ATX.fullmatch(line)
    title = " ".join((heading[2] if heading else line.strip().lstrip("#")).split())
    if not title:
        raise ReadError("the first line has no words", hint="the first line must be the title")
    if len(title) > _LONGEST_TITLE:
        raise ReadError(
            f"the first line is too long for a title ({len(title)} characters)",
            hint="the first line must be the title, the text comes below it",
        )
    return title


def _lines(text: str) -> list[_Line]:
    lines = []
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        lines.append(_Line(number, start, line.removesuffix("\r")))
        start += len(line) + 1
    return lines


def _after_front_matter(lines: list[_Line]) -> list[_Line]:
    if lines[0].text.rstrip() != "---":
        return lines
    end = next((i for i, line in enumerate(lines[1:], 1) if line.text.rstrip() == "---"), 0)
    return lines[end + 1 :]


def _parts(lines: list[_Line]) -> Iterator[_Part]:
    part = _Part(SectionKind.BODY, None, _DEEPEST, [])
    fence = ""
    for line in lines:
        mark = _FENCE.match(line.text)
        if mark and fence in ("", mark[1]):  # a comment in a code block is no heading
            fence = "" if fence else mark[1]
        heading = None if fence else _heading(line.text)
        if heading is None:
            part.lines.append(line)
            continue
        yield part
        level, words = heading
        kind = kind_of_heading(words)
        if kind is None:  # a heading below "References" is still in the references
            kind = part.kind if level > part.level else SectionKind.BODY
            level = part.level if level > part.level else level
        part = _Part(kind, words, level, [])
    yield part


def _heading(line: str) -> tuple[int, str] | None:
    """Level and words of a Markdown heading, or of a line that is one of the known words."""
    if atx := _ATX.fullmatch(line):
        return (len(atx[1]), atx[2]) if atx[2] else None
    words = line.strip().strip("*_")
    if len(words) <= _LONGEST_BARE_HEADING and kind_of_heading(words) is not None:
        return _DEEPEST - 1, words
    return None


def _sections(text: str, parts: Iterator[_Part]) -> Iterator[Section]:
    for part in parts:
        filled = [line for line in part.lines if line.text.strip()]
        if filled:
            yield Section(
                kind=part.kind,
                text=text[filled[0].start : filled[-1].end],
                heading=part.heading,
                places=tuple(Place(line.start - filled[0].start, line.number) for line in filled),
            )
