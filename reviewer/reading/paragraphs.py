"""Paragraphs, each with where it stands, to one section with its places.

It knows no format.
"""

from collections.abc import Iterable
from typing import NamedTuple

from reviewer.models import Place, Section, SectionKind

BETWEEN = "\n\n"


class Paragraph(NamedTuple):
    """A text without blank lines, and the line or page (1-based) where it begins."""

    text: str
    line: int | None = None
    page: int | None = None


def section(
    kind: SectionKind,
    paragraphs: Iterable[Paragraph],
    *,
    heading: str | None = None,
    part: str | None = None,
) -> Section:
    """The paragraphs with a blank line between them; those without words are left out.

    Args:
        kind: what the section is.
        paragraphs: in reading order.
        heading: as it is printed.
        part: the file inside the file that they stand in.
    """
    texts: list[str] = []
    places: list[Place] = []
    start = 0
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if text:
            place = Place(start, paragraph.line, paragraph.page)
            if not places or places[-1][1:] != place[1:]:
                places.append(place)
            texts.append(text)
            start += len(text) + len(BETWEEN)
    return Section(
        kind=kind, text=BETWEEN.join(texts), heading=heading, places=tuple(places), part=part
    )
