"""TEI XML (GROBID's output of PDFs, and editions by hand) to one record for each text.

What GROBID writes was guessed from a layout; any other maker's word on a title counts as curated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record
from reviewer.reading import xml
from reviewer.reading.dates import year_in
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.tei_text import sections, text_of
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

name = "tei"
description = "TEI XML, such as GROBID makes from PDFs (.xml, .tei)"
isolated = True

_SEPARATOR = re.compile(r"\s*[,;]\s*")

_ROOTS = ("TEI", "TEI.2", "teiCorpus", "teiCorpus.2")
_HINT = "the title belongs in <titleStmt><title>; or ingest the PDF itself"


def recognises(path: Path, head: Head) -> bool:
    return xml.root_name(head) in _ROOTS


def read(path: Path, options: ReadingOptions) -> Reading:
    """Every text of the file.

    Raises:
        ReadError: not well-formed XML, or no text with a title in it.
    """
    document = xml.document(path)
    texts = list(document.root.iter("TEI", "TEI.2"))
    if not any(_title(text) for text in texts):
        raise ReadError("the text has no title", hint=_HINT)
    return Reading(name, lambda reading: _records(texts, reading), notes=document.notes)


def _records(texts: list[Element], reading: Reading) -> Iterator[Record]:
    for text in texts:
        if _title(text):
            yield _record(text)
        else:
            reading.report(text.sourceline, "a text without a title", _HINT)


def _record(tei: Element) -> Record:
    source = tei.find("teiHeader/fileDesc/sourceDesc")
    makers = [
        a.get("ident") or "" for a in tei.iterfind("teiHeader/encodingDesc/appInfo/application")
    ]
    guessed = any("grobid" in maker.casefold() for maker in makers)
    metadata = Metadata(
        title=_title(tei),
        authors=tuple(_authors(tei)),
        year=_year(tei),
        venue=None if source is None else _venue(source),
        doi=xml.first(map(normalise_doi, _ids(tei, "DOI"))),
        arxiv_id=xml.first(map(normalise_arxiv_id, _ids(tei, "ARXIV"))),
        pmid=xml.first(_ids(tei, "PMID")),
        tags=_tags(tei),
    )
    return Record(
        metadata=metadata,
        sections=tuple(sections(tei)),
        line=xml.line_of(tei),
        authority=Authority.GUESSED if guessed else Authority.CURATED,
    )


def _title(tei: Element) -> str:
    """The main title with its subtitle; that of the source, where the file itself has none."""
    for holder in ("titleStmt", "sourceDesc//analytic", "sourceDesc//bibl", "sourceDesc//monogr"):
        found = tei.findall(f"teiHeader/fileDesc/{holder}/title")
        main = xml.first(text_of(t) for t in found if t.get("type") in (None, "main", "full"))
        if main:
            sub = xml.first(text_of(t) for t in found if t.get("type") == "sub")
            return f"{main}: {sub}" if sub else main
    return ""


def _authors(tei: Element) -> Iterator[str]:
    """Those of the article, with names; GROBID also lists affiliations as authors."""
    for holder in ("sourceDesc//analytic", "titleStmt", "sourceDesc//monogr", "sourceDesc//bibl"):
        people = tei.findall(f"teiHeader/fileDesc/{holder}/author")
        names = [name for person in people if (name := _name(person))]
        if names:
            yield from dict.fromkeys(names)
            return


def _name(author: Element) -> str:
    person = author.find("persName")
    named = author if person is None else person
    parts = [
        xml.plain(e)
        for tag in ("forename", "nameLink", "surname", "genName")
        for e in named.findall(tag)
    ]
    if any(parts):
        return " ".join(part for part in parts if part)
    if person is not None or author.find("affiliation") is None:
        organisation = author.find("orgName")
        return xml.plain(named if organisation is None else organisation)
    return ""


def _year(tei: Element) -> int | None:
    """The year in which the source was published, else the file."""
    for holder in ("sourceDesc//imprint", "publicationStmt", "sourceDesc//bibl"):
        for date in tei.iterfind(f"teiHeader/fileDesc/{holder}/date"):
            if year := year_in(date.get("when")) or year_in(xml.plain(date)):
                return year
    return None


def _venue(source: Element) -> str | None:
    titles = source.findall(".//monogr/title")
    return xml.first(
        xml.plain(t) for t in titles if t.get("level") in ("j", "m") and t.get("type") != "abbrev"
    )


def _ids(tei: Element, kind: str) -> Iterator[str]:
    """Identifiers of the paper itself, not of its references or authors."""
    for idno in tei.iterfind("teiHeader/fileDesc//idno"):
        is_authors = any(True for _ in idno.iterancestors("author"))
        if (idno.get("type") or "").upper() == kind and not is_authors:
            yield xml.plain(idno)


def _tags(tei: Element) -> tuple[str, ...]:
    """Terms; old versions of GROBID have them in one text."""
    found: list[str] = []
    for group in tei.iterfind("teiHeader/profileDesc/textClass/keywords"):
        terms = [xml.plain(word) for word in group.iter("term", "item")]
        found += terms or _SEPARATOR.split(xml.plain(group))
    return tuple(dict.fromkeys(word for word in found if word))
