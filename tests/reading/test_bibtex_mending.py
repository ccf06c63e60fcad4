from pathlib import Path

import pytest

from tests.reading.test_bibtex import metadata_of, read_bib


def test_a_comma_that_is_missing_between_fields_is_noted(tmp_path: Path) -> None:
    text = """@article{k, title = "An = {sign} " # {in a title}
  author = {Frost, Ada}
  year = 1999
  url = {https://example.org/?a=b}
}"""
    (record,), reading = read_bib(tmp_path, text)
    metadata = record.metadata
    assert metadata.title == "An = sign in a title"
    assert (metadata.authors, metadata.year) == (("Ada Frost",), 1999)
    assert metadata.url == "https://example.org/?a=b"
    assert reading.notes == [
        "no comma before field author, read all the same: entry k, line 1; and 2 more like it"
    ]


def test_a_comma_that_is_missing_after_the_key_is_put_there(tmp_path: Path) -> None:
    (record,), reading = read_bib(tmp_path, "@article{frost-1999\n  title = {Ice}, year = 1999}")
    assert (record.metadata.cite_key, record.metadata.title) == ("frost-1999", "Ice")
    assert (reading.notes, reading.problems) == ([], [])


def test_a_brace_too_many_costs_no_field_and_is_noted(tmp_path: Path) -> None:
    text = """@article{k, title = {Ice}},
  author = {Frost, Ada},
  abstract = {We measure.}
}
@article{l, title = {Snow}}}
"""
    (first, second), reading = read_bib(tmp_path, text)
    assert (first.metadata.title, first.metadata.authors) == ("Ice", ("Ada Frost",))
    assert (first.abstract, first.sections[0].line) == ("We measure.", 3)
    assert second.metadata.title == "Snow"
    assert reading.notes == [
        "a } too many ends the entry before its last fields, read all the same: line 1"
    ]


@pytest.mark.parametrize("opening", "{(")
def test_an_entry_that_is_not_closed_is_read_and_noted(tmp_path: Path, opening: str) -> None:
    text = f"""@misc{{a, title = {{Ice}}}}
@misc{opening}b, title = {{Snow}},
  abstract = {{We measure.}}

@misc{{c, title = {{Hail}}, year = 1999
"""
    records, reading = read_bib(tmp_path, text)
    found = [(r.metadata.title, r.metadata.year, r.line) for r in records]
    assert found == [("Ice", None, 1), ("Snow", None, 2), ("Hail", 1999, 5)]
    assert (records[1].abstract, records[1].sections[0].line) == ("We measure.", 3)
    assert reading.problems == []
    assert reading.notes == [
        "an entry is not closed, read all the same: line 2; and 1 more like it"
    ]


def test_a_value_that_is_not_closed_is_reported(tmp_path: Path) -> None:
    text = "@misc{a, title = {Ice, author = {Frost, Ada}, year = 1999\n}\n@misc{b, title={Snow}}"
    records, reading = read_bib(tmp_path, text)
    assert [record.metadata.title for record in records] == ["Snow"]
    assert [problem.line for problem in reading.problems] == [1]


def test_lines_of_comments_between_fields_are_passed_over(tmp_path: Path) -> None:
    text = """@misc{k,
  % what it is called
  % = not for long
  title = {Ice},
  % author = {Rime, Bo},
  author = {Frost, Ada}, % she = she
  year = 1999
}"""
    (record,), reading = read_bib(tmp_path, text)
    metadata = record.metadata
    assert (metadata.title, metadata.authors, metadata.year) == ("Ice", ("Ada Frost",), 1999)
    assert reading.notes == []


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ada Frost, Bo Rime, and Cy van Vale", ("Ada Frost", "Bo Rime", "Cy van Vale")),
        ("Frost, A., Rime, B. C., Vale, D.-E.", ("A. Frost", "B. C. Rime", "D.-E. Vale")),
        ("Frost, A., Rime, B., and Vale, C.", ("A. Frost", "B. Rime", "C. Vale")),
        (r"Frost, A. & Rime, B. \& Vale, C.", ("A. Frost", "B. Rime", "C. Vale")),
        ("Frost, Ada, and Rime, Bo", ("Ada Frost", "Bo Rime")),
        ("Frost Vale, Ada Bo and Rime, B.", ("Ada Bo Frost Vale", "B. Rime")),
        (r"{Ice \& Sons, Inc.} and Frost, Jr., A.", ("Ice & Sons, Inc.", "A. Frost Jr.")),
    ],
)
def test_people_in_a_list_of_another_style_are_told_apart(
    tmp_path: Path, written: str, names: tuple[str, ...]
) -> None:
    (record,), _ = read_bib(tmp_path, f"@misc{{k, title = {{T}}, author = {{{written}}}}}")
    assert record.metadata.authors == names


@pytest.mark.parametrize(
    ("fields", "venue"),
    [
        ("journaltitle = {Ice}", "Ice"),
        ("booktitle = {Proc. of {ICE}}", "Proc. of ICE"),
        ("school = {Univ. of Tides}", "Univ. of Tides"),
        ("publisher = {Frost \\& Sons}", None),
    ],
)
def test_a_venue_is_where_a_paper_appeared(tmp_path: Path, fields: str, venue: str | None) -> None:
    assert metadata_of(tmp_path, fields).venue == venue


@pytest.mark.parametrize(
    ("journal", "venue"),
    [
        (r"{\apjl}", "The Astrophysical Journal Letters"),
        (r"{{\mnras}}", "Monthly Notices of the Royal Astronomical Society"),
        (r"{\nojournal}", r"\nojournal"),
    ],
)
def test_journals_that_ads_writes_as_macros_have_their_names(
    tmp_path: Path, journal: str, venue: str
) -> None:
    (record,), _ = read_bib(tmp_path, f"@article{{k, title = {{T}}, journal = {journal}}}")
    assert record.metadata.venue == venue
