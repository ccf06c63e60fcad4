"""EndNote's XML export to records, through `xml.document`: no entity is expanded, nothing fetched.

A record without a title is reported with its line. Its files are looked for where EndNote keeps
them, in NAME.Data beside NAME.xml.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.models import Record
from reviewer.reading.attachment_links import link_of_address
from reviewer.reading.attachments import Attachments
from reviewer.reading.entries import Said, is_own_key, record_of
from reviewer.reading.names import given_name_first
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.xml import beginning, document, line_of, plain, root_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

name = "endnote-xml"
description = "EndNote libraries (.xml)"
isolated = True


def recognises(path: Path, head: Head) -> bool:
    """By its outermost elements."""
    is_export = path.suffix.lower() == ".xml" and root_name(head) in ("xml", "records")
    start = beginning(head)
    return is_export and "<records" in start and "<record>" in start


def read(path: Path, options: ReadingOptions) -> Reading:
    """The records that have a title.

    Raises:
        ReadError: the file cannot be read as XML.
    """
    root, notes = document(path)
    return Reading(name, lambda reading: _records(path, root, reading), [*notes])


def _records(path: Path, root: Element, reading: Reading) -> Iterator[Record]:
    attachments = Attachments(path, [f"{path.stem}.Data/PDF", f"{path.stem}.Data"])
    elements = [*root.iter("record")]
    for element in elements:
        line = line_of(element) or 1
        record = record_of(_said(element, line, attachments))
        if record is not None:
            yield record
        else:
            number = plain(element.find("rec-number"))
            reading.report(line, f"record {number} has no title", "give it a title in EndNote")
    if not elements:
        reading.notes.append("no records in this file")
    attachments.tell(reading)


def _said(element: Element, line: int, attachments: Attachments) -> Said:
    def texts(*paths: str) -> list[str]:
        found = (plain(child) for path in paths for child in element.iterfind(path))
        return [text for text in found if text]

    people = texts("contributors/authors/author") or texts(
        "contributors/secondary-authors/author", "contributors/tertiary-authors/author"
    )
    links = texts("urls/pdf-urls/url", "urls/text-urls/url", "urls/related-urls/url")
    return Said(
        line=line,
        title=next(iter(texts("titles/title")), ""),
        people=[given_name_first(person) for person in people],
        dates=texts("dates/year", "dates/pub-dates/date"),
        venues=texts(
            "periodical/full-title",
            "titles/secondary-title",
            "periodical/abbr-1",
            "titles/alt-title",
        ),
        identifiers=texts("electronic-resource-num", "accession-num"),
        links=texts("urls/related-urls/url", "urls/web-urls/url"),
        pmids=texts("accession-num") if "PubMed" in texts("remote-database-name") else (),
        abstracts=[
            (plain(child), line_of(child) or line) for child in element.iterfind("abstract")
        ],
        keys=filter(is_own_key, texts("label")),
        tags=texts("keywords/keyword"),
        attachments=attachments.below(filter(None, map(link_of_address, links))),
    )
