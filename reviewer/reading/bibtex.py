"""BibTeX and BibLaTeX files to records, through bibtexparser; LaTeX in the fields becomes Unicode.

An entry that the parser cannot follow or that has no title is reported with its line. What an
entry, or the one it cross-refers to, does not say stays empty.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading import bibtex_values as values
from reviewer.reading.attachment_links import link_in_bibdesk, link_of_address, links_in_field
from reviewer.reading.attachments import Attachments
from reviewer.reading.bibtex_mending import (
    close_open_entries,
    fields_in,
    join_cut_entries,
    with_keys,
)
from reviewer.reading.encodings import read_library_text
from reviewer.reading.latex_macros import Macros
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.protocol import Head, Reading, ReadingOptions

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, Field, ParsingFailedBlock

name = "bibtex"
description = "BibTeX and BibLaTeX libraries (.bib, .bibtex)"
isolated = True

_FIRST_ENTRY = re.compile(r"(?:\s|%.*\n)*@[A-Za-z]+\s*\{\s*[^\s,{}]+\s*,")
_KEY = re.compile(r"@\w+\s*[{(]\s*([^,\s={}]+)\s*,")
_FIELDS = values.FIELDS | {"abstract", "crossref", "xdata", "file", "pdf", "localfile"}
_VERBATIM = frozenset({"crossref", "xdata", "file", "pdf", "localfile", "url", "doi", "eprint"})
_NUMBERED = re.compile(r"(?:bdsk-file|local-zo-url|local-url)(?:-\d+)?")
# Data for other entries, and lists of other entries: no papers by themselves.
_NO_PAPERS = frozenset({"xdata", "set"})
_DEEPEST = 8
_SHOWN = 10
_FOLDER = re.compile(r"\s*jabref-meta:\s*fileDirectory(-[^:]*)?:(.*?)(?<!\\);", re.DOTALL)
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
        ReadError: the file cannot be read as text, or the parser fails on it as a whole.
    """
    text, notes = read_library_text(path)
    blocks = _blocks(with_keys(text))
    attachments = Attachments(path, _folders(blocks))
    cut = [
        f"a }} too many ends the entry before its last fields, read all the same: line {line}"
        for line in join_cut_entries(blocks, _blocks)
    ]
    closed = [
        f"an entry is not closed, read all the same: line {line}"
        for line in close_open_entries(blocks, _blocks)
    ]
    notes = (*notes, *_first_of(cut), *_first_of(closed))
    return Reading(name, lambda reading: _records(blocks, attachments, reading), [*notes])


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


def _records(blocks: "list[Block]", attachments: Attachments, reading: Reading) -> Iterator[Record]:
    strings = _strings(blocks)
    macros = Macros(_preambles(blocks, strings))
    keys_twice: list[str] = []
    slips: dict[str, list[str]] = {}
    entries = list(_entries(blocks, keys_twice, reading))
    fields = [_fields(entry, strings, macros, slips) for entry in entries]
    family = _Family(entries, fields)
    for entry, own in zip(entries, fields, strict=True):
        if entry.entry_type.lower() in _NO_PAPERS:
            continue
        merged = family.merged(own)
        if title := values.title(merged, entry.entry_type.lower()):
            yield _record(entry, title, merged, attachments.below(_links(merged)))
        else:
            reading.report(_line(entry), f"{_label(entry)} has no title", "give it a title field")
    reading.problems.sort(key=lambda problem: problem.line or 0)
    for notes in (keys_twice, *slips.values()):
        reading.notes.extend(_first_of(notes))
    reading.notes.extend(_notes(entries, strings, reading))
    attachments.tell(reading)


def _first_of(notes: list[str]) -> Iterator[str]:
    """One line, however many there are of a kind."""
    if notes:
        yield notes[0] if len(notes) == 1 else f"{notes[0]}; and {len(notes) - 1} more like it"


def _notes(entries: "list[Entry]", strings: values.Strings, reading: Reading) -> Iterator[str]:
    if not entries and not reading.problems:
        yield "no entries in this file"
    others = Counter(entry.entry_type.lower() for entry in entries)
    for kind in sorted(_NO_PAPERS & others.keys()):
        yield f"{others[kind]} @{kind}, which are about other entries and no papers, not counted"
    if strings.undefined:
        names = sorted(strings.undefined)
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        listed = ", ".join(names[:_SHOWN])
        yield f"@string names without a definition, left empty: {listed}{more}"


def _strings(blocks: "list[Block]") -> values.Strings:
    from bibtexparser.model import ParsingFailedBlock, String

    strings = values.Strings()
    for block in blocks:
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(inner, String):
            strings.define(inner.key, inner.value)
    strings.undefined.clear()  # only what an entry uses is worth a note
    return strings


def _preambles(blocks: "list[Block]", strings: values.Strings) -> Iterator[str]:
    from bibtexparser.model import Preamble

    for block in blocks:
        if isinstance(block, Preamble):
            yield strings.value(str(block.value))
    strings.undefined.clear()


