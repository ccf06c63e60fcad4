"""A page of pdfium to its printed lines: text, position, size and font of each.

Positions are in points from the lower left corner. It knows nothing of columns or of papers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from reviewer.reading.pdf.glyphs import Glyphs
from reviewer.reading.pdf.letters import ACCENT, NOTHING, Box, clean, clean_around, with_accents

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

HYPHEN = "\xad"
"""Ends a line whose last word goes on in the next, where pdfium could tell."""

RAISED = "\x1f"
"""Stands in `Line.split` for a run of characters in a smaller font."""

# pdfium ends a line with CR LF, or with U+FFFE in place of the hyphen that breaks a word.
_PIECE = re.compile(r"[^\n\ufffe\x02]+[\ufffe\x02]?")
_BREAKS = "\ufffe\x02"
_BOLD = re.compile(r"bold|black|heavy|-medi|demi|cmbx|cmb10|ptmb|sfbx|\.b$|_b$|-bd", re.IGNORECASE)
_CODE = re.compile(r"mono|courier|cmtt|lmtt|sftt|consol|typewriter|menlo", re.IGNORECASE)
_WIDE = 0.42
"""A line wider than this share of the page may run over two columns."""
_FAR = 1e5
"""Points; a damaged file puts text further away, or nowhere."""
_GAP = 1.0
"""Words this many times the size of the font apart do not belong to one line of text."""
_TEXT_BEGINS = re.compile(r"(?:1\.?\s+)?(?:abstract|introduction|summary)\b", re.IGNORECASE)
_WORD = re.compile(rf"[^\s{NOTHING}](?:\S*[^\s{NOTHING}])?")
_BLANK = f" \t\n\v\f\r\xa0{NOTHING}"


class Line(NamedTuple):
    """A printed line, or the part of one that stands in one column.

    Args:
        text: without white space at its ends; `HYPHEN` at its end joins it to the next.
        x0, x1: its left and right end.
        y: its baseline.
        size: of the font of its middle character.
        font: the name of that font; where authors stand, of its first letter that is no mark.
        page: from 1.
        gaps: how many wide gaps it has, as between the cells of a table.
        split: `text` with `RAISED` for every raised mark, looked for only where authors stand.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str
    page: int
    split: str = ""
    gaps: int = 0

    @property
    def is_bold(self) -> bool:
        return is_bold(self.font)

    @property
    def width(self) -> float:
        return self.x1 - self.x0


_line = partial(tuple.__new__, Line)  # takes half the time of `Line` and its defaults


@cache
def is_code(font: str) -> bool:
    """Whether a font is one for programs, by its name."""
    return _CODE.search(font) is not None


@cache
def is_bold(font: str) -> bool:
    """Whether a font is bold, by its name."""
    return _BOLD.search(font) is not None


@dataclass
class Page:
    """The lines of a page in the order in which the file draws them.

    Args:
        number: from 1.
        width, height: in points.
        lines: those that run from left to right.
        turned: the texts of those that do not, such as a stamp in the margin.
        raw: the text as pdfium gives it, if anything in it may have no meaning.
        is_scan: OCR made the text; its sizes and fonts are guesses.
    """

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    raw: str = ""
    is_scan: bool = False


def page_lines(opened: "PdfDocument", number: int, fonts: dict[int, str]) -> Page:
    """The lines of one page.

    Args:
        opened: the document.
        number: of the page, from 1.
        fonts: names of fonts by their address, filled for the pages to come.

    Raises:
        PdfiumError: pdfium cannot load the page, or no text of it.
    """
    import pypdfium2.raw as pdfium
    from pypdfium2 import PdfiumError

    # The objects that pypdfium2 makes of pages, to close them by themselves, are 3 % of its time.
    sheet = pdfium.FPDF_LoadPage(opened, number - 1)
    if not sheet:
        raise PdfiumError("no page")
    text = pdfium.FPDFText_LoadPage(sheet)
    try:
        if not text:
            raise PdfiumError("no text page")
        page = Page(number, pdfium.FPDF_GetPageWidthF(sheet), pdfium.FPDF_GetPageHeightF(sheet))
        _fill(page, Glyphs(text, fonts))
        return page
    finally:
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(sheet)


