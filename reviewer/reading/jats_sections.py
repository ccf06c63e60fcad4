"""A JATS article to its sections, each with its kind and innermost heading, in reading order.

What is not evidence (references, thanks, funding, notes) is returned with its kind. It knows
nothing of titles, authors and years.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reviewer.models import Section, SectionKind
from reviewer.reading.flow import NO_LABEL
from reviewer.reading.jats_text import footnote, paragraphs, reference, text_of
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.xml import line_of, plain, squeezed
from reviewer.text.headings import kind_of_heading

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PICTURES = frozenset({"graphical", "video", "audio"})
# A line of praise or a lay summary, by the editors as often as by the authors.
_TEASERS = frozenset({"toc", "teaser", "web-summary", "short"})
_LAY = _TEASERS | {
    *("summary", "author-summary", "editor-summary", "editors-summary", "plain-language-summary"),
    *("key-points", "highlights", "executive-summary", "synopsis", "precis", "author-highlights"),
}
_KINDS = {
    "ack": SectionKind.ACKNOWLEDGEMENTS,
    "ref-list": SectionKind.REFERENCES,
    **dict.fromkeys(
        ("fn-group", "glossary", "notes", "bio", "author-notes", "funding-group", "sub-article"),
        SectionKind.BOILERPLATE,
    ),
    "response": SectionKind.BOILERPLATE,
}
_BOILERPLATE_TYPES = frozenset(
    {"supplementary-material", "coi-statement", "data-availability", "ethics-statement", "funding"}
    | {"author-contributions", "author-contribution", "contributions", "competing-interests"}
    | {"display-objects-list"}
)
_HOLDERS = frozenset({"sec", "app", "app-group", "boxed-text", *_KINDS})
_BLURB_TITLES = frozenset({"abstract", "summary"})


def sections(article: Element) -> list[Section]:
    """All sections of an article: abstract, body, back matter, and the boilerplate of its front."""
    abstracts = list(_abstracts(article))
    found = [*abstracts]
    has_abstract = any(part.kind is SectionKind.ABSTRACT for part in abstracts)
    for part in article:
        if part.tag == "sub-article" and part.get("article-type") == "translation":
            found.extend(_translation(part))
        elif part.tag in ("body", "back", "floats-group", "sub-article", "response"):
            kind = _KINDS.get(str(part.tag), SectionKind.BODY)
            found.extend(_of(part, kind, None, has_abstract))
    found.extend(_footnotes(article))
    found.extend(_front_matter(article))
    return [one for one in found if one.text]


def _translation(sub_article: Element) -> Iterator[Section]:
    """The same article in another language, as SciELO has it: evidence as much as the first."""
    stub = sub_article.find("front-stub")
    if stub is not None:
        for abstract in stub.iter("abstract"):
            title = text_of(abstract.find("title")) or "Abstract"
            yield section(SectionKind.BODY, _abstract(abstract), heading=title)
    for part in sub_article.iter("body", "back"):
        if part.getparent() is sub_article:
            yield from _of(part, SectionKind.BODY, None, has_abstract=True)


def _abstracts(article: Element) -> Iterator[Section]:
    """The abstract, then the other summaries; of these one stands in if there is no abstract."""
    front = _front(article)
    if front is None:
        return
    all_of_them = [a for a in front.iter("abstract") if _type(a) not in _PICTURES]
    main = next((a for a in all_of_them if _type(a) not in _LAY), None)
    if main is None:
        main = next((a for a in all_of_them if _type(a) in _TEASERS), None)
    if main is not None:
        yield section(SectionKind.ABSTRACT, _abstract(main), heading=None)
    for other in [*all_of_them, *front.iter("trans-abstract")]:
        if other is not main and _type(other) not in _TEASERS | _PICTURES:
            title = text_of(other.find("title")) or "Summary"
            yield section(SectionKind.BODY, _abstract(other), heading=title)


def _abstract(element: Element) -> Iterator[Paragraph]:
    """Its paragraphs; the title of a part stands before the first one of the part."""
    parts = element.findall("sec")
    for part in element:
        if part.tag == "title":
            continue
        if part.tag != "sec":
            yield from paragraphs(part)
            continue
        label = _part_title(part, len(parts))
        for child in part:
            if child.tag != "title":
                for paragraph in paragraphs(child, label):
                    yield paragraph
                    label = NO_LABEL


def _part_title(part: Element, parts: int) -> Paragraph:
    heading = part.find("title")
    title = text_of(heading)
    if heading is None or (parts == 1 and title.casefold() in _BLURB_TITLES):
        return NO_LABEL
    return Paragraph(f"{title}:" if title[-1:].isalnum() else title, line_of(heading))


def _of(
    holder: Element, kind: SectionKind, heading: str | None, has_abstract: bool
) -> Iterator[Section]:
    """The sections in an element that holds some, loose paragraphs between them too."""
    loose: list[Paragraph] = []
    for child in holder:
        tag = str(child.tag)
        if tag in ("title", "label", "sec-meta"):
            continue
        if tag == "ref":
            loose.append(reference(child))
        elif tag in _HOLDERS and (tag != "boxed-text" or child.find("sec") is not None):
            yield section(kind, loose, heading=heading)
            loose = []
            own = _heading(child)
            yield from _of(
                child, _kind(child, own, kind, has_abstract), own or heading, has_abstract
            )
        elif tag == "fn":
            loose.append(footnote(child))
        else:
            loose.extend(paragraphs(child))
    yield section(kind, loose, heading=heading)


def _kind(
    holder: Element, heading: str | None, outer: SectionKind, has_abstract: bool
) -> SectionKind:
    """By the element, its type or its heading; what stands in references stays references."""
    if outer is not SectionKind.BODY:
        return outer
    if holder.tag in _KINDS:
        return _KINDS[str(holder.tag)]
    if (holder.get("sec-type") or "").casefold() in _BOILERPLATE_TYPES:
        return SectionKind.BOILERPLATE
    kind = kind_of_heading(heading or "") or SectionKind.BODY
    return SectionKind.BODY if kind is SectionKind.ABSTRACT and has_abstract else kind


def _heading(holder: Element) -> str | None:
    label, title = plain(holder.find("label")), text_of(holder.find("title"))
    if not title:
        title = text_of(holder.find("caption/title"))
    return squeezed(f"{label} {title}") or None


def _footnotes(article: Element) -> Iterator[Section]:
    """Those of paragraphs and tables; they are the authors' own words."""
    notes: list[Paragraph] = []
    body = article.find("body")
    if body is not None:
        for note in body.iter("fn", "table-wrap-foot"):
            if note.tag == "fn":
                notes.append(footnote(note))
            else:
                notes.extend(Paragraph(text_of(p), line_of(p)) for p in note.findall("p"))
    yield section(SectionKind.BODY, notes, heading="Footnotes")


def _front_matter(article: Element) -> Iterator[Section]:
    front = _front(article)
    if front is None:
        return
    notes = [footnote(note) for holder in front.iter("author-notes") for note in holder.iter("fn")]
    yield section(SectionKind.BOILERPLATE, notes, heading="Author notes")
    funding = [Paragraph(text_of(e), line_of(e)) for e in front.iter("funding-statement")]
    yield section(SectionKind.BOILERPLATE, funding, heading="Funding")
    for meta in front.iter("custom-meta"):
        name = plain(meta.find("meta-name"))
        if kind_of_heading(name) is SectionKind.BOILERPLATE:
            value = meta.find("meta-value")
            text = Paragraph(text_of(value), line_of(meta))
            yield section(SectionKind.BOILERPLATE, [text], heading=name)


def _front(article: Element) -> Element | None:
    front = article.find("front/article-meta")
    return article.find("front-stub") if front is None else front


def _type(abstract: Element) -> str:
    return (abstract.get("abstract-type") or "").casefold()
