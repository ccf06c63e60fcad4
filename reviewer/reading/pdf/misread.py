"""Headings that OCR misread to the words they stand for, on the lines of scanned pages.

It knows the few headings that decide what is evidence, and looks at lines of one word only.
"""

import re
from collections.abc import Sequence

from reviewer.reading.pdf.headings import NUMBERING, closed_up
from reviewer.reading.pdf.lines import Line, Page

_HEADINGS = (
    "Abstract",
    "Introduction",
    "References",
    "Bibliography",
    "Acknowledgements",
    "Acknowledgments",
    "Acknowledgement",
    "Acknowledgment",
)
_OTHER_WORDS = re.compile(
    r"(?:p?re|in|dif)ferences?|abstract(?:ion|s|ed)|acknowledged|introduc(?:ing|tions)|(?:pro|re)"
    r"duction|referents?"
)
_LEAST_ALIKE = 78
"""Of 100; two letters of ten may be wrong."""
_LEAD = re.compile(r"(A\w{6,8})\s*[.:—–-]+\s*\S")
_SIGNS = re.compile(r"[^\w\s]+$")


def mended(page: Page) -> Page:
    """The page with the headings as they were printed; other lines are as they were."""
    page.lines = [_mended(line) for line in page.lines]
    return page


def _mended(line: Line) -> Line:
    if line.page == 1 and (lead := _LEAD.match(line.text)) and _nearest(lead[1], _HEADINGS[:1]):
        return line._replace(text=f"{_HEADINGS[0]}{line.text[lead.end(1) :]}")
    number = NUMBERING.match(line.text)
    start = number.end() if number else 0
    rest = line.text[start:].strip()
    if " " in rest and rest[1] != " ":  # words, and no spaced letters
        return line
    word = _SIGNS.sub("", closed_up(rest))
    if not 6 <= len(word) <= 20 or " " in word or not word[:1].isupper():
        return line
    heading = _nearest(word, _HEADINGS)
    return line if heading is None else line._replace(text=line.text[:start] + heading)


def _nearest(word: str, headings: Sequence[str]) -> str | None:
    from rapidfuzz.fuzz import ratio

    word = word.casefold()
    if _OTHER_WORDS.fullmatch(word):
        return None
    alike, heading = max((ratio(word, heading.casefold()), heading) for heading in headings)
    return heading if _LEAST_ALIKE <= alike < 100 else None
