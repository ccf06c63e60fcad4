"""The text of a JATS article to paragraphs: what is printed, without marks, images and tables.

It knows the elements of JATS that hold text, not what a section is called or good for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reviewer.reading.formulas import formula
from reviewer.reading.paragraphs import Paragraph
from reviewer.reading.xml import line_after, line_of, plain, squeezed

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
NO_LABEL = Paragraph("")
_DIGITS = re.compile(r"[+\-−–]?\s?\d+(?:[.,]\d+)?")


def paragraphs(element: Element, label: Paragraph = NO_LABEL) -> Iterator[Paragraph]:
    """The paragraphs of an element in reading order; its own title is one of them.

    Args:
        element: a paragraph, a list, a figure with its caption, or anything that holds these.
        label: stands before the first paragraph (the number of a list item, a figure).
    """
    if str(element.tag) in _SILENT:
        return
    label = _labelled(element, label)
    run, line = element.text or "", line_of(element)
    for child in element:
        if str(child.tag) not in _BLOCKS:
            run += inline(child, run)
        else:
            if paragraph := _paragraph(label, run, line):
                yield paragraph
                label = NO_LABEL
            for paragraph in paragraphs(child, label):
                yield paragraph
                label = NO_LABEL
            run, line = "", line_after(child)
        tail = child.tail or ""
        if line is not None and not run.strip():
            line += tail[: len(tail) - len(tail.lstrip())].count("\n")
        run += tail
    if paragraph := _paragraph(label, run, line):
        yield paragraph


def text_of(element: Element | None) -> str:
    """The inline text of an element, in one line."""
    return "" if element is None else squeezed(_children(element, ""))


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
    text = _children(element, before)
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
    """The label of an element behind the one that it stands in."""
    own, end = None, ""
    if str(element.tag) in _LABELLED:
        own = element.find("label")
    elif element.tag == "def-item":
        own, end = element.find("term"), ":"
    if own is None or not (text := text_of(own)):
        return before
    line = before.line if before.text else line_of(own)
    return Paragraph(squeezed(f"{before.text} {text}{end}"), line)


def _paragraph(label: Paragraph, run: str, line: int | None) -> Paragraph | None:
    text = squeezed(run)
    if not text or not label.text:
        return Paragraph(text, line) if text else None
    return Paragraph(f"{label.text} {text}", label.line)


def _children(element: Element, before: str) -> str:
    text = element.text or ""
    for child in element:
        text += inline(child, before + text) + (child.tail or "")
    return text


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
