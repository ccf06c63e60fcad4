"""A file to the records in it: the first reader that recognises the file reads it.

Readers are modules that satisfy `Reader`; the built-in ones come through the same door as any
other. Nothing here merges, stores or interprets what it reads.
"""

from pathlib import Path

from reviewer.errors import UnknownFormatError
from reviewer.reading import bibtex, daily_papers, jsonl, opening, plain_text
from reviewer.reading.protocol import Problem, Reader, Reading

__all__ = ["READERS", "Problem", "Reader", "Reading", "formats", "read_file"]

READERS: tuple[Reader, ...] = (daily_papers, jsonl, bibtex, plain_text)


def read_file(path: Path) -> Reading:
    """The records of one file, with the reader that recognises it.

    Raises:
        ReadError: missing, empty, unreadable or wrongly encoded, or nothing in it makes sense.
        UnknownFormatError: no reader for this kind of file.
    """
    head = opening.head(path)
    for reader in READERS:
        if reader.recognises(path, head):
            return reader.read(path)
    known = ", ".join(reader.name for reader in READERS)
    raise UnknownFormatError(
        "no reader for this kind of file", hint=f"known: {known} (reviewer ingest --formats)"
    )


def formats() -> list[tuple[str, str]]:
    """Name and description of every format, in the order in which they are tried."""
    return [(reader.name, reader.description) for reader in READERS]
