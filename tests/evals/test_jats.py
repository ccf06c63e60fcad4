"""Every JATS file of the development data against its own XML, read by another parser."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.models import Record, SectionKind
from reviewer.reading import read_file

pytestmark = pytest.mark.shared

PLAIN = {"italic", "bold", "xref", "ext-link", "sub", "monospace", "underline"}
HOLDERS = {"sec", "ack", "ref-list", "fn-group", "glossary", "boxed-text"}


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    return sorted((shared / "data/jats").rglob("*.xml"))


@pytest.fixture(scope="module")
def pairs(files: list[Path]) -> list[tuple[str, Record, ET.Element]]:
    """Name, what the reader made of the file, and its tree as the standard library reads it."""
    found = []
    for path in files:
        (record,) = read_file(path)
        found.append((path.name, record, ET.parse(path).getroot()))
    return found


def words(element: ET.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def wrong(cases: Iterator[tuple[str, object, object]], what: str, of: int) -> list[str]:
    bad = [
        f"{name}: {got!r} is not {expected!r}" for name, got, expected in cases if got != expected
    ]
    print(f"{what}: {of - len(bad)} of {of} files right")
    return bad


def test_every_file_has_its_title_identifiers_and_journal(
    pairs: list[tuple[str, Record, ET.Element]],
) -> None:
    cases = []
    for name, record, tree in pairs:
        meta = "front/article-meta/"
        title = words(tree.find(f"{meta}title-group/article-title"))
        doi = words(tree.find(f"{meta}article-id[@pub-id-type='doi']"))
        venue = words(tree.find("front/journal-meta/journal-title-group/journal-title"))
        found = record.metadata
        cases.append((name, (found.title, found.doi, found.venue), (title, doi.lower(), venue)))
        assert all(expected for expected in (title, doi, venue))
    assert wrong(iter(cases), "title, DOI and journal", len(pairs)) == []


def test_every_file_has_its_authors_in_order(pairs: list[tuple[str, Record, ET.Element]]) -> None:
    cases = []
    total = 0
    for name, record, tree in pairs:
        expected = []
        for person in tree.findall(".//contrib[@contrib-type='author']"):
            parts = [person.find(f"name/{part}") for part in ("given-names", "surname", "suffix")]
            spelled = " ".join(words(part) for part in parts if words(part))
            expected.append(spelled or words(person.find("collab")))
        total += len(expected)
        cases.append((name, record.metadata.authors, tuple(expected)))
        assert expected
    print(f"{total} authors")
    assert wrong(iter(cases), "authors", len(pairs)) == []


def test_every_file_has_its_year(pairs: list[tuple[str, Record, ET.Element]]) -> None:
    """Where the article says no date of publication, that of its copyright."""
    cases = []
    for name, record, tree in pairs:
        dates = tree.findall("front/article-meta/pub-date/year")
        rights = tree.findall("front/article-meta/permissions/copyright-year")
        years = [int(words(year)) for year in dates or rights]
        cases.append((name, record.metadata.year, min(years)))
    assert wrong(iter(cases), "year", len(pairs)) == []


def test_every_abstract_is_whole(pairs: list[tuple[str, Record, ET.Element]]) -> None:
    """Those of the authors; a file that has only a line for its journal's contents gives that."""
    cases = []
    for name, record, tree in pairs:
        abstracts = tree.findall("front/article-meta/abstract")
        own = [a for a in abstracts if a.get("abstract-type") is None] or abstracts[:1]
        if own:
            expected = letters(words(own[0])).removeprefix("summary")
            cases.append((name, letters(record.abstract), expected))
        else:
            assert record.abstract == ""
    print(f"{len(cases)} abstracts")
    assert len(cases) >= 15
    assert wrong(iter(cases), "abstract", len(cases)) == []


def headings(holder: ET.Element) -> Iterator[str]:
    """The headings of all sections that hold text of their own, in reading order."""
    for part in holder:
        if part.tag in HOLDERS:
            if any(child.tag not in HOLDERS | {"title"} for child in part):
                yield words(part.find("title"))
            yield from headings(part)


