"""PubMed's XML export to one record for each article or book, with the abstract's own headings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record, Section, SectionKind
from reviewer.reading import xml
from reviewer.reading.dates import year_in
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.text.identifiers import normalise_doi

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

name = "pubmed-xml"
description = "PubMed's XML export (.xml)"
isolated = True

_ROOTS = ("PubmedArticleSet", "PubmedArticle", "PubmedBookArticleSet", "MedlineCitationSet")
_CITATIONS = ("MedlineCitation", "BookDocument")


def recognises(path: Path, head: Head) -> bool:
    return xml.root_name(head) in _ROOTS


def read(path: Path, options: ReadingOptions) -> Reading:
    """Every citation of the file.

    Raises:
        ReadError: not well-formed XML, or no citation in it.
    """
    document = xml.document(path)
    citations = list(document.root.iter(*_CITATIONS))
    if not citations:
        raise ReadError("no article in this PubMed export", hint="search or export again")
    return Reading(name, lambda reading: _records(citations, reading), notes=document.notes)


def _records(citations: list[Element], reading: Reading) -> Iterator[Record]:
    for citation in citations:
        if title := _title(citation):
            yield _record(citation, title)
        else:
            reason = f"an article without a title (PMID {xml.plain(citation.find('PMID')) or '?'})"
            reading.report(citation.sourceline, reason, "export it again")


def _record(citation: Element, title: str) -> Record:
    words = (xml.plain(word) for word in citation.iter("Keyword"))
    metadata = Metadata(
        title=title,
        authors=tuple(_authors(citation)),
        year=_year(citation),
        venue=_first(
            citation, ".//Journal/Title", "MedlineJournalInfo/MedlineTA", "Book/BookTitle"
        ),
        doi=_doi(citation),
        pmid=_first(citation, "PMID"),
        tags=tuple(dict.fromkeys(word for word in words if word)),
    )
    return Record(
        metadata=metadata,
        sections=tuple(_sections(citation)),
        line=xml.line_of(citation),
        authority=Authority.CURATED,
    )


def _first(citation: Element, *paths: str) -> str | None:
    return xml.first(xml.plain(citation.find(path)) for path in paths)


def _title(citation: Element) -> str:
    """Without the full stop and the brackets of a translation, which PubMed adds."""
    title = _first(citation, "Article/ArticleTitle", "ArticleTitle", "Book/BookTitle") or ""
    title = _without_stop(title)
    is_translated = title.startswith("[") and title.find("]") == len(title) - 1
    return _without_stop(title[1:-1]) if is_translated else title


def _without_stop(title: str) -> str:
    return title if title.endswith("...") else title.removesuffix(".")


def _authors(citation: Element) -> Iterator[str]:
    lists = citation.findall("Article/AuthorList") + citation.findall("AuthorList")
    for people in lists:
        if (people.get("Type") or "authors") != "authors":
            continue
        for author in people.findall("Author"):
            parts = [author.find(part) for part in ("ForeName", "LastName", "Suffix")]
            if parts[0] is None:
                parts[0] = author.find("Initials")
            spelled = " ".join(filter(None, map(xml.plain, parts)))
            if spelled := spelled or xml.plain(author.find("CollectiveName")):
                yield spelled


def _year(citation: Element) -> int | None:
    """The earliest publication, online or in an issue; `1998 Dec-1999 Jan` is 1998."""
    paths = (".//JournalIssue/PubDate", "Article/ArticleDate", "Book/PubDate")
    dates = (date for path in paths for date in citation.iterfind(path))
    years = [year for date in dates if (year := year_in(" ".join(date.itertext())))]
    return min(years, default=None)


def _doi(citation: Element) -> str | None:
    """The article's own; those of its references stand deeper."""
    given = [e for e in citation.iter("ELocationID") if e.get("EIdType") == "doi"]
    article = citation.getparent()
    ids = article.findall("PubmedData/ArticleIdList/ArticleId") if article is not None else []
    ids += citation.findall("ArticleIdList/ArticleId")
    given += [e for e in ids if e.get("IdType") == "doi"]
    return xml.first(normalise_doi(xml.plain(e)) for e in given)


def _sections(citation: Element) -> Iterator[Section]:
    for holder in (citation.find("Article/Abstract"), citation.find("Abstract")):
        if holder is not None:
            found = section(SectionKind.ABSTRACT, map(_paragraph, holder.findall("AbstractText")))
            if found.text:
                yield found


def _paragraph(part: Element) -> Paragraph:
    label = (part.get("Label") or "").strip()
    text = xml.plain(part)
    is_labelled = text and label and label != "UNLABELLED"
    return Paragraph(f"{label.rstrip(':')}: {text}" if is_labelled else text, xml.line_of(part))
