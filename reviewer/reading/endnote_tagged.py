"""EndNote's tagged export (.enw, Refer) to records, as Google Scholar and ACM offer it.

An entry without a title is reported with its line.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reviewer.models import Record
from reviewer.reading.attachment_links import link_of_address
from reviewer.reading.attachments import Attachments
from reviewer.reading.encodings import read_library_text
from reviewer.reading.entries import Said, is_own_key
from reviewer.reading.names import given_name_first
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.tagged import Entry, entries, records

name = "endnote"
description = "EndNote tagged libraries (.enw)"
isolated = True

_FIRST = re.compile(r"\s*%0 [A-Z][\w ]+\n%\S ")
_LINE = re.compile(r"%(\S)(?:\s(.*)|$)")


def recognises(path: Path, head: Head) -> bool:
    """By its name, or a .txt file that begins with an entry."""
    suffix = path.suffix.lower()
    return suffix == ".enw" or (suffix == ".txt" and bool(_FIRST.match(head.text)))


def read(path: Path, options: ReadingOptions) -> Reading:
    """The entries that have a title.

    Raises:
        ReadError: the file cannot be read as text.
    """
    text, notes = read_library_text(path)
    return Reading(name, lambda reading: _records(path, text, reading), [*notes])


def _records(path: Path, text: str, reading: Reading) -> Iterator[Record]:
    attachments = Attachments(path)
    said = partial(_said, attachments=attachments)
    yield from records(entries(text, _LINE, "0"), said, reading, mend="give it a line %T")
    attachments.tell(reading)


def _said(entry: Entry, attachments: Attachments) -> Said:
    links = entry.all(">", "U")
    return Said(
        line=entry.line,
        title=entry.first("T"),
        people=[given_name_first(person) for person in entry.any("A", "E", "H", "Y")],
        dates=entry.all("D", "8"),
        venues=entry.all("J", "B"),
        identifiers=entry.all("R", "M"),
        links=entry.all("U"),
        abstracts=entry.with_lines("X"),
        keys=filter(is_own_key, entry.all("F")),
        tags=entry.all("K"),
        attachments=attachments.below(filter(None, map(link_of_address, links))),
    )
