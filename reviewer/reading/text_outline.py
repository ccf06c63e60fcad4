"""The lines of a Markdown or plain text to its parts: a heading, and the lines below it.

Headings are marked (`## Methods`), underlined, numbered, or known words on a line of their own.
Every line keeps its offset, so that a part is a slice of the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reviewer.models import SectionKind
from reviewer.text.headings import kind_of_heading

ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
UNDERLINE = re.compile(r"[ \t]*(?:=+|-+)[ \t]*")
_SETEXT = re.compile(r" {0,3}(={3,}|-{3,})[ \t]*")
_NO_SETEXT = re.compile(r"\s*(?:[-*+>|#]|\d+[.)]\s|`{3}|~{3})")
# The label that pandoc lets stand behind a heading.
_PANDOC = re.compile(r"(?<=\S)\s*\{[#.][^{}]*\}$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_DEEPEST = 7
_LONGEST_BARE = 40
_LONGEST_HEADING = 90
_MOST_WORDS = 12
# `2 Data`, `2.1. Data`, `IV. Results`, `A.1 Proofs`; a bare letter may be an article.
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){1,3}|[IVX]{1,5}(?=\.)|[A-Z](?=\.))"
    r"[.)]?\s{1,4}(?P<words>[^\W\d_a-z].*[^\s.,;:])"
)
_LEADERS = re.compile(r"\. ?\. ?\.|…|\s{3,}\d+$|\t\d+$")
_ABSTRACT = re.compile(
    r"\s*[*_]{0,2}(?:Abstract|ABSTRACT)[*_]{0,2}\s?(?::|\.(?=[\s*_])|—|–| - )[*_]{0,2}\s*(?=\S)"
)
_BODY_WORDS = re.compile(
    r"(?:introduction|background|motivation|preliminaries|related works?|literature review"
    r"|(?:materials and )?methods?(?: and materials)?|methodology|data|experiments?"
    r"|(?:experimental )?setup|evaluation|results?(?: and discussions?)?|findings|analysis"
    r"|discussions?(?: and conclusions?)?|limitations|future work|summary|appendix(?: [a-z])?"
    r"|conclusions?(?: and (?:future work|outlook|discussion))?|concluding remarks)",
    re.IGNORECASE,
)


class TextLine(NamedTuple):
    """A line without its end: its number from 1, and its offset in the text."""

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_blank(self) -> bool:
        return not self.text or self.text.isspace()

    def from_offset(self, offset: int) -> "TextLine":
        """The same line from a character of it on."""
        return TextLine(self.number, self.start + offset, self.text[offset:])


@dataclass
class Part:
    """A heading and the lines below it."""

    kind: SectionKind
    heading: str | None
    level: int
    lines: list[TextLine]
    ends_at_blank: bool = False


class _Heading(NamedTuple):
    """What a line says as a heading.

    Args:
        level: 1 for the highest.
        words: as they are printed.
        is_underlined: the line below belongs to it.
        is_numbered: only its number makes it one.
        is_inline: the text goes on in its line.
    """

    level: int
    words: str
    is_underlined: bool = False
    is_numbered: bool = False
    is_inline: bool = False


def text_lines(text: str) -> list[TextLine]:
    """The lines of a text; a carriage return before the line feed is no part of a line."""
    lines = []
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        lines.append(TextLine(number, start, line.removesuffix("\r")))
        start += len(line) + 1
    return lines


def parts(lines: Sequence[TextLine]) -> Iterator[Part]:
    """The parts in order; the first has no heading. Together they hold every other line."""
    part = Part(SectionKind.BODY, None, _DEEPEST, [])
    for line, heading in _with_headings(lines):
        # An entry of a reference list may look like a numbered heading.
        if heading and not (heading.is_numbered and part.kind is SectionKind.REFERENCES):
            yield part
            part = _below(part, heading)
            if not heading.is_inline:
                continue
        elif part.ends_at_blank and line.is_blank:
            yield part
            part = Part(SectionKind.BODY, None, _DEEPEST, [])
        part.lines.append(line)
    yield part


def _with_headings(lines: Sequence[TextLine]) -> Iterator[tuple[TextLine, _Heading | None]]:
    """Every line, with what it says as a heading; underlines are left out."""
    numbered = {} if any(ATX.fullmatch(line.text) for line in lines) else _numbered(lines)
    fence = ""
    heading: _Heading | None = None
    is_top = True
    for index, line in enumerate(lines):
        if heading is not None and heading.is_underlined:
            heading = None
            continue
        mark = _FENCE.match(line.text)
        if mark and fence in ("", mark[1]):  # a comment in a code block is no heading
            fence = "" if fence else mark[1]
        heading = None if fence else _heading(lines, index) or numbered.get(index)
        inline = _ABSTRACT.match(line.text) if is_top and not fence and heading is None else None
        if inline and _is_first(lines, index):
            heading = _Heading(_DEEPEST - 1, "Abstract", is_inline=True)
            yield line.from_offset(inline.end()), heading
        else:
            yield line, heading
        is_top = is_top and heading is None


def _below(part: Part, heading: _Heading) -> Part:
    """The part that a heading begins: one below "References" is still in the references."""
    kind = kind_of_heading(heading.words)
    level = heading.level
    if kind is None:
        is_inside = level > part.level
        kind = part.kind if is_inside else SectionKind.BODY
        level = part.level if is_inside else level
    return Part(kind, heading.words, level, [], ends_at_blank=heading.is_inline)


def _is_first(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a paragraph begins here."""
    return index == 0 or lines[index - 1].is_blank


