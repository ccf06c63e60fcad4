"""A PDF with a text layer to one record: title and authors by layout, sections with their pages.

pdfium opens it and gives the characters; the modules here make a paper of them. Nothing here knows
what is done with a record.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record
from reviewer.reading.opening import opened
from reviewer.reading.pdf.document import document, metadata
from reviewer.reading.pdf.front_matter import front, stated_title
from reviewer.reading.pdf.lines import Page
from reviewer.reading.pdf.misread import mended, respelled
from reviewer.reading.pdf.order import in_order
from reviewer.reading.pdf.pages import pages_of
from reviewer.reading.pdf.running import without_running
from reviewer.reading.pdf.structure import sections
from reviewer.reading.protocol import Head, Reading, ReadingOptions

name = "pdf"
description = "one paper as PDF with a text layer (.pdf); encrypted ones with --password"
isolated = True

_MAGIC = b"%PDF-"
_AT_ONCE = 4 << 20
"""Bytes; all that there is would be read by 8 KiB."""


def recognises(path: Path, head: Head) -> bool:
    return path.suffix.lower() == ".pdf" or _MAGIC in head.data[:1024]


def read(path: Path, options: ReadingOptions) -> Reading:
    """The one paper of the file.

    Raises:
        ReadError: locked, damaged beyond what pdfium mends, or without any text.
    """
    with opened(path) as stream:
        content = b"".join(iter(partial(stream.read, _AT_ONCE), b""))
    with document(content, options.password) as pdf:
        stated = metadata(pdf, content)
        pages = pages_of(pdf)
    pages.refuse()
    record = _record(pages.read, stated)
    return Reading(name, lambda _: iter([record]), notes=pages.notes())


def _record(pages: Sequence[Page], stated: Mapping[str, str]) -> Record:
    first = _first_words(pages)
    if pages[0].is_scan:
        pages = [mended(page) for page in pages]
    imprint = without_running(pages)
    ordered = in_order(pages)
    matter = front(pages[0], ordered[0], imprint, stated)
    title = matter.title
    if pages[0].is_scan and title != stated_title(stated):
        own = set(map(id, matter.block))
        title = respelled(title, (p.line.text for p in chain(*ordered) if id(p) not in own))
    apart = set(map(id, matter.above))
    text = [p for p in chain(*ordered) if not p.is_side and id(p) not in apart]
    around = [p for p in matter.above if p not in matter.block]
    if not text:  # a single page without prose: all that it says
        text, around = around, []
    around += [p for p in ordered[0] if p.is_side]
    return Record(
        metadata=Metadata(
            title=title or stated_title(stated) or first,
            authors=matter.authors,
            year=matter.year,
            doi=matter.doi,
            arxiv_id=matter.arxiv_id,
        ),
        sections=tuple(sections(text, around)),
        page=1,
        authority=Authority.GUESSED,
    )


def _first_words(pages: Sequence[Page]) -> str:
    """The first line of three words, for a text that has no title; else the first with a word.

    Raises:
        ReadError: none has.
    """
    found = ""
    for page in pages:
        for line in sorted(page.lines, key=lambda line: -line.y):
            letters = sum(c.isalpha() for c in line.text)
            if len(line.text.split()) >= 3 and letters > 0.5 * len(line.text):
                return line.text[:300]
            found = found or (line.text[:300] if letters >= 2 else "")
        if found:
            return found
    raise ReadError("there are no words in it", hint="is this the right file?")
