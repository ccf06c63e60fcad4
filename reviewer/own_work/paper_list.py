"""A list of papers, as a reference library or a text, to its entries.

A text has an id, cite key, DOI, arXiv id or title a line; `#` begins a comment. It knows no
collection: `resolving` finds which papers are meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from reviewer.errors import ReadError, UnknownFormatError, UsageError
from reviewer.models import Record
from reviewer.own_work import files
from reviewer.own_work.work import ListedPaper, ListedPapers, Missing
from reviewer.reading.opening import read_text
from reviewer.settings import ReadingSettings
from reviewer.text.typed import legible, says_something

MOST_LISTED = 1_000
"""Papers of one list; no section of related work cites as many."""
_LARGEST_TEXT = 2 << 20  # bytes
_LONGEST_NAME = 500  # characters
_COMMENT = re.compile(r"(?:^|\s)#(?:\s.*|$)|^#.*")
_BULLET = re.compile(r"^(?:[-*+•]\s+|@(?=\w))")
_NO_LISTS = frozenset({"pdf", "latex", "docx", "html", "jats", "tei"})
_KINDS = "give a .bib, or a text with an id, cite key, DOI, arXiv id or title a line"


def read_list(path: Path, limits: ReadingSettings | None = None) -> ListedPapers:
    """The papers that a file names; what of it cannot be read is said, and the rest goes on.

    Args:
        path: .bib or another reference library, or a text.
        limits: of time and memory, for formats that are read in a process of their own.

    Raises:
        UsageError: no paper is named in it, or it is a paper by itself.
        ReadError: missing, binary, or not UTF-8.
    """
    try:
        return _list(path, limits or ReadingSettings())
    except ReadError as error:
        hint = _KINDS if isinstance(error, UnknownFormatError) else None
        raise files.about(path, error, hint) from error


def _list(path: Path, limits: ReadingSettings) -> ListedPapers:
    try:
        kind = files.format_of(path)
    except UnknownFormatError:
        kind = "text"  # of whatever name; if it is binary, reading it says so
    if kind in _NO_LISTS:
        raise UsageError(f"{path.name}: a paper, not a list of papers ({kind})", hint=_KINDS)
    found = _lines(path) if kind == "text" else _library(path, limits)
    if not found.entries and not found.unread:
        raise UsageError(f"{path.name}: names no paper", hint=_KINDS)
    return found


def _lines(path: Path) -> ListedPapers:
    lines = read_text(path, _LARGEST_TEXT).splitlines()
    stated = ((number, _COMMENT.sub("", line)) for number, line in enumerate(lines, start=1))
    named = [(number, line) for number, line in stated if line.strip()]
    entries, unread = _named(named[:MOST_LISTED])
    return ListedPapers(entries=entries, unread=unread, notices=_too_many(len(named)))


def _named(
    lines: Iterable[tuple[int, str]],
) -> tuple[tuple[ListedPaper, ...], tuple[Missing, ...]]:
    entries: list[ListedPaper] = []
    unread: list[Missing] = []
    for number, line in lines:
        name = _BULLET.sub("", " ".join(legible(line).split()))
        if len(name) > _LONGEST_NAME:
            reason = f"too long for the name of a paper ({len(name):,} characters)"
            unread.append(Missing(line=number, text=name[:_LONGEST_NAME], reason=reason))
        elif not says_something(name):
            reason = "neither a letter nor a digit is in it"
            unread.append(Missing(line=number, text=name, reason=reason))
        else:
            entries.append(ListedPaper(text=name, line=number))
    return tuple(entries), tuple(unread)


def _library(path: Path, limits: ReadingSettings) -> ListedPapers:
    found = files.read(path, limits, most=MOST_LISTED + 1)
    records = found.records[:MOST_LISTED]
    return ListedPapers(
        entries=tuple(_entry(record) for record in records),
        unread=tuple(
            Missing(line=problem.line, text=path.name, reason=f"{problem.reason}; {problem.hint}")
            for problem in found.problems
        ),
        notices=(*_collisions(records), *_too_many(len(found.records))),
    )


def _entry(record: Record) -> ListedPaper:
    said = record.metadata
    key = f"{said.cite_key}: " if said.cite_key else ""
    return ListedPaper(
        text=f"{key}{said.title}",
        line=record.line,
        title=said.title,
        doi=said.doi,
        arxiv_id=said.arxiv_id,
        cite_key=said.cite_key,
        authors=said.authors,
        year=said.year,
    )


def _collisions(records: Sequence[Record]) -> Iterator[str]:
    lines: dict[str, list[int]] = {}
    for record in records:
        if record.metadata.cite_key and record.line is not None:
            lines.setdefault(record.metadata.cite_key, []).append(record.line)
    for key, found in lines.items():
        if len(found) > 1:
            listed = ", ".join(map(str, found[:-1])) + f" and {found[-1]}"
            yield f"the key {key} stands for {len(found)} entries (lines {listed}); each is read"


def _too_many(count: int) -> tuple[str, ...]:
    if count <= MOST_LISTED:
        return ()
    return (f"the list is long: its first {MOST_LISTED:,} papers were read",)
