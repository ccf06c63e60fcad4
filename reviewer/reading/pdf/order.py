"""The lines of a page to reading order: columns found by the white between them, side by side.

A page that is one column is read from top to bottom; what spans the columns divides them. It knows
nothing of what the lines say.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reviewer.reading.pdf.lines import HYPHEN, Line, Page

_BIN = 2.0
_LEAST_GUTTER = 6.0
_LEAST_LINES = 4
"""On either side of a gutter."""
_MOST_CROSSING = 0.6
"""Characters in lines over a gutter, as a share of those beside it."""
_SIDE_WIDTH = 0.33
_SIDE_TEXT = 0.35
_NO_SPACE_BEFORE = ",.;:)]}’”"


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


def gutter_of(pages: Sequence[Page]) -> float | None:
    """The gutter that most pages share, or None for a paper in one column."""
    found = [gutter for page in pages if (gutter := _gutter(page.lines)) is not None]
    if not found:
        return None
    near = Counter(round(gutter / 10) for gutter in found)
    place, count = near.most_common(1)[0]
    count += max(near[place - 1], near[place + 1])
    if 2 * count <= len(pages):
        return None
    same = sorted(gutter for gutter in found if abs(gutter / 10 - place) <= 1)
    return same[len(same) // 2]


def in_order(page: Page, shared_gutter: float | None) -> list[Set]:
    """The lines of a page as one reads them.

    Args:
        page: without running heads and numbers.
        shared_gutter: between the columns of the other pages.
    """
    gutter = _gutter(page.lines)
    if gutter is None and shared_gutter is not None and _has_both(page.lines, shared_gutter):
        gutter = shared_gutter
    if gutter is None:
        return _set(_rows(page.lines), 0)
    is_front = page.number == 1
    lines = _with_torn_rows_joined(page.lines, gutter) if is_front else page.lines
    left, right, across = _divided(lines, gutter)
    if is_front and (side := _side(left, right, across)):
        rest = [line for line in lines if line not in side]
        beside = [place._replace(is_side=True) for place in _set(_rows(list(side)), 9)]
        return in_order(Page(0, page.width, page.height, rest), shared_gutter) + beside
    return _banded(left, right, across)


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
                or sum(starts[round(line.x0 / 3) + step] for step in (-1, 0, 1)) <= 2
            )
        ):
            joined[-1] = _joined([last, line])
            spanning.add(id(joined[-1]))
        else:
            joined.append(line)
    return joined


def _banded(left: list[Line], right: list[Line], across: list[Line]) -> list[Set]:
    columns = [_set(part, number) for number, part in enumerate(_columns(left), start=1)]
    columns += [
        _set(part, number) for number, part in enumerate(_columns(right), start=len(columns) + 1)
    ]
    result: list[Set] = []
    for spanning in _set(_rows(across), 0):
        for column in columns:
            while column and column[0].line.y > spanning.line.y:
                result.append(column.pop(0))
        result.append(spanning)
    for column in columns:
        result += column
    return result


def _columns(lines: list[Line]) -> list[list[Line]]:
    """One column, or several where it is divided again without anything across."""
    gutter = _gutter(lines)
    if gutter is not None:
        left, right, spanning = _divided(lines, gutter)
        if not spanning and min(len(left), len(right)) >= 3 * _LEAST_LINES:
            return [*_columns(left), *_columns(right)]
    return [_rows(lines)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the white strip that best divides the lines, if any does."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    start = min(line.x0 for line in lines)
    width = max(line.x1 for line in lines) - start
    bins = int(width / _BIN) + 2
    change = [0] * (bins + 1)
    for line in lines:
        change[int((line.x0 - start) / _BIN)] += len(line.text)
        change[int((line.x1 - start) / _BIN) + 1] -= len(line.text)
    cover, total = [], 0
    for step in change:
        total += step
        cover.append(total)
    everything = sum(len(line.text) for line in lines)
    best, gutter = 0.0, None
    for first, last in _strips(cover, bins, 0.4 * everything):
        middle = start + _BIN * (first + last + 1) / 2
        worth = _worth(lines, middle)
        if worth > best:
            best, gutter = worth, middle
    return gutter


def _strips(cover: list[int], bins: int, most: float) -> Iterable[tuple[int, int]]:
    """Runs of bins between 15 and 85 % of the width that are locally least covered."""
    index, stop = int(0.15 * bins), int(0.85 * bins)
    while index < stop:
        last = index
        while last + 1 < stop and cover[last + 1] == cover[index]:
            last += 1
        is_low = cover[index] <= most and cover[index - 1] > cover[index] < cover[last + 1]
        if is_low and (last - index + 1) * _BIN >= _LEAST_GUTTER - _BIN:
            yield index, last
        index = last + 1


def _worth(lines: Sequence[Line], gutter: float) -> float:
    """Characters beside a gutter less those across it; 0 where it divides no columns."""
    left, right, across = _divided(lines, gutter)
    if min(len(left), len(right)) < _LEAST_LINES or not _is_aligned(right):
        return 0
    beside = sum(len(line.text) for line in left) + sum(len(line.text) for line in right)
    over = sum(len(line.text) for line in across)
    return beside - over if over <= _MOST_CROSSING * beside and _overlap(left, right) else 0


def _is_aligned(lines: Sequence[Line]) -> bool:
    """Whether many lines begin at one place, as those of a column do."""
    starts = Counter(round(line.x0 / 4) for line in lines)
    place, count = starts.most_common(1)[0]
    return count + max(starts[place - 1], starts[place + 1]) >= 0.35 * len(lines)


def _overlap(left: Sequence[Line], right: Sequence[Line]) -> bool:
    top = min(max(line.y for line in left), max(line.y for line in right))
    bottom = max(min(line.y for line in left), min(line.y for line in right))
    return top - bottom > 20


def _has_both(lines: Sequence[Line], gutter: float) -> bool:
    left, right, _ = _divided(lines, gutter)
    return bool(left) and bool(right)


def _divided(lines: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines on the left of a gutter, on the right, and across it."""
    left: list[Line] = []
    right: list[Line] = []
    over: list[Line] = []
    for line in lines:
        if line.x0 < gutter - 10 and line.x1 > gutter + 10:
            over.append(line)
        else:
            (left if line.x0 + line.x1 < 2 * gutter else right).append(line)
    across: list[Line] = []
    for line in over:  # a line that runs into its neighbour is too long, it spans nothing
        runs_into = any(
            abs(line.y - other.y) < 0.3 * line.size
            and other.x0 < min(line.x1 - 2, gutter + 40)
            and line.x1 < other.x1
            for other in right
        )
        (left if runs_into else across).append(line)
    return left, right, across


