"""A draft that its author edits, to where its headings, paragraphs and sentences stand.

In comes pandoc's Markdown as it is; out come offsets in it, so that what is not changed stays to
the byte. It knows no paper and no proof.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(
    r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*\r?$|\Z)", re.DOTALL | re.MULTILINE
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NO_PROSE = re.compile(r"^(?:[ \t]*\|.*|:::.*|\[\^?[^\]]+\]:.*|\\(?:begin|end)\{.*)$", re.MULTILINE)
_NO_BREAK = re.compile(r"[^\r\n]")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-{2,})[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}]*\}$")
_MARKER = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]?)+")
_CITED = re.compile(
    r"(?<![\w@\\])@(?:\{(?P<braced>[^}\s]+)\}|(?P<plain>\w+(?:[:.#$%&+?<>~/-]\w+)*))"
)
_GROUP = re.compile(r"[ \t\r\n]*\[[^\[\]]*(?<![\w\\])@[^\[\]]*\]")
_SAYS = re.compile(r"[^\W_]")
_FORMULA = re.compile(r"((?<!\\)\$[^$]+(?<!\\)\$)")
_ESCAPED = re.compile(r"\\([^\w\s]|_)")


class Section(NamedTuple):
    """What stands under a heading, up to the next one.

    Args:
        heading: as it reads; empty before the first.
        level: 1 for the highest; 0 before the first.
        line: of the heading, from 1.
        start: of the heading, in characters.
        body: where the heading ends.
        end: where the next heading begins.
    """

    heading: str
    level: int
    line: int
    start: int
    body: int
    end: int


class Paragraph(NamedTuple):
    """Lines of prose with no blank line between them: `text[start:end]`."""

    start: int
    end: int
    section: int


class DraftText:
    """A draft with its parts.

    Args:
        text: as it was read, line ends and all.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.masked = _masked(text)
        """The same with everything blank that is no prose."""
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.sections = self._sections()
        self.paragraphs = list(self._paragraphs())

    def line_of(self, offset: int) -> int:
        """The line of a character, from 1."""
        return bisect_right(self._starts, offset)

    @property
    def newline(self) -> str:
        """How its lines end."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def _lines(self) -> Iterator[tuple[int, str]]:
        for start, end in zip(self._starts, [*self._starts[1:], len(self.text)], strict=True):
            yield start, self.masked[start:end].rstrip("\r\n")

    def _headings(self) -> Iterator[tuple[str, int, int, int]]:
        """Heading, level, where it starts, where its line ends."""
        before: tuple[int, str] = (0, "")
        for start, line in self._lines():
            found = _HEADING.match(line.lstrip("\ufeff"))
            under = _UNDERLINE.match(line) if before[1].strip() else None
            if found is not None:
                yield _plain_heading(found[2]), len(found[1]), start, start + len(line)
            elif under is not None and not _HEADING.match(before[1]):
                level = 1 if under[1].startswith("=") else 2
                yield _plain_heading(before[1].strip()), level, before[0], start + len(line)
            before = start, line

    def _sections(self) -> list[Section]:
        found = list(self._headings())
        starts = [start for _, _, start, _ in found]
        ends = [*starts[1:], len(self.text)] if found else []
        first = starts[0] if starts else len(self.text)
        sections = [Section("", 0, 1, 0, 0, first)]
        for (heading, level, start, body), end in zip(found, ends, strict=True):
            sections.append(Section(heading, level, self.line_of(start), start, body, end))
        return sections

    def _paragraphs(self) -> Iterator[Paragraph]:
        for number, section in enumerate(self.sections):
            yield from self._within(section, number)

    def _within(self, section: Section, number: int) -> Iterator[Paragraph]:
        open_at: int | None = None
        last = section.body
        for start, line in self._lines():
            if start + len(line) <= section.body or start >= section.end:
                continue
            marker = _MARKER.match(line)
            says = _SAYS.search(line) is not None
            if open_at is not None and (not says or marker is not None):
                yield Paragraph(open_at, last, number)
                open_at = None
            if says and start >= section.body:
                if open_at is None:
                    open_at = start + (marker.end() if marker else len(line) - len(line.lstrip()))
                last = start + len(line.rstrip())
        if open_at is not None:
            yield Paragraph(open_at, last, number)


def cite_keys_in(text: str) -> tuple[str, ...]:
    """The keys that a piece of Markdown cites, each once."""
    found = (match["braced"] or match["plain"] for match in _CITED.finditer(text))
    return tuple(dict.fromkeys(found))


def plain_text(text: str, names: Mapping[str, str] | None = None) -> str:
    """A sentence of Markdown as it reads, without its citations.

    Args:
        text: the sentence.
        names: what is printed for a key that stands within the sentence, as in `@ant2020 find`.
    """
    bare = _CITED.sub(
        lambda found: (names or {}).get(found["braced"] or found["plain"], ""),
        _GROUP.sub("", text),
    )
    parts = _FORMULA.split(bare)
    parts[::2] = [_ESCAPED.sub(r"\1", _without_emphasis(part)) for part in parts[::2]]
    return " ".join("".join(parts).split())


def _without_emphasis(text: str) -> str:
    return re.sub(r"(?<!\\)(\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w))", "", text)


def _plain_heading(text: str) -> str:
    return plain_text(_ATTRIBUTES.sub("", text))


def _masked(text: str) -> str:
    """The text with comments, code, tables and the like blank, and all else in its place."""
    for pattern in (_FRONT, _COMMENT, _FENCE, _NO_PROSE):
        text = pattern.sub(lambda found: _NO_BREAK.sub(" ", found[0]), text)
    return text
