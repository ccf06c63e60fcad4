"""A table of papers (CSV, TSV and the like) to records, one for each row; read as a stream.

Exports of Scopus, Web of Science, Dimensions, Zotero, PubMed, OpenAlex, Semantic Scholar, Rayyan
and ASReview are tables whose columns `fields.py` knows by name. Nothing here knows one of them.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.models import Record
from reviewer.reading import fields, opening, streams
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.table_rows import DELIMITERS, Layout, Row, Rows, layout_of

name = "table"
description = "a table of papers (.csv, .tsv, .tab, .txt, also .gz) with a column for the titles"
isolated = False

_SUFFIXES = (".csv", ".tsv", ".tab", ".csv.gz", ".tsv.gz", ".tab.gz")
# A text file is a table only if its first line is unmistakably a header.
_TEXT_SUFFIXES = (".txt", ".txt.gz")
_SAMPLE_BELOW = 8
_FEWEST_FIELDS = 2
_FEWEST_COLUMNS = 3
_SAMPLE_ROWS = 200
# What programs write for a value that is missing.
_NOTHING = frozenset({"", "nan", "NaN", "None", "null", "NULL", "N/A", "n/a", "NA", "#N/A"})


def recognises(path: Path, head: Head) -> bool:
    """By its name; a .txt by a header with at least three known columns."""
    lowered = path.name.lower()
    if lowered.endswith(_SUFFIXES):
        return True
    if not lowered.endswith(_TEXT_SUFFIXES):
        return False
    text = head.text or ("" if b"\0" in head.data else head.data.decode("latin-1"))
    layout = layout_of(text.lstrip().splitlines()[:1])
    return layout is not None and len(layout.known) >= _FEWEST_COLUMNS


def read(path: Path, options: ReadingOptions) -> Reading:
    """The records of a table, one at a time.

    Raises:
        ReadError: no line is a header with a column for titles; it is not text; a line is longer
            than any row.
    """
    head = opening.head(path)
    encoding = streams.encoding_of(path)
    if b"\0" in head.data and not encoding.name.startswith("utf-16"):
        opening.refuse(path, head)
    layout = layout_of(streams.lines(path, encoding.name))
    if layout is None:
        raise _without_titles(streams.lines(path, encoding.name))
    below = islice(streams.lines(path, encoding.name), layout.line, layout.line + _SAMPLE_BELOW)
    if layout.known == {"title"} and _are_fields(below, layout):
        raise ReadError(
            "each row of this table is one field of a paper, not a paper",
            hint="export it again with a column for each field",
        )
    return Reading(name, lambda reading: _records(path, encoding, layout, reading))


def _are_fields(lines: Iterator[str], layout: Layout) -> bool:
    """Whether these begin with the names of fields, as Embase's tables can."""
    names = (line.partition(layout.delimiter)[0].strip().strip('"') for line in lines)
    found = {column.field for name in names if (column := fields.column(name)) is not None}
    return len(found - {"title"}) >= _FEWEST_FIELDS


def _without_titles(lines: Iterator[str]) -> ReadError:
    first = next((line.strip() for line in lines if line.strip()), "")
    if not first:
        return ReadError("the file is empty", hint="save or download it again")
    found = first[:1000].split(max(DELIMITERS, key=first.count))[:12]
    return ReadError(
        f"no column for the titles; the first line has: {', '.join(c.strip()[:40] for c in found)}",
        hint=f"name a column {fields.title_names()}; known are also abstract, authors, year, doi, "
        "journal, keywords, url",
    )


def _records(
    path: Path, encoding: streams.Encoding, layout: Layout, reading: Reading
) -> Iterator[Record]:
    reading.notes.extend([encoding.note] if encoding.note else [])
    semicolons = _has_semicolons(Rows(streams.lines(path, encoding.name), layout), layout)
    survey = _survey(layout)
    table = Rows(streams.lines(path, encoding.name), layout, reading)
    for row in table:
        try:
            yield _record(row, layout, survey, semicolons=semicolons)
        except ReadError as error:  # of this row alone
            reading.report(row.line, error.message, error.hint)
    reading.notes.extend([*table.notes(), *survey.notes()])


def _survey(layout: Layout) -> fields.Survey:
    """With the columns that are not known, named once for the file."""
    survey = fields.Survey(noun="columns")
    pairs = zip(layout.names, layout.columns, strict=True)
    survey.ignored.update(name.strip() for name, column in pairs if column is None and name.strip())
    return survey


def _has_semicolons(rows: Rows, layout: Layout) -> bool:
    """Whether authors have `;` between them, so that a comma stands within a name."""
    places = [i for i, column in enumerate(layout.columns) if column and column.field == "authors"]
    sample = islice(rows, _SAMPLE_ROWS) if places else ()
    return any(";" in row.cells[place] for row in sample for place in places)


def _record(row: Row, layout: Layout, survey: fields.Survey, *, semicolons: bool) -> Record:
    if any(map(streams.is_damaged, row.cells)):
        raise ReadError("the row is not UTF-8", hint="save the table as UTF-8")
    cells = _cells(row, layout)
    return fields.record(cells, row.line, survey, semicolons=semicolons, moves=True)


def _cells(row: Row, layout: Layout) -> Iterator[fields.Cell]:
    line = row.line
    for column, cell in zip(layout.columns, row.cells, strict=True):
        if column is not None and cell not in _NOTHING:
            yield fields.Cell(column, cell, line)
        line += cell.count("\n")
