"""The lines of a table to its rows: delimiter, header and quoting are found out here.

Rows come as a stream, each with the line in which it begins. Of papers it knows only the names of
their columns.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from reviewer.reading import field_values, fields
from reviewer.reading.protocol import Reading

DELIMITERS = ",;\t|"
LONGEST_RECORD = 8_000_000
"""In characters; a quotation mark that is never closed swallows no more than this."""
_NO_DELIMITER = "\x1f"
_SAMPLE_LINES = 200
_SAMPLE_CHARACTERS = 1_000_000
_PREAMBLE_LINES = 12
_LONGEST_NAME = 80
_HINT = (
    "a row has a cell for each column; a cell with a delimiter, a line end or a quotation mark"
    ' stands in "…", the marks inside it doubled'
)
_TYPED: dict[str, Callable[[object], object]] = {
    "year": field_values.year,
    "doi": field_values.doi,
    "pmid": field_values.pmid,
    "arxiv_id": field_values.arxiv_id,
}


class Row(NamedTuple):
    """The cells of one row, and the line (1-based) in which it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Layout:
    """Where the header of a table stands and how its cells are divided.

    Args:
        delimiter: the character between cells.
        names: the header, as it is written.
        line: the line (1-based) in which it stands.
        is_escaped: a quotation mark in a cell has a backslash before it, and is not doubled.
    """

    delimiter: str
    names: tuple[str, ...]
    line: int
    is_escaped: bool = False

    @cached_property
    def columns(self) -> tuple[fields.Column | None, ...]:
        return tuple(fields.column(name) for name in self.names)

    @cached_property
    def known(self) -> frozenset[str]:
        """The fields that it has columns for."""
        return frozenset(column.field for column in self.columns if column is not None)

    def parse(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The cells of every record. Raises csv.Error for quotation marks out of place."""
        # The module has one limit for everyone; it is raised and never lowered.
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_RECORD))
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            doublequote=not self.is_escaped,
            escapechar="\\" if self.is_escaped else None,
            strict=True,
        )

    def fitted(self, cells: list[str]) -> list[str] | None:
        """The cells if there is one for each column, empty ones at the end aside."""
        count = len(self.names)
        if len(cells) > count and not any(cell.strip() for cell in cells[count:]):
            return cells[:count]
        return cells if len(cells) == count else None

    def is_plausible(self, cells: list[str]) -> bool:
        """Whether cells found after a broken record are a row, and not the rest of that record."""
        fitted = self.fitted(cells)
        if fitted is None:
            return False
        pairs = zip(self.columns, fitted, strict=True)
        known = [(c.field, cell) for c, cell in pairs if c and not c.is_silent]
        typed = [(_TYPED[key], cell) for key, cell in known if key in _TYPED and cell.strip()]
        fits = [parse(cell) is not None for parse, cell in typed]
        has_title = any(key == "title" and cell.strip() for key, cell in known)
        return has_title and all(fits) and (bool(fits) or not any(k in _TYPED for k, _ in known))


def layout_of(lines: Iterable[str]) -> Layout | None:
    """The layout of a table by how it begins; None if no line is a header with a title column.

    The header is the line, among the first, that has most names of fields under some delimiter.
    """
    sample: list[str] = []
    size = 0
    for line in islice(lines, _SAMPLE_LINES):
        sample.append(line)
        size += len(line)
        if size > _SAMPLE_CHARACTERS:
            break
    best: Layout | None = None
    for number, line in enumerate(sample[:_PREAMBLE_LINES], start=1):
        for delimiter in DELIMITERS:
            found = _header(line, delimiter, number)
            if found is not None and (best is None or len(found.known) > len(best.known)):
                best = found
    if best is None:
        return None
    rest = sample[best.line :]
    escaped = Layout(best.delimiter, best.names, best.line, is_escaped=True)
    has_backslash = any('\\"' in line for line in rest)
    return escaped if has_backslash and _fitting(escaped, rest) > _fitting(best, rest) else best


def _header(line: str, delimiter: str, number: int) -> Layout | None:
    try:
        names = next(Layout(delimiter, (), number).parse([line]), [])
    except csv.Error:
        return None
    while names and not names[-1].strip():
        names.pop()
    if not names or max(map(len, names)) > _LONGEST_NAME:
        return None
    layout = Layout(delimiter if len(names) > 1 else _NO_DELIMITER, tuple(names), number)
    return layout if "title" in layout.known else None


def _fitting(layout: Layout, lines: list[str]) -> int:
    """How many records have a cell for each column before the first that cannot be parsed."""
    count = 0
    try:
        for cells in layout.parse(lines):
            count += layout.fitted(cells) is not None
    except csv.Error:
        pass
    return count


@dataclass
class _Feed:
    """Lines one by one for a parser, those of a record that fails given back."""

    source: Iterator[str]
    number: int = 0
    """How many lines belong to records that are done with."""
    pending: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    held: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.held > LONGEST_RECORD:
            raise csv.Error("a record goes on and on")
        line = self.returned.pop() if self.returned else next(self.source)
        self.pending.append(line)
        self.held += len(line)
        return line

    def done(self) -> None:
        self.number += len(self.pending)
        self.pending.clear()
        self.held = 0

    def give_back(self) -> str:
        """All but the first line of the record, which is returned and done with."""
        first, *rest = self.pending
        self.returned.extend(reversed(rest))
        self.pending = [first]
        self.done()
        return first


@dataclass
class Rows:
    """The rows of a table below its header. Iterate it once.

    Args:
        lines: all lines of the file.
        layout: how it is divided.
        reading: told the line of each stretch that cannot be read.
        mended: the lines of rows whose quotation marks are out of place and that could be read.
    """

    lines: Iterator[str]
    layout: Layout
    reading: Reading | None = None
    mended: list[int] = field(default_factory=list)
    _is_lost: bool = False
    """The last record was broken: what follows may be its rest."""

    def notes(self) -> list[str]:
        if not self.mended:
            return []
        rows = "1 row" if len(self.mended) == 1 else f"{len(self.mended)} rows"
        return [f"quotation marks out of place, kept: {rows} (first: line {self.mended[0]})"]

    def __iter__(self) -> Iterator[Row]:
        feed = _Feed(self.lines)
        for _ in range(self.layout.line):
            next(feed, None)
        feed.done()
        parser = self.layout.parse(feed)
        while True:
            start = feed.number + 1
            try:
                cells = next(parser)
                feed.done()
            except StopIteration:
                return
            except csv.Error:
                cells = self._mended(feed.give_back(), start)
            row = self._row(cells, start)
            if row is not None:
                yield row

    def _row(self, cells: list[str], start: int) -> Row | None:
        if not any(cell.strip() for cell in cells):
            return None
        if self._is_lost and not self.layout.is_plausible(cells):
            return None
        self._is_lost = False
        fitted = self.layout.fitted(cells)
        if fitted is None:
            self._report(start, f"{len(cells)} cells, but {len(self.layout.names)} columns")
            return None
        return None if tuple(fitted) == self.layout.names else Row(start, fitted)

    def _mended(self, line: str, start: int) -> list[str]:
        """The cells of a line whose quotation marks are out of place, if it can only be one row."""
        cells = line.rstrip("\n").split(self.layout.delimiter)
        if len(self.layout.names) > 1 and self.layout.is_plausible(cells):
            self.mended.append(start)
            return [_unquoted(cell) for cell in cells]
        if not self._is_lost:
            self._report(start, "a quotation mark is out of place or never closed")
        self._is_lost = True
        return []

    def _report(self, line: int, reason: str) -> None:
        if self.reading is not None:
            self.reading.report(line, reason, _HINT)


def _unquoted(cell: str) -> str:
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if is_quoted else cell
