"""Real libraries of JabRef and Better BibTeX: each entry is read or reported, and read right."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from reviewer.models import Record
from reviewer.reading import Reading, read_file

pytestmark = pytest.mark.shared

Item = dict[str, Any]
ENTRY = re.compile(r"^[ \t]*@(?!comment|string|preamble|xdata|set\b)\w+\s*[{(]", re.I | re.M)
RIS_ENTRY = re.compile(r"^TY {0,2}-", re.M)


def read(path: Path) -> tuple[list[Record], Reading]:
    reading = read_file(path)
    return list(reading), reading


def text_of(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-16", "utf-16-be", "utf-16-le"):
        if content.count(0) > len(content) // 4:
            text = content.decode(encoding, "replace")
            if "@" in text:
                return text.replace("\r", "\n")
    return content.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")


def bare(text: str) -> str:
    """Without the reference's HTML, white space and case: it rewrites titles to sentence case."""
    untagged = re.sub(r"</?(?:i|b|em|sub|sup|span|sc|pre)\b[^>]*>", "", text)
    letters = unicodedata.normalize("NFKD", untagged).casefold()
    return "".join(char for char in letters if char.isalnum())


def people(item: Item) -> list[str]:
    """The authors; without any, the first kind of people that is named (directors, editors)."""
    creators = item.get("creators", [])
    kinds = [creator["creatorType"] for creator in creators]
    kind = "author" if "author" in kinds else next(iter(kinds), None)
    return [
        bare(c.get("name") or f"{c.get('firstName', '')} {c.get('lastName', '')}")
        for c in creators
        if c["creatorType"] == kind
    ]


def pairs(shared: Path) -> list[tuple[Record | None, Item]]:
    """Each expected item with the record of its key, or of its place where keys were made up."""
    found = []
    for path in sorted((shared / "data/bibliographies/better-bibtex").glob("*.json")):
        items = json.loads(path.read_text(encoding="utf-8"))["items"]
        records, _ = read(path.with_suffix(".bib"))
        keys = {record.metadata.cite_key: record for record in records}
        in_place: list[Record | None] = [*records]
        if len(records) != len(items):
            in_place = [None] * len(items)
        for item, record in zip(items, in_place, strict=True):
            if item.get("title"):
                found.append((keys.get(item.get("citationKey"), record), item))
    return found


def test_titles_and_authors_are_those_of_the_reference_importer(shared: Path) -> None:
    expected = pairs(shared)
    titles = [
        record is not None and bare(record.metadata.title) == bare(item.get("title", ""))
        for record, item in expected
    ]
    authors = [
        record is not None and [bare(name) for name in record.metadata.authors] == people(item)
        for record, item in expected
    ]
    count = len(expected)
    print(f"{count} entries: titles {sum(titles) / count:.3f}, people {sum(authors) / count:.3f}")
    assert count >= 70
    assert sum(titles) >= 0.97 * count
    assert sum(authors) >= 0.97 * count


def test_every_entry_of_every_library_is_read_or_reported_with_its_line(shared: Path) -> None:
    files = sorted((shared / "data/bibliographies").rglob("*.bib"))
    entries = read_entries = reported = 0
    for path in files:
        records, reading = read(path)
        text = text_of(path)
        written = len(ENTRY.findall(text))
        assert len(records) + len(reading.problems) >= written, path.name
        lines = text.split("\n")
        for line in [r.line for r in records] + [p.line for p in reading.problems]:
            assert line is not None
            assert "@" in lines[line - 1], (path.name, line)
        entries, read_entries = entries + written, read_entries + len(records)
        reported += len(reading.problems)
    print(f"{len(files)} .bib files, {entries} entries: {read_entries} read, {reported} reported")
    assert len(files) >= 250
    assert read_entries >= 0.95 * entries


def test_every_ris_library_agrees_with_its_bibtex(shared: Path) -> None:
    entries = read_entries = alike = compared = 0
    for path in sorted((shared / "data/bibliographies").rglob("*.ris")):
        records, reading = read(path)
        written = len(RIS_ENTRY.findall(text_of(path)))
        assert len(records) + len(reading.problems) >= written, path.name
        entries, read_entries = entries + written, read_entries + len(records)
        beside = path.with_suffix(".bib")
        expected = read(beside)[0] if beside.exists() else []
        for record, other in zip(records, expected, strict=False):
            compared += 1
            ours, theirs = record.metadata, other.metadata
            same_people = [*map(bare, ours.authors)] == [*map(bare, theirs.authors)]
            alike += same_people and (bare(ours.title), ours.year) == (
                bare(theirs.title),
                theirs.year,
            )
    print(f".ris: {entries} entries, {read_entries} read; {alike} of {compared} as in the .bib")
    assert compared >= 15
    # One .ris is a list of entries cut short, one has series editors whom JabRef calls authors.
    assert alike >= compared - 2


def test_every_expected_library_of_json_is_read_like_its_bibtex(shared: Path) -> None:
    titles = []
    for path in sorted((shared / "data/bibliographies/better-bibtex").glob("*.json")):
        records, reading = read(path)
        assert (reading.format, reading.problems) == ("csl-json", [])
        expected = [record.metadata.title for record in read(path.with_suffix(".bib"))[0]]
        titles += [bare(record.metadata.title) in map(bare, expected) for record in records]
    print(f".json: {len(titles)} items, {sum(titles)} with the title of the .bib")
    assert len(titles) >= 70
    assert sum(titles) == len(titles)
