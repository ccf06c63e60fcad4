"""What a page's head says of its article: citation_*, JSON-LD, Dublin Core, PRISM, Open Graph.

Tags made for reference managers come first, then those for search engines; the printed heading and
the page's own title stand in. It does not look at the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewer.models import Metadata
from reviewer.reading.dates import year_in
from reviewer.reading.html_text import text_of, words_of_markup
from reviewer.reading.names import given_name_first, initials_first
from reviewer.reading.paragraphs import Paragraph
from reviewer.reading.xml import first, line_of, plain, squeezed
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TITLES = ("citation_title", "bepress_citation_title", "eprints.title", "dc.title", "dcterms.title")
_PEOPLE = ("citation_author", "bepress_citation_author", "citation_authors")
_DATES = (
    *("citation_online_date", "citation_publication_date", "citation_date", "citation_cover_date"),
    *("citation_year", "bepress_citation_date", "prism.publicationdate", "dc.date.issued"),
    *("dcterms.issued", "dc.date", "article:published_time"),
)
_VENUES = (
    *("citation_journal_title", "citation_conference_title", "citation_inbook_title"),
    *("citation_conference", "prism.publicationname", "dc.source", "dcterms.ispartof"),
)
_KEYWORDS = ("citation_keywords", "citation_keyword", "dc.subject", "keywords", "article:tag")
_DOIS = ("citation_doi", "bepress_citation_doi", "prism.doi", "dc.identifier", "dc.identifier.doi")
_ABSTRACTS = (
    *("citation_abstract", "eprints.abstract", "dc.description.abstract", "dcterms.abstract"),
    *("dc.description", "og:description", "description", "twitter:description"),
)
_ARTICLES = frozenset(
    {"scholarlyarticle", "medicalscholarlyarticle", "article", "report", "thesis"}
)
_ARXIV_PREFIX = re.compile(r"^\[([\w.-]+/?\d+(?:v\d+)?)\]\s*")
_SITE = re.compile(r"\s+(?:[|·•»:]{1,2}|-{1,3}|[–—])\s+")
_PAGE = re.compile(r"^Paper page\s*[-–—]\s*", re.IGNORECASE)
# The space of LaTeX's \\quad between names.
_QUAD = re.compile("[\u2001-\u2003]")
_LONGEST_SITE = 60
_LONGEST_NAME = 6
_SHORTEST_ABSTRACT = 200
_SHORTEST_SENTENCE = 40
_TEASER = re.compile(r"^abstract page for|(?:\.\.\.|…)$|^(?:read|download) ", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?](?:\s|$)")

Tags = dict[str, list[str]]


class Stated(NamedTuple):
    """What the head of a page says.

    Args:
        metadata: None where there is not even a title.
        abstract: the article's, where a tag holds all of it.
        is_named: whether tags name the fields, or the title is a guess from the heading.
    """

    metadata: Metadata | None
    abstract: Paragraph
    is_named: bool


def stated(root: Element, saved_from: str | None) -> Stated:
    """What the head of a page, and its printed title, say of its article.

    Args:
        root: the `html` element, before anything was taken out.
        saved_from: the address that the browser noted.
    """
    tags = _tags(root)
    item = _scholarly(root)
    named = first([*_all(tags, _TITLES), _text(item, "headline", "name"), _latexml_title(root)])
    title = named or _printed_title(root, tags)
    abstracts = [*_all(tags, _ABSTRACTS), _text(item, "abstract")]
    abstract = first([*filter(_is_abstract, abstracts), *_short_abstracts(tags)])
    addresses = [
        *_links(root),
        *tags.get("og:url", []),
        *tags.get("citation_abstract_html_url", []),
    ]
    addresses += [saved_from] if saved_from else []
    ids = [*tags.get("citation_arxiv_id", []), *_all(tags, _DOIS), *addresses]
    if found := _ARXIV_PREFIX.match(plain(root.find(".//title"))):
        ids.append(found[1])
    metadata = Metadata(
        title=title,
        authors=tuple(dict.fromkeys(_authors(root, tags, item))),
        year=first_year([*_all(tags, _DATES), _text(item, "datePublished", "dateCreated")]),
        venue=first([*_all(tags, _VENUES), _text(item.get("isPartOf"), "name")]),
        doi=first(map(normalise_doi, [*_all(tags, _DOIS), *_item_ids(item), *addresses])),
        arxiv_id=first(map(_arxiv_id, ids)),
        pmid=first(tags.get("citation_pmid", [])),
        url=first(address for address in addresses if address.startswith(("http://", "https://"))),
        tags=tuple(dict.fromkeys(_keywords(tags, item))),
    )
    return Stated(metadata if title else None, _placed(root, abstract or ""), bool(named))


def first_year(dates: Iterable[str]) -> int | None:
    """The earliest, so that an article has the year in which it went online."""
    return min((year for date in dates if (year := year_in(date))), default=None)


def _tags(root: Element) -> Tags:
    tags: Tags = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        content = words_of_markup(meta.get("content") or "")
        if name and content:
            tags.setdefault(name.lower(), []).append(content)
    return tags


def _all(tags: Tags, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from tags.get(name, [])


def _scholarly(root: Element) -> dict[str, Any]:
    """The first article that a JSON-LD block describes; {} if none does."""
    for script in root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            content = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _items(content, 0):
            kinds = item.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(str(kind).lower() in _ARTICLES for kind in names):
                return item
    return {}


def _items(content: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(content, list):
        for one in content:
            yield from _items(one, depth)
    elif isinstance(content, dict):
        yield content
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _items(content.get(key), depth + 1)


def _text(item: object, *keys: str) -> str:
    """The first of the keys that holds words."""
    for key in keys if isinstance(item, dict) else ():
        value = item.get(key) if isinstance(item, dict) else None
        if isinstance(value, str) and value.strip():
            return squeezed(value)
    return ""


def _item_ids(item: dict[str, Any]) -> Iterator[str]:
    for key in ("doi", "identifier", "sameAs", "@id", "url"):
        values = item.get(key)
        for value in values if isinstance(values, list) else [values]:
            yield value if isinstance(value, str) else _text(value, "value", "@id")


def _authors(root: Element, tags: Tags, item: dict[str, Any]) -> Iterator[str]:
    given = [person for people in _all(tags, _PEOPLE) for person in people.split(";")]
    if given := [*filter(str.strip, given)]:
        full = dict.fromkeys(_printed_names(root))
        is_short = "citation_authors" in tags
        if is_short and len(full) == len(dict.fromkeys(given)):
            yield from full
        else:
            yield from map(initials_first if is_short else given_name_first, given)
        return
    listed = item.get("author") or []
    found = [
        person if isinstance(person, str) else _text(person, "name") or _parts(person)
        for person in (listed if isinstance(listed, list) else [listed])
    ]
    found = found or [*_all(tags, ("dc.creator", "dcterms.creator", "eprints.creators_name"))]
    if not any(found):
        yield from _latexml_people(root)
        yield from _people_in_parts(root)
    yield from (given_name_first(name) for name in found if name)


def _printed_names(root: Element) -> Iterator[str]:
    """The names in full, where a page marks them so and its tags have initials only."""
    for person in root.iter("a", "span"):
        if "full-name" in (person.get("class") or "").split():
            yield plain(person)


def _latexml_title(root: Element) -> str:
    titles = (e for e in root.iter("h1") if "ltx_title_document" in (e.get("class") or ""))
    return text_of(next(titles, None))


def _latexml_people(root: Element) -> Iterator[str]:
    """The names in LaTeXML's author block: what stands before addresses and between marks."""
    for person in root.iter("span"):
        if "ltx_personname" in (person.get("class") or ""):
            names = _QUAD.sub(",", "".join(_first_line(person)))
            for part in re.split(r"\s*(?:,|&|\band\b)\s*", squeezed(names)):
                if part and not re.search(r"[\d@]", part) and len(part.split()) <= _LONGEST_NAME:
                    yield part