def _folders(blocks: "list[Block]") -> list[str]:
    """Where JabRef keeps the files of this library; the user's own folder before everyone's."""
    from bibtexparser.model import ExplicitComment

    comments = (block.comment for block in blocks if isinstance(block, ExplicitComment))
    found = [match for comment in comments if (match := _FOLDER.match(comment))]
    found.sort(key=lambda match: not match[1])
    return [re.sub(r"\\([\\;:])", r"\1", match[2]).replace("\\", "/") for match in found]


def _entries(blocks: "list[Block]", keys_twice: list[str], reading: Reading) -> "Iterator[Entry]":
    from bibtexparser.model import Entry, ParsingFailedBlock

    lines: dict[str, int] = {}
    for block in blocks:
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(inner, Entry):
            first = lines.setdefault(inner.key, _line(inner)) if inner.key else _line(inner)
            if first != _line(inner):
                keys_twice.append(
                    f"the key {_one_line(inner.key)} stands for two entries, both read: "
                    f"lines {first} and {_line(inner)}"
                )
            yield inner
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


def _fields(
    entry: "Entry", strings: values.Strings, macros: Macros, slips: dict[str, list[str]]
) -> dict[str, str]:
    """The fields that are used, by lower-case name; the first of two counts, as in BibTeX."""
    fields: dict[str, str] = {}
    where = f"{_label(entry)}, line {_line(entry)}"
    for item in entry.fields:
        written = [*fields_in(item.key.lower(), item.value)]
        for key, source in written:
            if key in fields and key == "file":
                fields[key] += f";{strings.value(source)}"
            elif key in fields:
                note = f"field {key} given twice, the first kept: {where}"
                slips.setdefault("twice", []).append(note)
            elif key in _FIELDS or _NUMBERED.fullmatch(key):
                value = strings.value(source)
                fields[key] = value if key in _VERBATIM else macros.expanded(value)
        for key, _ in written[1:] if not item.key.startswith("%") else ():
            note = f"no comma before field {key}, read all the same: {where}"
            slips.setdefault("comma", []).append(note)
    return fields


class _Family:
    """Entries that lend their fields to others, by key; of two with one key the first."""

    def __init__(self, entries: "list[Entry]", fields: list[dict[str, str]]) -> None:
        self._by_key: dict[str, dict[str, str]] = {}
        for entry, own in zip(entries, fields, strict=True):
            if entry.key:
                self._by_key.setdefault(entry.key.lower(), own)
        self._known: dict[str, dict[str, str]] = {}
        self._asked: set[str] = set()

    def merged(self, own: dict[str, str]) -> dict[str, str]:
        """An entry's fields, all of its `xdata`, and what its `crossref` adds: a year, a book.

        A part of a book without an author of its own is by the author of the book.
        """
        merged = dict(own)
        for key in own.get("xdata", "").split(","):
            merged = self._of(key) | merged
        lent = self._of(own.get("crossref", ""))
        for key, source in (*_INHERITED, ("title", "title"), ("author", "author")):
            if source in lent:
                merged.setdefault(key, lent[source])
        return merged

    def _of(self, name: str) -> dict[str, str]:
        """What an entry lends, with what it is lent itself; nothing goes round in circles."""
        key = name.strip().lower()
        own = self._by_key.get(key, {})
        if key in self._asked or len(self._asked) > _DEEPEST:
            return own
        if own and key not in self._known:
            self._asked.add(key)
            self._known[key] = self.merged(own)
            self._asked.remove(key)
        return self._known.get(key, own)


def _links(fields: dict[str, str]) -> Iterator[str]:
    for key, value in fields.items():
        if key == "file":
            yield from links_in_field(value)
        elif key.startswith("bdsk-file"):
            yield link_in_bibdesk(value) or ""
        elif key in ("pdf", "localfile") or key.startswith("local-"):
            yield link_of_address(value) or ""


def _record(
    entry: "Entry", title: str, fields: dict[str, str], attachments: tuple[str, ...]
) -> Record:
    metadata = Metadata(
        title=title,
        authors=values.authors(fields),
        year=values.year(fields),
        venue=values.venue(fields),
        doi=values.doi(fields),
        arxiv_id=values.arxiv_id(fields),
        pmid=values.pmid(fields),
        url=values.url(fields),
        cite_key=_one_line(entry.key) or None,
        tags=values.tags(fields),
    )
    abstract = values.text(fields.get("abstract", ""))
    line = next((_line(item) for item in entry.fields if item.key.lower() == "abstract"), None)
    paragraph = Paragraph(abstract, line=line or _line(entry))
    return Record(
        metadata=metadata,
        sections=(section(SectionKind.ABSTRACT, [paragraph]),) if abstract else (),
        line=_line(entry),
        authority=Authority.CURATED,
        attachments=attachments,
    )


def _line(place: "Block | Field") -> int:
    return (place.start_line or 0) + 1


def _label(entry: "Entry") -> str:
    return f"entry {_one_line(entry.key)}" if entry.key else f"an @{entry.entry_type} without a key"


def _one_line(text: str) -> str:
    return " ".join(text.split())
