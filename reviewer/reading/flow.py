"""Elements that hold text, in any arrangement, to paragraphs with their lines.

What is a paragraph, what is silent and how inline text reads is told by a dialect (JATS, TEI,
HTML).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from reviewer.reading.paragraphs import Paragraph
from reviewer.reading.xml import line_after, line_of, squeezed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NO_LABEL = Paragraph("")
# So much of what stands before an inline element decides how it reads.
_SEEN = 8


class Heading(NamedTuple):
    """A heading that stands between paragraphs; level 1 is the outermost."""

    text: str
    line: int | None
    level: int


class Dialect(NamedTuple):
    """How the elements of a format read.

    Args:
        blocks: elements that interrupt a line.
        silent: elements without text of their own here.
        inline: what an inline element adds to the line, of which it sees the last characters.
        labelled: the label of a block (its number, its term) behind the one that it stands in.
        headings: elements that are headings, and their levels.
    """

    blocks: frozenset[str]
    silent: frozenset[str]
    inline: Callable[[Element, str], str]
    labelled: Callable[[Element, Paragraph], Paragraph]
    headings: Mapping[str, int] = {}


def paragraphs(
    element: Element, dialect: Dialect, label: Paragraph = NO_LABEL
) -> Iterator[Paragraph]:
    """The paragraphs of an element in reading order.

    Args:
        element: a paragraph, a list, a figure with its caption, or anything that holds these.
        dialect: of the format that it stands in.
        label: stands before the first paragraph.
    """
    for piece in stream(element, dialect, label):
        if isinstance(piece, Paragraph):
            yield piece


def stream(
    element: Element, dialect: Dialect, label: Paragraph = NO_LABEL
) -> Iterator[Paragraph | Heading]:
    """The paragraphs and the headings of an element in reading order; arguments as above."""
    tag = str(element.tag)
    if tag in dialect.silent:
        return
    if tag in dialect.headings:
        yield Heading(text_of(element, dialect), line_of(element), dialect.headings[tag])
        return
    label = dialect.labelled(element, label)
    run, line = element.text or "", line_of(element)
    for child in element:
        if str(child.tag) not in dialect.blocks:
            run += dialect.inline(child, run[-_SEEN:])
        else:
            if paragraph := _paragraph(label, run, line):
                yield paragraph
                label = NO_LABEL
            for piece in stream(child, dialect, label):
                yield piece
                label = NO_LABEL
            run, line = "", line_after(child)
        tail = child.tail or ""
        if line is not None and not run.strip():
            line += tail[: len(tail) - len(tail.lstrip())].count("\n")
        run += tail
    if paragraph := _paragraph(label, run, line):
        yield paragraph


def children(element: Element, dialect: Dialect, before: str = "") -> str:
    """The inline text inside an element, white space as it stands."""
    text = element.text or ""
    for child in element:
        text += dialect.inline(child, text[-_SEEN:] or before) + (child.tail or "")
    return text


def text_of(element: Element | None, dialect: Dialect) -> str:
    """The inline text of an element, in one line; '' for none."""
    return "" if element is None else squeezed(children(element, dialect))


def joined(before: Paragraph, text: str, element: Element) -> Paragraph:
    """A label with another label behind it."""
    line = before.line if before.text else line_of(element)
    return Paragraph(squeezed(f"{before.text} {text}"), line)


def _paragraph(label: Paragraph, run: str, line: int | None) -> Paragraph | None:
    text = squeezed(run)
    if not text or not label.text:
        return Paragraph(text, line) if text else None
    return Paragraph(f"{label.text} {text}", label.line)