def test_every_section_stands_under_its_heading_in_order(
    pairs: list[tuple[str, Record, ET.Element]],
) -> None:
    cases = []
    total = 0
    for name, record, tree in pairs:
        parts = [part for part in (tree.find("body"), tree.find("back")) if part is not None]
        expected = list(dict.fromkeys(h for part in parts for h in headings(part) if h))
        asides = {words(a.find("title")) for a in tree.iter("abstract")} | {"Footnotes", "Summary"}
        asides |= {"Author notes", "Funding", "Data Availability"}
        found = list(dict.fromkeys(s.heading for s in record.sections if s.heading))
        total += len(expected)
        kept = [h for h in found if h in expected or h not in asides]
        cases.append((name, kept, expected))
    print(f"{total} headings")
    assert wrong(iter(cases), "sections", len(pairs)) == []


def paragraphs(tree: ET.Element) -> Iterator[str]:
    """Those without formulas, lists and marks, outside tables: all their words must be there."""
    in_tables = {paragraph for table in tree.iter("table") for paragraph in table.iter("p")}
    for paragraph in tree.iterfind("body//p"):
        inside = {element.tag for element in paragraph.iter()} - {"p"}
        marks = [mark for mark in paragraph.iter("xref") if mark.get("ref-type") == "fn"]
        if inside <= PLAIN and not marks and paragraph not in in_tables:
            yield words(paragraph)


def test_every_plain_paragraph_is_a_paragraph_of_some_section(
    pairs: list[tuple[str, Record, ET.Element]],
) -> None:
    total = 0
    missing = []
    for name, record, tree in pairs:
        texts = {letters(p) for s in record.sections for p in s.text.split("\n\n")}
        for paragraph in paragraphs(tree):
            total += 1
            if not any(text.endswith(letters(paragraph)) for text in texts):
                missing.append(f"{name}: {paragraph[:80]}")
    print(f"{total - len(missing)} of {total} plain paragraphs found whole")
    assert total > 900
    assert missing == []


def test_references_and_thanks_are_no_evidence(
    pairs: list[tuple[str, Record, ET.Element]],
) -> None:
    cases = []
    total = 0
    for name, record, tree in pairs:
        kinds = Counter(s.kind for s in record.sections)
        lists = [s.text for s in record.sections if s.kind is SectionKind.REFERENCES]
        entries = [entry for text in lists for entry in text.split("\n\n")]
        total += len(entries)
        cases.append((name, len(entries), len(tree.findall("back/ref-list/ref"))))
        if tree.find("back/ack") is not None:
            assert kinds[SectionKind.ACKNOWLEDGEMENTS] >= 1
        evidence = letters(" ".join(s.text for s in record.sections if s.kind.is_evidence))
        assert not [entry for entry in entries if letters(entry) in evidence]
        titles = [letters(words(t)) for t in tree.iterfind("back//ref//article-title")]
        assert not [t for t in titles if len(t) > 60 and evidence.count(t) > 1]
    print(f"{total} references")
    assert wrong(iter(cases), "references", len(pairs)) == []


def test_every_place_points_at_the_line_of_its_paragraph(
    files: list[Path], pairs: list[tuple[str, Record, ET.Element]]
) -> None:
    total = 0
    strayed = []
    for path, (name, record, _) in zip(files, pairs, strict=True):
        lines = path.read_text(encoding="utf-8").split("\n")
        for part in record.sections:
            if part.kind.is_evidence:
                for place in part.places:
                    first = re.findall(r"[^\W_]+", part.text[place.start : place.start + 60])
                    total += 1
                    near = " ".join(lines[(place.line or 0) - 1 : (place.line or 0) + 2])
                    if first and first[0] not in near:
                        strayed.append(f"{name}:{place.line}: {first}")
    print(f"{total - len(strayed)} of {total} places right")
    assert total > 1_000
    assert strayed == []
