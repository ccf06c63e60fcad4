"""Saved Hugging Face pages of papers: the data that the page carries for its own scripts.

A listing gives each of its papers, a paper's page gives one; without the data, the cards of a
listing give titles and ids. It does not read the page's text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading.dates import year_in
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.xml import line_of, plain, squeezed
from reviewer.text.identifiers import normalise_arxiv_id

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ADDRESS = "https://huggingface.co/papers/"
_PAPER_LINK = re.compile(r"^(?:https://huggingface\.co)?/papers/(\d{4}\.\d{4,5}(?:v\d+)?)/?$")
_OWN_PAGE = "Paper page"
_SHORTEST_ABSTRACT = 200


def records(root: Element) -> list[Record]:
    """The papers that a page carries; [] if it is no such page."""
    found: dict[str, Record] = {}
    for element in root.iter("*"):
        data = element.get("data-props")
        if data and "summary" in data:
            for paper in _papers(data):
                record = _record(paper, line_of(element))
                if record is not None:
                    found.setdefault(record.metadata.title, record)
    return list(found.values()) or _cards(root)


def _papers(data: str) -> Iterator[dict[str, Any]]:
    """The papers of a listing, or the one of a paper's page."""
    try:
        props = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(props, dict):
        return
    listed = props.get("dailyPapers")
    entries = listed if isinstance(listed, list) else [props]
    for entry in entries:
        paper = entry.get("paper") if isinstance(entry, dict) else None
        if isinstance(paper, dict):
            yield paper


def _record(paper: dict[str, Any], line: int | None) -> Record | None:
    title, summary, number = (paper.get(key) for key in ("title", "summary", "id"))
    if not isinstance(title, str) or not title.strip():
        return None
    people = paper.get("authors")
    names = [_name(person) for person in (people if isinstance(people, list) else [])]
    published = paper.get("publishedAt")
    number = number if isinstance(number, str) else ""
    metadata = Metadata(
        title=squeezed(title),
        authors=tuple(name for name in names if name),
        year=year_in(published) if isinstance(published, str) else None,
        arxiv_id=normalise_arxiv_id(number),
        url=f"{_ADDRESS}{number}" if number else None,
    )
    text = squeezed(summary) if isinstance(summary, str) else ""
    return _made(metadata, Paragraph(text, line))


def _name(person: object) -> str:
    """Those whom the page hides are no authors any more."""
    if not isinstance(person, dict) or person.get("hidden") is True:
        return ""
    name = person.get("name")
    return squeezed(name) if isinstance(name, str) else ""


def _cards(root: Element) -> list[Record]:
    """Of a listing that carries no data: a heading that links to a paper, in a card of its own.

    A paper's own page shows such cards of other papers.
    """
    found: dict[str, Record] = {}
    if plain(root.find(".//title")).startswith(_OWN_PAGE):
        return []
    for heading in root.iter("h2", "h3"):
        link = heading.find(".//a")
        address = _PAPER_LINK.match(link.get("href") or "") if link is not None else None
        title = plain(link)
        card = next(iter(heading.iterancestors("article")), None)
        if address is None or card is None or not title:
            continue
        metadata = Metadata(title=title, arxiv_id=address[1], url=f"{_ADDRESS}{address[1]}")
        texts = [p for p in card.iter("p") if len(plain(p)) >= _SHORTEST_ABSTRACT]
        text = Paragraph(plain(texts[0]), line_of(texts[0])) if texts else Paragraph("")
        found.setdefault(address[1], _made(metadata, text, line_of(heading)))
    return list(found.values())


def _made(metadata: Metadata, abstract: Paragraph, line: int | None = None) -> Record:
    sections = (section(SectionKind.ABSTRACT, [abstract]),) if abstract.text else ()
    return Record(
        metadata=metadata,
        sections=sections,
        line=line or abstract.line,
        authority=Authority.STATED,
    )
