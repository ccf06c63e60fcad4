"""Saved "Daily Papers" listing pages, all three dialects, to records.

One state machine over the lines that are not blank: a title, its abstract, and three metadata lines
(author count or organisation, `·`, date) where the page prints them. A line that fits nowhere is
reported and the next title is looked for; nothing is guessed. The listing's own date is dropped.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record, SectionKind
from reviewer.reading.opening import read_text
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.protocol import Head, Reading, ReadingOptions

name = "daily-papers"
description = "saved Daily Papers listing pages (text)"
isolated = False

_INVITATION = "Get trending papers in your email inbox"
_SUBSCRIBE = "Subscribe"
_MASTHEAD = frozenset(
    {
        "new",
        f"{_INVITATION}!",
        f"{_INVITATION} once a day!",
        _SUBSCRIBE,
        "Daily Papers",
        "byAK and the research community",
    }
)
_MASTHEAD_LINES = 12
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_LISTING_DATE = re.compile(rf"{_MONTH} \d{{1,2}}(?:, \d{{4}})?")
_DATE = re.compile(rf"{_MONTH} \d{{1,2}}(?:, (?P<year>\d{{4}}))?(?: \d+)?")  # last: comments
_AUTHORS = re.compile(r"•\s*(\d+) authors?")
_DOT = "·"
# Between the longest title (157 characters) and the shortest abstract (484) of 745 known records.
_SHORTEST_ABSTRACT = 200
_HINT = "in the saved page a paper is a line with its title and a line with its abstract"


class _Line(NamedTuple):
    number: int
    text: str

    @property
    def is_abstract(self) -> bool:
        return len(self.text) >= _SHORTEST_ABSTRACT

    @property
    def is_metadata(self) -> bool:
        """Whether this belongs to a metadata block, wherever it stands."""
        text = self.text.strip()
        return text.startswith("•") or text == _DOT or _DATE.fullmatch(text) is not None

    @property
    def has_mark(self) -> bool:
        return "•" in self.text or _DOT in self.text


def recognises(path: Path, head: Head) -> bool:
    """By its masthead, whatever the file is called."""
    top = [line for line in head.text.split("\n") if line.strip()][:_MASTHEAD_LINES]
    return any(line.startswith(_INVITATION) for line in top)


def read(path: Path, options: ReadingOptions) -> Reading:
    """The papers of a page. Raises ReadError for a page that lists none."""
    content = _content(_tokens(read_text(path)))
    if not content:
        raise ReadError(
            "a Daily Papers page without papers", hint="save the page again when it has loaded"
        )
    return Reading(name, lambda reading: _records(content, reading))


def _tokens(text: str) -> list[_Line]:
    numbered = enumerate(text.split("\n"), start=1)
    return [_Line(number, line.rstrip(" \t\r")) for number, line in numbered if line.strip()]


def _content(tokens: list[_Line]) -> list[_Line]:
    """The lines after the masthead, the first one without a `Subscribe` glued to it."""
    start = 0
    while start < len(tokens) and _is_masthead(tokens[start].text):
        start += 1
    content = tokens[start:]
    has_button = any(token.text == _SUBSCRIBE for token in tokens[:start])
    if content and not has_button:
        first = content[0]
        title = first.text.removeprefix(_SUBSCRIBE)
        if not title.startswith(" "):
            content[0] = _Line(first.number, title)
    return content


def _is_masthead(text: str) -> bool:
    return text in _MASTHEAD or _LISTING_DATE.fullmatch(text) is not None


def _records(content: list[_Line], reading: Reading) -> Iterator[Record]:
    position = 0
    while position < len(content):
        first, *rest = content[position : position + 3]
        misfit = _misfit(first, rest)
        if misfit is not None:
            reason, skipped = misfit
            reading.report(first.number, reason, _HINT)
            position = _after_metadata(content, position + skipped)
            continue
        block = content[position + 2 : position + 5]
        if not _is_metadata_block(block):
            block = []
        yield _record(first, rest[0], block)
        position += 2 + len(block)


def _misfit(first: _Line, rest: list[_Line]) -> tuple[str, int] | None:
    """Why no paper starts at `first` and how many lines to skip, or None if one does.

    A title is shorter than every abstract, so a lost or an extra line costs its own paper only.
    """
    if first.is_metadata:
        return f'"{_short(first)}" belongs to no paper', 1
    if first.is_abstract:
        return f'no title stands before "{_short(first)}"', 1
    if not rest or rest[0].is_metadata:
        return f'no abstract follows "{_short(first)}"', 1
    if not rest[0].is_abstract:
        return _without_abstract(first, rest)
    if first.has_mark or rest[0].has_mark:
        return f'a metadata mark (• or ·) stands inside "{_short(first)}" or its abstract', 2
    return None


def _without_abstract(title: _Line, rest: list[_Line]) -> tuple[str, int]:
    """The line after the title is short: the next title, if an abstract follows it, else a stub."""
    if len(rest) > 1 and rest[1].is_abstract:
        return f'no abstract follows "{_short(title)}"', 1
    length = len(rest[0].text)
    return f'the abstract of "{_short(title)}" has {length} characters: too few to be one', 2


def _is_metadata_block(lines: list[_Line]) -> bool:
    return (
        len(lines) == 3
        and not lines[0].is_abstract
        and lines[1].text.strip() == _DOT
        and _DATE.fullmatch(lines[2].text.strip()) is not None
    )


def _after_metadata(content: list[_Line], position: int) -> int:
    """Past the metadata of a paper that could not be read, whole or in pieces."""
    if _is_metadata_block(content[position : position + 3]):
        return position + 3
    while position < len(content) and content[position].is_metadata:
        position += 1
    return position


def _record(title: _Line, abstract: _Line, block: list[_Line]) -> Record:
    return Record(
        metadata=_metadata(title.text, block),
        sections=(section(SectionKind.ABSTRACT, [Paragraph(abstract.text, line=abstract.number)]),),
        line=title.number,
    )


def _metadata(title: str, block: list[_Line]) -> Metadata:
    if not block:
        return Metadata(title=title)
    byline, _, date_text = (line.text.strip() for line in block)
    authors = _AUTHORS.fullmatch(byline)
    date = _DATE.fullmatch(date_text)
    year = date["year"] if date else None
    return Metadata(
        title=title,
        author_count=int(authors[1]) if authors else None,
        organisation=None if authors else byline,
        date_text=date_text,
        year=int(year) if year else None,
    )


def _short(line: _Line) -> str:
    text = line.text.strip()
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
