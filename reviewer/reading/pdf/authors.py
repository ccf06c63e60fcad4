"""The lines between a title and an abstract to the names of the authors.

Names are told from affiliations by their words, their marks and how they are set. It knows no
catalogue of names: a line of capitalised words that is no place and no institution is a name.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reviewer.reading import author_names
from reviewer.reading.pdf.lines import RAISED, Line
from reviewer.reading.pdf.vocabulary import (
    DEGREES,
    INSTITUTIONS,
    NOT_NAMES,
    PARTICLES,
    PLACES,
    SUFFIXES,
)

_SEPARATOR = re.compile(r"\s*(?:[,;•·|\x1f]|&|\band\b|\bAND\b|\bund\b|\bet\b| with )+\s*")
_RUNNING = re.compile(r"[,&•·|]|\band\b")
"""Parts the names of a list that fills its lines; what stands in cells does not go on."""
_MARKS = re.compile(r"[\d∗*†‡§¶#~°⋆★✉✝⊕⊗♠♣♥♦◦^]+|\((?:\d|[a-z])\)|\[\d+\]")
_SUFFIX = re.compile(r",\s*((?:Jr|Sr)\b\.?|I{2,3}\b|IV\b)")
_FULL = 0.8
SCANNED = "scanned"
"""In place of the name of a font that is no more than a guess."""
_NEAR = {SCANNED: 0.13, "": 0.25}
"""By how much of its size one print may differ: OCR knows heights, not sizes."""
_ADDRESS = re.compile(r"@|https?:|www\.|\.(?:edu|com|org)\b|orcid", re.IGNORECASE)
_POSTCODE = re.compile(
    r"\b[A-Z]{2},?\s+\d{5}\b|(?<![\d−-])\d{3,6}(?![\d−-])|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s+\d[A-Z]{2}\b"
)
_NAME = re.compile(r"[^\W\d_][^\W\d_]*(?:[.'’‘`´-][^\W\d_]*)*\.?")


def names(lines: Sequence[Line], width: float) -> tuple[str, ...]:
    """The authors, in the order in which they are printed.

    Args:
        lines: between the title and the abstract, the parts of a printed line by themselves.
        width: of the text, in points: a list that fills it goes on in the next line.
    """
    found: list[str] = []
    style: Line | None = None
    for text, first in _lists(lines, width):
        if style is not None and not _alike(style, first):
            continue
        people = _people(text)
        if people and style is None:
            style = first
        found += [person for person in people if person not in found]
    return tuple(found)


def in_print(stated: str, printed: str) -> tuple[str, ...]:
    """The authors that a file states, if each of them is printed on its first page.

    Args:
        stated: names with commas, semicolons or `and` between them.
        printed: the text around the title.
    """
    text = _plain(printed)
    people = author_names.names(stated)
    if not people or not all(_is_name(person) for person in people):
        return ()
    return people if all(_plain(person) in text for person in people) else ()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))


def _alike(a: Line, b: Line) -> bool:
    near = _NEAR.get(a.font, 0.06)
    return abs(a.size - b.size) < near * a.size and a.font == b.font


def _lists(lines: Sequence[Line], width: float) -> Iterator[tuple[str, Line]]:
    """The text of each list of names (or of anything else), and the first part of it."""
    text, first, last = "", None, None
    for row in printed_rows(lines):
        if first is not None and last is not None and _goes_on(text, last, row, width):
            text = f"{text} {_row_text(row)}"
        else:
            if first is not None:
                yield text, first
            text, first = _row_text(row), row[0]
        last = row
    if first is not None:
        yield text, first


def printed_rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines by their baseline from top to bottom, the parts of each from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if rows and rows[-1][0].y - line.y <= 0.5 * max(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _row_text(row: Sequence[Line]) -> str:
    text = row[0].split or row[0].text
    for before, part in pairwise(row):
        is_far = part.x0 - before.x1 > 0.5 * part.size
        text += f"{' ; ' if is_far else ' '}{part.split or part.text}"
    return text


def _goes_on(text: str, last: Sequence[Line], row: Sequence[Line], width: float) -> bool:
    if not _alike(last[0], row[0]) or last[0].y - row[0].y > 2 * row[0].size:
        return False
    if re.search(r"(?:,|&|\band)\s*$", text):
        return True
    text = text.strip()
    if text.endswith(RAISED) or _MARKS.match(row[0].text) or not _people(_row_text(last)):
        return False
    last_name = _SEPARATOR.split(text)[-1]
    is_open = _RUNNING.search(text) is not None or (last_name != text and " " not in last_name)
    return is_open and last[-1].x1 - last[0].x0 > _FULL * width


def _people(text: str) -> list[str]:
    people: list[str] = []
    if _POSTCODE.search(text) and INSTITUTIONS.isdisjoint(text.casefold().split()):
        return people  # an address
    for piece in _SEPARATOR.split(_SUFFIX.sub(r" \1", text)):
        words = _MARKS.sub(" ", piece).strip(" .:-–—").split()
        words = [word for word in words if word.casefold().strip(",") not in DEGREES]
        while words and len(words[-1]) == 1 and words[-1].islower():  # the letter of an affiliation
            words.pop()
        if any(map(_is_institution, words)) or _ADDRESS.search(piece):
            break
        person = " ".join(words)
        if _is_name(person):
            people.append(_cased(person))
    return people


def _is_name(person: str) -> bool:
    words = person.split()
    if not 2 <= len(words) <= 5 or len(person) > 60 or person.casefold() in PLACES:
        return False
    full = 0
    for word in words:
        low = word.casefold()
        is_last_name = word is words[-1] and word[0].isupper()
        if (low in PARTICLES and not is_last_name) or low in SUFFIXES:
            continue
        if low in NOT_NAMES or _is_institution(low) or _NAME.fullmatch(word) is None:
            return False
        if word[0].islower():
            return False
        full += len(word.rstrip(".")) > 1
    return full >= 1


def _is_institution(word: str) -> bool:
    """Whether a word is one of an institution; OCR may misread its end."""
    low = word.casefold()
    return low in INSTITUTIONS or low.startswith(("univ", "instit", "depart", "laborat"))


def _cased(person: str) -> str:
    if not person.isupper() or len(person) < 6:
        return person
    return " ".join(
        word if len(word.rstrip(".")) <= 1 else re.sub(r"[^\W\d_]+", _capital, word)
        for word in person.split()
    )


def _capital(match: re.Match[str]) -> str:
    return match[0].capitalize()
