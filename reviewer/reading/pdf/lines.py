"""A page of pdfium to its printed lines: text, position, size and font of each.

Positions are in points from the lower left corner. It knows nothing of columns or of papers.
"""

import ctypes
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from reviewer.reading.pdf.letters import ACCENT, NOTHING, clean, clean_around, with_accents

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

HYPHEN = "\xad"
"""Ends a line whose last word goes on in the next, where pdfium could tell."""

RAISED = "\x1f"
"""Stands in `Line.split` for a run of characters in a smaller font."""

# pdfium ends a line with CR LF, or with U+FFFE in place of the hyphen that breaks a word.
_PIECE = re.compile(r"(?:(?!\r\n)[^\ufffe\x02])+[\ufffe\x02]?")
_BREAKS = "\ufffe\x02"
_FIRST_SUPPLEMENTARY = re.compile("[\ud400-\ud7ff]")
_BOLD = re.compile(r"bold|black|heavy|-medi|demi|cmbx|cmb10|ptmb|sfbx|\.b$|_b$|-bd", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|cmti|cmmi|cmsl|sfti|-it$|\.i$", re.IGNORECASE)
_WIDE = 0.42
"""A line wider than this share of the page may run over two columns."""
_GAP = 1.0
"""Words this many times the size of the font apart do not belong to one line of text."""
_WORD = re.compile(rf"[^\s{NOTHING}]+")
_BLANK = f" \t\n\v\f\r\xa0{NOTHING}"


class Line(NamedTuple):
    """A printed line, or the part of one that stands in one column.

    Args:
        text: without white space at its ends; `HYPHEN` at its end joins it to the next.
        x0, x1: its left and right end.
        y: its baseline.
        size: of the font of its middle character.
        font: the name of that font.
        page: from 1.
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

    @property
    def is_bold(self) -> bool:
        return _BOLD.search(self.font) is not None

    @property
    def is_italic(self) -> bool:
        return _ITALIC.search(self.font) is not None

    @property
    def width(self) -> float:
        return self.x1 - self.x0


@dataclass
class Page:
    """The lines of a page in the order in which the file draws them.

    Args:
        number: from 1.
        width, height: in points.
        lines: those that run from left to right.
        turned: the texts of those that do not, such as a stamp in the margin.
        raw: the text as pdfium gives it.
    """

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    raw: str = ""


def page_lines(page: "PdfPage", number: int, fonts: dict[int, str]) -> Page:
    """The lines of one page.

    Args:
        page: of pypdfium2.
        number: from 1.
        fonts: names of fonts by their address, filled for the pages to come.

    Raises:
        PdfiumError: the page has no text that pdfium can load.
    """
    width, height = page.get_size()
    result = Page(number, width, height)
    textpage = page.get_textpage()
    try:
        glyphs = _Glyphs(textpage.raw, fonts)
        result.raw = glyphs.text
        for start, end in glyphs.pieces():
            for first, last in glyphs.parts(
                start, end, width, above=height / 2 if number == 1 else height
            ):
                _add(result, glyphs, first, last)
    finally:
        textpage.close()
    return result


def _add(page: Page, glyphs: "_Glyphs", start: int, end: int) -> None:
    x0, bottom, _, _ = glyphs.box(start)
    _, last_bottom, x1, _ = glyphs.box(end - 1)
    middle = (start + end) // 2
    while middle > start and glyphs.text[middle] in _BLANK:
        middle -= 1
    size = glyphs.size(middle)
    raw = glyphs.text[start:end]
    rise = abs(last_bottom - bottom)
    text = clean(raw)
    if not text:
        return
    if rise > 2 * size and rise > abs(x1 - x0):
        page.turned.append(text)
        return
    if raw[-1] in _BREAKS:
        text = text.rstrip("-") + HYPHEN
    y = glyphs.baseline(middle)
    is_front = page.number == 1 and y > page.height / 2
    split = glyphs.split(start, end) if is_front else ""
    font = glyphs.font(middle)
    page.lines.append(Line(text, min(x0, x1), max(x0, x1), y, size, font, page.number, split))


class _Glyphs:
    """The characters of one page, asked one by one: every question costs a call of pdfium."""

    def __init__(self, raw: object, fonts: dict[int, str]) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._raw = raw
        self._fonts = fonts
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(number) for number in self._numbers]
        self._matrix = pdfium.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)
        count = pdfium.FPDFText_CountChars(raw)
        self.text = self._characters(count)
        self._shifted = len(self.text) != count

    def _characters(self, count: int) -> str:
        if count <= 0:
            return ""
        slack = 2 * count + 64  # the text may hold more than the characters counted
        buffer = (ctypes.c_ushort * slack)()
        written = int(self._pdfium.FPDFText_GetText(self._raw, 0, count, buffer))
        units = bytes(memoryview(buffer)[: max(0, written - 1)])
        text = units.decode("utf-16-le", "surrogatepass")
        return _FIRST_SUPPLEMENTARY.sub(self._supplementary, text) if text else text

    def _supplementary(self, match: re.Match[str]) -> str:
        """Mathematical letters lose their plane in pdfium's text and look Korean."""
        code = int(self._pdfium.FPDFText_GetUnicode(self._raw, match.start()))
        return chr(code) if 0xFFFF < code < 0x110000 else match[0]

    def pieces(self) -> Iterator[tuple[int, int]]:
        """Start and end of what pdfium takes for a line, without white space at the ends."""
        for match in _PIECE.finditer(self.text):
            start, end = match.span()
            if ACCENT.search(match[0]):
                boxes = [self.box(index) for index in range(start, end)]
                repaired = with_accents(match[0], boxes)
                self.text = f"{self.text[:start]}{repaired}{self.text[end:]}"
            piece = self.text[start:end]
            end = start + len(piece.rstrip(_BLANK))
            start += len(piece) - len(piece.lstrip(_BLANK))
            if start < end:
                yield start, end

    def parts(
        self, start: int, end: int, page_width: float, *, above: float
    ) -> Iterator[tuple[int, int]]:
        """The stretches of a piece between gaps that are wider than any between words.

        Higher up on the page than `above` (where authors stand side by side) every word is looked
        at; below, only where the drawn pieces of a wide line stand apart.
        """
        x0, y0, _, _ = self.box(start)
        is_wide = self.box(end - 1)[2] - x0 >= _WIDE * page_width
        if y0 <= above and not (is_wide and self._has_gap(start, end)):
            yield start, end
            return
        words = [(m.start(), m.end()) for m in _WORD.finditer(self.text, start, end)]
        for (_, before), (after, _) in itertools.pairwise(words):
            right = self.box(before - 1)[2]
            left = self.box(after)[0]
            if left - right > _GAP * self.size(after):
                yield start, before
                start = after
        yield start, end

    def _has_gap(self, start: int, end: int) -> bool:
        first = self._index(start)
        count = self._pdfium.FPDFText_CountRects(self._raw, first, end - start)
        left, right, bottom, top = self._refs
        before = None
        for number in range(count):
            self._pdfium.FPDFText_GetRect(self._raw, number, left, top, right, bottom)
            if before is not None:
                gap = self._numbers[0].value - before
                height = self._numbers[3].value - self._numbers[2].value
                if gap > 0.8 * max(height, 5.0):
                    return True
            before = self._numbers[1].value
        return False

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the ink of one character."""
        left, right, bottom, top = self._refs
        self._pdfium.FPDFText_GetCharBox(self._raw, self._index(index), left, right, bottom, top)
        x0, x1, y0, y1 = self._numbers
        return x0.value, y0.value, x1.value, y1.value

    def baseline(self, index: int) -> float:
        x, y = self._refs[0], self._refs[1]
        self._pdfium.FPDFText_GetCharOrigin(self._raw, self._index(index), x, y)
        return self._numbers[1].value

    def size(self, index: int) -> float:
        """The size of the font as it is printed, in points."""
        char = self._index(index)
        nominal = self._pdfium.FPDFText_GetFontSize(self._raw, char)
        self._pdfium.FPDFText_GetMatrix(self._raw, char, self._matrix_ref)
        scale = (self._matrix.c**2 + self._matrix.d**2) ** 0.5
        return round(nominal * scale, 1) or 1.0

    def font(self, index: int) -> str:
        handle = self._pdfium.FPDFText_GetTextObject(self._raw, self._index(index))
        if not handle:
            return ""
        font = self._pdfium.FPDFTextObj_GetFont(handle)
        if not font:
            return ""
        address = ctypes.addressof(font.contents)
        if address not in self._fonts:
            self._fonts[address] = _font_name(self._pdfium.FPDFFont_GetBaseFontName, font)
        return self._fonts[address]

    def split(self, start: int, end: int) -> str:
        """A stretch with `RAISED` in place of its smaller characters."""
        ask = self._pdfium.FPDFText_GetFontSize
        sizes = [ask(self._raw, self._index(index)) for index in range(start, end)]
        text = self.text[start:end]
        solid = [s for s, c in zip(sizes, text, strict=True) if c not in _BLANK]
        usual = max(set(solid), key=solid.count) if solid else 0.0
        kept = [
            c if c in _BLANK or size > 0.85 * usual else RAISED
            for c, size in zip(text, sizes, strict=True)
        ]
        return clean_around("".join(kept), RAISED)

    def _index(self, index: int) -> int:
        if not self._shifted:
            return index
        return int(self._pdfium.FPDFText_GetCharIndexFromTextIndex(self._raw, index))


def _font_name(ask: Callable[..., int], font: object) -> str:
    buffer = ctypes.create_string_buffer(256)
    length = ask(font, buffer, len(buffer))
    name = buffer.raw[: max(0, min(int(length), len(buffer)) - 1)].decode("utf-8", "replace")
    return name.partition("+")[2] or name
