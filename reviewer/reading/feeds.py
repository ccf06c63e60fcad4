"""Atom, RSS and OAI-PMH exports (arXiv's, a journal's) to one record for each entry.

Only what an entry says of a paper is taken: a feed has titles, summaries and names, no full text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading import xml
from reviewer.reading.dates import year_in
from reviewer.reading.html_text import words_of_markup
from reviewer.reading.names import given_name_first
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

name = "feed"
description = "Atom, RSS and OAI-PMH exports, such as arXiv's (.xml, .atom, .rss)"
isolated = True

_ROOTS = ("feed", "rss", "RDF", "OAI-PMH", "ListRecords", "GetRecord")
_ENTRIES = {"feed": ("entry",), "rss": ("item",), "RDF": ("item",)}
_HINT = "export it again, with the titles"
# arXiv's RSS: `arXiv:2401.00001v1 Announce Type: new Abstract: …`.
_ANNOUNCEMENT = re.compile(r"^arXiv:\S+\s+Announce Type:\s*\S+\s+(?:Abstract:\s*)?", re.IGNORECASE)
_DATES = ("published", "issued", "created", "publicationDate", "pubDate", "date", "updated")
_ERRORS = "arxiv.org/api/errors"


def recognises(path: Path, head: Head) -> bool:
    return xml.root_name(head) in _ROOTS


def read(path: Path, options: ReadingOptions) -> Reading:
    """Every entry of the file.

    Raises:
        ReadError: not well-formed XML, or no entry in it.
    """
    document = xml.document(path)
    root = document.root
    entries = list(root.iter(*_ENTRIES.get(str(root.tag), ("record",))))
    if not entries:
        raise ReadError("no entry in this feed", hint="search or export again")
    if _ERRORS in xml.plain(entries[0].find("id")):
        reason = xml.plain(entries[0].find("summary"))
        raise ReadError(f"arXiv's answer is an error: {reason}", hint="mend the query, ask again")
    return Reading(name, lambda reading: _records(entries, reading), notes=document.notes)


def _records(entries: list[Element], reading: Reading) -> Iterator[Record]:
    for entry in entries:
        header = entry.find("header")
        if header is not None and header.get("status") == "deleted":
            reading.notes.append(f"a deleted record: {xml.plain(header.find('identifier'))}")
        elif title := _text(entry, "title"):
            yield _record(entry, title)
        else:
            reading.report(entry.sourceline, "an entry without a title", _HINT)


def _record(entry: Element, title: str) -> Record:
    abstract = _first(entry, "summary", "abstract", "description", "encoded", "content")
    text = "" if abstract is None else words_of_markup(xml.plain(abstract))
    text = _ANNOUNCEMENT.sub("", text)
    metadata = Metadata(
        title=title,
        authors=tuple(_authors(entry)),
        year=year_in(
            _text(entry, "published", "issued", "created", "publicationDate", "pubDate", "date")
        ),
        venue=_text(entry, "journal_ref", "journal-ref", "publicationName") or None,
        doi=xml.first(map(normalise_doi, _identifiers(entry))),
        arxiv_id=xml.first(map(normalise_arxiv_id, _identifiers(entry))),
        url=_url(entry),
        tags=tuple(dict.fromkeys(_tags(entry))),
    )
    place = xml.line_of(entry) if abstract is None else xml.line_of(abstract)
    found = section(SectionKind.ABSTRACT, [Paragraph(text, place)])
    return Record(
        metadata=metadata,
        sections=(found,) if found.text else (),
        line=xml.line_of(entry),
        authority=Authority.STATED,
    )


def _first(entry: Element, *tags: str) -> Element | None:
    """The first element of these names, in the order of the names, that has words."""
    for tag in tags:
        for found in entry.iter(tag):
            if xml.plain(found):
                return found
    return None


def _text(entry: Element, *tags: str) -> str:
    found = _first(entry, *tags)
    return "" if found is None else words_of_markup(xml.plain(found))


def _authors(entry: Element) -> Iterator[str]:
    for author in entry.iter("author", "creator"):
        parts = [xml.plain(author.find(part)) for part in ("forenames", "keyname", "suffix")]
        if any(parts):
            yield " ".join(part for part in parts if part)
        elif words := xml.plain(author.find("name")) or xml.plain(author):
            yield from _people(words)
    if (listed := entry.find(".//authors")) is not None and not len(listed):
        yield from re.split(r",\s+(?:and\s+)?|\s+and\s+", xml.plain(listed))


def _people(words: str) -> list[str]:
    """`Frost, Ada` is one person; `Ada Frost, Bo Rime` are two."""
    parts = [part.strip() for part in re.split(r";|,(?=\s)", words)]
    if len(parts) == 2 and " " not in parts[0] and ";" not in words:
        return [given_name_first(words)]
    if ";" in words:
        return [given_name_first(part) for part in words.split(";") if part.strip()]
    return [part for part in parts if part]


def _identifiers(entry: Element) -> Iterator[str]:
    for tag in ("doi", "id", "identifier", "guid", "link"):
        for found in entry.iter(tag):
            text = found.get("href") or xml.plain(found)
            yield text.removeprefix("oai:arXiv.org:")


def _url(entry: Element) -> str | None:
    for link in entry.iter("link"):
        if link.get("rel") in (None, "alternate"):
            address = link.get("href") or xml.plain(link)
            if address.startswith(("http://", "https://")):
                return address
    return None


def _tags(entry: Element) -> Iterator[str]:
    for found in entry.iter("category", "subject", "categories"):
        words = found.get("term") or xml.plain(found)
        yield from words.split() if found.tag == "categories" else filter(None, [words])
