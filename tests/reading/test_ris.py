from pathlib import Path

import pytest

from reviewer.models import Metadata, Record
from reviewer.reading import Reading, read_file


def read(folder: Path, text: str, name: str = "library.ris") -> tuple[list[Record], Reading]:
    (folder / name).write_text(text)
    reading = read_file(folder / name)
    assert reading.format == "ris"
    return list(reading), reading


def metadata_of(folder: Path, *lines: str, kind: str = "JOUR") -> Metadata:
    text = "\n".join([f"TY  - {kind}", *lines, "ER  - "])
    (record,), reading = read(folder, text)
    assert reading.problems == []
    return record.metadata


def test_an_entry_is_read_with_everything_it_says(tmp_path: Path) -> None:
    metadata = metadata_of(
        tmp_path,
        *("TI  - Sea <i>ice</i> &amp; tides", "AU  - Frost,Ada B. ", "AU  - van der Rime, Bo, Jr"),
        *("AU  - Ice Institute,", "PY  - 2021/03//", "JO  - J. Ice", "JF  - Journal of Ice"),
        *("DO  - https://doi.org/10.1000/ICE", "UR  - https://example.org/a", "KW  - ice; tides"),
        *("KW  - moon", "KW  - ice", "ID  - frost2021", "DB  - PubMed", "AN  - 123456"),
    )
    assert metadata == Metadata(
        title="Sea ice & tides",
        authors=("Ada B. Frost", "Bo van der Rime Jr", "Ice Institute"),
        year=2021,
        venue="Journal of Ice",
        doi="10.1000/ice",
        url="https://example.org/a",
        pmid="123456",
        cite_key="frost2021",
        tags=("ice", "tides", "moon"),
    )


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["T1  - A", "TI  - B"], "B"),
        (["T1  - A"], "A"),
        (["BT  - A book"], "A book"),
        (["TI  - One", "that goes on", "   and on"], "One that goes on and on"),
    ],
)
def test_programs_name_the_title_differently(tmp_path: Path, lines: list[str], title: str) -> None:
    assert metadata_of(tmp_path, *lines).title == title


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["A1  - Frost, Ada"], ("Ada Frost",)),
        (["AU  - Frost, Ada", "ED  - Rime, Bo"], ("Ada Frost",)),
        (["ED  - Rime, Bo", "A2  - Rime, Bo"], ("Bo Rime",)),
        (["A2  - Rime, Bo"], ("Bo Rime",)),
        (["AU  - Frost, Ada", "AU  - et al."], ("Ada Frost",)),
    ],
)
def test_editors_stand_in_where_there_are_no_authors(
    tmp_path: Path, lines: list[str], authors: tuple[str, ...]
) -> None:
    assert metadata_of(tmp_path, "TI  - T", *lines).authors == authors


@pytest.mark.parametrize(
    "key", ["17", "10.1000/ice", "https://example.org/1", "AB12CD34", "two words"]
)
def test_a_key_that_a_program_gave_is_no_cite_key(tmp_path: Path, key: str) -> None:
    assert metadata_of(tmp_path, "TI  - T", f"ID  - {key}").cite_key is None


@pytest.mark.parametrize(
    ("lines", "doi", "arxiv_id"),
    [
        (["M3  - doi: 10.1000/ice"], "10.1000/ice", None),
        (["N1  - like doi: 10.1000/other, but colder"], None, None),
        (["UR  - https://example.org/doi/full/10.1000/ice?x=1"], "10.1000/ice", None),
        (["UR  - http://arxiv.org/abs/2101.00001v2"], None, "2101.00001v2"),
        (["JO  - arXiv preprint arXiv:2101.00001"], None, "2101.00001"),
        (["DO  - 10.48550/arXiv.2101.00001"], "10.48550/arxiv.2101.00001", "2101.00001"),
    ],
)
def test_identifiers_are_taken_where_they_are_stated(
    tmp_path: Path, lines: list[str], doi: str | None, arxiv_id: str | None
) -> None:
    metadata = metadata_of(tmp_path, "TI  - T", *lines)
    assert (metadata.doi, metadata.arxiv_id) == (doi, arxiv_id)


def test_a_pubmed_address_tells_the_number(tmp_path: Path) -> None:
    link = "https://pubmed.ncbi.nlm.nih.gov/123456/"
    assert metadata_of(tmp_path, "TI  - T", f"UR  - {link}").pmid == "123456"


def test_an_entry_whose_end_is_missing_ends_with_the_next(tmp_path: Path) -> None:
    records, reading = read(tmp_path, "TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B")
    assert [(r.metadata.title, r.line) for r in records] == [("A", 1), ("B", 3)]
    assert reading.problems == []


def test_an_entry_without_its_first_line_is_read(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "\nJF  - Ice\nT1  - A\nER  -\n\nER  -\n")
    assert [(r.metadata.title, r.metadata.venue, r.line) for r in records] == [("A", "Ice", 2)]


def test_spaces_may_be_missing_throughout_a_file(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "TY - JOUR\nTI - A\nAU - Frost, Ada\nER -\nTY - BOOK\nTI - B\nER -")
    assert [r.metadata.title for r in records] == ["A", "B"]


def test_a_dash_in_an_abstract_begins_no_field(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - A\nAB  - We measure\nIT - a lot - of ice.\nER  - \n"
    (record,), _ = read(tmp_path, text)
    assert record.abstract == "We measure IT - a lot - of ice."
    assert record.sections[0].line == 3


def test_an_entry_without_a_title_is_reported_with_its_key(tmp_path: Path) -> None:
    _, reading = read(tmp_path, "TY  - JOUR\nID  - frost2021\nER  - \nTY  - JOUR\nER  -")
    assert [(p.line, p.reason) for p in reading.problems] == [
        (1, "entry frost2021 has no title"),
        (4, "an entry has no title"),
    ]


def test_entries_in_a_text_file_are_recognised(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "TY  - JOUR\nTI  - A\nER  - \n", name="export.txt")
    assert [record.metadata.title for record in records] == ["A"]
