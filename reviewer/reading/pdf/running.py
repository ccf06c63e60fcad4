"""Pages without what is not their text: running heads and feet, page numbers, numbers of lines.

It looks at places on the page and at what comes back from page to page, not at what is said.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from reviewer.reading.pdf.lines import Line, Page

_EDGE_LINES = 3
"""Printed lines at the top and at the bottom of a page that may be running heads."""
_WHITE = 1.3
"""Times the usual step between lines."""
_NEAR = 8.0
_PAGES_AROUND = 4
_ALIKE = 75
"""Of 100: OCR does not read a running head twice in one way."""
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:p(?:age|\.)?\s*)?(?:\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,5})?[\W_]*", re.I
)
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_NOT_WORDS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d{1,5}")
_IMPRINT = re.compile(
    r"proceedings|conference|workshop|symposium|association for|copyright|©|\(c\) ?\d{4}|licen[cs]e"
    r"|doi|issn|isbn|journal|volume|\bvol\b|preprint|under review|published|submitted|arxiv",
    re.IGNORECASE,
)
_LINE_NUMBER = re.compile(r"(\d{1,4})(?:\s+(?=\S)|$)")
_LEAST_NUMBERED = 8


def without_running(pages: Sequence[Page]) -> list[Line]:
    """Takes running heads, page numbers and line numbers off the pages.

    Returns:
        the lines that are taken off the first page: they may name the journal, the year, the DOI.
    """
    for page in pages:
        _drop_line_numbers(page)
    edges = {page.number: _edges(page) for page in pages}
    keys = {id(line): _key(line.text) for lines in edges.values() for line in lines}
    numbering = _numbering(edges)
    first: list[Line] = []
    for page in pages:
        dropped = [
            line
            for line in edges[page.number]
            if _comes_back(line, edges, keys)
            or _is_page_number(line, page)
            or (line.text.isdigit() and int(line.text) - line.page in numbering)
        ]
        _drop(page, dropped)
        if page.number == 1:
            first = dropped + _imprint(page)
    return first


def _drop(page: Page, lines: Sequence[Line]) -> None:
    gone = set(map(id, lines))
    page.lines = [line for line in page.lines if id(line) not in gone]


def _numbering(edges: Mapping[int, Sequence[Line]]) -> set[int]:
    """How far printed page numbers run before those of the file, where several pages agree."""
    shifts = Counter(
        shift
        for lines in edges.values()
        for shift in {int(line.text) - line.page for line in lines if _NUMBER.fullmatch(line.text)}
    )
    return {shift for shift, count in shifts.items() if count >= max(2, len(edges) / 4)}


def _imprint(page: Page) -> list[Line]:
    """Takes the lines off the foot of a first page that say where it was published."""
    rows = sorted(page.lines, key=lambda line: line.y)
    imprint: list[Line] = []
    for line, above in pairwise(rows):
        imprint.append(line)
        if len(imprint) > 6:
            return []
        if above.y - line.y > 1.5 * line.size:
            is_imprint = any(_IMPRINT.search(low.text) for low in imprint)
            lowest = imprint if is_imprint and line.y < 0.2 * page.height else []
            _drop(page, lowest)
            return lowest
    return []


def _edges(page: Page) -> list[Line]:
    """The outermost lines of a page, down to the white that parts them from its text.

    Where no white does, only the outermost row: it may be a page number.
    """
    rows: dict[int, list[Line]] = defaultdict(list)
    for line in page.lines:
        rows[round(line.y / 3)].append(line)
    places = sorted(rows)
    steps = sorted(b - a for a, b in pairwise(places))
    usual = steps[len(steps) // 2] if steps else 0
    found: dict[int, Line] = {}
    for order in (places, places[::-1]):
        count = 1
        for number in range(1, min(_EDGE_LINES, len(order) - 1) + 1):
            if abs(order[number] - order[number - 1]) > _WHITE * usual:
                count = number
                break
        for place in order[:count]:
            found.update((id(line), line) for line in rows[place])
    return list(found.values())


def _key(text: str) -> str:
    return _NOT_WORDS.sub(" ", _DIGITS.sub("#", text.casefold())).strip()


def _comes_back(line: Line, edges: Mapping[int, Sequence[Line]], keys: Mapping[int, str]) -> bool:
    """Whether a page nearby has the same words, numbers aside, at the same height."""
    from rapidfuzz.fuzz import ratio

    key = keys[id(line)]
    if key in ("", "#"):
        return False
    for number in range(line.page - _PAGES_AROUND, line.page + _PAGES_AROUND + 1):
        for other in edges.get(number, ()) if number != line.page else ():
            if abs(other.y - line.y) < _NEAR:
                their = keys[id(other)]
                if key == their or (len(key) > 8 and ratio(key, their) >= _ALIKE):
                    return True
    return False


def _is_page_number(line: Line, page: Page) -> bool:
    if _PAGE_NUMBER.fullmatch(line.text) is None:
        return False
    beyond = [other for other in page.lines if other is not line]
    lowest = min((other.y for other in beyond), default=0.0)
    highest = max((other.y for other in beyond), default=page.height)
    return line.y <= lowest + 3 or line.y >= highest - 3


def _drop_line_numbers(page: Page) -> None:
    """Numbers in the margin that count the lines, alone or before the text of their line."""
    numbered = [
        (int(match[1]), line)
        for line in page.lines
        if line.text[:1].isdecimal() and (match := _LINE_NUMBER.match(line.text)) is not None
    ]
    if len(numbered) < _LEAST_NUMBERED:
        return
    margins = Counter(round(line.x0 / 20) for _, line in numbered)
    for place in [place for place, count in margins.items() if count >= _LEAST_NUMBERED]:
        there = [(n, line) for n, line in numbered if abs(line.x0 / 20 - place) <= 1]
        there.sort(key=lambda item: -item[1].y)
        if _counts(there):
            numbers = {id(line) for _, line in there}
            page.lines = [_unnumbered(line) if id(line) in numbers else line for line in page.lines]
            page.lines = [line for line in page.lines if line.text]


def _counts(numbered: Sequence[tuple[int, Line]]) -> bool:
    steps = Counter(b - a for (a, _), (b, _) in pairwise(numbered))
    step, count = steps.most_common(1)[0]
    return step in (1, 2, 5, 10) and count >= 0.8 * (len(numbered) - 1)


def _unnumbered(line: Line) -> Line:
    text = _LINE_NUMBER.sub("", line.text, count=1)
    if not text:
        return line._replace(text="")
    width = line.width * len(text) / len(line.text)
    return line._replace(text=text, x0=line.x1 - width)
