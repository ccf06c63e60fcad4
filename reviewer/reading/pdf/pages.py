"""An open PDF to its pages of lines, and an account of those that could not be read.

It knows nothing of columns or of papers.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer.errors import ReadError
from reviewer.reading import ocr
from reviewer.reading.pdf.letters import is_unreadable
from reviewer.reading.pdf.lines import Page, page_lines
from reviewer.reading.pdf.scanned import has_picture, seen_lines

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_PAGES = 2000
MOST_SEEN = 12
"""Pages that are read with OCR, which takes seconds for each."""
_OCR_HINT = "pip install 'literature-reviewer[ocr]' reads scanned pages"
_AGAIN = "download it again, or open it in a viewer and print it to a new PDF"


@dataclass
class Pages:
    """The pages with text, and the numbers of the others.

    Args:
        read: in the order of the file.
        damaged: pdfium cannot load them.
        undecodable: their text has no meaning, as the fonts do not say what their characters are.
        bare: nothing but pictures, or nothing at all.
        seen: read with OCR.
        left: how many are beyond `MOST_PAGES`.
    """

    read: list[Page] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    undecodable: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    left: int = 0

    def notes(self) -> list[str]:
        """What a user should know of the pages that are not read."""
        told = []
        if self.left:
            told.append(f"only the first {MOST_PAGES} of {MOST_PAGES + self.left} pages are read")
        if self.damaged:
            told.append(f"{_numbered(self.damaged)} damaged, left out")
        if self.seen:
            told.append(f"the text of {_listed(self.seen)} is from OCR: check what you quote")
        if len(self.seen) == MOST_SEEN and (self.bare or self.undecodable):
            told.append(f"no more than {MOST_SEEN} pages are read with OCR")
        if self.undecodable:
            told.append(f"{_numbered(self.undecodable)} left out: the text cannot be decoded")
        if self.bare and len(self.bare) >= len(self.read) - len(self.seen):
            told.append(f"{_numbered(self.bare)} left out: no text layer{_hint()}")
        return told

    def refuse(self) -> None:
        """Says why there is no text.

        Raises:
            ReadError: no page is read.
        """
        if self.read:
            return
        if self.undecodable:
            raise ReadError(
                "its text layer cannot be decoded: the fonts do not say what their characters mean",
                hint=_OCR_HINT,
            )
        if self.bare:
            raise ReadError(
                "no text layer: its pages are pictures or empty",
                hint="OCR finds no words on them either" if ocr.available() else _OCR_HINT,
            )
        raise ReadError("the PDF is damaged: none of its pages can be read", hint=_AGAIN)


def pages_of(opened: "PdfDocument") -> Pages:
    """The pages of a document, at most `MOST_PAGES`."""
    from pypdfium2 import PdfiumError

    count = len(opened)
    pages = Pages(left=max(0, count - MOST_PAGES))
    fonts: dict[int, str] = {}
    for number in range(1, count - pages.left + 1):
        try:
            _sort(pages, opened, page_lines(opened, number, fonts))
        except PdfiumError:
            pages.damaged.append(number)
    return pages


def _sort(pages: Pages, opened: "PdfDocument", lines: Page) -> None:
    is_garbled = is_unreadable(lines.raw)
    if lines.lines and not is_garbled:
        pages.read.append(lines)
        return
    seen = _seen(opened, lines.number) if len(pages.seen) < MOST_SEEN else None
    if seen is not None and seen.lines:
        pages.seen.append(lines.number)
        pages.read.append(seen)
        return
    (pages.undecodable if is_garbled else pages.bare).append(lines.number)


def _seen(opened: "PdfDocument", number: int) -> Page | None:
    """What OCR reads on a page, if it is installed and anything is drawn there."""
    if not ocr.available():
        return None
    page = opened[number - 1]
    try:
        return seen_lines(page, number) if has_picture(page) else None
    finally:
        page.close()


def _hint() -> str:
    return "" if ocr.available() else f"; {_OCR_HINT}"


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:5])) + (", …" if len(numbers) > 5 else "")
    return f"page {shown}" if len(numbers) == 1 else f"{len(numbers)} pages ({shown})"


def _numbered(numbers: list[int]) -> str:
    return f"{_listed(numbers)} {'is' if len(numbers) == 1 else 'are'}"