def _side(left: list[Line], right: list[Line], across: list[Line]) -> list[Line] | None:
    """The narrow column of a first page that holds dates and licences, if there is one."""
    everything = [*left, *right, *across]
    start = min(line.x0 for line in everything)
    end = max(line.x1 for line in everything)
    for side, text in ((left, right), (right, left)):
        width = max(line.x1 for line in side) - min(line.x0 for line in side)
        is_narrow = width < _SIDE_WIDTH * (end - start)
        letters = sum(len(line.text) for line in side)
        is_little = letters < _SIDE_TEXT * sum(len(line.text) for line in text)
        if is_narrow and is_little and _size(side) <= _size(text):
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
    for line in sorted(lines, key=lambda line: -line.y):
        if rows and abs(rows[-1][0].y - line.y) <= _reach(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [row[0] if len(row) == 1 else _joined(row) for row in rows]


def _reach(first: Line, second: Line) -> float:
    """How far apart the baselines of one printed line may be: a raised mark is part of it."""
    return 0.4 * min(max(first.size, second.size), 14.0)


def _joined(parts: list[Line]) -> Line:
    parts = sorted(parts, key=lambda part: part.x0)
    text = parts[0].text
    for part in parts[1:]:
        space = "" if part.text[0] in _NO_SPACE_BEFORE else " "
        text = f"{text.rstrip(HYPHEN)}{space}{part.text}"
    main = max(parts, key=lambda part: len(part.text))
    return main._replace(text=text, x0=parts[0].x0, x1=max(part.x1 for part in parts))


def _set(lines: Sequence[Line], column: int) -> list[Set]:
    if not lines:
        return []
    starts = sorted(line.x0 for line in lines)
    ends = sorted(line.x1 for line in lines)
    left = starts[len(starts) // 10]
    right = ends[-1 - len(ends) // 10]
    return [Set(line, left, right, column) for line in lines]
