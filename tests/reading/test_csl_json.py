import json
from pathlib import Path
from typing import Any

import pytest

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record
from reviewer.reading import Reading, read_file, reader_of


def read(folder: Path, content: Any, name: str = "library.json") -> tuple[list[Record], Reading]:
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    (folder / name).write_text(text)
    reading = read_file(folder / name)
    assert reading.format == "csl-json"
    return list(reading), reading


def metadata_of(folder: Path, **fields: Any) -> Metadata:
    item = {"type": "article-journal", "title": "Ice", "issued": {"literal": "n.d."}, **fields}
    (record,), reading = read(folder, [item])
    assert reading.problems == []
    return record.metadata


def test_an_item_of_csl_is_read_with_everything_it_says(tmp_path: Path) -> None:
    item = {
        "id": "frost2021",
        "type": "article-journal",
        "title": "Sea <i>ice</i>",
        "author": [
            {"family": "Frost", "given": "Ada", "suffix": "Jr."},
            {"family": "Rime", "given": "Bo", "non-dropping-particle": "van der"},
            {"literal": "Ice Institute"},
            {},
        ],
        "editor": [{"family": "Snow"}],
        "issued": {"date-parts": [["2021", 3]]},
        "container-title": "Journal of Ice",
        "DOI": "10.1000/ICE",
        "URL": "https://example.org/a",
        "PMID": 123456,
        "keyword": "ice, tides",
        "abstract": "We measure.",
    }
    (record,), reading = read(tmp_path, [item])
    assert (reading.problems, reading.notes) == ([], [])
    assert record.metadata == Metadata(
        title="Sea ice",
        authors=("Ada Frost Jr.", "Bo van der Rime", "Ice Institute"),
        year=2021,
        venue="Journal of Ice",
        doi="10.1000/ice",
        pmid="123456",
        url="https://example.org/a",
        cite_key="frost2021",
        tags=("ice", "tides"),
    )
    assert record.abstract == "We measure."
    lines = (tmp_path / "library.json").read_text().split("\n")
    assert record.sections[0].line is not None
    assert '"abstract"' in lines[record.sections[0].line - 1]


def test_an_item_of_zotero_is_read_with_everything_it_says(tmp_path: Path) -> None:
    item = {
        "itemType": "journalArticle",
        "citationKey": "frost2021",
        "title": "Sea ice",
        "creators": [
            {"creatorType": "editor", "firstName": "Em", "lastName": "Snow"},
            {"creatorType": "author", "firstName": "Ada", "lastName": "Frost"},
            {"creatorType": "author", "name": "Ice Institute"},
        ],
        "date": "March 2021",
        "publicationTitle": "Journal of Ice",
        "DOI": "10.1000/ice",
        "extra": "PMID: 123456\narXiv: 2101.00001",
        "tags": [{"tag": "ice"}, {"tag": "tides", "type": 1}, "moon"],
        "abstractNote": "We measure.",
    }
    note = {"itemType": "note", "note": "read this"}
    library = {"config": {"id": "x"}, "items": [item, note]}
    api = [{"key": "AB12CD34", "version": 1, "data": item}, {"data": note}]
    for content in (library, api):
        (record,), reading = read(tmp_path, content)
        assert (reading.problems, reading.notes) == ([], [])
        assert record.metadata == Metadata(
            title="Sea ice",
            authors=("Ada Frost", "Ice Institute"),
            year=2021,
            venue="Journal of Ice",
            doi="10.1000/ice",
            arxiv_id="2101.00001",
            pmid="123456",
            cite_key="frost2021",
            tags=("ice", "tides", "moon"),
        )
        assert record.abstract == "We measure."


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"id": "frost2021"}, "frost2021"),
        ({"id": "http://zotero.org/users/1/items/AB12CD34", "citation-key": "f21"}, "f21"),
        ({"id": "http://zotero.org/users/1/items/AB12CD34"}, None),
        ({"id": 17}, None),
        ({"id": "ITEM-1"}, None),
        ({"id": "10.1000/ice"}, None),
        ({"citation-key": "10.1000/ice"}, "10.1000/ice"),
        ({"id": 17, "note": "Citation Key: frost2021"}, "frost2021"),
    ],
)
def test_a_key_is_the_users_own(tmp_path: Path, fields: dict[str, Any], key: str | None) -> None:
    assert metadata_of(tmp_path, **fields).cite_key == key


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[1999]]}, 1999),
        ({"date-parts": [["1999", 1], ["2000"]]}, 1999),
        ({"raw": "2 May 1999"}, 1999),
        ("1999-05", 1999),
        ({"date-parts": [[]]}, None),
        ({"date-parts": 3}, None),
        (None, None),
        ([1], None),
    ],
)
def test_a_year_may_be_written_in_many_ways(tmp_path: Path, issued: Any, year: int | None) -> None:
    assert metadata_of(tmp_path, issued=issued).year == year


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        ({"author": [], "editor": [{"family": "Rime", "given": "Bo"}]}, ("Bo Rime",)),
        ({"director": [{"literal": "Bo Rime"}]}, ("Bo Rime",)),
        ({"creators": [{"creatorType": "editor", "name": "Bo Rime"}]}, ("Bo Rime",)),
        ({"author": ["Bo Rime", 3, None, {"family": 4}]}, ("Bo Rime", "4")),
        ({"author": "Bo Rime"}, ()),
        ({"creators": [3]}, ()),
    ],
)
def test_people_are_found_where_they_are(
    tmp_path: Path, fields: dict[str, Any], authors: tuple[str, ...]
) -> None:
    assert metadata_of(tmp_path, **fields).authors == authors


