"""The entries of a .bib file as they are written, by key, each with what it rests on.

In comes a file, out come slices of its text: no field is read for its meaning and nothing is
changed but line ends, which become line feeds.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer.errors import ReadError, ReviewerError
from reviewer.models import Paper
from reviewer.reading.bibtex_values import Strings
from reviewer.reading.encodings import read_library_text

if TYPE_CHECKING:
    from bibtexparser.model import Block

_SUFFIXES = (".bib", ".bibtex")
_KEY = re.compile(r"\s*@\s*\w+\s*[{(]\s*([^,\s]+)\s*,")
_LENT = re.compile(r"\b(?:crossref|xdata|xref)\s*=\s*[{\"]\s*([^}\"]+?)\s*[}\"]", re.IGNORECASE)
_BARE_NAME = re.compile(r"[=#]\s*([A-Za-z][^\s,#{}\"()=]*)\s*(?=[,#})]|$)")


class RawEntry(NamedTuple):
    """One entry.

    Args:
        text: from its @ to its closing brace.
        before: the @string definitions it uses, as `(name, definition)`, in the file's order; of
            two of one name the last.
        after: the entries it borrows from; BibTeX wants them behind every borrower.
    """

    text: str
    before: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()


def raw_entries(path: Path) -> dict[str, RawEntry]:
    """The entries of a .bib file that have a key and can be parsed; of two with one key the first.

    Raises:
        ReadError: the file cannot be read as text, or the parser fails on it as a whole.
        UnknownFormatError: it is binary.
    """
    from bibtexparser.model import Entry, ParsingFailedBlock, String

    texts: dict[str, str] = {}
    strings: dict[str, str] = {}
    for block in _blocks(read_library_text(path).text):
        # A field given twice is an error to the parser, and none to BibTeX.
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        raw = (block.raw or "").strip()
        if isinstance(inner, Entry) and (key := key_in(raw)):
            texts.setdefault(key, raw)
        elif isinstance(inner, String) and raw:
            strings[inner.key.casefold()] = raw
    lenders = {key.casefold(): text for key, text in reversed(texts.items())}
    return {key: _whole(text, strings, lenders) for key, text in texts.items()}


def own_entries(papers: Iterable[Paper], root: Path = Path()) -> dict[str, RawEntry]:
    """The entry of each paper under its cite key, by paper id, where a source still has it.

    A library that is gone or cannot be read any more gives none.

    Args:
        papers: with the files they were read from.
        root: the folder that those files' names are relative to.
    """
    read: dict[str, dict[str, RawEntry]] = {}
    found: dict[str, RawEntry] = {}
    for paper in papers:
        for file in (source.file for source in paper.sources if source.cite_key):
            if file not in read:
                read[file] = _readable(root / file)
            if paper.cite_key in read[file]:
                found.setdefault(paper.id, read[file][paper.cite_key])
    return found


def values_of(entry: RawEntry) -> dict[str, str]:
    """The fields of an entry by lower-case name: LaTeX still, with `@string` names filled in."""
    from bibtexparser.model import Entry, ParsingFailedBlock, String

    strings = Strings()
    fields: dict[str, str] = {}
    for block in _blocks("\n".join([*(definition for _, definition in entry.before), entry.text])):
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(inner, String):
            strings.define(inner.key, inner.value)
        elif isinstance(inner, Entry):
            fields |= {one.key.lower(): strings.value(one.value) for one in inner.fields}
    return fields


def _readable(path: Path) -> dict[str, RawEntry]:
    if path.suffix.lower() not in _SUFFIXES:
        return {}
    try:
        return raw_entries(path)
    except ReviewerError:
        return {}


def key_in(entry: str) -> str:
    """The key an entry is written under; empty if it has none."""
    found = _KEY.match(entry)
    return found[1] if found else ""


def _blocks(text: str) -> "list[Block]":
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.exceptions import ParsingException

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)
    try:
        return list(parse_string(text, parse_stack=[]).blocks)
    except (ParsingException, ValueError, LookupError) as error:
        raise ReadError(
            f"the BibTeX parser gives up on this file: {' '.join(str(error).split())}",
            hint="export it again, or find the entry by halving the file",
        ) from None


def _whole(text: str, strings: Mapping[str, str], lenders: Mapping[str, str]) -> RawEntry:
    after = dict(_lenders_of(text, lenders))
    used: dict[str, str] = {}
    for entry in (text, *after.values()):
        for name in _names_in(entry, strings):
            used[name] = strings[name]
    before = tuple((name, strings[name]) for name in strings if name in used)
    return RawEntry(text, before, tuple(after.values()))


def _lenders_of(text: str, lenders: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What an entry borrows from, and what that borrows from; nothing goes round in circles."""
    met = {key_in(text).casefold()}
    waiting = [text]
    while waiting:
        for names in _LENT.findall(waiting.pop(0)):
            for key in (name.strip().casefold() for name in names.split(",")):
                if key in lenders and key not in met:
                    met.add(key)
                    waiting.append(lenders[key])
                    yield key, lenders[key]


def _names_in(text: str, strings: Mapping[str, str]) -> Iterator[str]:
    """The @string names that a text uses, and those that their definitions use."""
    met: set[str] = set()
    waiting = [text]
    while waiting:
        for name in map(str.casefold, _BARE_NAME.findall(waiting.pop())):
            if name in strings and name not in met:
                met.add(name)
                waiting.append(strings[name])
                yield name
