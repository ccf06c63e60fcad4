"""How well the development PDFs are read: prints the figures, and holds them (run with -s)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.models import Record, SectionKind
from reviewer.reading import pdf
from reviewer.reading.protocol import ReadingOptions
from reviewer.text.sentences import sentences

pytestmark = [pytest.mark.shared, pytest.mark.slow]

CLEAN = ("jose/", "acl/")
# An entry of a reference list, as it would look if it were taken for a paragraph of the text.
ENTRY = re.compile(
    r"(?:\[\w{1,12}\]|\d{1,3}\. [A-Z]|[A-Z][\w’'-]+, (?:[A-Z]\.|[A-Z]\w+))"
    r".{0,150}(?:\((?:19|20)\d\d[a-z]?\)|\b(?:19|20)\d\d[a-z]?)[.]\s"
)
NO_SENTENCE_STARTS_SO = re.compile(r"[a-z]")


@dataclass
class Read:
    """The clean PDFs, each with what is known of it, and what was said of the others."""

    clean: list[tuple[dict[str, object], Record]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def read(shared: Path) -> Read:
    folder = shared / "data" / "pdfs"
    found = Read()
    for known in _known(folder):
        name = str(known["file"])
        try:
            password = str(known.get("password") or "") or None
            (record,) = pdf.read(folder / name, ReadingOptions(password))
        except ReadError as error:
            found.refused[name] = error.message
            continue
        if name.startswith(CLEAN):
            found.clean.append((known, record))
        found.opened.append(name)
    return found


def _known(folder: Path) -> Iterator[dict[str, object]]:
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _key(text: object) -> str:
    return re.sub(r"[\W_]+", "", str(text)).casefold()


def _family(name: str) -> tuple[str, str]:
    """First and last name: the gold leaves middle initials out."""
    words = name.split()
    return _key(words[0]), _key(words[-1])


def _told(what: str, right: int, wrong: list[str], total: int) -> None:
    print(f"\n{what}: {right} of {total}", *wrong, sep="\n  ")


def test_every_file_is_read_or_refused_in_one_line(read: Read, shared: Path) -> None:
    known = len(list(_known(shared / "data" / "pdfs")))
    print(f"\n{len(read.opened)} opened, {len(read.refused)} refused")
    assert len(read.opened) + len(read.refused) == known
    assert not [name for name in read.refused if name.startswith(CLEAN)]
    assert all(reason and "\n" not in reason for reason in read.refused.values())


def test_titles_are_those_printed(read: Read) -> None:
    wrong = [str(k["file"]) for k, r in read.clean if _key(r.metadata.title) != _key(k["title"])]
    _told("titles", len(read.clean) - len(wrong), wrong, len(read.clean))
    assert wrong == []


def test_authors_are_complete(read: Read) -> None:
    wrong = []
    for known, record in read.clean:
        stated = known["authors"]
        assert isinstance(stated, list)
        if [_family(n) for n in stated] != [_family(n) for n in record.metadata.authors]:
            wrong.append(f"{known['file']} {record.metadata.authors}")
    _told("authors", len(read.clean) - len(wrong), wrong, len(read.clean))
    assert len(wrong) <= 0.04 * len(read.clean)


def test_no_year_is_wrong_and_every_doi_is_right(read: Read) -> None:
    years = [(k, r) for k, r in read.clean if k["year"] and r.metadata.year]
    wrong = [str(k["file"]) for k, r in years if str(r.metadata.year) != k["year"]]
    _told("years", len(years) - len(wrong), wrong, sum(bool(k["year"]) for k, _ in read.clean))
    assert wrong == []
    assert all((r.metadata.doi or "") == (k.get("doi") or "") for k, r in read.clean)
    assert all(r.metadata.arxiv_id is None for _, r in read.clean)


def test_papers_of_conferences_have_abstracts(read: Read) -> None:
    papers = [(k, r) for k, r in read.clean if str(k["file"]).startswith("acl/")]
    without = [str(k["file"]) for k, r in papers if not 250 < len(r.abstract) < 2500]
    _told("abstracts", len(papers) - len(without), without, len(papers))
    assert without == []


def test_no_reference_is_evidence(read: Read) -> None:
    leaked = [
        f"{known['file']}: {paragraph[:80]}"
        for known, record in read.clean
        for section in record.sections
        if section.kind.is_evidence
        for paragraph in section.text.split("\n\n")
        if ENTRY.match(paragraph)
    ]
    _told("references among evidence", len(leaked), leaked, 0)
    assert leaked == []
    for known, record in read.clean:
        kinds = {section.kind for section in record.sections}
        assert SectionKind.REFERENCES in kinds, known["file"]


def test_sentences_cross_lines_and_columns(read: Read) -> None:
    """In born-digital papers, few paragraphs begin or end within a sentence."""
    whole = total = 0
    for known, record in read.clean:
        if known["producer"] in (None, "None") or "OmniPage" in str(known["producer"]):
            continue  # scans, whose OCR loses full stops
        for section in record.sections:
            if section.kind is SectionKind.BODY and section.heading != "Footnotes":
                for sentence in sentences(section.text):
                    total += 1
                    whole += NO_SENTENCE_STARTS_SO.match(sentence) is None
    print(f"\nsentences that begin as one: {whole} of {total}")
    assert whole >= 0.97 * total
