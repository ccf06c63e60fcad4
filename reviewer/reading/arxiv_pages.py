"""Saved arXiv pages that list papers (a day's announcements, the results of a search) to records.

An abstract is taken where the page has it whole. It does not read a paper's own page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading.dates import year_in
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.xml import line_of, plain, squeezed
from reviewer.text.identifiers import normalise_arxiv_id

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SITE = "https://arxiv.org"
# Words of the page inside a field.
_LABELS = ("Title:", "Authors:", "Abstract:", "Abstract", "△ Less", "▽ More")


def records(root: Element) -> list[Record]:
    """The papers that a listing shows; [] if it is no such page."""
    found: dict[str, Record] = {}
    for entry, address in _entries(root):
        record = _record(entry, address)
        if record is not None and record.metadata.arxiv_id is not None:
            found.setdefault(record.metadata.arxiv_id, record)
    return list(found.values())


def _entries(root: Element) -> Iterator[tuple[Element, str]]:
    """Each entry with the address of its paper: in the line above it, or among its own links."""
    for entry in root.iter("li", "dd"):
        above = entry.getprevious() if entry.tag == "dd" else entry
        is_entry = "arxiv-result" in _classes(entry) or entry.tag == "dd"
        if is_entry and above is not None:
            for link in above.iter("a"):
                if "/abs/" in (link.get("href") or ""):
                    yield entry, link.get("href") or ""
                    break


def _record(entry: Element, address: str) -> Record | None:
    title = _words(_first(entry, "list-title") if entry.tag == "dd" else _first(entry, "title"))
    if not title:
        return None
    people = _first(entry, "list-authors", "authors")
    if address.startswith("/"):
        address = f"{_SITE}{address}"
    metadata = Metadata(
        title=title,
        authors=() if people is None else tuple(filter(None, map(plain, people.iter("a")))),
        year=_year(entry),
        arxiv_id=normalise_arxiv_id(address),
        url=address,
    )
    abstract = _abstract(entry)
    text = Paragraph("") if abstract is None else Paragraph(_words(abstract), line_of(abstract))
    found = section(SectionKind.ABSTRACT, [text])
    return Record(
        metadata=metadata,
        sections=(found,) if found.text else (),
        line=line_of(entry),
        authority=Authority.STATED,
    )


def _abstract(entry: Element) -> Element | None:
    if entry.tag == "dd":
        return next((p for p in entry.iter("p") if "mathjax" in _classes(p)), None)
    return _first(entry, "abstract-full")


def _year(entry: Element) -> int | None:
    """Of the line that says when it was submitted; an announcement does not say."""
    lines = (plain(part) for part in entry.findall("p"))
    return next((year_in(line) for line in lines if line.startswith("Submitted")), None)


def _first(entry: Element, *names: str) -> Element | None:
    return next((e for e in entry.iter("*") if _classes(e) & set(names)), None)


def _classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split())


def _words(element: Element | None) -> str:
    text = plain(element)
    for label in _LABELS:
        text = squeezed(text.removeprefix(label).removesuffix(label))
    return text
