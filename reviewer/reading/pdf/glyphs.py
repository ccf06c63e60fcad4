"""The characters of one page, asked one by one of pdfium: text, boxes, sizes, fonts.

Every question is a call, so they are made as cheap as ctypes allows. It knows no lines.
"""

import ctypes
from array import array
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import inf
from struct import Struct
from typing import NamedTuple

from reviewer.reading.pdf.letters import Box, decoded, is_plain, with_supplementary

_box = Struct("4d").unpack
_pointer = ctypes.c_void_p.from_param


class _Calls(NamedTuple):
    """Functions of pdfium that do not look at the types of what they are given.

    That halves the time of a call. They take what `_pointer` has made of an address, and integers
    below 2³¹.
    """

    char_box: "ctypes._FuncPointer"
    origin: "ctypes._FuncPointer"
    font_size: "ctypes._FuncPointer"
    matrix: "ctypes._FuncPointer"
    text_object: "ctypes._FuncPointer"
    font: "ctypes._FuncPointer"
    count_rects: "ctypes._FuncPointer"
    rect: "ctypes._FuncPointer"
    char_index: "ctypes._FuncPointer"
    text: "ctypes._FuncPointer"


@cache
def _calls() -> _Calls:
    import pypdfium2.raw as pdfium

    pointer, number = ctypes.c_void_p, ctypes.c_int

    def call(name: str, result: type) -> "ctypes._FuncPointer":
        address = ctypes.cast(getattr(pdfium, name), pointer).value
        return ctypes.PYFUNCTYPE(result)(address or 0)

    return _Calls(
        char_box=call("FPDFText_GetCharBox", number),
        origin=call("FPDFText_GetCharOrigin", number),
        font_size=call("FPDFText_GetFontSize", ctypes.c_double),
        matrix=call("FPDFText_GetMatrix", number),
        text_object=call("FPDFText_GetTextObject", pointer),
        font=call("FPDFTextObj_GetFont", pointer),
        count_rects=call("FPDFText_CountRects", number),
        rect=call("FPDFText_GetRect", number),
        char_index=call("FPDFText_GetCharIndexFromTextIndex", number),
        text=call("FPDFText_GetText", number),
    )


def _addresses(numbers: "array[float]") -> list[object]:
    """Where each of the numbers is, as a function of pdfium takes it."""
    start = numbers.buffer_info()[0]
    return [_pointer(start + place * numbers.itemsize) for place in range(len(numbers))]


@lru_cache(maxsize=1024)
def _printed_size(nominal: float, c: float, d: float) -> float:
    scale = abs(d) if c == 0 else (c * c + d * d) ** 0.5
    return round(nominal * scale, 1) or 1.0


