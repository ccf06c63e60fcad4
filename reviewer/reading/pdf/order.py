"""The lines of a page to reading order: columns found by the white between them, side by side.

A page that is one column is read from top to bottom; what spans the columns divides them. It knows
nothing of what the lines say.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, count, pairwise
from math import inf
from operator import attrgetter
from typing import NamedTuple

from reviewer.reading.pdf.lines import HYPHEN, Line, Page

_BIN = 2.0
_LEAST_GUTTER = 6.0
_CROSSING_LEVELS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6)
"""Shares of a page's characters that may stand over a gutter, from what is surest on."""
_WIDE_ENOUGH = tuple(
    re.compile(rb"[\x00-\x%02x]{%d,}" % (level, _LEAST_GUTTER / _BIN))
    for level in range(len(_CROSSING_LEVELS))
)
"""Stretches of bins, each a byte with the number of the lowest level that it is within."""
_LEAST_LINES = 4
"""On either side of a gutter."""
_MOST_CROSSING = 0.6
"""Characters in lines over a gutter, as a share of those beside it."""
_COLUMN = 0.3
"""A column of text has at least this share of the width of the page's text."""
_SHIFT = 15.0
"""Points by which the gutter of one page may differ from that of the others."""
_SIDE_WIDTH = 0.33
_SIDE_TEXT = 0.35
_CELL = 1.5
"""Times the size of print: what is this far apart stands in two cells of a table."""
_SAYS_SIDE = re.compile(
    r"\bdoi\b|licen[cs]e|received|submitted|published|accepted|copyright|©|citation|edited by|"
    r"reviewed by|editor|article info|keywords|correspondence|history|open access|issn",
    re.IGNORECASE,
)
_FARTHEST = 7.0
"""Points between the baselines of one printed line."""
_NO_SPACE_BEFORE = ",.;:)]}’”"
_text_of, _height_of = attrgetter("text"), attrgetter("y")


class Set(NamedTuple):
    """A line as it is set in its column.

    Args:
        line: with the parts of one printed line joined again.
        left, right: the edges of its column.
        column: its number on the page; a change of column is no change of paragraph.
        is_side: beside the text (dates, licence), not in it.
    """

    line: Line
    left: float
    right: float
    column: int
    is_side: bool = False


_placed = partial(tuple.__new__, Set)  # as in `lines`: sooner than by name


def in_order(pages: Sequence[Page]) -> list[list[Set]]:
    """The lines of every page as one reads them.

    Args:
        pages: without running heads and numbers.
    """
    gutters = [_gutter(page.lines) for page in pages]
    shared = _shared_gutter(pages, gutters)
    return [_page_in_order(p, own, shared) for p, own in zip(pages, gutters, strict=True)]


