"""A file to the records in it: the first reader that recognises the file reads it.

Readers are modules that satisfy `Reader`; the built-in ones come through the same door as any
other. Nothing here merges, stores or interprets what it reads.
"""

from pathlib import Path

from reviewer.reading import (
    arxiv_listing,
    bibtex,
    csl_json,
    daily_papers,
    docx,
    endnote_tagged,
    endnote_xml,
    feeds,
    html,
    jats,
    json_papers,
    jsonl,
    latex_source,
    medline,
    opening,
    pdf,
    plain_text,
    pubmed_text,
    pubmed_xml,
    ris,
    tables,
    tei,
)
from reviewer.reading.protocol import Problem, Reader, Reading, ReadingOptions

__all__ = [
    "READERS",
    "Problem",
    "Reader",
    "Reading",
    "ReadingOptions",
    "formats",
    "read_file",
    "reader_of",
]

NO_OPTIONS = ReadingOptions()

READERS: tuple[Reader, ...] = (
    pdf,
    daily_papers,
    arxiv_listing,
    pubmed_text,
    jsonl,
    csl_json,
    json_papers,
    ris,
    medline,
    endnote_tagged,
    endnote_xml,
    tables,
    bibtex,
    jats,
    tei,
    pubmed_xml,
    feeds,
    html,
    latex_source,
    docx,
    plain_text,
)

# These would make a paper of a page that asks to sign in; the others notice by themselves.
_CREDULOUS = (tables, latex_source, plain_text)


def read_file(path: Path, options: ReadingOptions = NO_OPTIONS) -> Reading:
    """The records of one file, with the reader that recognises it.

    Raises:
        ReadError: missing, empty, unreadable or wrongly encoded, or nothing in it makes sense.
        UnknownFormatError: no reader for this kind of file.
    """
    return reader_of(path).read(path, options)


def reader_of(path: Path) -> Reader:
    """The reader that recognises a file.

    Raises:
        ReadError: missing, empty or unreadable.
        UnknownFormatError: no reader for this kind of file.
    """
    head = opening.head(path)
    reader = next((reader for reader in READERS if reader.recognises(path, head)), None)
    if reader is None:
        opening.refuse(path, head)
    if reader in _CREDULOUS:
        opening.refuse_web_page(path, head.text)
    return reader


def formats() -> list[tuple[str, str]]:
    """Name and description of every format, in the order in which they are tried."""
    return [(reader.name, reader.description) for reader in READERS]
