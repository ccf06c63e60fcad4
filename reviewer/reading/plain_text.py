"""A paper as Markdown or plain text to one record: title, front matter, text by its headings.

Sections are exact slices of the file. Formatting inside them is not interpreted.
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Place, Record, Section, SectionKind
from reviewer.reading import fields
from reviewer.reading.front_matter import front_matter, is_metadata_heading, labelled
from reviewer.reading.opening import read_text
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.text_outline import ATX, UNDERLINE, Part, TextLine, parts, text_lines
from reviewer.text.titles import title_key

name = "text"
description = (
    "one paper as Markdown or plain text (.md, .markdown, .qmd, .txt), the title in the first line"
)
isolated = False

_EMPHASIS = re.compile(r"(?<![\w*`])(\*{1,3}|_{1,3}|`)(?=\S)(.*?\S)\1(?![\w*`])")
_LONGEST_TITLE = 300
_LONGEST_TEXT = 8 << 20  # bytes; a book of 1,000 pages has 3 MB
_SUFFIXES = (".md", ".markdown", ".qmd", ".rmd", ".txt")


class _Top(NamedTuple):
    """What stands above the text of a paper, and the lines below it."""

    title: str
    line: int
    fields: dict[str, Any]
    abstract: slice | None
    rest: list[TextLine]
    authority: Authority


def recognises(path: Path, head: Head) -> bool:
    return path.suffix.lower() in _SUFFIXES


def read(path: Path, options: ReadingOptions) -> Reading:
    """The one paper of the file.

    Raises:
        ReadError: not decodable, longer than a book, no title first, or nothing after it.
    """
    text = read_text(path, _LONGEST_TEXT)
    notes: list[str] = []
    record = _record(text, notes)
    return Reading(name, lambda _: iter([record]), notes=notes)


def _record(text: str, notes: list[str]) -> Record:
    top = _top(text, notes)
    outline = list(parts(top.rest))
    said = dict(top.fields)
    for part in outline:
        if is_metadata_heading(part.heading) or part is outline[0]:
            found, taken = labelled(part.lines)
            part.lines = part.lines[taken:]
            said = found | said
    sections = tuple(chain(_stated_abstract(text, top.abstract), _sections(text, outline)))
    metadata = _metadata(top.title, said)
    if not sections and metadata == Metadata(title=top.title):
        raise ReadError("only a title, no text", hint="put the abstract or the text below it")
    return Record(metadata=metadata, sections=sections, line=top.line, authority=top.authority)


def _top(text: str, notes: list[str]) -> _Top:
    lines = text_lines(text)
    front = front_matter(text, lines)
    if front is not None:
        notes.extend([front.note] if front.note else [])
        lines = lines[front.rest :]
    elif lines[0].text.rstrip() == "---":
        lines = lines[1:]
    stated = None if front is None else _stated_title(front.fields)
    first = next((i for i, line in enumerate(lines) if not line.is_blank), None)
    if first is None and stated is None:
        raise ReadError("only front matter, no text", hint="begin the text with the title")
    if front is not None and stated is not None:
        if first is not None and title_key(_words(lines[first].text)) == title_key(stated):
            lines = _below_title(lines, first)
        place = front.abstract
        return _Top(stated, front.line, front.fields, place, lines, Authority.STATED)
    place, said = (None, {}) if front is None else (front.abstract, front.fields)
    first = first or 0
    title, number = _title(lines[first].text), lines[first].number
    return _Top(title, number, said, place, _below_title(lines, first), Authority.GUESSED)


def _below_title(lines: list[TextLine], first: int) -> list[TextLine]:
    below = lines[first + 1 :]
    return below[1:] if below and UNDERLINE.fullmatch(below[0].text) else below


def _words(line: str) -> str:
    heading = ATX.fullmatch(line)
    return " ".join((heading[2] if heading else line.strip().lstrip("#")).split())


def _title(line: str) -> str:
    title = _without_marks(_words(line))
    if not title:
        raise ReadError("the first line has no words", hint="the first line must be the title")
    if len(title) > _LONGEST_TITLE:
        raise ReadError(
            f"the first line is too long for a title ({len(title)} characters)",
            hint="the first line must be the title, the text comes below it",
        )
    return title


def _stated_title(said: dict[str, Any]) -> str | None:
    title = _values(said).take("title")
    return _without_marks(title) if isinstance(title, str) else None


def _without_marks(title: str) -> str:
    """A title without the marks of Markdown for emphasis and code."""
    return _EMPHASIS.sub(r"\2", title)


def _metadata(title: str, said: dict[str, Any]) -> Metadata:
    return _values(said).metadata(title)


def _values(said: dict[str, Any]) -> fields.Values:
    survey = fields.Survey()  # most fields of a front matter are for the page that it makes
    return fields.Values(fields.cells_of(said, None, survey), survey, semicolons=False)


def _stated_abstract(text: str, place: slice | None) -> Iterator[Section]:
    """The abstract of the front matter, as it is written there."""
    if place is not None:
        lines = text_lines(text[: place.stop])
        inside = [line for line in lines if line.end > place.start and not line.is_blank]
        yield Section(
            kind=SectionKind.ABSTRACT,
            text=text[place],
            heading="Abstract",
            places=tuple(Place(max(0, line.start - place.start), line.number) for line in inside),
        )


def _sections(text: str, outline: list[Part]) -> Iterator[Section]:
    for part in outline:
        filled = [line for line in part.lines if not line.is_blank]
        if filled:
            yield Section(
                kind=part.kind,
                text=text[filled[0].start : filled[-1].end],
                heading=part.heading,
                places=tuple(Place(line.start - filled[0].start, line.number) for line in filled),
            )
