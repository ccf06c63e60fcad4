"""A file to the records in it: the first reader that recognises the file reads it.

Readers are modules that satisfy `Reader`; the built-in ones come through the same door as any
other. Nothing here merges, stores or interprets what it reads.
"""

from pathlib import Path

from reviewer.reading import opening
from reviewer.reading.deferred import Deferred, ends, has_bytes, has_no_ending, is_markup, says
from reviewer.reading.protocol import Head, Problem, Reader, Reading, ReadingOptions

__all__ = [
    "READERS",
    "Problem",
    "Reader",
    "Reading",
    "ReadingOptions",
    "formats",
    "names_a_format",
    "read_file",
    "reader_of",
]

NO_OPTIONS = ReadingOptions()

READERS: tuple[Reader, ...] = (
    Deferred("pdf", ends(".pdf"), has_bytes(b"%PDF-")),
    Deferred("daily_papers", says("Get trending papers in your email inbox")),
    Deferred("arxiv_listing", ends(".txt")),
    Deferred("pubmed_text", ends(".txt")),
    Deferred("jsonl", ends(".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")),
    Deferred("csl_json", ends(".json", ".csljson")),
    Deferred("json_papers", ends(".json", ".json.gz")),
    Deferred("ris", ends(".ris", ".txt")),
    Deferred("medline", ends(".nbib", ".medline", ".txt")),
    Deferred("endnote_tagged", ends(".enw", ".txt")),
    Deferred("wos_tagged", ends(".ciw", ".isi", ".txt")),
    Deferred("endnote_xml", ends(".xml")),
    Deferred(
        "tables",
        ends(".csv", ".tsv", ".tab", ".csv.gz", ".tsv.gz", ".tab.gz"),
        ends(".txt", ".txt.gz"),
    ),
    Deferred("bibtex", ends(".bib", ".bibtex", ".txt")),
    Deferred("jats", is_markup),
    Deferred("tei", is_markup),
    Deferred("pubmed_xml", is_markup),
    Deferred("feeds", is_markup),
    Deferred("html", ends(".html", ".htm", ".xhtml", ".xht", ".mhtml", ".mht", ".gz"), is_markup),
    Deferred(
        "latex_source",
        ends(".tex", ".ltx", ".latex", ".sty", ".cls", ".bst", ".bbl", ".tikz"),
        ends(".gz", ".tgz", ".tar", ".zip"),
        has_no_ending,
    ),
    Deferred("docx", ends(".docx", ".docm")),
    Deferred("plain_text", ends(".md", ".markdown", ".qmd", ".rmd", ".txt")),
)

# These would make a paper of a page that asks to sign in; the others notice by themselves.
_CREDULOUS = ("table", "latex", "text")
# What ends so may be anything else as well: settings, data sets, pictures.
_OF_MANY_KINDS = ("", ".xml", ".gz", ".tgz", ".tar", ".zip")


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
    if reader.name in _CREDULOUS:
        opening.refuse_web_page(path, head.text)
    return reader.module if isinstance(reader, Deferred) else reader


def names_a_format(path: Path) -> bool:
    """Whether a file of this name is a paper or a list of papers, if it is what its name says."""
    if path.suffix.lower() in _OF_MANY_KINDS:
        return False
    unopened = Head(b"", "")
    return any(isinstance(r, Deferred) and r.may_recognise(path, unopened) for r in READERS)


def formats() -> list[tuple[str, str]]:
    """Name and description of every format, in the order in which they are tried."""
    return [(reader.name, reader.description) for reader in READERS]
