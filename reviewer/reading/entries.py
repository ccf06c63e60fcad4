"""What an entry of a reference library says, in plain text, to a record.

RIS, CSL-JSON, PubMed and EndNote name the same things; each reader picks them out of its format
and hands them over here. It knows none of the formats.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading.markup import without_markup
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_URL = re.compile(r"(?:https?|ftp)://[^\s{}<>\"]+")
# Publishers put it in the addresses of their pages.
_DOI_IN_LINK = re.compile(r"/doi/(?:\w{2,8}/)?(10\.\d{4,9}/[^\s\"<>?#]+)")
_ARXIV_MENTION = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|:\s*)[^\s,;]+", re.IGNORECASE)
_PMID = re.compile(r"(?:pmid:?\s*|https?://\S*pubmed\S*?/)?(\d{1,8})/?", re.IGNORECASE)
_PUBMED = re.compile(r"https?://\S*pubmed\S*?/\d{1,8}/?", re.IGNORECASE)
_TAG_SEPARATOR = re.compile(r"\s*[;\n]\s*")
# Keys that a program gave: numbers, addresses, DOIs, Zotero's and Mendeley's own.
_NOT_A_KEY = re.compile(r"\d+|[A-Z0-9]{8}|ITEM-\d+|(?:WOS|MEDLINE|PMID|pmid)[:_-].*")


class Said(NamedTuple):
    """What one entry says; of several values in a list the first that makes sense counts.

    Args:
        line: where the entry begins.
        title: as written; HTML in it goes.
        people: the authors, else the editors, given names first.
        dates: in whatever notation; only a year is looked for.
        identifiers: DOIs and arXiv ids, and fields that may be one.
        abstracts: each with its line.
        keys: the user's own cite key, if any.
        tags: each may hold several, between semicolons.
    """

    line: int
    title: str
    people: Iterable[str] = ()
    dates: Iterable[str] = ()
    venues: Iterable[str] = ()
    identifiers: Iterable[str] = ()
    links: Iterable[str] = ()
    pmids: Iterable[str] = ()
    abstracts: Iterable[tuple[str, int]] = ()
    keys: Iterable[str] = ()
    tags: Iterable[str] = ()
    attachments: tuple[str, ...] = ()


def record_of(said: Said) -> Record | None:
    """The record of an entry, or None if it has no title."""
    title = without_markup(said.title)
    if not title:
        return None
    links = [url[0] for link in said.links if (url := _URL.search(link))]
    venues = [without_markup(venue) for venue in said.venues]
    identifiers = [*said.identifiers]
    metadata = Metadata(
        title=title,
        authors=tuple(name for name in map(without_markup, said.people) if name),
        year=next((int(year[0]) for date in said.dates if (year := _YEAR.search(date))), None),
        venue=next(filter(None, venues), None),
        doi=_doi(identifiers, links),
        arxiv_id=_arxiv_id([*identifiers, *links, *venues]),
        pmid=_pmid(said.pmids, links),
        url=next(iter(links), None),
        cite_key=next(filter(None, map(str.strip, said.keys)), None),
        tags=_tags(said.tags),
    )
    abstracts = [Paragraph(without_markup(text), line=line) for text, line in said.abstracts]
    abstract = next((paragraph for paragraph in abstracts if paragraph.text), None)
    return Record(
        metadata=metadata,
        sections=(section(SectionKind.ABSTRACT, [abstract]),) if abstract else (),
        line=said.line,
        authority=Authority.CURATED,
        attachments=said.attachments,
    )


def is_own_key(key: str) -> bool:
    """Whether a key may be one that the user cites by, not a number or address of a program."""
    is_plain = bool(key) and not re.search(r"[\s,{}\\]|://", key)
    return is_plain and not _NOT_A_KEY.fullmatch(key) and normalise_doi(key) is None


def _doi(identifiers: list[str], links: list[str]) -> str | None:
    in_links = (mention for link in links for mention in _DOI_IN_LINK.findall(link))
    return next(filter(None, map(normalise_doi, (*identifiers, *links, *in_links))), None)


def _arxiv_id(texts: Iterable[str]) -> str | None:
    def candidates() -> Iterator[str]:
        for text in texts:
            if "arxiv" in text.lower():
                yield text
                yield from _ARXIV_MENTION.findall(text)

    return next((found for text in candidates() if (found := normalise_arxiv_id(text))), None)


def _pmid(pmids: Iterable[str], links: Iterable[str]) -> str | None:
    stated = [*pmids, *(link for link in links if _PUBMED.fullmatch(link))]
    return next((found[1] for text in stated if (found := _PMID.fullmatch(text.strip()))), None)


def _tags(fields: Iterable[str]) -> tuple[str, ...]:
    words = (without_markup(word) for field in fields for word in _TAG_SEPARATOR.split(field))
    return tuple(dict.fromkeys(word for word in words if word))