def test_an_item_that_is_broken_costs_only_itself(tmp_path: Path) -> None:
    good = '{"type": "book", "title": "%s", "issued": "2001"}'
    text = f'[\n  {good % "A"},\n  {{"title": "B" "type"}},\n  3,\n  {good % "C"}\n]'
    records, reading = read(tmp_path, text)
    assert [(r.metadata.title, r.line) for r in records] == [("A", 2), ("C", 5)]
    (broken,) = reading.problems
    assert (broken.line, broken.reason) == (3, "broken JSON in line 3: Expecting ',' delimiter")


def test_something_else_than_an_object_is_reported(tmp_path: Path) -> None:
    text = '[{"type": "book", "title": "A", "issued": "2001"}, 3, "x"]'
    records, reading = read(tmp_path, text)
    assert len(records) == 1
    assert [problem.reason for problem in reading.problems] == ["no object", "no object"]


def test_what_follows_a_break_on_one_line_is_said_to_be_lost(tmp_path: Path) -> None:
    text = '[{"type": "book", "title": "A", "issued": "2001"}, {"title": }, {"title": "C"}]'
    records, reading = read(tmp_path, text)
    assert len(records) == 1
    (problem,) = reading.problems
    assert problem.reason.endswith("; what follows is not read")


def test_json_nested_too_deeply_costs_only_itself(tmp_path: Path) -> None:
    good = '{"type": "book", "title": "%s", "issued": "2001"}'
    text = f'[\n{good % "A"},\n{{"x": {"[" * 200_000}}},\n{good % "C"}]'
    records, reading = read(tmp_path, text)
    assert [record.metadata.title for record in records] == ["A", "C"]
    assert [(p.line, p.reason) for p in reading.problems] == [(3, "JSON that is nested too deeply")]


def test_a_number_without_end_costs_only_itself(tmp_path: Path) -> None:
    text = f'[\n{{"type": "book", "issued": {"9" * 10_000}}},\n{{"title": "B"}}]'
    records, reading = read(tmp_path, text)
    assert [record.metadata.title for record in records] == ["B"]
    assert [p.reason for p in reading.problems] == ["JSON with a number that is too long"]


def test_one_item_alone_is_a_library_of_one(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, {"type": "book", "title": "Ice", "issued": "2001"})
    assert record.metadata.title == "Ice"


@pytest.mark.parametrize(
    "content",
    [
        '{"status": "ok", "message": {"items": [{"title": ["A"], "container-title": ["B"]}]}}',
        '[{"title": "A", "abstract": "B"}]',
        '{"issued": 3}',
        '["issued", {"issued": 1}]',
        '{"type": "book"',
    ],
)
def test_other_json_is_left_to_others(tmp_path: Path, content: str) -> None:
    (tmp_path / "other.json").write_text(content)
    assert reader_of(tmp_path / "other.json").name != "csl-json"


def test_a_library_that_is_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="not JSON"):
        read(tmp_path, "title: Ice", name="library.csljson")
