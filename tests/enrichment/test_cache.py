"""Answers are kept with their time: a second run asks nothing, a killed one goes on."""

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reviewer.enrichment import By, Found
from reviewer.enrichment.cache import FILE_NAME, AnswerCache
from reviewer.errors import EnrichmentError
from reviewer.models import Paper
from tests.enrichment.conftest import TEA, Desk
from tests.enrichment.scripted_apis import Fault, Work

ROOT = Path(__file__).resolve().parents[2]
FOUND = Found(service="Crossref", url="https://doi.org/10.1000/tea", title="On tea", year=2019)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


NOBODYS = Paper(id="2", title="A title that no service has ever heard of")


def asked(cache: AnswerCache) -> list[Found] | None:
    return cache.get("https://a.example.org", By.DOI, "10.1000/tea")


def kept(folder: Path, answer: list[Found]) -> AnswerCache:
    cache = AnswerCache(folder, now=lambda: NOON)
    cache.put("https://a.example.org", By.DOI, "10.1000/tea", answer)
    return cache


def test_a_second_run_says_the_same_and_asks_nothing(desk: Desk) -> None:
    papers = [Paper(id="1", title=TEA.title, authors=("A. Ruiz",)), NOBODYS]
    first = desk.enrich(papers)
    requests = len(desk.server.requests)
    assert requests > 4
    assert desk.enrich(papers) == first
    assert len(desk.server.requests) == requests


def test_that_nothing_was_found_is_kept_too(tmp_path: Path) -> None:
    assert asked(kept(tmp_path, [])) == []


def test_what_was_not_asked_is_not_there(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "new")
    assert asked(cache) is None
    kept(tmp_path, [FOUND])
    other = AnswerCache(tmp_path, now=lambda: NOON)
    assert other.get("https://b.example.org", By.DOI, "10.1000/tea") is None
    assert other.get("https://a.example.org", By.TITLE, "10.1000/tea") is None


def test_a_failure_is_not_kept(desk: Desk) -> None:
    desk.server.fail("crossref", Fault(400, b"{}"))
    paper = Paper(id="1", title=TEA.title, doi=TEA.doi)
    assert desk.one(paper, "crossref").failures
    assert desk.one(paper, "crossref").found_by == ("Crossref",)


@pytest.mark.parametrize(
    ("later", "answer"),
    [
        (timedelta(0), [FOUND]),
        (timedelta(days=7), [FOUND]),
        (timedelta(days=7, seconds=1), None),
        (timedelta(seconds=-1), None),
    ],
)
def test_an_answer_counts_for_some_days(
    tmp_path: Path, later: timedelta, answer: list[Found] | None
) -> None:
    kept(tmp_path, [FOUND])
    assert asked(AnswerCache(tmp_path, kept_days=7, now=lambda: NOON + later)) == answer


def test_an_answer_that_is_asked_for_again_replaces_the_old_one(tmp_path: Path) -> None:
    kept(tmp_path, [])
    assert asked(kept(tmp_path, [FOUND])) == [FOUND]


@pytest.mark.parametrize("damage", ["answer = '{'", "answered_at = 'noon'", "shape = 99"])
def test_a_damaged_answer_is_asked_for_again(tmp_path: Path, damage: str) -> None:
    cache = kept(tmp_path, [FOUND])
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute(f"update answers set {damage}")
    connection.close()
    assert asked(cache) is None


def test_the_time_of_an_answer_is_in_the_file(tmp_path: Path) -> None:
    kept(tmp_path, [FOUND])
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        rows = connection.execute("select answered_at from answers").fetchall()
    connection.close()
    assert rows == [("2026-01-01T12:00:00+00:00",)]


def test_a_file_that_is_no_cache_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all" * 100)
    with pytest.raises(EnrichmentError, match=FILE_NAME) as caught:
        asked(AnswerCache(tmp_path))
    assert "delete it" in caught.value.hint


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnrichmentError):
        asked(AnswerCache(tmp_path / "file" / "cache"))


def test_a_run_that_is_stopped_goes_on_where_it_was(desk: Desk) -> None:
    papers = [Paper(id=str(n), title="", doi=f"10.1000/{n}") for n in range(4)]
    begun = desk.enricher("crossref").proposals(papers)
    next(begun), next(begun)
    assert len(desk.server.requests) == 2
    desk.enrich(papers, "crossref")
    assert [r.path for r in desk.server.requests] == [f"/works/10.1000/{n}" for n in range(4)]


def test_a_run_that_is_killed_goes_on_where_it_was(desk: Desk) -> None:
    dois = [f"10.1000/{n}" for n in range(3)]
    desk.server.works = [Work(title="Tea", doi=doi, year=2019) for doi in dois]
    desk.server.fail("openalex", None, None, Fault(stalls=True))
    urls = json.dumps(desk.server.base_urls)
    arguments = ["-m", "tests.enrichment.kept_going", str(desk.cache), urls]
    process = subprocess.Popen(
        [sys.executable, *arguments, *dois], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        assert desk.server.stalled.wait(60)
    finally:
        process.kill()
        process.wait()
    assert len(desk.server.requests) == 3
    papers = [Paper(id=doi, title="Tea", doi=doi) for doi in dois]
    done = desk.enrich(papers, "openalex")
    assert [r.path for r in desk.server.requests[3:]] == [f"/works/https://doi.org/{dois[2]}"]
    assert [one.found_by for one in done] == [("OpenAlex",)] * 3
