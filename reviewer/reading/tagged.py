"""Files of lines `TAG - value` to entries: RIS, PubMed's .nbib and EndNote's .enw are such files.

Every field keeps its line, a line without a tag goes on the field before it, and an entry whose end
is missing ends where the next begins: rispy 0.10 and nbib 0.3 keep no lines, drop the last entry
if its end is missing, and nbib drops the file for one odd line. What a tag means is not known here.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from reviewer.models import Record
from reviewer.reading.entries import Said, record_of
from reviewer.reading.opening import refuse_endless
from reviewer.reading.protocol import Reading


class Field(NamedTuple):
    tag: str
    value: str
    line: int


@dataclass
class Entry:
    """The fields of one entry, in their order."""

    line: int
    fields: list[Field] = field(default_factory=list)

    def all(self, *tags: str) -> list[str]:
        """The values of the first of these tags, then those of the next, …; empty ones left out."""
        return [value for value, _ in self.with_lines(*tags)]

    def any(self, *tags: str) -> list[str]:
        """The values of the first of these tags that has any."""
        return next((values for tag in tags if (values := self.all(tag))), [])

    def first(self, *tags: str) -> str:
        return next(iter(self.all(*tags)), "")

    def with_lines(self, *tags: str) -> list[tuple[str, int]]:
        return [(f.value, f.line) for tag in tags for f in self.fields if f.tag == tag and f.value]


def records(
    found: Iterable[Entry],
    said: Callable[[Entry], Said],
    reading: Reading,
    *,
    key: tuple[str, str] | None = None,
    mend: str,
) -> Iterator[Record]:
    """The records of the entries that have a title; the others are reported with their line.

    Args:
        found: the entries of a file.
        said: what an entry says, by the meaning that the format gives its tags.
        reading: is reported to.
        key: what an entry is known by: a word for it, and its tag.
        mend: what to do about an entry without a title.
    """
    count = 0
    for count, entry in enumerate(found, start=1):  # noqa: B007
        record = record_of(said(entry))
        if record is not None:
            yield record
        else:
            known = entry.first(key[1]) if key else ""
            label = f"{key[0]} {known}" if key and known else "an entry"
            reading.report(entry.line, f"{label} has no title", mend)
    if not count:
        reading.notes.append("no entries in this file")


def entries(
    text: str, pattern: re.Pattern[str], starts: str, ends: str | None = None
) -> Iterator[Entry]:
    """The entries of a file.

    Args:
        text: with line feeds between lines.
        pattern: matches a line with a tag; groups: the tag, the value.
        starts: the tag that begins an entry.
        ends: the tag that ends one, if there is such a tag.
    """
    entry: Entry | None = None
    values: list[str] = []
    for tag, value, line in _lines(text, pattern):
        if tag is None:
            values.append(value)
        elif tag == starts or entry is None:
            if entry is not None:
                yield _closed(entry, values)
            entry, values = (Entry(line, [Field(tag, "", line)]), [value])
            if tag == ends:  # an end without a beginning
                entry = None
        elif tag == ends:
            yield _closed(entry, values)
            entry = None
        else:
            _close_field(entry, values)
            entry.fields.append(Field(tag, "", line))
            values = [value]
    if entry is not None:
        yield _closed(entry, values)


def _lines(text: str, pattern: re.Pattern[str]) -> Iterable[tuple[str | None, str, int]]:
    for number, line in enumerate(text.split("\n"), start=1):
        refuse_endless(line, number)
        match = pattern.match(line)
        if match is not None:
            yield match[1].strip(), (match[2] or "").strip(), number
        elif stripped := line.strip():
            yield None, stripped, number


def _close_field(entry: Entry, values: list[str]) -> None:
    last = entry.fields[-1]
    entry.fields[-1] = last._replace(value="\n".join(value for value in values if value))


def _closed(entry: Entry, values: list[str]) -> Entry:
    _close_field(entry, values)
    return entry
