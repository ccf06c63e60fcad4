import random
from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record, SectionKind
from reviewer.reading import Reading, read_file


def read_export(folder: Path, text: str) -> tuple[list[Record], Reading]:
    (folder / "export.txt").write_bytes(text.encode())
    reading = read_file(folder / "export.txt")
    assert reading.format == "pubmed-text"
    return list(reading), reading


ABSTRACTS = """1. J Ice Snow. 2020 Mar 1;38(7):700-710. doi: 10.1000/ICE.19.00001. Epub 2020
Jan 12.

Cold hands in a double-blind trial of
mittens: a randomised study.

Frost A(1)(2), Rime BC(#)(2), van der Hoar D Jr(3); Mitten Study Group.

Author information:
(1)Department of Ice, University of Snow, Coldtown, Country. ada@example.org.
(2)Snow School.

Comment in
    J Ice Snow. 2020 Mar 1;38(7):650-2. doi: 10.1000/other.

Erratum in
    J Ice Snow. 2021.

BACKGROUND: Hands get cold in placebo-
controlled winters.
METHODS: We gave mittens to 20 people. Vitamin D, too.
RESULTS: They were warm (P < 0.001).

Copyright © 2020 The Snow Society.

DOI: 10.1000/ICE.19.00001
PMCID: PMC7000000
PMID: 31900001 [Indexed for MEDLINE]

Conflict of interest statement: Ada Frost sells mittens.


2. Schnee. 1999;3:1-9.

[On snow].

[Article in German]

[No authors listed]

PMID: 9900002


3. eFrost. 2021 Aug-Sep;5:e100. doi: 10.1000/e100.

Frost at night?

Rime B.

Plants freeze.

They thaw at day.

PMID: 33000003
"""
SUMMARIES = """1: Frost A, Rime BC; Mitten Study Group. Cold hands vs. warm ones. A trial. J Ice
Snow. 2020 Mar 1;38(7):700-710. doi: 10.1000/ICE.19.00001. Epub 2020 Jan 12. PMID:
31900001; PMCID: PMC7000000.

2: [On snow]. Schnee. 1999;3:1-9. German. PMID: 9900002.

3: Rime B. Frost at night? eFrost. 2021 Aug;5:e100. PMID: 33000003.
"""


def test_an_abstract_export_is_read(tmp_path: Path) -> None:
    records, reading = read_export(tmp_path, ABSTRACTS)
    assert records[0].metadata == Metadata(
        title="Cold hands in a double-blind trial of mittens: a randomised study",
        authors=("A. Frost", "B. C. Rime", "D. van der Hoar Jr", "Mitten Study Group"),
        year=2020,
        venue="J Ice Snow",
        doi="10.1000/ice.19.00001",
        pmid="31900001",
    )
    assert records[0].abstract == (
        "BACKGROUND: Hands get cold in placebo-controlled winters.\n\n"
        "METHODS: We gave mittens to 20 people. Vitamin D, too.\n\n"
        "RESULTS: They were warm (P < 0.001)."
    )
    assert records[1].metadata == Metadata(
        title="[On snow]", year=1999, venue="Schnee", pmid="9900002"
    )
    assert records[2].metadata.title == "Frost at night?"
    assert records[2].abstract == "Plants freeze.\n\nThey thaw at day."
    assert [record.line for record in records] == [1, 33, 44]
    assert (reading.problems, reading.notes) == ([], ["a title and no text: 1 record"])


def test_every_line_of_an_abstract_knows_where_it_stands(tmp_path: Path) -> None:
    records, _ = read_export(tmp_path, ABSTRACTS)
    lines = ABSTRACTS.split("\n")
    (section,) = records[0].sections
    assert section.kind is SectionKind.ABSTRACT
    assert len(section.places) == 4
    for place in section.places:
        assert section.text[place.start :].startswith(lines[(place.line or 0) - 1][:20])


def test_a_summary_export_is_read(tmp_path: Path) -> None:
    records, reading = read_export(tmp_path, SUMMARIES)
    assert [record.metadata for record in records] == [
        Metadata(
            title="Cold hands vs. warm ones. A trial",
            authors=("A. Frost", "B. C. Rime", "Mitten Study Group"),
            year=2020,
            venue="J Ice Snow",
            doi="10.1000/ice.19.00001",
            pmid="31900001",
        ),
        Metadata(title="[On snow]", year=1999, venue="Schnee", pmid="9900002"),
        Metadata(
            title="Frost at night?",
            authors=("B. Rime",),
            year=2021,
            venue="eFrost",
            pmid="33000003",
        ),
    ]
    assert [record.line for record in records] == [1, 5, 7]
    assert reading.problems == []


def test_a_record_without_its_citation_is_reported_and_the_next_is_read(tmp_path: Path) -> None:
    records, reading = read_export(tmp_path, ABSTRACTS.replace("2. Schnee. 1999;3:1-9.", "odd"))
    assert [record.metadata.pmid for record in records] == ["31900001", "33000003"]
    (problem,) = reading.problems
    assert (problem.line, problem.reason) == (33, '"odd" belongs to no record')


def test_a_record_without_a_title_is_reported_and_the_next_is_read(tmp_path: Path) -> None:
    text = ABSTRACTS.replace("[On snow].\n\n", "").replace("[No authors listed]\n\n", "")
    records, reading = read_export(tmp_path, text)
    assert [record.metadata.pmid for record in records] == ["31900001", "33000003"]
    assert [(p.line, p.reason) for p in reading.problems] == [(33, "no title below the citation")]


def test_line_ends_of_another_system_change_nothing(tmp_path: Path) -> None:
    plain, _ = read_export(tmp_path, ABSTRACTS)
    assert read_export(tmp_path, ABSTRACTS.replace("\n", "\r\n"))[0] == plain


@pytest.mark.parametrize(
    "text",
    [
        "1. Introduction\n\nIce was studied in 2020; see doi: 10.1000/ice and PMID: 31900001.\n",
        "1. Ice. 2020 papers were read.\n\nText of it.\n",
        "Ice\n\n1. J Ice. 2020;3:1. doi: 10.1000/x. PMID: 3.\n",
    ],
)
def test_a_text_with_numbers_and_years_is_no_export(tmp_path: Path, text: str) -> None:
    (tmp_path / "note.txt").write_text(text)
    assert read_file(tmp_path / "note.txt").format == "text"


@pytest.mark.parametrize("sample", [ABSTRACTS, SUMMARIES])
def test_cut_and_damaged_exports_are_read_or_refused(tmp_path: Path, sample: str) -> None:
    chance = random.Random(11)
    lines = sample.split("\n")
    for _ in range(200):
        kept = [line for line in lines if chance.random() > 0.12]
        if chance.random() < 0.2:
            chance.shuffle(kept)
        (tmp_path / "a.txt").write_text("\n".join(kept)[: chance.randrange(5, len(sample))])
        try:
            reading = read_file(tmp_path / "a.txt")
            assert all(record.metadata.title for record in reading)
        except ReadError:
            continue
        assert all(problem.line and problem.hint for problem in reading.problems)
