"""BibTeX and BibLaTeX files to records, through bibtexparser; LaTeX in the fields becomes Unicode.

An entry that the parser cannot follow, that repeats a key or that has no title is reported with its
line. What an entry, or the one it cross-refers to, does not say stays empty.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading import bibtex_values as values
from reviewer.reading.latex import to_unicode
from reviewer.reading.opening import read_text
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.protocol import Head, Reading, ReadingOptions

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, Field, ParsingFailedBlock

name = "bibtex"
description = "BibTeX and BibLaTeX libraries (.bib, .bibtex)"
isolated = False

_FIRST_ENTRY = re.compile(r"(?:\s|%.*\n)*@[A-Za-z]+\s*\{\s*[^\s,{}]+\s*,")
# EndNote leaves the key out: `@article{ author = …`; the parser wants the comma after it.
_KEYLESS = re.compile(
    r"^([ \t]*@(?!(?:string|comment|preamble)\b)\w+[ \t]*[{(])(?=\s*[A-Za-z][\w-]*\s*=)",
    re.IGNORECASE | re.MULTILINE,
)
_KEY = re.compile(r"@\w+\s*[{(]\s*([^,\s={}]+)\s*,")
_FIELDS = values.FIELDS | {"abstract", "crossref"}
_INHERITED = (
    ("year", "year"),
    ("date", "date"),
    ("booktitle", "booktitle"),
    ("booktitle", "title"),
)


def recognises(path: Path, head: Head) -> bool:
    """By its name, or a .txt file that begins with an entry."""
    suffix = path.suffix.lower()
    return suffix in (".bib", ".bibtex") or (
        suffix == ".txt" and bool(_FIRST_ENTRY.match(head.text))
    )


def read(path: Path, options: ReadingOptions) -> Reading:
    """The entries that have a title.

    Raises:
        ReadError: the text cannot be decoded, or the parser fails on the file as a whole.
    """
    text = read_text(path).replace("\r\n", "\n").replace("\r", "\n")
    blocks = _blocks(_KEYLESS.sub(r"\1,", text))
    return Reading(name, lambda reading: _records(blocks, reading))


def _blocks(text: str) -> "list[Block]":
    """The file as bibtexparser splits it, with the values as they are written."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.exceptions import ParsingException

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)  # we report problems ourselves
    try:
        return parse_string(text, parse_stack=[]).blocks
    except (ParsingException, ValueError, LookupError) as error:
        raise ReadError(
            f"the BibTeX parser gives up on this file: {_one_line(str(error))}",
            hint="export it again, or find the entry by halving the file",
        ) from None


def _records(blocks: "list[Block]", reading: Reading) -> Iterator[Record]:
    strings = _strings(blocks)
    entries = list(_entries(blocks, reading))
    fields = [_fields(entry, strings, reading) for entry in entries]
    parents = {entry.key: own for entry, own in zip(entries, fields, strict=True)}
    for entry, own in zip(entries, fields, strict=True):
        merged = _inherited(own, parents) | own
        if title := values.title(merged):
            yield _record(entry, title, merged)
        else:
            reading.report(_line(entry), f"{_label(entry)} has no title", "give it a title field")
    reading.problems.sort(key=lambda problem: problem.line or 0)
    if not entries and not reading.problems:
        reading.notes.append("no entries in this file")
    if strings.undefined:
        names = ", ".join(sorted(strings.undefined))
        reading.notes.append(f"@string names without a definition, left empty: {names}")


def _strings(blocks: "list[Block]") -> values.Strings:
    from bibtexparser.model import ParsingFailedBlock, String

    strings = values.Strings()
    for block in blocks:
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(inner, String):
            strings.define(inner.key, inner.value)
    strings.undefined.clear()  # only what an entry uses is worth a note
    return strings


def _entries(blocks: "list[Block]", reading: Reading) -> "Iterator[Entry]":
    from bibtexparser.model import Entry, ParsingFailedBlock

    lines: dict[str, int] = {}
    for block in blocks:
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(inner, Entry):
            first = lines.setdefault(inner.key, _line(inner)) if inner.key else _line(inner)
            if first == _line(inner):
                yield inner
            else:
                reading.report(
                    _line(inner),
                    f"the key {inner.key} stands a second time (first: line {first})",
                    "give each entry a key of its own, or delete one of the two",
                )
        elif isinstance(block, ParsingFailedBlock) and inner is None:
            _report_failure(block, reading)


def _report_failure(block: "ParsingFailedBlock", reading: Reading) -> None:
    key = _KEY.match((block.raw or "").lstrip())
    label = f"entry {key[1]}" if key else "an entry"
    cause = getattr(block.error, "abort_reason", str(block.error))
    reading.report(
        _line(block),
        f"{label} cannot be parsed: {cause}",
        "check its braces, quotes and commas; the other entries are not affected",
    )


def _fields(entry: "Entry", strings: values.Strings, reading: Reading) -> dict[str, str]:
    """The fields that are used, by lower-case name; the first of two counts, as in BibTeX."""
    fields: dict[str, str] = {}
    for item in entry.fields:
        key = item.key.lower()
        if key in fields:
            where = f"{_label(entry)}, line {_line(entry)}"
            reading.notes.append(f"field {key} given twice, the first kept: {where}")
        elif key in _FIELDS:
            fields[key] = strings.value(item.value)
    return fields


def _inherited(own: dict[str, str], parents: dict[str, dict[str, str]]) -> dict[str, str]:
    """What a cross-reference adds: the year, and the parent's title as the book's."""
    parent = parents.get(own.get("crossref", "").strip(), {})
    inherited: dict[str, str] = {}
    for key, source in _INHERITED:
        if source in parent:
            inherited.setdefault(key, parent[source])
    return inherited


def _record(entry: "Entry", title: str, fields: dict[str, str]) -> Record:
    metadata = Metadata(
        title=title,
        authors=values.authors(fields),
        year=values.year(fields),
        venue=values.venue(fields),
        doi=values.doi(fields),
        arxiv_id=values.arxiv_id(fields),
        url=values.url(fields),
        cite_key=_one_line(entry.key) or None,
        tags=values.tags(fields),
    )
    abstract = to_unicode(fields.get("abstract", ""))
    line = next((_line(item) for item in entry.fields if item.key.lower() == "abstract"), None)
    paragraph = Paragraph(abstract, line=line or _line(entry))
    sections = (section(SectionKind.ABSTRACT, [paragraph]),) if abstract else ()
    return Record(
        metadata=metadata, sections=sections, line=_line(entry), authority=Authority.CURATED
    )


def _line(place: "Block | Field") -> int:
    return (place.start_line or 0) + 1


def _label(entry: "Entry") -> str:
    return f"entry {_one_line(entry.key)}" if entry.key else f"an @{entry.entry_type} without a key"


def _one_line(text: str) -> str:
    return " ".join(text.split())
