import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Record, SectionKind
from reviewer.reading import Reading, read_file


def read_listing(folder: Path, text: str) -> tuple[list[Record], Reading]:
    (folder / "listing.txt").write_bytes(text.encode())
    reading = read_file(folder / "listing.txt")
    assert reading.format == "arxiv-listing"
    return list(reading), reading


def facts(record: Record) -> tuple[object, ...]:
    data = record.metadata
    return (data.title, data.authors, data.year, data.arxiv_id, record.abstract)


MAIL = r"""send mail ONLY to cs
Submissions to:
Computation and Language
 received from  Thu 30 Nov 23 19:00:00 GMT  to  Fri  1 Dec 23 19:00:00 GMT
------------------------------------------------------------------------------
------------------------------------------------------------------------------
\\
arXiv:2312.00001
Date: Thu, 30 Nov 2023 18:59:59 GMT   (1234kb,D)

Title: Ice Floes in Bo\"otes: A Count That Goes
  on for Two Lines
Authors: Ada Frost, Sa\v{s}a Rime (1 and 2), Cy
  Hoar ((1) Ice Institute, (2) Snow School)
Categories: cs.CL cs.AI
Comments: 10 pages
Journal-ref: Journal of Ice 3, 2024
DOI: 10.1000/ICE.1
\\
  Ice floes are counted by eye, in a state-of-the-
art boat. We find $n^2$ of them.
  They melt.
\\ ( https://arxiv.org/abs/2312.00001 ,  1234kb)
------------------------------------------------------------------------------
\\
arXiv:hep-th/9901001 (*cross-listing*)
Date: Fri, 1 Jan 1999 10:00:00 GMT   (9kb)

Title: Strings of Ice
Author: Bo Rime
Categories: hep-th
\\
  Strings freeze.
\\ ( https://arxiv.org/abs/hep-th/9901001 ,  9kb)
%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%
\\
arXiv:2301.12345
replaced with revised version Thu, 30 Nov 2023 09:00:00 GMT   (77kb)

Title: Snow Again
Authors: Ada Frost and Bo Rime
Categories: cs.CL
\\ ( https://arxiv.org/abs/2301.12345 ,  77kb)
"""
LIST = """Computation and Language

Showing new listings for Tuesday, 2 January 2024
Total of 113 entries : 1-50 51-100
New submissions (showing 2 of 2 entries)

[1] arXiv:2401.01234 [pdf, html, other]
Title: Ice Floes by Night
Ada Frost, Bo van der Rime, Cy Hoar
Comments: 12 pages
Subjects: Computation and Language (cs.CL); Artificial Intelligence (cs.AI)

new ways to count ice are needed. We give one.

[2] arXiv:2401.01235 [pdf, other]
Title:
Snow by Day
Ada Frost
Journal-ref: Snow 4 (2024)
Subjects: Machine Learning (cs.LG)
Snow is white.
Cross submissions (showing 1 of 1 entries)

[3] arXiv:2312.00007v2 (cross-list from cs.LG) [pdf, html, other]
Title: Hail
Authors: Bo Rime
Subjects: Machine Learning (cs.LG); Other Things in a Long
Hail hurts.
Total of 113 entries : 1-50 51-100
About
Help
"""
SEARCH = """Showing 1–3 of 3 results for all: ice
Search v0.5.6 released 2020-02-24

1. arXiv:2401.01234  [pdf, other]  cs.CL cs.AI

doi 10.1000/ice

Ice Floes by Night

Authors: Ada Frost, Bo Rime

Abstract: …counting ice is hard. We… ▽ More
Ice is counted at night. Counting ice is hard. We give one way. △ Less

Submitted 5 March, 2024; v1 submitted 2 January, 2024; originally announced January 2024.

Comments: 12 pages

2. arXiv:2312.99999  [pdf]
cs.LG
Snow by Day
Authors: Ada Frost
Abstract: Snow is white and it is… ▽ More
Submitted 30 December, 2023; originally announced December 2023.
3. arXiv:2312.99998  [pdf]
cs.LG
Hail
Authors: Bo Rime
Abstract: Hail hurts.
Submitted 30 December, 2023; originally announced December 2023.
"""
PAGE = """Computer Science > Computation and Language
arXiv:2401.01234 (cs)
[Submitted on 31 Dec 2023 (v1), last revised 5 Mar 2024 (this version, v2)]
Title:Ice Floes by Night
Ada Frost, Bo Rime
View PDF
HTML (experimental)
Abstract:Ice is counted at night.

The boat is small.
Comments:\t12 pages
Subjects:\tComputation and Language (cs.CL)
Cite as:\tarXiv:2401.01234 [cs.CL]
 \t(or arXiv:2401.01234v2 [cs.CL] for this version)
 \thttps://doi.org/10.48550/arXiv.2401.01234
Focus to learn more
Related DOI:\thttps://doi.org/10.1000/ice
Focus to learn more
Submission history
From: Ada Frost [view email]
[v1] Sun, 31 Dec 2023 18:59:59 UTC (12 KB)
"""


