"""The text of a JATS article to paragraphs: what is printed, without marks, images and tables.

It knows the elements of JATS that hold text, not what a section is called or good for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reviewer.reading import flow
from reviewer.reading.formulas import formula
from reviewer.reading.paragraphs import Paragraph
from reviewer.reading.xml import line_of, plain, squeezed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OMITTED = "…"
"""Stands where a formula is an image without words, so that no sentence seems whole."""

_FORMULAS = frozenset(
    {"inline-formula", "disp-formula", "math", "tex-math", "alternatives", "chem-struct"}
)
_SILENT = frozenset(
    {"fn", "graphic", "inline-graphic", "inline-supplementary-material", "media", "object-id"}
    | {
        "index-term",
        "term",
        "table",
        "permissions",
        "sec-meta",
        "alt-text",
        "long-desc",
        "attrib",
        "label",
    }
    | {"table-wrap-foot", "contrib-group", "kwd-group", "abstract", "processing-meta"}
)
_BLOCKS = frozenset(
    {"p", "sec", "list", "list-item", "def-list", "def-item", "def", "disp-quote"}
    | {"fig", "fig-group", "table-wrap", "table-wrap-group", "boxed-text", "supplementary-material"}
    | {
        "statement",
        "preformat",
        "code",
        "speech",
        "verse-group",
        "verse-line",
        "disp-formula-group",
    }
    | {"ref", "caption", "title", "table", "graphic", "media", "array", "question-wrap"}
    | {"question", "answer", "explanation", "glossary", "award-group", "funding-statement"}
)
_LABELLED = frozenset({"list-item", "fn", "statement", "fig", "table-wrap", "boxed-text", "ref"})
_MARKS = frozenset({"fn", "table-fn", "aff", "corresp", "author-notes", "contrib"})
_CITATION = frozenset({"bibr", "ref"})
_LONGEST_MARK = 3
_DIGITS = re.compile(r"[+\-−–]?\s?\d+(?:[.,]\d+)?")


def paragraphs(element: Element, label: Paragraph = flow.NO_LABEL) -> Iterator[Paragraph]:
    """The paragraphs of an element in reading order; its own title is one of them."""
    return flow.paragraphs(element, _JATS, label)


def text_of(element: Element | None) -> str:
    """The inline text of an element, in one line."""
    return flow.text_of(element, _JATS)


def inline(element: Element, before: str) -> str:
    """What one inline element adds to a line.

    Args:
        element: the element, its tail apart.
        before: what stands before it.
    """
    tag = str(element.tag)
    if tag in _FORMULAS:
        label = plain(element.find("label")) if tag == "disp-formula" else ""
        return f" {_formula(element)} {label} " if tag == "disp-formula" else _formula(element)
    if tag in _SILENT or _is_mark(element):
        return ""
    if tag == "break":
        return " "
    text = flow.children(element, _JATS, before)
    if tag == "sup":
        return _superscript(element, text, before)
    if tag in ("name", "string-name"):
        return " ".join(plain(part) for part in element) or text
    return text


def footnote(element: Element) -> Paragraph:
    text = squeezed(" ".join(text_of(part) for part in element if part.tag != "label"))
    return Paragraph(text or text_of(element), line_of(element))


def reference(element: Element) -> Paragraph:
    """One entry of a reference list; parts without punctuation between them get commas."""
    texts = [plain(element.find("label"))]
    for part in element:
        if part.tag not in ("label", "object-id"):
            texts.append(_citation(part))
    return Paragraph(squeezed(" ".join(texts)), line_of(element))


def _labelled(element: Element, before: Paragraph) -> Paragraph:
    own, end = None, ""
    if str(element.tag) in _LABELLED:
        own = element.find("label")
    elif element.tag == "def-item":
        own, end = element.find("term"), ":"
    text = text_of(own)
    return before if own is None or not text else flow.joined(before, f"{text}{end}", own)


def _formula(element: Element) -> str:
    if element.tag == "alternatives" and element.find(".//table") is not None:
        return ""
    return formula(_without_label(element)) or OMITTED


def _without_label(element: Element) -> Element:
    """The part of a display formula that is not its number."""
    parts = [child for child in element if child.tag != "label"]
    return parts[0] if element.tag == "disp-formula" and len(parts) == 1 else element


def _is_mark(element: Element) -> bool:
    """Whether this points to a footnote by a sign that means nothing in a sentence."""
    is_note = element.tag == "xref" and element.get("ref-type") in _MARKS
    return is_note and len(plain(element)) <= _LONGEST_MARK


def _superscript(element: Element, text: str, before: str) -> str:
    """Citations get brackets and powers a caret: `251` would be another number than `25¹`."""
    pointers = [*element.iter("xref")] or [*element.iterancestors("xref")]
    if text.strip() and pointers and all(p.get("ref-type") in _CITATION for p in pointers):
        return text if before.rstrip().endswith("[") or "[" in text else f"[{text.strip()}]"
    if before[-1:].isdigit() and _DIGITS.fullmatch(text.strip()):
        return f"^{text.strip()}"
    return text


def _citation(element: Element) -> str:
    if any((part.tail or "").strip() for part in element) or not len(element):
        return text_of(element)
    names = [_people(part) if part.tag == "person-group" else inline(part, "") for part in element]
    return ", ".join(name for name in map(squeezed, names) if name)


def _people(element: Element) -> str:
    names = (squeezed(inline(part, "")) for part in element)
    return ", ".join(name for name in names if name)


_JATS = flow.Dialect(_BLOCKS, _SILENT, inline, _labelled)
