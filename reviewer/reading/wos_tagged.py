"""Web of Science's tagged export ("plain text", .ciw) to records.

An entry without a title is reported with its number and line. Web of Science gives no cite keys.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from reviewer.models import Record
from reviewer.reading.encodings import read_library_text
from reviewer.reading.entries import Said
from reviewer.reading.names import given_name_first
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.tagged import Entry, entries, records

name = "wos-tagged"
description = "Web of Science exports in plain text (.ciw, .txt)"
isolated = True

_FIRST = re.compile(r"\s*(?:FN .*\n)?(?:VR .*\n)?\s*PT [A-Z]\s*\n")
_LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)")
# What stands around the entries: the program's name, its version, the end of the file.
_AROUND = re.compile(r"^(?:FN|VR|EF)(?: .*)?$", re.MULTILINE)


def recognises(path: Path, head: Head) -> bool:
    """By its name, or a text file that begins with an entry."""
    suffix = path.suffix.lower()
    return suffix == ".ciw" or (suffix in (".txt", ".isi") and bool(_FIRST.match(head.text)))


def read(path: Path, options: ReadingOptions) -> Reading:
    """The entries that have a title.

    Raises:
        ReadError: the file cannot be read as text.
    """
    text, notes = read_library_text(path)
    return Reading(name, lambda reading: _records(text, reading), [*notes])


def _records(text: str, reading: Reading) -> Iterator[Record]:
    found = entries(_AROUND.sub("", text), _LINE, "PT", "ER")
    return records(found, _said, reading, key=("entry", "UT"), mend="export it again, with titles")


def _said(entry: Entry) -> Said:
    return Said(
        line=entry.line,
        title=entry.first("TI"),
        people=_people(entry),
        dates=entry.all("PY", "EY", "EA"),
        venues=(" ".join(text.split()) for text in entry.all("SO", "JI", "J9")),
        identifiers=entry.all("DI", "D2"),
        pmids=entry.all("PM"),
        abstracts=entry.with_lines("AB"),
        tags=(" ".join(text.split()) for text in entry.all("DE") or entry.all("ID")),
    )


def _people(entry: Entry) -> list[str]:
    """One on each line: full names where there are any, then groups; else editors."""
    authors = [*entry.any("AF", "AU", "BF", "BA"), *entry.all("CA", "GP")]
    listed = authors or entry.any("BE", "ED")
    return [given_name_first(person) for text in listed for person in text.split("\n")]
