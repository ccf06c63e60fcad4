"""Lines in reading order to blocks: headings, stretches of text, captions, footnotes, debris.

It looks at how lines are set; what a heading means for the text below it is decided elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from reviewer.reading.pdf.headings import (
    NUMBERING,
    Style,
    closed_up,
    headings_among,
    is_known_heading,
    stands_apart,
)
from reviewer.reading.pdf.lines import HYPHEN, Line, is_code
from reviewer.reading.pdf.order import Set
from reviewer.text.headings import kind_of_heading

_CAPTION = re.compile(
    r"(?:fig(?:ure)?s?\.?|table|tab\.|algorithm|listing|scheme|box|chart|plate)\s*"
    r"(?:[A-Z]?\d+(?:\.\d+)*[a-z]?|[IVX]+)\s*(?:[.:|–—)]|$|(?=[A-Z(]))",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?:\d{1,2}\s?(?=[A-Z“\"h])|[∗*†‡§¶]+\s*\S)")
_BULLETS = "•●◦▪■"
_ITEM = re.compile(r"(?:\(?\d{1,2}[.)]|[-–—]|\([a-z]\))\s+\S")
_STOPS = (".", "!", "?", ":")
_CLOSES = "\"'”’)]"
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST_WORDS = 30
_MOST_BETWEEN = 6
"""Blocks of a table, which a table at the top of a page puts into a sentence."""


@dataclass
class Block:
    """Lines that belong together.

    Args:
        role: `text`, `heading`, `caption`, `note` (at the foot of a column) or `debris` (the words
            of figures and tables, formulas).
        sets: in reading order, never empty; no other is added.
    """

    role: str
    sets: list[Set]

    @cached_property
    def lines(self) -> list[Line]:
        return [place.line for place in self.sets]

    @cached_property
    def text(self) -> str:
        return _text(self.sets)


def _text(sets: Sequence[Set]) -> str:
    return " ".join([place.line.text for place in sets])


def blocks(sets: Sequence[Set], style: Style) -> list[Block]:
    """The blocks of a paper, in reading order."""
    notes = _notes(sets, style)
    heads = headings_among(sets, style)
    groups: list[tuple[str, list[Set]]] = []
    for index, place in enumerate(sets):
        role = "text"
        if id(place) in notes:
            role = "note"
        elif _CAPTION.match(place.line.text) and stands_apart(sets, index, style):
            role = "caption"
        elif index in heads:
            role = "heading"
        if groups and _belongs(*groups[-1], place, role, style):
            groups[-1][1].append(place)
        else:
            groups.append((role, [place]))
    found = [Block(role, group) for role, group in groups]
    _sort_out_debris(found, style)
    _sort_out_tables(found)
    for index, block in enumerate(found):
        if block.role == "heading" and not _heads(block, found[index + 1 : index + 8]):
            block.role = "debris"
    return found


def _heads(block: Block, below: Sequence[Block]) -> bool:
    """Whether a heading has text below it; the bold head of a table has numbers."""
    if NUMBERING.match(block.text) or kind_of_heading(closed_up(block.text)) is not None:
        return True
    place = block.sets[-1]
    for after in below:
        first = after.sets[0]
        is_here = (first.line.page, first.column) == (place.line.page, place.column)
        if is_here or after.role in ("text", "heading"):
            return after.role in ("text", "heading")
    return False


def _sort_out_debris(found: Sequence[Block], style: Style) -> None:
    before: Block | None = None
    for block in found:
        if block.role == "text" and not _ends_word(before, block) and _is_debris(block, style):
            block.role = "debris"
        before = block


def _sort_out_tables(found: Sequence[Block]) -> None:
    """The few words that stand with a caption or debris between the halves of a sentence."""
    for index, block in enumerate(found):
        if block.role != "text" or ends_sentence(block.text):
            continue
        between: list[Block] = []
        for after in found[index + 1 : index + 2 + _MOST_BETWEEN]:
            if after.role == "heading" or (after.role == "text" and not _is_aside(after)):
                if after.text[0].islower() and {"caption", "debris"} & {b.role for b in between}:
                    _to_debris(between)
                break
            between.append(after)


def _is_aside(block: Block) -> bool:
    """Whether a block of text may be the rows of a table: few words, and no end of a sentence."""
    text = block.text
    is_short = len(text.split()) <= _MOST_WORDS and not text[0].islower()
    bare = _before_end(text)[:-1] if ends_sentence(text) else text
    return is_short and (text.isupper() or bare[-1:].isdigit() or text[-1] != ".")


def _to_debris(found: Sequence[Block]) -> None:
    for block in found:
        if block.role == "text":
            block.role = "debris"


def _ends_word(before: Block | None, block: Block) -> bool:
    """Whether a block begins with the end of a word: it is text, whatever it looks like."""
    if before is None or before.role not in ("text", "debris"):
        return False
    return before.lines[-1].text.endswith((HYPHEN, "-")) and block.lines[0].text[0].islower()


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a stop, or with quotes, brackets and a note's number after one."""
    return _before_end(text).endswith(_STOPS)


