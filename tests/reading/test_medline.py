from pathlib import Path

import pytest

from reviewer.models import Metadata, Record
from reviewer.reading import Reading, read_file

FULL = """
PMID- 123456
OWN - NLM
STAT- MEDLINE
DP  - 2019 Spring
TI  - Sea ice and
      tides: a cohort study.
LID - 10.1000/ice [doi]
LID - S0001-1(19)00001-1 [pii]
AB  - BACKGROUND: Ice melts.
      We measured 20 of them.
CI  - Copyright.
FAU - Frost, Ada B
AU  - Frost AB
AD  - Institute of Ice.
FAU - van der Rime, Bo Jr
AU  - van der Rime B Jr
CN  - Ice Consortium
LA  - eng
JT  - Journal of ice
TA  - J Ice
MH  - Humans
MH  - *Ice/adverse effects
OT  - tides
OT  - moon
PHST- 2018/01/01 00:00 [received]
SO  - J Ice. 2019

"""


def read(folder: Path, text: str, name: str = "pubmed.nbib") -> tuple[list[Record], Reading]:
    (folder / name).write_text(text)
    reading = read_file(folder / name)
    assert reading.format == "medline"
    return list(reading), reading


def test_an_entry_is_read_with_everything_it_says(tmp_path: Path) -> None:
    (record,), reading = read(tmp_path, FULL)
    assert record.metadata == Metadata(
        title="Sea ice and tides: a cohort study",
        authors=("Ada B Frost", "Bo van der Rime Jr", "Ice Consortium"),
        year=2019,
        venue="Journal of ice",
        doi="10.1000/ice",
        pmid="123456",
        tags=("tides", "moon"),
    )
    assert record.abstract == "BACKGROUND: Ice melts. We measured 20 of them."
    assert (record.line, record.sections[0].line) == (2, 10)
    assert (reading.problems, reading.notes) == ([], [])


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("AU  - Frost AB\nAU  - van der Rime B Jr", ("AB Frost", "B van der Rime Jr")),
        ("AU  - Plato", ("Plato",)),
        ("FED - Rime, Bo\nED  - Rime B", ("Bo Rime",)),
        ("CN  - Ice Consortium", ("Ice Consortium",)),
    ],
)
def test_people_are_named_given_name_first(
    tmp_path: Path, lines: str, authors: tuple[str, ...]
) -> None:
    (record,), _ = read(tmp_path, f"PMID- 1\nTI  - T.\n{lines}\n")
    assert record.metadata.authors == authors


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("TI  - [On ice].", "On ice"),
        ("TI  - Why ice?", "Why ice?"),
        ("TI  - And so on...", "And so on..."),
        ("BTI - A Book of Ice", "A Book of Ice"),
    ],
)
def test_a_title_loses_what_pubmed_adds(tmp_path: Path, written: str, title: str) -> None:
    (record,), _ = read(tmp_path, f"PMID- 1\n{written}\n")
    assert record.metadata.title == title


def test_headings_are_the_tags_where_there_are_no_others(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, "PMID- 1\nTI  - T.\nMH  - *Ice/adverse effects\nMH  - Humans\n")
    assert record.metadata.tags == ("Ice", "Humans")


def test_odd_lines_cost_nothing(tmp_path: Path) -> None:
    text = "# saved by hand\n\nPMID- 1\n??\nTI  - A.\n-\nPMID- 2\nTI  - B.\n"
    records, reading = read(tmp_path, text)
    assert [record.metadata.title for record in records] == ["A. -", "B"]
    assert reading.problems == []


def test_an_entry_without_a_title_is_reported_with_its_number(tmp_path: Path) -> None:
    _, reading = read(tmp_path, "PMID- 17\nDP  - 2001\n\nPMID-\nDP  - 2002\n")
    assert [(p.line, p.reason) for p in reading.problems] == [
        (1, "PMID 17 has no title"),
        (4, "an entry has no title"),
    ]


def test_a_text_file_of_pubmed_is_recognised(tmp_path: Path) -> None:
    assert len(read(tmp_path, FULL, name="pubmed-set.txt")[0]) == 1
