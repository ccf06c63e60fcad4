"""Which lines are headings, and how the running text that they stand out from is set.

It looks at one line and the one before it; what a heading means is decided elsewhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reviewer.reading.pdf.lines import HYPHEN, Line, is_bold
from reviewer.reading.pdf.order import Set
from reviewer.text.headings import kind_of_heading

NUMBERING = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z]\.(?:\d{1,2}\.?)*|[A-H]"
    r"|(?:Appendix|Section|Chapter)(?: [A-Z0-9]{1,2})?[.:]?)\s+(?=[“\"'(]?[^\W\d_a-z])"
    r"|(?P<deep>\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+(?=[“\"'(]?[^\W\d_])"
)
_USUAL = re.compile(
    r"introduction|(?:related|previous|prior) works?|background|motivation|preliminaries"
    r"|materials? and methods?|methods?(?: and materials?)?|methodology|experiments?|evaluation"
    r"|experimental (?:setup|results|evaluation)|results?(?: and discussions?)?|discussions?"
    r"|conclusions?(?: and .*)?|concluding remarks|limitations?|future works?|summary|overview"
    r"|appendix|appendices|supplementary .*|statement of need|discussion and .*|case stud(?:y|ies)"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_VERB = re.compile(r"\b(?:is|are|was|were|we|has|have|can|will)\b")
BULLETS = "•●◦▪–-*∗†‡"
_LONGEST_HEADING = 110
_LONGEST_PLAIN = 60
"""Characters of a heading that is set like the text."""
_MOST_WORDS = 14
_MOST_LINES = 3
_NUMBERED = 3
"""As many numbered headings make a paper one whose headings are numbered."""
_SPACED = re.compile(r"(?:\w ){3,}\w[\s.:]*")


class Style(NamedTuple):
    """How the running text of a paper is set.

    Args:
        size: of most of its characters, in points.
        leading: from baseline to baseline, in points.
        font: the name of its commonest font.
        is_bold: whether that font is.
    """

    size: float
    leading: float
    font: str
    is_bold: bool


def style_of(sets: Sequence[Set]) -> Style:
    """The style of the running text."""
    letters: Counter[tuple[float, str]] = Counter()
    for place in sets:
        line = place.line
        letters[line.size, line.font] += len(line.text)
    sizes: Counter[float] = Counter()
    for (printed, _), count in letters.items():
        sizes[printed] += count
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    fonts: Counter[str] = Counter()
    for (printed, name), count in letters.items():
        if abs(printed - size) <= 0.2:
            fonts[name] += count
    font = fonts.most_common(1)[0][0] if fonts else ""
    steps = [
        step
        for a, b in pairwise(sets)
        if a.column == b.column and 0.5 * size < (step := a.line.y - b.line.y) < 3 * size
    ]
    leading = _median(steps) if steps else 1.2 * size
    return Style(size, leading, font, is_bold(font))


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def headings_among(sets: Sequence[Set], style: Style) -> set[int]:
    """The indices of the lines that are headings, by their words, number, or how they are set.

    Where headings are numbered, one without a number must be set as the others are.
    """
    sure: set[int] = set()
    styled: set[int] = set()
    numbered = 0
    fonts: set[str] = set()
    for index, place in enumerate(sets):
        line = place.line
        text = line.text
        if len(text) > _LONGEST_HEADING:
            continue
        is_styled = _is_styled(line, style)
        if not is_styled and _is_plain_text(place, style):
            continue
        if not _may_be_heading(text):
            continue
        has_number = NUMBERING.match(text) is not None
        if _is_sure(sets, index, style, has_number=has_number, is_styled=is_styled):
            sure.add(index)
            numbered += has_number
            fonts.add(place.line.font)
        elif is_styled and not has_number and _stands_out(sets, index, style):
            styled.add(index)
    if numbered >= _NUMBERED:
        fonts.discard(style.font)
        styled = {index for index in styled if sets[index].line.font in fonts}
    return _with_second_lines(sets, sure | styled, style)


def _with_second_lines(sets: Sequence[Set], heads: set[int], style: Style) -> set[int]:
    """Headings with the lines they go on in; what goes on for long is text in bold print."""
    result: set[int] = set()
    for index in heads:
        end = index + 1
        while end < len(sets) and end not in heads and _is_next(sets[end - 1], sets[end], style):
            end += 1
        if end - index <= _MOST_LINES:
            result.update(range(index, end))
    return result


def _is_next(before: Set, place: Set, style: Style) -> bool:
    """Whether a line is the next of a heading that is set unlike the text."""
    one, other = before.line, place.line
    is_near = before.column == place.column and 0 < one.y - other.y < 1.5 * other.size
    is_alike = one.font == other.font and abs(one.size - other.size) <= 0.04 * one.size
    return is_near and is_alike and _is_styled(other, style)


def _is_plain_text(place: Set, style: Style) -> bool:
    """Whether a line in the font of the text cannot be a heading for its length alone."""
    line = place.line
    if len(line.text) > _LONGEST_PLAIN or line.text[0].islower():
        return True
    return line.x1 > place.right - 2 * style.size and not line.text.isupper()


def _is_sure(
    sets: Sequence[Set], index: int, style: Style, *, has_number: bool, is_styled: bool
) -> bool:
    """Whether the words or the number of a line say that it is a heading."""
    text = sets[index].line.text
    if is_known_heading(text):
        return is_styled or text.isupper() or stands_apart(sets, index, style)
    if not has_number or is_styled:
        return has_number
    is_plain = (
        text.endswith((".", ",", ";", HYPHEN))
        or len(text.split()) > 9
        or _VERB.search(text) is not None
    )
    return not is_plain and stands_apart(sets, index, style)


def _stands_out(sets: Sequence[Set], index: int, style: Style) -> bool:
    text = sets[index].line.text
    if text.endswith((":", ".")) or _has_odd_signs(text) or _VERB.search(text):
        return False
    return _is_placed(sets[index]) and stands_apart(sets, index, style)


def is_known_heading(text: str) -> bool:
    """Whether the words, numbering apart, are those of a usual section."""
    bare = NUMBERING.sub("", text.strip(), count=1).rstrip(" .:")
    return kind_of_heading(closed_up(text)) is not None or bool(_USUAL.fullmatch(bare.casefold()))


def closed_up(text: str) -> str:
    """`A B S T R A C T` as one word; other texts as they are."""
    return text.replace(" ", "") if _SPACED.fullmatch(text) else text


def _may_be_heading(text: str) -> bool:
    if len(text.split()) > _MOST_WORDS or not _WORD.search(text):
        return False
    is_open = text.endswith((",", ";", HYPHEN)) and not NUMBERING.match(text)
    return not is_open and _begins_like_heading(text)


def _is_placed(place: Set) -> bool:
    """Whether a line begins at the edge of its column or stands in its middle."""
    line = place.line
    is_centred = abs(line.x0 + line.x1 - place.left - place.right) < 1.5 * line.size
    return line.x0 - place.left < 2 * line.size or is_centred


def _has_odd_signs(text: str) -> bool:
    """Whether a line has more signs than a heading would."""
    letters = sum(c.isalpha() or c.isspace() for c in text)
    return letters < 0.85 * len(text)


def _begins_like_heading(text: str) -> bool:
    if text[0] in BULLETS:
        return False
    first = next((c for c in text if c.isalnum()), "")
    return first.isdigit() or first.isupper() or (first.isalpha() and not first.islower())


def _is_styled(line: Line, style: Style) -> bool:
    if line.size >= style.size * 1.08:
        return True
    if line.font == style.font or line.size < style.size * 0.85:
        return False
    return (line.is_bold and not style.is_bold) or (line.text.isupper() and len(line.text) > 5)


def stands_apart(sets: Sequence[Set], index: int, style: Style) -> bool:
    """Whether there is white above a line, or it opens its column."""
    if index == 0:
        return True
    place, before = sets[index], sets[index - 1]
    if place.column != before.column or place.line.page != before.line.page:
        return True
    return before.line.y - place.line.y > 1.2 * style.leading