def test_the_mail_of_a_listing_is_read(tmp_path: Path) -> None:
    records, reading = read_listing(tmp_path, MAIL)
    assert [facts(record) for record in records] == [
        (
            "Ice Floes in Boötes: A Count That Goes on for Two Lines",
            ("Ada Frost", "Saša Rime", "Cy Hoar"),
            2023,
            "2312.00001",
            "Ice floes are counted by eye, in a state-of-the-art boat. We find $n^2$ of them.\n\n"
            "They melt.",
        ),
        ("Strings of Ice", ("Bo Rime",), 1999, "hep-th/9901001", "Strings freeze."),
        ("Snow Again", ("Ada Frost", "Bo Rime"), 2023, "2301.12345", ""),
    ]
    assert records[0].metadata.doi == "10.1000/ice.1"
    assert records[0].metadata.venue == "Journal of Ice 3, 2024"
    assert records[0].metadata.url == "https://arxiv.org/abs/2312.00001"
    assert records[0].authority is Authority.STATED
    assert reading.problems == []


def test_a_record_and_the_lines_of_its_abstract_know_where_they_stand(tmp_path: Path) -> None:
    records, _ = read_listing(tmp_path, MAIL)
    lines = MAIL.split("\n")
    (section,) = records[0].sections
    assert section.kind is SectionKind.ABSTRACT
    assert [record.line for record in records] == [8, 26, 37]
    for place in section.places:
        assert place.line is not None
        start = lines[place.line - 1].strip()[:12]
        assert section.text[place.start :].startswith(start)
    assert len(section.places) == 3


def test_a_copied_list_page_is_read(tmp_path: Path) -> None:
    records, reading = read_listing(tmp_path, LIST)
    assert [facts(record) for record in records] == [
        (
            "Ice Floes by Night",
            ("Ada Frost", "Bo van der Rime", "Cy Hoar"),
            2024,
            "2401.01234",
            "new ways to count ice are needed. We give one.",
        ),
        ("Snow by Day", ("Ada Frost",), 2024, "2401.01235", "Snow is white."),
        ("Hail", ("Bo Rime",), 2023, "2312.00007v2", "Hail hurts."),
    ]
    assert records[1].metadata.venue == "Snow 4 (2024)"
    assert reading.problems == []


def test_copied_search_results_are_read(tmp_path: Path) -> None:
    records, reading = read_listing(tmp_path, SEARCH)
    whole = "Ice is counted at night. Counting ice is hard. We give one way."
    assert [facts(record) for record in records] == [
        ("Ice Floes by Night", ("Ada Frost", "Bo Rime"), 2024, "2401.01234", whole),
        ("Snow by Day", ("Ada Frost",), 2023, "2312.99999", "Snow is white and it is"),
        ("Hail", ("Bo Rime",), 2023, "2312.99998", "Hail hurts."),
    ]
    (note,) = reading.notes
    assert note.startswith("only the beginning of the abstract was saved: 1 paper (")


@pytest.mark.parametrize("cut", ["", "arXiv:2401.01234 (cs)\n"])
def test_a_copied_abstract_page_is_read(tmp_path: Path, cut: str) -> None:
    (record,), reading = read_listing(tmp_path, PAGE.replace(cut, "") if cut else PAGE)
    abstract = "Ice is counted at night.\n\nThe boat is small."
    assert facts(record) == (
        "Ice Floes by Night",
        ("Ada Frost", "Bo Rime"),
        2023,
        "2401.01234",
        abstract,
    )
    assert record.metadata.doi == "10.1000/ice"
    assert (reading.notes, reading.problems) == ([], [])