def _people_in_parts(root: Element) -> Iterator[str]:
    """The names of which a page marks the parts, as ScienceDirect does in its buttons."""
    for family in root.iter("span"):
        holder = family.getparent()
        if holder is not None and "surname" in (family.get("class") or "").split():
            given = (e for e in holder if "given-name" in (e.get("class") or "").split())
            yield squeezed(f"{plain(next(given, None))} {plain(family)}")


def _first_line(person: Element) -> Iterator[str]:
    yield person.text or ""
    for part in person:
        if part.tag == "br":
            return
        is_mark = part.tag in ("sup", "math") or "ltx_note" in (part.get("class") or "")
        yield "," if is_mark else plain(part)  # a mark ends a name
        yield part.tail or ""


def _parts(person: object) -> str:
    return squeezed(f"{_text(person, 'givenName')} {_text(person, 'familyName')}")


def _keywords(tags: Tags, item: dict[str, Any]) -> Iterator[str]:
    given = [*_all(tags, _KEYWORDS)]
    listed = item.get("keywords") or []
    given += [
        word for word in (listed if isinstance(listed, list) else [listed]) if isinstance(word, str)
    ]
    for words in given:
        for word in re.split(r"\s*[;,]\s*", words):
            if word:
                yield word


def _placed(root: Element, abstract: str) -> Paragraph:
    """With the line of the tag that holds it."""
    start = abstract[:40]
    for meta in root.iter("meta"):
        if start and start in words_of_markup(meta.get("content") or ""):
            return Paragraph(abstract, line_of(meta))
    return Paragraph(abstract)


