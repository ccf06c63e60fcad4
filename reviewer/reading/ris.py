"""RIS files to records: what Zotero, EndNote, Mendeley, Scopus and most publishers export.

An entry without a title is reported with its line. Which of a file's tags mean what depends on the
program that wrote it; the first that says something counts.
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
from reviewer.reading.names import given_name_first, is_others
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.tagged import Entry, entries, records

name = "ris"
description = "RIS libraries (.ris)"
isolated = True

_FIRST = re.compile(r"\s*TY {0,2}- ?[A-Z]{2,6}\s*\n")
_STRICT = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|$)")
_LENIENT = re.compile(r"\s*([A-Z][A-Z0-9])\s*-(?:\s(.*)|$)")
_STANDARD = re.compile(r"^TY  - ?", re.MULTILINE)
_PUBMED = re.compile(r"pubmed|medline", re.IGNORECASE)


def recognises(path: Path, head: Head) -> bool:
    """By its name, or a .txt file that begins with an entry."""
    suffix = path.suffix.lower()
    return suffix == ".ris" or (suffix == ".txt" and bool(_FIRST.match(head.text)))


def read(path: Path, options: ReadingOptions) -> Reading:
    """The entries that have a title.

    Raises:
        ReadError: the file cannot be read as text.
    """
    text, notes = read_library_text(path)
    return Reading(name, lambda reading: _records(path, text, reading), [*notes])


def _records(path: Path, text: str, reading: Reading) -> Iterator[Record]:
    attachments = Attachments(path)
    pattern = _STRICT if _STANDARD.search(text) else _LENIENT
    said = partial(_said, attachments=attachments)
    found = entries(text, pattern, "TY", "ER")
    yield from records(found, said, reading, key=("entry", "ID"), mend="give it a TI line")
    attachments.tell(reading)


def _said(entry: Entry, attachments: Attachments) -> Said:
    people = entry.all("AU", "A1") or entry.any("ED", "A2", "A3", "A4")
    links = entry.all("L1", "L2", "L3", "L4", "UR", "LK")
    is_pubmed = any(_PUBMED.search(source) for source in entry.all("DB", "DP"))
    return Said(
        line=entry.line,
        title=entry.first("TI", "T1", "CT", "BT"),
        people=[given_name_first(person) for person in people if not is_others(person)],
        dates=entry.all("PY", "Y1", "DA"),
        venues=entry.all("JF", "T2", "BT", "JO", "JA", "J2", "T3")
        if entry.all("TI", "T1", "CT")
        else (),
        identifiers=entry.all("DO", "M3", "N1", "L3", "AN"),
        links=[*entry.all("UR", "LK"), *entry.all("L2", "L1")],
        pmids=entry.all("AN", "C2") if is_pubmed else (),
        abstracts=entry.with_lines("AB", "N2"),
        keys=filter(is_own_key, entry.all("ID", "LB")),
        tags=entry.all("KW"),
        attachments=attachments.below(
            found for link in links for part in link.split("\n") if (found := link_of_address(part))
        ),
    )