class Glyphs:
    """The characters of one page.

    Args:
        raw: the text page of pdfium, open as long as this is used.
        fonts: names of fonts by their address, filled as they are met.

    Attributes:
        text: what pdfium reads; positions in it are what the methods take.
        is_plain: no character of it may mean another, or nothing.
    """

    def __init__(self, raw: "ctypes._Pointer[ctypes.Structure]", fonts: dict[int, str]) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        calls = self._calls = _calls()
        self._char_box, self._origin = calls.char_box, calls.origin
        self._font_size, self._get_matrix = calls.font_size, calls.matrix
        self._text_object, self._get_font = calls.text_object, calls.font
        self._raw = raw
        self._page = _pointer(ctypes.cast(raw, ctypes.c_void_p).value)
        self._fonts = fonts
        self._numbers = array("d", bytes(4 * 8))
        self._matrix = array("f", bytes(6 * 4))
        self._at = _addresses(self._numbers)
        self._matrix_at = _addresses(self._matrix)[0]
        count = pdfium.FPDFText_CountChars(raw)
        self.text = self._characters(count)
        self.is_plain = is_plain(self.text)
        if not self.is_plain:
            self.text = decoded(with_supplementary(self.text, self._code))
        self._is_shifted = len(self.text) != count

    def _characters(self, count: int) -> str:
        if count <= 0:
            return ""
        room = 2 * count + 64  # the text may hold more than the characters counted
        buffer = array("H", bytes(2 * room))
        to = _pointer(buffer.buffer_info()[0])
        written = int(self._calls.text(self._page, 0, count, to))
        units = buffer[: max(0, written - 1)].tobytes()
        return units.decode("utf-16-le", "surrogatepass")

    def _code(self, index: int) -> int:
        return int(self._pdfium.FPDFText_GetUnicode(self._raw, index))

    def boxes(self, start: int, end: int) -> list[Box]:
        """Where the ink of each character of a stretch is."""
        ask, page, numbers = self._char_box, self._page, self._numbers
        left, bottom, right, top = self._at
        boxes = []
        for index in range(start, end):
            ask(page, self._index(index), left, right, bottom, top)
            boxes.append(_box(numbers))
        return boxes

    def gaps(self, words: Sequence[tuple[int, int]]) -> list[float]:
        """The white between words, given by their starts and ends."""
        ask, page, numbers = self._char_box, self._page, self._numbers
        left, bottom, right, top = self._at
        gaps = []
        for (_, before), (after, _) in pairwise(words):
            ask(page, self._index(before - 1), left, right, bottom, top)
            end = numbers[2]
            ask(page, self._index(after), left, right, bottom, top)
            gaps.append(numbers[0] - end)
        return gaps

    def ends(self, start: int, end: int) -> tuple[Box, Box]:
        """The boxes of the first and the last character of a stretch."""
        left, bottom, right, top = self._at
        first, last = start, end - 1
        if self._is_shifted:
            first, last = self._index(first), self._index(last)
        self._char_box(self._page, first, left, right, bottom, top)
        box = _box(self._numbers)
        self._char_box(self._page, last, left, right, bottom, top)
        return box, _box(self._numbers)

    def baseline(self, index: int) -> float:
        index = self._index(index) if self._is_shifted else index
        self._origin(self._page, index, self._at[0], self._at[1])
        return self._numbers[1]

    def size(self, index: int) -> float:
        """The size of the font as it is printed, in points."""
        index = self._index(index) if self._is_shifted else index
        nominal: float = self._font_size(self._page, index)
        matrix = self._matrix
        self._get_matrix(self._page, index, self._matrix_at)
        return _printed_size(nominal, matrix[2], matrix[3])

    def nominal_sizes(self, start: int, end: int) -> list[float]:
        """The sizes of fonts before any scaling: to compare characters of one line."""
        ask, page = self._font_size, self._page
        if not self._is_shifted:
            return [ask(page, index) for index in range(start, end)]
        return [ask(page, self._index(index)) for index in range(start, end)]

    def font(self, index: int) -> str:
        index = self._index(index) if self._is_shifted else index
        handle = self._text_object(self._page, index)
        font = self._get_font(_pointer(handle)) if handle else None
        if font is None:
            return ""
        name = self._fonts.get(font)
        if name is None:
            name = self._fonts[font] = self._font_name(font)
        return name

    def is_hidden(self) -> bool:
        """Whether the text is not drawn, as that which OCR laid over the picture of a page."""
        shares = (len(self.text) * part // 8 for part in (2, 3, 4, 5, 6))
        places = [index for index in shares if index < len(self.text)]
        handles = [self._pdfium.FPDFText_GetTextObject(self._raw, self._index(i)) for i in places]
        modes = [self._pdfium.FPDFTextObj_GetTextRenderMode(handle) for handle in handles if handle]
        return 2 * modes.count(self._pdfium.FPDF_TEXTRENDERMODE_INVISIBLE) > len(modes)

    def _font_name(self, address: int) -> str:
        handle = ctypes.cast(address, self._pdfium.FPDF_FONT)
        buffer = ctypes.create_string_buffer(256)
        length = int(self._pdfium.FPDFFont_GetBaseFontName(handle, buffer, len(buffer)))
        name = buffer.raw[: max(0, min(length, len(buffer)) - 1)].decode("utf-8", "replace")
        return name.partition("+")[2] or name or f"unnamed {len(self._fonts)}"

    def has_gap(self, start: int, end: int, size: float) -> bool:
        """Whether what is drawn in one go stands further apart than `size` times its height."""
        left, bottom, right, top = self._at
        page, rect, numbers = self._page, self._calls.rect, self._numbers
        count = self._calls.count_rects(page, self._index(start), end - start)
        before = inf
        least = 4.0 * size
        if count < 2:
            return False
        for number in range(count):
            rect(page, number, left, top, right, bottom)
            x0, y0, x1, y1 = _box(numbers)
            if x0 - before > least and x0 - before > 0.8 * size * (y1 - y0):
                return True
            before = x1
        return False

    def _index(self, index: int) -> int:
        if not self._is_shifted:
            return index
        return int(self._calls.char_index(self._page, index))
