"""JATS XML (PMC, PLOS, JOSE and most publishers) to one record for each article.

Titles, authors and identifiers come from the article's own metadata. The year is the earliest in
which it was published in any form (online, in print, in a collection), because that is what is
cited; a file without a date of publication gives the year of its copyright.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record
from reviewer.reading import xml
from reviewer.reading.jats_sections import sections
from reviewer.reading.jats_text import text_of
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

name = "jats"
description = "JATS XML of journals and PubMed Central (.xml, .nxml)"
isolated = True

_WRAPPERS = frozenset(
    {"pmc-articleset", "OAI-PMH", "articles", "articleset", "GetRecord", "record"}
)
_SIGNS = ("article-meta", "<front", ":front", "JATS", "NLM//DTD", "article-type=")
_HINT = "download the article's XML again; the title belongs in <article-title>"
_YEARS = range(1400, 2101)
# Dates of a manuscript's way, or of changes, not of the publication.
_NOT_PUBLISHED = frozenset(
    {"received", "rev-recd", "accepted", "retracted", "retraction", "corrected", "correction"}
    | {"nihms-submitted", "pmc-release", "update", "preprint", "rev-request", "withdrawn"}
)


def recognises(path: Path, head: Head) -> bool:
    """By the outermost element, because .xml says nothing."""
    root = xml.root_name(head)
    if root == "article":
        return any(sign in xml.beginning(head) for sign in _SIGNS)
    return root in _WRAPPERS and "article" in xml.beginning(head).partition(root)[2]


def read(path: Path, options: ReadingOptions) -> Reading:
    """Every article of the file.

    Raises:
        ReadError: not well-formed XML, or no article with a title in it.
    """
    document = xml.document(path)
    articles = [*_articles(document.root)]
    if not articles:
        raise ReadError("no article in this XML", hint="download the article's full-text XML")
    if not any(_title(article) for article in articles):
        raise ReadError("the article has no title", hint=_HINT)
    return Reading(name, lambda reading: _records(articles, reading), notes=document.notes)


def _articles(root: Element) -> Iterator[Element]:
    for article in root.iter("article"):
        has_meta = article.find("front/article-meta") is not None
        if has_meta and next(article.iterancestors("article"), None) is None:
            yield article


def _records(articles: list[Element], reading: Reading) -> Iterator[Record]:
    for article in articles:
        if _title(article):
            yield _record(article)
        else:
            reading.report(article.sourceline, "an article without a title", _HINT)


def _record(article: Element) -> Record:
    meta, journal = article.find("front/article-meta"), article.find("front/journal-meta")
    assert meta is not None
    doi = _id(meta, "doi")
    metadata = Metadata(
        title=_title(article),
        authors=tuple(_authors(meta)),
        year=_year(meta),
        venue=_venue(journal),
        doi=normalise_doi(doi or ""),
        arxiv_id=_arxiv_id(meta),
        pmid=_id(meta, "pmid"),
        tags=_tags(meta),
    )
    return Record(
        metadata=metadata,
        sections=tuple(sections(article)),
        line=xml.line_of(article),
        authority=Authority.CURATED,
    )


def _title(article: Element) -> str:
    group = article.find("front/article-meta/title-group")
    if group is None:
        return ""
    title = text_of(group.find("article-title"))
    subtitle = text_of(group.find("subtitle"))
    if not subtitle or not title:
        return title or subtitle
    return f"{title} {subtitle}" if title[-1] in ":?!." else f"{title}: {subtitle}"


def _authors(meta: Element) -> Iterator[str]:
    """Contributors of type author; those without a type, if no contributor has one."""
    people = [c for g in meta.iter("contrib-group") for c in g.findall("contrib")]
    people = [c for c in people if next(c.iterancestors("collab"), None) is None]
    kinds = [(person.get("contrib-type") or "").casefold() for person in people]
    for person, kind in zip(people, kinds, strict=True):
        name = _name(person) if kind == "author" or not any(kinds) else ""
        if name:
            yield name


def _name(person: Element) -> str:
    alternatives = person.find("name-alternatives")
    holder = person if alternatives is None else alternatives
    western = holder.find("name[@name-style='western']")
    for named in (western, holder.find("name"), holder.find("string-name"), person.find("collab")):
        if named is not None and (name := _spelled(named)):
            return name
    return ""


def _spelled(named: Element) -> str:
    """Given names first, then the family name and what stands behind it (Jr)."""
    if named.tag == "collab":
        inner = named.find("institution")
        return text_of(named) or text_of(inner)
    parts = [xml.plain(named.find(part)) for part in ("given-names", "surname", "suffix")]
    return " ".join(part for part in parts if part) or xml.plain(named)


def _year(meta: Element) -> int | None:
    published = [
        date
        for date in meta.findall("pub-date")
        if not {date.get("pub-type"), date.get("date-type")} & _NOT_PUBLISHED
    ]
    history = [date for date in meta.iterfind("history//date") if date.get("date-type") == "pub"]
    for dates in (published, history, meta.findall("permissions")):
        if years := [year for date in dates if (year := _year_of(date))]:
            return min(years)
    return None


def _year_of(date: Element) -> int | None:
    iso = (date.get("iso-8601-date") or "")[:4]
    text = xml.plain(date.find("year")) or xml.plain(date.find("copyright-year")) or iso
    text = text[:4] if text[:4].isascii() else ""
    return int(text) if text.isdigit() and int(text) in _YEARS else None


def _venue(journal: Element | None) -> str | None:
    if journal is None:
        return None
    names = [*journal.iter("journal-title"), *journal.iter("abbrev-journal-title")]
    return xml.first(map(xml.plain, names))


def _id(meta: Element, kind: str) -> str | None:
    ids = (xml.plain(e) for e in meta.findall("article-id") if e.get("pub-id-type") == kind)
    return xml.first(ids)


def _arxiv_id(meta: Element) -> str | None:
    """An article id, or the link to a preprint."""
    given = [xml.plain(e) for e in meta.findall("article-id") if e.get("pub-id-type") != "pmid"]
    links = [
        *meta.findall("self-uri"),
        *meta.findall("related-article[@related-article-type='preprint']"),
    ]
    given += [link.get("{http://www.w3.org/1999/xlink}href") or "" for link in links]
    return xml.first(map(_own_arxiv_id, given))


def _own_arxiv_id(text: str) -> str | None:
    """Only what says that it is arXiv's: a publisher's own number can look like an old id."""
    return normalise_arxiv_id(text) if "arxiv" in text.casefold() else None


def _tags(meta: Element) -> tuple[str, ...]:
    groups = [
        g for g in meta.findall("kwd-group") if "abbrev" not in (g.get("kwd-group-type") or "")
    ]
    words = (text_of(word) for group in groups for word in group.iter("kwd", "compound-kwd"))
    return tuple(dict.fromkeys(word for word in words if word))