def _before_end(text: str) -> str:
    """`text` without what may stand after its last stop."""
    if text[-1:].isdecimal():
        text = text[: -2 if text[-2:-1].isdecimal() else -1]
    return text.rstrip(_CLOSES)


def _belongs(group: str, sets: Sequence[Set], place: Set, role: str, style: Style) -> bool:
    """Whether a line goes on with the lines that have the role `group`."""
    last = sets[-1]
    above, line = last.line, place.line
    if place.column != last.column or line.page != above.page:
        return False
    step = above.y - line.y
    leading = style.leading * max(1.0, above.size / style.size)
    if step < 0 or step > 1.5 * leading:
        return False
    is_alike = abs(line.size - above.size) <= 0.12 * above.size
    if role != group or role == "caption":
        is_caption = group == "caption" and role == "text"
        return is_caption and is_alike and step < 1.25 * leading
    if role == "heading":
        is_same = is_alike and line.font == above.font
        return is_same and not NUMBERING.match(line.text) and not is_known_heading(_text(sets))
    if role == "note":
        return _MARK.match(line.text) is None
    return is_alike and step <= 1.35 * leading and not _starts_paragraph(last, place, style)


def _starts_paragraph(last: Set, place: Set, style: Style) -> bool:
    if last.line.text.endswith(HYPHEN):
        return False
    if place.line.text[0] in _BULLETS or (
        _ITEM.match(place.line.text) and ends_sentence(last.line.text)
    ):
        return True
    indent = place.line.x0 - place.left
    if indent > 0.7 * style.size and indent < 4 * style.size:
        return last.line.x0 - last.left < 0.5 * style.size
    is_short = last.line.x1 < last.right - 0.15 * (last.right - last.left)
    return is_short and ends_sentence(last.line.text)


def _notes(sets: Sequence[Set], style: Style) -> set[int]:
    """The lines of footnotes, by identity: those at the foot of a column below a mark."""
    found: set[int] = set()
    for _, group in groupby(sets, key=lambda place: (place.line.page, place.column)):
        column = list(group)
        start = _first_note(column, style)
        if start is not None:
            found.update(id(place) for place in column[start:])
    return found


def _first_note(column: Sequence[Set], style: Style) -> int | None:
    start = None
    small = True
    for index in range(len(column) - 1, 0, -1):
        line = column[index].line
        small = small and line.size <= 0.93 * style.size
        gap = column[index - 1].line.y - line.y
        if not small and (index < len(column) - 12 or line.size > 1.05 * style.size):
            break
        is_long = small or (len(line.text) > 25 and gap > 1.25 * style.leading)
        if _MARK.match(line.text) and is_long:
            start = index
        elif small and gap > 1.6 * style.leading and not _CAPTION.match(line.text):
            start = index if line.page == 1 or start is not None else start
    return start


def _is_debris(block: Block, style: Style) -> bool:
    """Whether a block is no text: rows of a table, labels of a figure, a formula."""
    text = block.text
    tokens = text.split()
    least = 0.45 * (len(text) - text.count(" "))
    some = tokens[: 2 * len(tokens) // 3 + 1]  # they mostly have words enough
    surely = sum([len(token) for token in some if len(token) > 2 and token.isalpha()])
    if surely < least and sum(map(len, _WORD.findall(text))) < least:
        return True
    lines = block.lines
    if 2 * len([line for line in lines if line.gaps]) > max(len(lines), 2):
        return True
    if not is_code(style.font) and all(is_code(line.font) for line in lines):
        return True
    words = len(tokens)
    if ends_sentence(text) and words > 4:
        return False
    if len(lines) == 1:
        return words <= 6 and _is_odd(lines[0], style) and _widest(block) < 0.6
    return words / len(lines) < 4 and _widest(block) < 0.85 and not text.endswith(HYPHEN)


def _is_odd(line: Line, style: Style) -> bool:
    """Whether a line is not set as the text is."""
    is_other = line.font != style.font and not line.is_bold
    return is_other or abs(line.size - style.size) > 0.07 * style.size


def _widest(block: Block) -> float:
    """The width of its widest line as a share of the column."""
    return max(place.line.width / max(1.0, place.right - place.left) for place in block.sets)
