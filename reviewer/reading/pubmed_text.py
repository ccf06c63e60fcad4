"""Text exports of PubMed to one record for each paper: "Abstract (text)" and "Summary (text)".

Understood are

- "Abstract (text)": `1. Journal. 2020 Mar 1;38(7):700-10. doi: …`, and below it, divided by blank
  lines, the title, the authors with the numbers of their affiliations, `Author information:`, notes
  (`Comment in`, `Erratum in`, …), the abstract, a copyright line, `DOI:`/`PMCID:`/`PMID:`, and a
  `Conflict of interest statement:`;
- "Summary (text)": `1: Frost A, Rime B. Title. Journal. 2020 Mar 1;38(7):700-10. doi: …. PMID: …`.

Lines that a text was wrapped into are joined. A record that cannot be understood is reported with
its line, and the next one is looked for by its number.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record, SectionKind
from reviewer.reading import author_names, field_values, wrapped_lines
from reviewer.reading.opening import read_text
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.wrapped_lines import Line

name = "pubmed-text"
description = "text exports of PubMed (.txt): Abstract (text) and Summary (text)"
isolated = False

_DATE = r"(?:1[89]|20)\d\d(?:[ /-](?:[A-Z][a-z]{2}|Spring|Summer|Fall|Autumn|Winter|\d)[\w /-]*)?"
# A journal, a full stop, a date, and what follows a date in a citation.
_CITATION = re.compile(rf"\d+[.:] (?P<venue>\S.*?)\. (?P<date>{_DATE})(?=[;:.]|$)")
_SUMMARY = re.compile(
    rf"\d+[.:] (?P<front>.+[.?!\]]) (?P<venue>[^.?!]+)\. (?P<date>{_DATE})(?=[;:.])"
)
_NUMBER = re.compile(r"\d+[.:] \S")
_OWN_NUMBER = re.compile(r"\bPMID: \d")
_IDENTIFIER = re.compile(r"\b(?P<name>doi|PMID)\s*:\s*(?P<value>\S+)", re.IGNORECASE)
_IDENTIFIERS = re.compile(r"(?:DOI|PMCID|PMID|NLM UID|NIHMSID)\s*:\s*\S")
# Blocks that are neither authors nor abstract; each is named by how it begins.
_ASIDE = re.compile(
    r"(?:Comment|Update|Erratum|Republished|Retraction|Retracted|Expression of concern|Reprint"
    r"|Summary for patients|Corrected and republished|Original report)s? (?:in|on|of|from|for)\b"
    r"|(?:Author information|Conflict of interest statement|Publisher):"
    r"|(?:Collaborator|Investigator)s?(?: ?\(\d+\))?:|\[Article|\[No authors|No abstract available"
    r"|©|\(c\) |Copyright\b|Published by |This article is protected|Trial registration number"
    r"|[\w. ]{0,60}© ?\d{4}",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"\s*\[Article in [^\]]*\]$")
_AUTHOR = re.compile(
    r"(?:[^\W\d_][^\s,()]*\s+){1,5}[^\W\d_a-z]{1,4}(?:\s+(?:Jr|Sr|\d\w\w|I{2,3}|IV))?[*#.]?"
)
_AFFILIATION = re.compile(r"\([\da-z#*, ]+\)|\d+(?=[,;.]|$)")
_PART = re.compile(r"[A-Z][A-Z ,/&'()-]{3,60}: ")
_LONGEST_SUMMARY = 3_000
_HINT = "export it again: a record has its number and citation, a title, and its PMID"


class _Block(NamedTuple):
    """Lines without a blank line between them, and their text."""

    lines: list[Line]
    text: str

    @property
    def line(self) -> int:
        return self.lines[0].number


def recognises(path: Path, head: Head) -> bool:
    """By the first record of a .txt: its number and its citation."""
    if path.suffix.lower() != ".txt":
        return False
    first = next(_blocks(head.text), None)
    if first is None or not _NUMBER.match(first.text):
        return False
    if _is_summary(first):
        return _SUMMARY.match(first.text[:_LONGEST_SUMMARY]) is not None
    says = _IDENTIFIER.search(head.text) or "Author information:" in head.text
    return bool(_CITATION.match(first.text) and says)


def read(path: Path, options: ReadingOptions) -> Reading:
    """The papers of an export.

    Raises:
        ReadError: the text cannot be decoded.
    """
    blocks = list(_blocks(read_text(path)))
    return Reading(name, lambda reading: _records(blocks, reading))


def _blocks(text: str) -> Iterator[_Block]:
    for lines in wrapped_lines.blocks(wrapped_lines.numbered(text)):
        yield _Block(lines, wrapped_lines.joined(lines))


def _is_summary(block: _Block) -> bool:
    """Whether a whole record stands in one block."""
    return _NUMBER.match(block.text) is not None and _OWN_NUMBER.search(block.text) is not None


def _records(blocks: list[_Block], reading: Reading) -> Iterator[Record]:
    untitled = 0
    for group in _grouped(blocks):
        try:
            record = _summary(group[0]) if _is_summary(group[0]) else _abstract(group, reading)
        except ReadError as error:  # of this record alone
            reading.report(group[0].line, error.message, error.hint)
            continue
        untitled += not record.sections
        yield record
    if untitled:
        records = "1 record" if untitled == 1 else f"{untitled} records"
        reading.notes.append(f"a title and no text: {records}")


def _grouped(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """The blocks of each record; those before the first record are a group of their own."""
    group: list[_Block] = []
    for block in blocks:
        if group and (_is_summary(block) or _CITATION.match(block.text)):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _summary(block: _Block) -> Record:
    match = _SUMMARY.match(block.text[:_LONGEST_SUMMARY])
    if match is None:
        raise ReadError(f'no citation in "{block.text[:60]}"', hint=_HINT)
    authors, _, title = match["front"].partition(". ")
    if not title or not _are_authors(authors):
        authors, title = "", match["front"]
    return Record(
        metadata=_metadata(title, authors, match["venue"], match["date"], block.text),
        sections=(),
        line=block.line,
    )


def _abstract(group: list[_Block], reading: Reading) -> Record:
    citation = _CITATION.match(group[0].text)
    if citation is None:
        raise ReadError(f'"{group[0].text[:60]}" belongs to no record', hint=_HINT)
    below = group[1:]
    end = next((i for i, block in enumerate(below) if _IDENTIFIERS.match(block.text)), len(below))
    own, identifiers, after = below[:end], below[end : end + 1], below[end + 1 :]
    if not own or _ASIDE.match(own[0].text):
        raise ReadError("no title below the citation", hint=_HINT)
    title, *rest = own
    rest = [block for block in rest if not _ASIDE.match(block.text)]
    authors = rest.pop(0).text if rest and _are_authors(rest[0].text) else ""
    said = " ".join(block.text for block in (*identifiers, group[0]))
    odd = next((b for b in after if not (_ASIDE.match(b.text) or _IDENTIFIERS.match(b.text))), None)
    if odd is not None:
        reading.report(odd.line, f'"{odd.text[:60]}" belongs to no record', _HINT)
    section = wrapped_lines.section(SectionKind.ABSTRACT, _paragraphs(rest))
    return Record(
        metadata=_metadata(title.text, authors, citation["venue"], citation["date"], said),
        sections=(section,) if section.text else (),
        line=group[0].line,
    )


def _paragraphs(blocks: list[_Block]) -> Iterator[list[Line]]:
    """The paragraphs of an abstract: its parts (`METHODS: …`) begin lines of their own."""
    for block in blocks:
        paragraph: list[Line] = []
        for line in block.lines:
            if paragraph and _PART.match(line.text):
                yield paragraph
                paragraph = []
            paragraph.append(line)
        yield paragraph


def _are_authors(text: str) -> bool:
    """Whether at least half of what stands between commas has the form `Frost AB`."""
    parts = [part.strip() for part in re.split(r"[,;]", _AFFILIATION.sub("", text))]
    parts = [part for part in parts if part]
    fitting = sum(len(part) < 100 and _AUTHOR.fullmatch(part) is not None for part in parts)
    return bool(parts) and 2 * fitting >= len(parts)


def _metadata(title: str, authors: str, venue: str, date: str, said: str) -> Metadata:
    """The metadata of a record, its identifiers from the text that says them first."""
    found: dict[str, str] = {}
    for match in _IDENTIFIER.finditer(said):
        found.setdefault(match["name"].casefold(), match["value"].rstrip(".;,"))
    title = _LANGUAGE.sub("", title)
    title = title if title.endswith("...") else title.removesuffix(".")
    people = _AFFILIATION.sub("", authors).replace(";", ",")  # a group follows after a semicolon
    return Metadata(
        title=field_values.unmarked(title),
        authors=author_names.names(people),
        year=field_values.year(date),
        venue=venue,
        doi=field_values.doi(found.get("doi")),
        pmid=field_values.pmid(found.get("pmid")),
    )
