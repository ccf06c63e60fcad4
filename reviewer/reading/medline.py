"""PubMed's own export (.nbib, MEDLINE text) to records.

An entry without a title is reported with its line. PubMed gives no cite keys.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from reviewer.models import Record
from reviewer.reading.encodings import read_library_text
from reviewer.reading.entries import Said
from reviewer.reading.names import given_name_first, initials_first
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.tagged import Entry, entries, records

name = "medline"
description = "PubMed exports (.nbib, MEDLINE text)"
isolated = True

_FIRST = re.compile(r"\s*PMID- ?\d")
_LINE = re.compile(r"([A-Z][A-Z0-9 ]{3})-(?: (.*)|$)")
_KIND = re.compile(r"\s*\[([a-z]+)\]\s*$")
_TRANSLATED = re.compile(r"\[(.*)\]\.?", re.DOTALL)


def recognises(path: Path, head: Head) -> bool:
    """By its name, or a .txt file that begins with a PubMed number."""
    suffix = path.suffix.lower()
    return suffix in (".nbib", ".medline") or (suffix == ".txt" and bool(_FIRST.match(head.text)))


def read(path: Path, options: ReadingOptions) -> Reading:
    """The entries that have a title.

    Raises:
        ReadError: the file cannot be read as text.
    """
    text, notes = read_library_text(path)
    return Reading(name, lambda reading: _records(text, reading), [*notes])


def _records(text: str, reading: Reading) -> Iterator[Record]:
    found = entries(text, _LINE, "PMID")
    return records(
        found, _said, reading, key=("PMID", "PMID"), mend="download it from PubMed again"
    )


def _said(entry: Entry) -> Said:
    ids = [(_KIND.sub("", text), _KIND.search(text)) for text in entry.all("AID", "LID")]
    headings = (heading.partition("/")[0].lstrip("*") for heading in entry.all("MH"))
    return Said(
        line=entry.line,
        title=_title(entry.first("TI", "BTI", "CTI", "TT")),
        people=_people(entry),
        dates=entry.all("DP", "DEP", "PHST", "EDAT"),
        venues=entry.all("JT", "TA"),
        identifiers=[text for text, kind in ids if kind and kind[1] == "doi"],
        pmids=entry.all("PMID"),
        abstracts=entry.with_lines("AB", "OAB"),
        tags=entry.all("OT") or headings,
    )


def _title(text: str) -> str:
    """Without the full stop that PubMed adds, and the brackets around a translated title."""
    title = " ".join(text.split())
    if translated := _TRANSLATED.fullmatch(title):
        title = translated[1]
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def _people(entry: Entry) -> list[str]:
    """Full names where there are any; institutions where they stand among the authors."""
    full = "FAU" if entry.all("FAU") else "AU"
    people = [f.value for f in entry.fields if f.tag in (full, "CN") and f.value]
    if not people:
        full, people = "FED", entry.any("FED", "ED")
    return [
        initials_first(person) if full == "AU" else given_name_first(person) for person in people
    ]
