"""Listing pages, written here in our own words in all three dialects, and the five real ones."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Record, SectionKind
from reviewer.reading import Reading, read_file


class Listed(NamedTuple):
    """A paper as a page lists it; `block` holds its metadata lines, if any."""

    title: str
    abstract: str
    block: tuple[str, ...] = ()


def abstract_of(subject: str) -> str:
    return f"We study {subject}." + f" Rivers, tides and {subject} are measured again." * 6


TIDES = Listed("Tidal Memory: Do Estuaries Remember?", abstract_of("estuaries"))
SNOW = Listed("snowNet++ and the A^2 Problem", abstract_of("snow"), ("  • 4 authors", "·", "Oct 2"))
CLAY = Listed("Clay, Sand -- and $τ$", abstract_of("clay"), ("acme Acme", "·", "Dec 17, 2024 2"))
PAPERS = [TIDES, SNOW, CLAY]


def dated(papers: list[Listed]) -> str:
    head = ["new", "Get trending papers in your email inbox!", "Subscribe", "Daily Papers"]
    head += ["byAK and the research community", "Dec 11"]
    paragraphs = [*head]
    for paper in papers:
        paragraphs += [paper.title, paper.abstract]
        paragraphs += ["\n".join(paper.block)] if paper.block else []
    return "\n\n".join(paragraphs)


def spaced(papers: list[Listed]) -> str:
    head = ["new", "Get trending papers in your email inbox!", "Subscribe"]
    head += ["byAK and the research community", "Mar 14"]
    return "\n\n".join([*head, *(line for paper in papers for line in paper[:2])])


def compact(papers: list[Listed]) -> str:
    invitation = "Get trending papers in your email inbox"
    lines = [line for paper in papers for line in paper[:2]]
    return "\n".join(
        [f"{invitation} once a day!", f"{invitation}!", "Subscribe" + lines[0], *lines[1:]]
    )


def read_page(folder: Path, text: str) -> tuple[list[Record], Reading]:
    path = folder / "page.txt"
    path.write_bytes(text.encode())
    reading = read_file(path)
    assert reading.format == "daily-papers"
    return list(reading), reading


def texts(records: list[Record]) -> list[tuple[str, str]]:
    return [(record.metadata.title, record.abstract) for record in records]


def test_a_dated_page_gives_title_abstract_and_what_it_prints_below(tmp_path: Path) -> None:
    records, reading = read_page(tmp_path, dated(PAPERS))
    assert texts(records) == [paper[:2] for paper in PAPERS]
    tides, snow, clay = (record.metadata for record in records)
    assert (tides.author_count, tides.organisation, tides.date_text, tides.year) == (None,) * 4
    assert (snow.author_count, snow.organisation, snow.date_text) == (4, None, "Oct 2")
    assert (clay.author_count, clay.organisation, clay.date_text) == (
        *(None, "acme Acme"),
        "Dec 17, 2024 2",
    )
    assert reading.problems == []


def test_only_a_printed_year_is_a_year(tmp_path: Path) -> None:
    dates = {"Apr 5, 2023": 2023, "Dec 17, 2024 2": 2024, "Oct 2": None, "Oct 31 3": None}
    papers = [
        Listed(f"Paper {i}", abstract_of(f"case {i}"), ("  • 1 authors", "·", date))
        for i, date in enumerate(dates)
    ]
    records, _ = read_page(tmp_path, dated(papers))
    assert [record.metadata.year for record in records] == list(dates.values())
    assert [record.metadata.date_text for record in records] == list(dates)
    assert [record.metadata.author_count for record in records] == [1, 1, 1, 1]


def test_the_date_of_the_listing_is_no_papers_date(tmp_path: Path) -> None:
    records, _ = read_page(tmp_path, spaced(PAPERS))
    assert all(record.metadata.date_text is None for record in records)


def test_a_title_glued_to_the_subscribe_button_is_freed(tmp_path: Path) -> None:
    records, _ = read_page(tmp_path, compact(PAPERS))
    assert texts(records) == [paper[:2] for paper in PAPERS]


def test_subscribe_is_kept_where_it_is_part_of_a_title(tmp_path: Path) -> None:
    first = Listed("Subscribers and Churn", abstract_of("churn"))
    later = Listed("Subscribe or Perish", abstract_of("newsletters"))
    records, _ = read_page(tmp_path, dated([first, later]))
    assert [record.metadata.title for record in records] == [first.title, later.title]
    records, _ = read_page(tmp_path, compact([TIDES, later, first]))
    assert [r.metadata.title for r in records] == [TIDES.title, later.title, first.title]
    records, _ = read_page(tmp_path, compact([later]).replace("SubscribeSub", "Sub"))
    assert [record.metadata.title for record in records] == [later.title]


def test_a_record_stands_on_the_line_of_its_title(tmp_path: Path) -> None:
    for page in (dated(PAPERS), spaced(PAPERS), compact(PAPERS)):
        lines = page.split("\n")
        for record in read_page(tmp_path, page)[0]:
            assert record.line is not None
            assert lines[record.line - 1].endswith(record.metadata.title)
            (section,) = record.sections
            assert section.kind is SectionKind.ABSTRACT
            assert section.line is not None
            assert lines[section.line - 1] == section.text


def test_line_ends_and_trailing_space_of_another_system_change_nothing(tmp_path: Path) -> None:
    page = dated(PAPERS)
    expected, _ = read_page(tmp_path, page)
    assert read_page(tmp_path, page.replace("\n", "\r\n") + "\r\n")[0] == expected
    assert read_page(tmp_path, page.replace("\n", "  \n") + "\n\n")[0] == expected
    assert read_page(tmp_path, "\ufeff" + page)[0] == expected


@pytest.mark.parametrize("write", [dated, spaced, compact])
@pytest.mark.parametrize("lost", [0, 1], ids=["title", "abstract"])
def test_a_page_with_an_odd_line_is_reported_and_the_rest_is_read(
    tmp_path: Path, write: Any, lost: int
) -> None:
    page = write([TIDES, Listed("Gone", abstract_of("gone")), CLAY])
    gone = ("Gone", abstract_of("gone"))
    lines = page.split("\n")
    lines.remove(gone[lost])
    records, reading = read_page(tmp_path, "\n".join(lines))
    assert texts(records) == [TIDES[:2], CLAY[:2]]
    (problem,) = reading.problems
    assert problem.line is not None
    assert lines[problem.line - 1] == gone[1 - lost]
    assert problem.reason.startswith(("no title stands before", "no abstract follows")[lost])


def test_a_paper_loses_its_abstract_and_its_metadata_goes_with_it(tmp_path: Path) -> None:
    for orphan in (SNOW, CLAY):
        page = dated([TIDES, orphan, TIDES]).replace(orphan.abstract, "")
        records, reading = read_page(tmp_path, page)
        assert texts(records) == [TIDES[:2], TIDES[:2]]
        assert [record.metadata.date_text for record in records] == [None, None]
        assert len(reading.problems) == 1


@pytest.mark.parametrize(
    ("stub", "reason"),
    [
        ("Too short.", "10 characters"),
        ("x" * 199, "199 characters"),
        (abstract_of("marks") + " · Oct 2", "metadata mark"),
        (abstract_of("bullets") + " • one", "metadata mark"),
    ],
)
def test_what_cannot_be_an_abstract_is_reported(tmp_path: Path, stub: str, reason: str) -> None:
    page = compact([TIDES, Listed("Stubborn", stub), CLAY])
    records, reading = read_page(tmp_path, page)
    assert texts(records) == [TIDES[:2], CLAY[:2]]
    (problem,) = reading.problems
    assert problem.line == 5
    assert reason in problem.reason


def test_a_title_longer_than_its_abstract_is_reported(tmp_path: Path) -> None:
    wrong = Listed(abstract_of("everything") * 2, abstract_of("everything"))
    records, reading = read_page(tmp_path, compact([TIDES, wrong, CLAY]))
    assert texts(records) == [TIDES[:2], CLAY[:2]]
    assert [problem.line for problem in reading.problems] == [5, 6]


def test_a_date_without_a_paper_is_reported(tmp_path: Path) -> None:
    page = dated([TIDES, SNOW]).replace("  • 4 authors\n·", "·") + "\n\n" + "\n\n".join(CLAY[:2])
    records, reading = read_page(tmp_path, page)
    assert texts(records) == [TIDES[:2], SNOW[:2], CLAY[:2]]
    assert '"·" belongs to no paper' in reading.problems[0].reason


def test_a_page_that_ends_in_a_title_says_so(tmp_path: Path) -> None:
    records, reading = read_page(
        tmp_path, compact([TIDES, CLAY]).removesuffix("\n" + CLAY.abstract)
    )
    assert texts(records) == [TIDES[:2]]
    assert reading.problems[0].line == 5


def test_an_empty_listing_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("Get trending papers in your email inbox!\nSubscribe\n")
    with pytest.raises(ReadError, match="without papers"):
        read_file(path)


def test_a_page_is_recognised_by_what_it_says_not_by_its_name(tmp_path: Path) -> None:
    for name in ("saved.md", "saved", "saved.html.txt", "saved.jsonl"):
        (tmp_path / name).write_text(compact(PAPERS), encoding="utf-8")
        assert read_file(tmp_path / name).format == "daily-papers"


WORDS = st.sampled_from(
    [
        *("river", "Ice", "map?", "A^2", "$τ$-bench", "{x}{y}", "20times", "34.0\\%", 'na\\"ive'),
        *("Pokémon", "O(n)", "--", "``so''", "e.g.~ice", "\\mone", "https://a.example/b.", "_"),
        *("*", "Part", "I:", "3D", "and,or", "new", "Subscribe"),
    ]
)
TITLES = (
    st.lists(WORDS, min_size=2, max_size=12)
    .map(" ".join)
    .filter(lambda title: len(title) <= 160 and not title.startswith("Subscribe"))
)
ABSTRACTS = st.lists(WORDS, min_size=110, max_size=140).map(" ".join)
MONTHS = st.sampled_from(["Jan", "May", "Sep", "Dec"])
DATES = st.builds(
    "{} {}{}{}".format,
    MONTHS,
    st.integers(1, 31),
    st.sampled_from(["", ", 2014", ", 2025"]),
    st.sampled_from(["", " 2", " 13"]),
)
BYLINES = st.one_of(
    st.integers(1, 40).map("  • {} authors".format),
    st.sampled_from(["acme Acme", "ice-lab Ice Lab"]),
)
BLOCKS = st.one_of(st.just(()), st.tuples(BYLINES, st.just("·"), DATES))
LISTINGS = st.lists(st.builds(Listed, TITLES, ABSTRACTS, BLOCKS), min_size=1, max_size=6)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(papers=LISTINGS, write=st.sampled_from([dated, spaced, compact]))
def test_every_page_that_is_written_is_read_back_exactly(
    tmp_path: Path, papers: list[Listed], write: Any
) -> None:
    records, reading = read_page(tmp_path, write(papers))
    assert reading.problems == []
    assert texts(records) == [paper[:2] for paper in papers]
    if write is dated:
        for record, paper in zip(records, papers, strict=True):
            assert_metadata(record, paper.block)


def assert_metadata(record: Record, block: tuple[str, ...]) -> None:
    metadata = record.metadata
    if not block:
        assert (metadata.author_count, metadata.organisation, metadata.date_text) == (None,) * 3
        return
    count = re.search(r"\d+", block[0])
    assert metadata.author_count == (int(count[0]) if count else None)
    assert metadata.organisation == (None if count else block[0])
    assert metadata.date_text == block[2]
    assert metadata.year == next((y for y in (2014, 2025) if str(y) in block[2]), None)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(papers=LISTINGS, data=st.data())
def test_one_lost_line_costs_one_paper_and_never_mixes_two(
    tmp_path: Path, papers: list[Listed], data: st.DataObject
) -> None:
    page = compact(papers).split("\n")
    lost = data.draw(st.integers(3 if len(page) > 3 else 2, len(page) - 1))
    del page[lost]
    records, reading = read_page(tmp_path, "\n".join(page))
    expected = [paper[:2] for i, paper in enumerate(papers) if i != (lost - 2) // 2]
    assert texts(records) == expected
    assert len(reading.problems) == 1


def seeds(shared: Path) -> Iterator[tuple[str, list[Record]]]:
    for path in sorted((shared / "seeds").glob("*.txt")):
        reading = read_file(path)
        yield path.name, list(reading)
        assert reading.problems == []


@pytest.mark.shared
def test_the_five_pages_hold_745_records_of_693_papers(shared: Path) -> None:
    pages = dict(seeds(shared))
    assert [len(records) for records in pages.values()] == [41, 41, 65, 262, 336]
    titles = [record.metadata.title for records in pages.values() for record in records]
    assert len(set(titles)) == 694
    assert len({re.sub("[^a-z0-9]", "", title.lower()) for title in titles}) == 693


@pytest.mark.shared
def test_the_five_pages_print_73_dates_68_author_counts_and_5_organisations(shared: Path) -> None:
    metadata = [record.metadata for _, records in seeds(shared) for record in records]
    assert sum(m.date_text is not None for m in metadata) == 73
    assert sum(m.author_count is not None for m in metadata) == 68
    assert sum(m.organisation is not None for m in metadata) == 5


@pytest.mark.shared
def test_two_pages_are_read_exactly_as_expected(shared: Path) -> None:
    expected: dict[str, list[dict[str, Any]]] = {}
    for line in (shared / "data/seeds/papers_000_002.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        expected.setdefault(row["file"], []).append(row)
    pages = dict(seeds(shared))
    for file, rows in expected.items():
        for row, record in zip(rows, pages[file], strict=True):
            metadata = record.metadata
            assert (record.line, metadata.title) == (row["line"], row["title"])
            assert (record.sections[0].line, record.abstract) == (
                *(row["abstract_line"], row["abstract"]),
            )
            assert metadata.date_text == row["date_raw"]
            assert (metadata.author_count, metadata.organisation) == (row["n_authors"], row["org"])
            printed = row["date_raw"] and "," in row["date_raw"]
            assert metadata.year == (int(row["date"][:4]) if printed else None)


@pytest.mark.shared
def test_every_title_and_abstract_of_the_five_pages_is_a_line_of_its_page(shared: Path) -> None:
    for name, records in seeds(shared):
        lines = (shared / "seeds" / name).read_text("utf-8").split("\n")
        for record in records:
            assert record.line is not None
            assert lines[record.line - 1].removeprefix("Subscribe") == record.metadata.title
            assert record.abstract in lines