def _shared_gutter(pages: Sequence[Page], gutters: Sequence[float | None]) -> float | None:
    """Where most pages have their gutter, in points from the left edge of their text.

    None for a paper in one column.
    """
    found = [
        gutter - _edge(page.lines)
        for page, gutter in zip(pages, gutters, strict=True)
        if gutter is not None
    ]
    if not found:
        return None
    near = Counter(round(gutter / 10) for gutter in found)
    place, agreeing = near.most_common(1)[0]
    agreeing += max(near[place - 1], near[place + 1])
    if 2 * agreeing <= len(pages):
        return None
    same = sorted(gutter for gutter in found if abs(gutter / 10 - place) <= 1)
    return same[len(same) // 2]


def _page_in_order(page: Page, gutter: float | None, shared_gutter: float | None) -> list[Set]:
    if not page.lines:
        return []
    shared = None if shared_gutter is None else _edge(page.lines) + shared_gutter
    if shared is not None and (gutter is None or abs(gutter - shared) > _SHIFT):
        gutter = shared if _may_be_gutter(page.lines, shared) else gutter
    return _ordered(page.lines, gutter, count(), is_front=page.number == 1)


def _edge(lines: Sequence[Line]) -> float:
    """The left edge of the text; a stray line further left does not move it."""
    starts = sorted([line.x0 for line in lines])
    return starts[len(starts) // 20]


def _may_be_gutter(lines: Sequence[Line], gutter: float) -> bool:
    left, right, across = _divided(lines, gutter)
    everything = _letters(lines)
    return bool(left and right) and _letters(across) <= _MOST_CROSSING * everything


def _letters(lines: Iterable[Line]) -> int:
    return sum(map(len, map(_text_of, lines)))


def _ordered(
    lines: list[Line], gutter: float | None, columns: Iterator[int], *, is_front: bool
) -> list[Set]:
    if gutter is None:
        return _set(_rows(lines), next(columns))
    if is_front:
        lines = _with_torn_rows_joined(lines, gutter)
    left, right, across = _divided(lines, gutter)
    if is_front and (side := _side(left, right, across)):
        apart = set(map(id, side))
        rest = [line for line in lines if id(line) not in apart]
        text = _ordered(rest, _gutter(rest), columns, is_front=False)
        beside = _set(_rows(side), next(columns))
        return [*text, *(place._replace(is_side=True) for place in beside)]
    return _banded(left, right, across, columns, is_front=is_front)


def _with_torn_rows_joined(lines: list[Line], gutter: float) -> list[Line]:
    """Centred lines whose wide space happens to lie on the gutter are one line over it."""
    _, right, across = _divided(lines, gutter)
    starts = Counter(round(line.x0 / 3) for line in right)
    spanning = set(map(id, across))
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: (-round(line.y), line.x0)):
        last = joined[-1] if joined else None
        if (
            last is not None
            and abs(last.y - line.y) < 0.3 * line.size
            and 0 < line.x0 - last.x1 < 1.8 * line.size
            and last.x0 < gutter
            and (
                id(line) in spanning
                or id(last) in spanning
                or (
                    abs(last.size - line.size) < 0.15 * line.size
                    and sum(starts[round(line.x0 / 3) + step] for step in (-1, 0, 1)) <= 2
                )
            )
        ):
            joined[-1] = _joined([last, line])
            spanning.add(id(joined[-1]))
        else:
            joined.append(line)
    return joined


def _banded(
    left: list[Line],
    right: list[Line],
    across: list[Line],
    columns: Iterator[int],
    *,
    is_front: bool,
) -> list[Set]:
    """Columns side by side between the bands of lines that span them."""
    everything = [*left, *right, *across]
    bands = []
    for band in _bands(_rows(across)):
        top, bottom = band[0].y + 2, band[-1].y - 2
        within = [line for line in (*left, *right) if bottom <= line.y <= top]
        is_part = len(band) + len(within) < len(everything)
        if len(band) >= _LEAST_LINES and within and is_part:  # it has columns of its own
            gone = set(map(id, within))
            left = [line for line in left if id(line) not in gone]
            right = [line for line in right if id(line) not in gone]
            zone = [*band, *within]
            bands.append((top, _ordered(zone, _gutter(zone), columns, is_front=is_front)))
        else:
            bands.append((top, _set(band, next(columns))))
    width = max(line.x1 for line in everything) - min(line.x0 for line in everything)
    parts = [*_columns(left, width), *_columns(right, width)]
    stretches = [_set(part, next(columns)) for part in parts]
    result: list[Set] = []
    for top, places in bands:
        for stretch in stretches:
            while stretch and stretch[0].line.y > top:
                result.append(stretch.pop(0))
        result += places
    for stretch in stretches:
        result += stretch
    return result


def _bands(rows: Sequence[Line]) -> list[list[Line]]:
    """Lines over the columns in stretches without a gap between them."""
    bands: list[list[Line]] = []
    for line in rows:
        if bands and bands[-1][-1].y - line.y < 2.5 * line.size:
            bands[-1].append(line)
        else:
            bands.append([line])
    return bands


def _columns(lines: list[Line], width: float) -> list[list[Line]]:
    """One column, or several where a wide one is divided again without anything across."""
    if lines and max(line.x1 for line in lines) - min(line.x0 for line in lines) > 0.55 * width:
        gutter = _gutter(lines)
        if gutter is not None:
            left, right, spanning = _divided(lines, gutter)
            if not spanning:
                return [*_columns(left, width), *_columns(right, width)]
    return [_rows(lines)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the white strip that best divides the lines, if any does."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    start = min([line.x0 for line in lines])
    width = max([line.x1 for line in lines]) - start
    bins = int(width / _BIN) + 2
    change = [0] * (bins + 1)
    for line in lines:
        letters = len(line.text)
        change[int((line.x0 - start) / _BIN)] += letters
        change[int((line.x1 - start) / _BIN) + 1] -= letters
    best, gutter, everything = 0, None, _letters(lines)
    for first, last in _strips(list(accumulate(change)), bins, everything):
        if best == everything:
            break
        middle = start + _BIN * (first + last + 1) / 2
        worth = _worth(lines, middle)
        if worth > best:
            best, gutter = worth, middle
    return gutter


def _strips(cover: Sequence[int], bins: int, everything: int) -> set[tuple[int, int]]:
    """Runs of bins between 15 and 85 % of the width over which few characters stand."""
    first, stop = int(0.15 * bins), int(0.85 * bins)
    most = [share * everything for share in _CROSSING_LEVELS]
    levels = bytes([bisect_left(most, letters) for letters in cover[first:stop]])
    return {
        (first + match.start(), first + match.end() - 1)
        for level in set(levels).intersection(range(len(most)))
        for match in _WIDE_ENOUGH[level].finditer(levels)
    }


def _worth(lines: Sequence[Line], gutter: float) -> int:
    """Characters beside a gutter less those across it; 0 where it divides no columns."""
    left, right, across = _divided(lines, gutter)
    if not left or not right or not _is_aligned(right):
        return 0
    top, bottom = _shared_height(left, right)
    beside, over = _letters([*left, *right]), _letters(across)
    is_few = min(len(left), len(right)) < _LEAST_LINES or top - bottom <= 20
    is_crossed = over > _MOST_CROSSING * beside
    if is_few or is_crossed:
        # The last page of a column, or one column above and two below: only if text is beside text.
        within = _letters(line for line in across if bottom <= line.y <= top)
        width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
        is_narrow = min(_usual_width(left), _usual_width(right)) < _COLUMN * width
        if (is_few and is_crossed) or is_narrow or within > 0.1 * beside or top < bottom:
            return 0
        over = within
    return beside - over


def _usual_width(lines: Sequence[Line]) -> float:
    widths = sorted([line.x1 - line.x0 for line in lines])
    return widths[len(widths) // 2]


def _is_aligned(lines: Sequence[Line]) -> bool:
    """Whether many lines begin at one place, as those of a column do."""
    starts = Counter([round(line.x0 / 4) for line in lines])
    place, count = starts.most_common(1)[0]
    return count + max(starts[place - 1], starts[place + 1]) >= 0.35 * len(lines)


def _shared_height(left: Sequence[Line], right: Sequence[Line]) -> tuple[float, float]:
    """Top and bottom of where both columns have lines."""
    lefts, rights = [line.y for line in left], [line.y for line in right]
    return min(max(lefts), max(rights)), max(min(lefts), min(rights))


def _divided(lines: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines on the left of a gutter, on the right, and across it."""
    left: list[Line] = []
    right: list[Line] = []
    over: list[Line] = []
    low, high, twice = gutter - 10, gutter + 10, 2 * gutter
    for line in lines:
        x0, x1 = line.x0, line.x1
        if x0 < low and x1 > high:
            over.append(line)
        else:
            (left if x0 + x1 < twice else right).append(line)
    across: list[Line] = []
    if over:
        low_to_high = sorted(right, key=_height_of)
        heights = [line.y for line in low_to_high]
        for line in over:  # one that runs into its neighbour is too long, it spans nothing
            first = bisect_left(heights, line.y - line.size)
            beside = low_to_high[first : bisect_left(heights, line.y + line.size, first)]
            (left if _runs_into(line, beside, gutter) else across).append(line)
    return left, right, across


def _runs_into(line: Line, others: Sequence[Line], gutter: float) -> bool:
    return any(
        abs(line.y - other.y) < 0.3 * line.size
        and other.x0 < min(line.x1 - 2, gutter + 40)
        and line.x1 < other.x1
        for other in others
    )


def _side(left: list[Line], right: list[Line], across: list[Line]) -> list[Line] | None:
    """The narrow column of a first page that holds dates and licences, if there is one."""
    everything = [*left, *right, *across]
    start = min(line.x0 for line in everything)
    end = max(line.x1 for line in everything)
    for side, text in ((left, right), (right, left)) if left and right else ():
        width = max(line.x1 for line in side) - min(line.x0 for line in side)
        is_narrow = width < _SIDE_WIDTH * (end - start)
        is_little = _letters(side) < _SIDE_TEXT * _letters(text)
        says = any(_SAYS_SIDE.search(line.text) for line in side)
        if is_narrow and is_little and says and _size(side) <= _size(text):
            return side
    return None


def _size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _rows(lines: Sequence[Line]) -> list[Line]:
    """From top to bottom, with the parts of one printed line joined."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=_height_of, reverse=True):
        step = rows[-1][0].y - line.y if rows else inf
        if step <= _FARTHEST and step <= _reach(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [row[0] if len(row) == 1 else _joined(row) for row in rows]


def _reach(first: Line, second: Line) -> float:
    """How far apart the baselines of one printed line may be: a raised mark is part of it."""
    return min(0.5 * max(first.size, second.size), _FARTHEST)


def _joined(parts: list[Line]) -> Line:
    parts = sorted(parts, key=lambda part: part.x0)
    text = parts[0].text
    for part in parts[1:]:
        space = "" if part.text[0] in _NO_SPACE_BEFORE else " "
        text = f"{text.rstrip(HYPHEN)}{space}{part.text}"
    main = max(parts, key=lambda part: len(part.text))
    wide = sum(b.x0 - a.x1 > _CELL * main.size for a, b in pairwise(parts))
    end = max(part.x1 for part in parts)
    return main._replace(text=text, x0=parts[0].x0, x1=end, gaps=wide)


def _set(lines: Sequence[Line], column: int) -> list[Set]:
    if not lines:
        return []
    starts = sorted([line.x0 for line in lines])
    ends = sorted([line.x1 for line in lines])
    left = starts[len(starts) // 10]
    right = ends[-1 - len(ends) // 10]
    return [_placed((line, left, right, column, False)) for line in lines]