def test_an_entry_without_a_title_is_reported_and_the_next_is_read(tmp_path: Path) -> None:
    text = MAIL.replace("Title: Strings of Ice\n", "")
    records, reading = read_listing(tmp_path, text)
    assert [record.metadata.arxiv_id for record in records] == ["2312.00001", "2301.12345"]
    (problem,) = reading.problems
    assert (problem.line, problem.reason) == (26, "no title below arXiv:hep-th/9901001")


def test_a_listing_whose_ids_are_damaged_is_refused(tmp_path: Path) -> None:
    text = (
        "arXiv:2101.00001: Fri, 1 Jan 2021\n\nTitle: Ice\nAuthors: Ada Frost\n\\\\\n  It is cold.\n"
    )
    (tmp_path / "a.txt").write_text(text)
    with pytest.raises(ReadError, match="without papers"):
        read_file(tmp_path / "a.txt")


def test_line_ends_of_another_system_change_nothing(tmp_path: Path) -> None:
    plain = [facts(record) for record in read_listing(tmp_path, MAIL)[0]]
    assert [facts(r) for r in read_listing(tmp_path, MAIL.replace("\n", "\r\n"))[0]] == plain


@pytest.mark.parametrize(
    "text",
    [
        "Ice Floes by Night\n\nAda Frost\n\narXiv:2401.01234v1 [cs.CL] 2 Jan 2024\n\nIce is cold.",
        "Notes\n\nSee arXiv:2401.01234 [pdf] and Title: something.\n",
        "Ice\n\n[1] arXiv:2401.01234, by Frost.\n[2] arXiv:2401.01235.\n",
    ],
)
def test_a_paper_that_names_an_arxiv_id_is_no_listing(tmp_path: Path, text: str) -> None:
    (tmp_path / "paper.txt").write_text(text)
    assert read_file(tmp_path / "paper.txt").format == "text"


WORD = st.from_regex(r"[A-Z][a-z]{1,9}", fullmatch=True)
WORDS = st.lists(WORD, min_size=2, max_size=30).map(" ".join)
PEOPLE = st.lists(st.tuples(WORD, WORD).map(" ".join), min_size=1, max_size=5, unique=True)
PAPERS = st.lists(st.tuples(WORDS, PEOPLE, WORDS), min_size=1, max_size=6)


def wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append(f"  {word}")
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip() if lines[-1] else word
    return "\n".join(lines)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(papers=PAPERS, width=st.integers(20, 90), layout=st.sampled_from(["mail", "list"]))
def test_every_paper_of_a_listing_comes_back(
    tmp_path: Path, papers: list[tuple[str, list[str], str]], width: int, layout: str
) -> None:
    text = "A listing\n"
    for number, (title, people, abstract) in enumerate(papers, start=1):
        who = ", ".join(people)
        if layout == "mail":
            body = "\n".join(line.strip() for line in wrapped(abstract, width).split("\n"))
            text += f"\\\\\narXiv:2401.{number:05}\nDate: Tue, 2 Jan 2024 (1kb)\n\n"
            text += f"{wrapped('Title: ' + title, width)}\n{wrapped('Authors: ' + who, width)}\n"
            text += f"Categories: cs.CL\n\\\\\n  {body}\n\\\\ ( https://arxiv.org/abs/x , 1kb)\n"
            text += "-" * 78 + "\n"
        else:
            text += f"[{number}] arXiv:2401.{number:05} [pdf, html, other]\nTitle: {title}\n{who}\n"
            text += f"Subjects: Ice (cs.IC)\n{abstract}\n"
    records, reading = read_listing(tmp_path, text)
    assert reading.problems == []
    assert [facts(record) for record in records] == [
        (title, tuple(people), 2024, f"2401.{number:05}", abstract)
        for number, (title, people, abstract) in enumerate(papers, start=1)
    ]


@pytest.mark.parametrize("sample", [MAIL, LIST, SEARCH, PAGE])
def test_cut_and_damaged_listings_are_read_or_refused(tmp_path: Path, sample: str) -> None:
    chance = random.Random(5)
    lines = sample.split("\n")
    for _ in range(150):
        kept = [line for line in lines if chance.random() > 0.1]
        if chance.random() < 0.2:
            chance.shuffle(kept)
        text = "\n".join(kept)
        text = text[: chance.randrange(1, len(text))] if chance.random() < 0.3 else text
        (tmp_path / "a.txt").write_text(text)
        try:
            reading = read_file(tmp_path / "a.txt")
            assert all(record.metadata.title for record in reading)
        except ReadError:
            continue
        assert all(problem.line and problem.hint for problem in reading.problems)
