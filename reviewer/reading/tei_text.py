"""The text of a TEI file to sections: divisions with their heads, notes apart, references marked.

It knows the elements that hold text, not the header's metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reviewer.models import Section, SectionKind
from reviewer.reading import flow
from reviewer.reading.formulas import formula
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.xml import line_of, plain, squeezed
from reviewer.text.headings import kind_of_heading

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SILENT = frozenset(
    {"note", "table", "graphic", "fw", "gap", "listBibl", "label", "floatingText", "head"}
)
_BLOCKS = frozenset(
    {
        "p",
        "ab",
        "list",
        "item",
        "lg",
        "l",
        "sp",
        "figure",
        "figDesc",
        "table",
        "cit",
        "div",
        "quote",
    }
    | {
        "listBibl",
        "floatingText",
        "body",
        "group",
        "opener",
        "closer",
        "argument",
        "epigraph",
        "head",
    }
)
_DIVISION = re.compile(r"div\d?")
_TYPES = {
    "abstract": SectionKind.ABSTRACT,
    **dict.fromkeys(
        ("acknowledgement", "acknowledgements", "acknowledgment"), SectionKind.ACKNOWLEDGEMENTS
    ),
    **dict.fromkeys(("references", "bibliography", "bibliogr", "bibl"), SectionKind.REFERENCES),
    **dict.fromkeys(
        ("funding", "availability", "conflict", "contribution", "index", "contents", "colophon"),
        SectionKind.BOILERPLATE,
    ),
}


def sections(tei: Element) -> list[Section]:
    """Abstract, body and back matter; footnotes are a section of their own."""
    abstract = section(SectionKind.ABSTRACT, _abstract(tei))
    found: list[Section] = []
    for part in tei.iterfind("text//*"):
        if part.tag in ("front", "body", "back") and part.getparent() is not None:
            found.extend(_of(part, SectionKind.BODY, None))
    notes = (Paragraph(text_of(note), line_of(note)) for note in _footnotes(tei))
    found.append(section(SectionKind.BODY, notes, heading="Footnotes"))
    if abstract.text:  # the header's; the same may stand in the front
        found = [abstract, *(one for one in found if one.kind is not SectionKind.ABSTRACT)]
    return [one for one in found if one.text]


def text_of(element: Element | None) -> str:
    return flow.text_of(element, _TEI)


def _abstract(tei: Element) -> Iterator[Paragraph]:
    abstract = tei.find("teiHeader/profileDesc/abstract")
    if abstract is None:
        return
    for part in abstract if abstract.find("div/head") is not None else [abstract]:
        head = part.find("head")
        title = plain(head)
        label = flow.NO_LABEL
        if head is not None and title and kind_of_heading(title) is not SectionKind.ABSTRACT:
            label = Paragraph(f"{title}:" if title[-1].isalnum() else title, line_of(head))
        yield from flow.paragraphs(part, _TEI, label)


def _of(holder: Element, kind: SectionKind, heading: str | None) -> Iterator[Section]:
    loose: list[Paragraph] = []
    for child in holder:
        tag = str(child.tag)
        if _DIVISION.fullmatch(tag) or tag == "listBibl":
            yield section(kind, loose, heading=heading)
            loose = []
            own = _heading(child)
            yield from _of(child, _kind(child, own, kind), own or heading)
        elif tag in ("biblStruct", "bibl", "biblFull"):
            loose.append(_reference(child))
        elif tag == "formula":
            loose.append(Paragraph(squeezed(_inline(child, "")), line_of(child)))
        elif tag not in ("head", "titlePage", "docTitle"):
            loose.extend(flow.paragraphs(child, _TEI))
    yield section(kind, loose, heading=heading)


def _kind(holder: Element, heading: str | None, outer: SectionKind) -> SectionKind:
    if outer is not SectionKind.BODY:
        return outer
    if holder.tag == "listBibl":
        return SectionKind.REFERENCES
    named = _TYPES.get((holder.get("type") or "").casefold())
    return named or kind_of_heading(heading or "") or SectionKind.BODY


def _heading(holder: Element) -> str | None:
    head = holder.find("head")
    if head is None:
        return None
    return squeezed(f"{head.get('n') or ''} {text_of(head)}") or None


def _footnotes(tei: Element) -> Iterator[Element]:
    for note in tei.iterfind("text//note"):
        is_running = note.get("place") == "headnote"
        if not is_running and not any(
            True for _ in note.iterancestors("biblStruct", "bibl", "note")
        ):
            yield note


def _reference(entry: Element) -> Paragraph:
    """As it was printed where the file says so, else its parts with commas between them."""
    raw = entry.find("note[@type='raw_reference']")
    if raw is not None and plain(raw):
        return Paragraph(plain(raw), line_of(entry))
    if entry.tag == "bibl":
        return Paragraph(plain(entry), line_of(entry))
    parts: list[str] = []
    for part in entry.iter("persName", "title", "date", "idno", "biblScope", "publisher"):
        words = " ".join(plain(name) for name in part) if part.tag == "persName" else plain(part)
        parts.append(words or part.get("when") or part.get("from") or "")
    return Paragraph(", ".join(part for part in map(squeezed, parts) if part), line_of(entry))


def _inline(element: Element, before: str) -> str:
    tag = str(element.tag)
    if tag == "formula":
        math = element.find(".//math")
        text = flow.children(element, _TEI, before) if math is None else formula(math)
        return f" {text} {plain(element.find('label'))} "
    if tag in _SILENT or (tag == "ref" and element.get("type") == "foot"):
        return ""
    if tag in ("lb", "pb", "cb"):
        return "" if element.get("break") == "no" else " "
    if tag == "choice":
        for preferred in ("corr", "reg", "expan"):
            chosen = element.find(preferred)
            if chosen is not None:
                return flow.children(chosen, _TEI, before)
        return flow.children(element[0], _TEI, before) if len(element) else ""
    text = flow.children(element, _TEI, before)
    return f"{text} " if tag == "s" else text  # GROBID puts no space between sentences


def _labelled(element: Element, before: Paragraph) -> Paragraph:
    """A figure's head stands before its description; an item's label before the item."""
    own = element.find("head") if element.tag == "figure" else None
    if element.tag == "item":
        previous = element.getprevious()
        own = previous if previous is not None and previous.tag == "label" else None
    text = plain(own)
    return before if own is None or not text else flow.joined(before, text, own)


_TEI = flow.Dialect(_BLOCKS, _SILENT, _inline, _labelled)