def _links(root: Element) -> list[str]:
    links = (link for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return [link.get("href") or "" for link in links]


def _arxiv_id(text: str) -> str | None:
    """Of what is an arXiv address or id, also on ar5iv and Hugging Face."""
    for site in (
        "huggingface.co/papers/",
        "ar5iv.org/html/",
        "ar5iv.org/abs/",
        "alphaxiv.org/abs/",
    ):
        _, found, rest = text.partition(site)
        text = rest if found else text
    is_plain = not text.startswith("http") or "arxiv" in text.lower() or "10.48550" in text
    return normalise_arxiv_id(text) if is_plain else None


def _printed_title(root: Element, tags: Tags) -> str:
    """The page's main heading, if its title begins like it; else its title without the site."""
    page = squeezed(first(tags.get("og:title", [])) or plain(root.find(".//title")))
    page = _PAGE.sub("", _ARXIV_PREFIX.sub("", page))
    headings = [plain(h) for h in root.iter("h1") if plain(h)]
    for heading in headings:
        if page.casefold().startswith(heading.casefold()) or (len(headings) == 1 and not page):
            return heading
    site = squeezed(first(tags.get("og:site_name", [])) or "")
    parts = _SITE.split(page)
    last = parts[-1]
    if len(parts) > 1 and (
        last == site or (len(last) <= _LONGEST_SITE and len(last) < len(page) / 2)
    ):
        return page[: page.rindex(last)].rstrip(" |·•»:-–—")
    return page


def _short_abstracts(tags: Tags) -> Iterator[str]:
    """Those in tags that are made for nothing else."""
    for text in _all(tags, _ABSTRACTS[:4]):
        if len(text) >= _SHORTEST_SENTENCE and not _TEASER.search(text):
            yield text


def _is_abstract(text: str) -> bool:
    """Not a line that a search engine shows: whole sentences, several, to their end."""
    return (
        len(text) >= _SHORTEST_ABSTRACT
        and not _TEASER.search(text)
        and len(_SENTENCE.findall(text)) >= 2
    )
