"""A page that is a picture to its lines, where the optional extra `ocr` is installed.

It draws the page and hands it over; how print is recognised is not its business.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewer.reading import ocr
from reviewer.reading.pdf.letters import clean
from reviewer.reading.pdf.lines import Line, Page

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_DESCENT = 0.2
"""Share of the height of a recognised line that is below its baseline."""
_ALIKE = 0.2
"""Lines whose heights differ by less from the usual one are in one size of print."""


def has_picture(page: "PdfPage") -> bool:
    """Whether anything is drawn on a page: an empty one is not worth a look."""
    import pypdfium2.raw as pdfium

    return int(pdfium.FPDFPage_CountObjects(page)) > 0


def seen_lines(page: "PdfPage", number: int) -> Page:
    """The lines that OCR finds on a page.

    Args:
        page: of pypdfium2.
        number: from 1.
    """
    width, height = page.get_size()
    scale = ocr.scale_for(width, height)
    seen = ocr.see(page.render(scale=scale).to_numpy())
    usual = _usual([line.height for line in seen])
    lines = []
    for line in seen:
        text = clean(line.text)
        tall = usual if abs(line.height - usual) <= _ALIKE * usual else line.height
        y = height - (line.bottom - _DESCENT * line.height) / scale
        if text:
            size = round((1 - _DESCENT) * tall / scale, 1) or 1.0
            lines.append(Line(text, line.left / scale, line.right / scale, y, size, "", number))
    return Page(number, width, height, lines)


def _usual(heights: Sequence[float]) -> float:
    return sorted(heights)[len(heights) // 2] if heights else 0.0
