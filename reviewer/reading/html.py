"""Saved web pages of papers (HTML, XHTML, MHTML) to records: an article's page gives one.

A saved listing of Hugging Face or arXiv gives each of its papers. Pages that only say that
something is missing or wants a password are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record, Section, SectionKind, place_at
from reviewer.reading import arxiv_pages, html_text, hugging_face, xml
from reviewer.reading.flow import Heading
from reviewer.reading.html_metadata import Stated, stated
from reviewer.reading.paragraphs import BETWEEN, Paragraph, section
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.web_page import SUFFIXES, Page, page

name = "html"
description = "saved pages of articles (.html, .htm, .xhtml, .mhtml), also listings of arXiv and HF"
isolated = True

_OUTERMOST = ("html", "head", "title", "meta", "body")
_NO_ARTICLE = re.compile(
    r"\b(?:404|403|50[0-4]|not found|forbidden|access denied|log ?in|sign ?in|captcha|just a moment"
    r"|attention required|are you a robot|error|unavailable|redirecting|checking your browser)\b",
    re.IGNORECASE,
)
_LEAST_TEXT = 400
_LEAST_PROSE = 200
_HINT = "save the article's own page after it has loaded, or its PDF"


def recognises(path: Path, head: Head) -> bool:
    """By its name; by its content only if the name has no ending.

    A library or a PDF that is really a page is left to the reader of that ending, which says so.
    """
    lowered = path.name.lower().removesuffix(".gz")
    if lowered.endswith(SUFFIXES):
        return True
    return "." not in lowered and xml.root_name(head).lower() in _OUTERMOST


def read(path: Path, options: ReadingOptions) -> Reading:
    """The paper of the page, or each paper of a listing.

    Raises:
        ReadError: unreadable, an error or login page, or nothing that looks like an article.
    """
    found = page(path)
    listed = hugging_face.records(found.root) or arxiv_pages.records(found.root)
    records = listed or [_record(found)]
    return Reading(name, lambda _: iter(records), notes=found.notes)


def _record(found: Page) -> Record:
    said = stated(found.root, found.address)
    page_title = xml.plain(found.root.find(".//title"))
    html_text.clean(found.root)
    article = html_text.article_of(found.root)
    sections = _with_abstract(html_text.sections(article), html_text.abstract_of(article), said)
    metadata = _checked(said, sections, page_title)
    return Record(
        metadata=metadata,
        sections=tuple(_front_matter_marked(sections, metadata.title)),
        line=1,
        authority=Authority.STATED if said.is_named else Authority.GUESSED,
    )


def _checked(said: Stated, sections: list[Section], page_title: str) -> Metadata:
    evidence = sum(len(one.text) for one in sections if one.kind.is_evidence)
    if said.metadata is None:
        raise ReadError("the page has no title", hint=_HINT)
    if not said.is_named and _NO_ARTICLE.search(page_title) and evidence < 5 * _LEAST_TEXT:
        raise ReadError(f"this is no article but the page “{page_title[:60]}”", hint=_HINT)
    has_abstract = any(one.kind is SectionKind.ABSTRACT for one in sections)
    if not said.is_named and not has_abstract and evidence < _LEAST_TEXT:
        raise ReadError("there is no article in this page", hint=_HINT)
    return said.metadata


def _with_abstract(sections: list[Section], marked: Section | None, said: Stated) -> list[Section]:
    """The abstract where it stands: headed so, else marked so; else the one of the page's head.

    One that is only headed can run on into the page; what is marked or in the head ends it.
    """
    headed = [index for index, one in enumerate(sections) if one.kind is SectionKind.ABSTRACT]
    start, end = (headed[0], _end_of(headed)) if headed else (0, 0)
    abstract = _joined(sections[start:end])
    other = marked or section(SectionKind.ABSTRACT, [said.abstract])
    if other.text and abstract.text.startswith(other.text if headed else ""):
        abstract = other
    if not abstract.text:
        return sections
    return [*sections[:start], abstract, *_without(sections[start:], abstract)]


def _end_of(indices: list[int]) -> int:
    """Where the first run of consecutive indices ends."""
    end = indices[0]
    while end in indices:
        end += 1
    return end


def _joined(parts: list[Section]) -> Section:
    """A structured abstract, whose parts have headings of their own, as one."""
    pieces: list[Paragraph | Heading] = []
    for part in parts:
        pieces.append(Heading(part.heading or "", part.line, 1))
        pieces += _paragraphs(part)
    return section(SectionKind.ABSTRACT, html_text.labelled(pieces))


def _without(sections: list[Section], abstract: Section) -> Iterator[Section]:
    """The sections without the paragraphs of the abstract; it is told only once."""
    known = abstract.text.split(BETWEEN)
    for one in sections:
        rest = [
            p
            for p in _paragraphs(one)
            if not any(k.endswith(p.text) or p.text.endswith(k) for k in known)
        ]
        kind = SectionKind.BODY if one.kind is SectionKind.ABSTRACT else one.kind
        if rest:
            yield section(kind, rest, heading=one.heading)


def _front_matter_marked(sections: list[Section], title: str) -> Iterator[Section]:
    """Short lines around the abstract and under the title (names, dates, links) are no evidence."""
    kinds = [one.kind for one in sections]
    last = kinds.index(SectionKind.ABSTRACT) if SectionKind.ABSTRACT in kinds else -1
    for index, one in enumerate(sections):
        heading = (one.heading or "").casefold()
        is_front = index < last or heading.endswith(title.casefold()) or heading == "abstract"
        is_short = one.kind is SectionKind.BODY and len(one.text) < _LEAST_PROSE
        is_bare = one.heading is None and last >= 0
        if is_short and (is_front or is_bare):
            yield one.model_copy(update={"kind": SectionKind.BOILERPLATE})
        elif one.text.casefold() != title.casefold():
            yield one


def _paragraphs(one: Section) -> list[Paragraph]:
    found = []
    start = 0
    for text in one.text.split(BETWEEN):
        found.append(Paragraph(text, place_at(one.places, start).line))
        start += len(text) + len(BETWEEN)
    return found
