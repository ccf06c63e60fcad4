import json
from html import escape
from pathlib import Path
from typing import Any

import pytest

from reviewer.models import Authority, Record
from reviewer.reading import html
from reviewer.reading.protocol import ReadingOptions
from tests.reading import pages
from tests.reading.pages import ABSTRACT, AUTHORS, paper_data


def records_of(folder: Path, source: str) -> list[Record]:
    path = folder / "papers.html"
    path.write_text(source, encoding="utf-8")
    return list(html.read(path, ReadingOptions()))


def test_a_saved_listing_gives_each_of_its_papers(tmp_path: Path) -> None:
    listing = pages.daily_papers(
        paper_data("2401.00001", 'A "quoted" & odd <title>', publishedAt="2024-01-02T00:00:00Z"),
        paper_data("2401.00002", "Snow\nand ice"),
    )
    first, second = records_of(tmp_path, listing)
    assert first.metadata.title == 'A "quoted" & odd <title>'
    assert (first.metadata.authors, first.metadata.year) == (AUTHORS, 2024)
    assert first.metadata.arxiv_id == "2401.00001"
    assert first.metadata.url == "https://huggingface.co/papers/2401.00001"
    assert (first.abstract, first.line) == (ABSTRACT, 7)
    assert first.authority is Authority.STATED
    assert (second.metadata.title, second.metadata.year) == ("Snow and ice", None)


def test_a_papers_own_page_gives_one(tmp_path: Path) -> None:
    props = escape(json.dumps(paper_data("2401.00001", "Ice") | {"comments": []}))
    body = f'<div data-target="PaperContent" data-props="{props}"></div><h1>Ice</h1>'
    (record,) = records_of(tmp_path, pages.page("<title>Paper page - Ice</title>", body))
    assert (record.metadata.title, record.abstract) == ("Ice", ABSTRACT)


def test_a_papers_page_without_its_data_is_read_as_a_page(tmp_path: Path) -> None:
    head = (
        '<title>Paper page - Ice and fire</title><meta property="og:title" content="Paper page - '
        'Ice and fire"><link rel="canonical" href="https://huggingface.co/papers/2401.00001">'
    )
    body = f"<main><h1>Ice and fire</h1><h2>Abstract</h2><div><p>{ABSTRACT}</p></div></main>"
    body += '<article><h3><a href="/papers/2401.00009">Another paper</a></h3></article>'
    (record,) = records_of(tmp_path, pages.page(head, body))
    assert (record.metadata.title, record.metadata.arxiv_id) == ("Ice and fire", "2401.00001")
    assert record.abstract == ABSTRACT


def test_cards_without_data_give_titles_ids_and_the_abstracts_they_show(tmp_path: Path) -> None:
    body = (
        '<article><h3><a href="/papers/2401.00001">Ice</a></h3><p>12 votes</p></article>\n'
        f'<article><h3><a href="/papers/2401.00002">Snow</a></h3><p>{ABSTRACT}</p></article>'
        '<article><h3><a href="/models">Models</a></h3></article>'
    )
    found = records_of(tmp_path, pages.page("<title>Daily Papers</title>", body))
    assert [(r.metadata.title, r.metadata.arxiv_id, r.abstract) for r in found] == [
        ("Ice", "2401.00001", ""),
        ("Snow", "2401.00002", ABSTRACT),
    ]
    assert [record.line for record in found] == [6, 7]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"paper": None},
        {"paper": {"title": None}},
        {"paper": {"title": "Ice", "summary": 5, "id": 7, "authors": "x", "publishedAt": 1}},
        {
            "paper": {
                "title": "Ice",
                "summary": "",
                "authors": [None, {"name": 1}, {"hidden": True}],
            }
        },
        {"paper": {"title": "Ice", "id": "../../etc"}},
        7,
    ],
)
def test_data_of_another_shape_costs_only_itself(tmp_path: Path, entry: Any) -> None:
    good = paper_data("2401.00001", "Snow")
    found = records_of(tmp_path, pages.daily_papers(good, entry, cards=False))
    titles = [record.metadata.title for record in found]
    assert titles == ["Snow", "Ice"] if "Ice" in str(entry) else ["Snow"]
    assert all(not record.metadata.authors for record in found[1:])