def _fill(page: Page, glyphs: Glyphs) -> None:
    page.raw = "" if glyphs.is_plain else glyphs.text
    page.is_scan = page.number == 1 and glyphs.is_hidden()
    # where authors may stand side by side
    above = page.height / 2 if page.number == 1 else page.height
    wide = _WIDE * page.width
    for start, end in _pieces(glyphs):
        if page.number == 1 and _TEXT_BEGINS.match(glyphs.text, start, end):
            above = page.height
        box, last = ends = glyphs.ends(start, end)
        is_front = box[1] > above
        if is_front or (last[2] - box[0] >= wide and glyphs.has_gap(start, end, _GAP)):
            for first, stop in _parts(glyphs, start, end):
                _add(page, glyphs, first, stop, glyphs.ends(first, stop), is_front=is_front)
        else:
            _add(page, glyphs, start, end, ends, is_front=is_front)


def _pieces(glyphs: Glyphs) -> Iterator[tuple[int, int]]:
    """Start and end of what pdfium takes for a line, without white space at the ends."""
    for match in _PIECE.finditer(glyphs.text):
        start, end = match.span()
        piece = match[0]
        if not piece.isascii() and ACCENT.search(piece):
            piece = with_accents(piece, glyphs.boxes(start, end))
            glyphs.text = f"{glyphs.text[:start]}{piece}{glyphs.text[end:]}"
        bare = piece.rstrip(_BLANK)
        end = start + len(bare)
        start = end - len(bare.lstrip(_BLANK))
        if start < end:
            yield start, end


def _parts(glyphs: Glyphs, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a piece between gaps that are wider than any between words."""
    words = [(match.start(), match.end()) for match in _WORD.finditer(glyphs.text, start, end)]
    gaps = glyphs.gaps(words)
    if not gaps:
        yield start, end
        return
    size = glyphs.size(words[0][0])
    least = min(_GAP * size, max(0.6 * size, 2.2 * sorted(gaps)[len(gaps) // 2]))
    for gap, (_, before), (after, _) in zip(gaps, words, words[1:], strict=False):
        if gap > least:
            yield start, before
            start = after
    yield start, end


def _add(
    page: Page, glyphs: Glyphs, start: int, end: int, ends: tuple[Box, Box], *, is_front: bool
) -> None:
    (x0, bottom, _, _), (_, last_bottom, x1, _) = ends
    raw = glyphs.text[start:end]
    is_broken = raw[-1] in _BREAKS
    text = clean(raw[:-1]).rstrip() if is_broken else clean(raw)
    if not text:
        return
    first = middle = _middle(glyphs, start, end)
    last, split = end - 1, ""
    if is_front:
        solid, split = _split(glyphs, start, end)
        first, middle, last = solid[0], solid[len(solid) // 2], solid[-1]
    size = glyphs.size(middle)
    rise = abs(last_bottom - bottom)
    if rise > 2 * size and rise > abs(x1 - x0):
        page.turned.append(text)
        return
    if is_broken:
        text = text.rstrip("-") + HYPHEN
    font = glyphs.font(first)
    if is_bold(font):  # a bold beginning does not make a line bold
        font = glyphs.font(last)
    left, right = (x0, x1) if x0 <= x1 else (x1, x0)
    y = glyphs.baseline(middle)
    if left > -_FAR and right < _FAR and -_FAR < y < _FAR and size < _FAR:
        page.lines.append(_line((text, left, right, y, size, font, page.number, split, 0)))


def _middle(glyphs: Glyphs, start: int, end: int) -> int:
    middle = (start + end) // 2
    while middle > start and glyphs.text[middle] in _BLANK:
        middle -= 1
    return middle


def _split(glyphs: Glyphs, start: int, end: int) -> tuple[list[int], str]:
    """The places of the characters of a stretch that are not raised marks, and its text.

    `RAISED` stands in the text for the marks, which are smaller.
    """
    text = glyphs.text[start:end]
    sizes = glyphs.nominal_sizes(start, end)
    if min(sizes) == max(sizes) > 0:
        places = [place for place, c in enumerate(text, start) if c not in _BLANK]
        return places or [_middle(glyphs, start, end)], clean_around(text, RAISED)
    printed = [size for size, c in zip(sizes, text, strict=True) if c.isalpha()]
    usual = max(set(printed), key=printed.count) if printed else 0.0
    kept = [
        c if c in _BLANK or size > 0.85 * usual else RAISED
        for c, size in zip(text, sizes, strict=True)
    ]
    places = [
        start + index
        for index, (size, c) in enumerate(zip(sizes, text, strict=True))
        if c not in _BLANK and size > 0.85 * usual
    ]
    return places or [_middle(glyphs, start, end)], clean_around("".join(kept), RAISED)