def _is_alone(lines: Sequence[TextLine], index: int) -> bool:
    """Whether the line is a paragraph of its own with something below it."""
    return _is_first(lines, index) and index + 1 < len(lines) and lines[index + 1].is_blank


def _heading(lines: Sequence[TextLine], index: int) -> _Heading | None:
    """A marked or underlined heading, or a line that is one of the known words."""
    text = lines[index].text
    if atx := ATX.fullmatch(text):
        return _Heading(len(atx[1]), _PANDOC.sub("", atx[2])) if atx[2] else None
    words = text.strip()
    if not words:
        return None
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    underline = _SETEXT.fullmatch(below)
    if underline and _is_first(lines, index) and not _NO_SETEXT.match(text):
        return _Heading(1 if underline[1][0] == "=" else 2, words, is_underlined=True)
    words = words.strip("*_")
    if len(words) > _LONGEST_BARE:
        return None
    is_body = _BODY_WORDS.fullmatch(words) and words[0].isupper() and _is_alone(lines, index)
    return _Heading(_DEEPEST - 1, words) if is_body or kind_of_heading(words) else None


def _numbered(lines: Sequence[TextLine]) -> dict[int, _Heading]:
    """The numbered headings of a plain text by the index of their lines.

    They stand alone, their numbers go up, and text follows each: items of a list do not count.
    """
    found = []
    for index, line in enumerate(lines):
        words = line.text.strip()
        match = _NUMBERED.fullmatch(words) if len(words) <= _LONGEST_HEADING else None
        if (
            match is not None
            and _is_alone(lines, index)
            and len(words.split()) <= _MOST_WORDS
            and not _LEADERS.search(line.text)
        ):
            levels = match["number"].split(".")
            mark = words[match.end("number")]
            found.append(_Numbered(index, _ordinal(levels[0]), len(levels), mark, words))
    return _in_order(lines, found)


class _Numbered(NamedTuple):
    """A line that may be a numbered heading: its place, the number's first part, its depth."""

    place: int
    ordinal: int | None
    depth: int
    mark: str
    words: str

    def precedes(self, other: "_Numbered") -> bool:
        """Whether the other one is next in a list."""
        is_alike = (self.depth, self.mark) == (other.depth, other.mark)
        return (
            is_alike
            and None not in (self.ordinal, other.ordinal)
            and (other.ordinal == (self.ordinal or 0) + 1)
        )


def _in_order(lines: Sequence[TextLine], found: list[_Numbered]) -> dict[int, _Heading]:
    headings: dict[int, _Heading] = {}
    last = 0
    item: _Numbered | None = None
    for place, here in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        has_text = following is None or any(
            not line.is_blank for line in lines[here.place + 1 : following.place]
        )
        begins_list = following is not None and not has_text and here.precedes(following)
        if begins_list or (item is not None and item.precedes(here)):
            item = here
            continue
        item = None
        if here.ordinal is None or last <= here.ordinal <= last + 2:
            headings[here.place] = _Heading(min(here.depth, 5), here.words, is_numbered=True)
            last = last if here.ordinal is None else here.ordinal
    return headings


def _ordinal(number: str) -> int | None:
    """A decimal or Roman number; None for the letter of an appendix."""
    if number.isdecimal():
        return int(number)
    if number in ("A", "B", "C", "D", "E", "F", "G", "H"):
        return None
    values = [{"I": 1, "V": 5, "X": 10}.get(digit, 0) for digit in number]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs) or None
