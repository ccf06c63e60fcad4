"""`reviewer search`, and the filters that every command that asks the collection takes."""

import json
import re

import pytest
from pydantic import TypeAdapter

from reviewer.cli.narrowing import years
from reviewer.errors import UsageError
from reviewer.models import Passage
from reviewer.store.catalogue import Catalogue
from reviewer.workspace import Workspace
from tests.surfaces import EVERY_TITLE, Review


def test_search_prints_the_best_passage_first(review: Review) -> None:
    done = review.run("search", "weight", "of", "a", "swarm", "-k", "2")
    assert done.code == 0
    first = done.out.splitlines()[0]
    assert first.startswith(" 1  ")
    assert "Hive Weight Predicts Swarming (Jonas Beck and Ada Quist, 2022)" in first
    assert first.endswith("bees.jsonl:3")


def test_search_as_json_is_the_models_own_schema(review: Review) -> None:
    done = review.run("search", "swarm", "--json")
    passages = TypeAdapter(list[Passage]).validate_json(done.out)
    with Workspace(review.folder) as ws:
        assert passages == ws.search("swarm")


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["--year", "2020-2022"], {EVERY_TITLE[1], EVERY_TITLE[2]}),
        (["--year", "-2019"], {EVERY_TITLE[0]}),
        (["--year", "2022"], {EVERY_TITLE[2]}),
        (["--author", "quist"], {EVERY_TITLE[2]}),
        (["--venue", "apiary"], {EVERY_TITLE[0]}),
        (["--paper", EVERY_TITLE[3]], {EVERY_TITLE[3]}),
        (
            ["--paper", EVERY_TITLE[3], "--paper", "10.1000/bees.2019"],
            {EVERY_TITLE[3], EVERY_TITLE[0]},
        ),
    ],
)
def test_filters_act(review: Review, words: list[str], titles: set[str]) -> None:
    done = review.run("search", "hive bees flowers pictures", "--json", *words)
    assert {passage["paper"]["title"] for passage in json.loads(done.out)} == titles


def test_a_filter_by_year_says_how_many_papers_it_cannot_judge(review: Review) -> None:
    done = review.run("search", "hive", "--year", "2020-")
    assert done.err == "note: 2 of 5 papers give no year; --year leaves them out\n"
    assert review.run("search", "hive").err == ""


def test_a_search_that_finds_nothing_says_so_with_code_4(review: Review) -> None:
    done = review.run("search", "wolves", "--author", "quist")
    assert (done.code, done.out, done.err) == (4, "", "note: no passage found with these filters\n")


@pytest.mark.parametrize("command", ["search", "ask", "related-work"])
def test_a_filter_that_nothing_passes_names_what_is_nearest_to_it(
    review: Review, command: str
) -> None:
    done = review.run(command, "bees", "--author", "Holdt")
    assert done.code == 4
    printed = done.out + done.err
    assert "o paper has an author with the words “Holdt”; did you mean “Mira Holt”?" in printed


def test_a_notice_of_a_filter_comes_first(review: Review) -> None:
    assert review.run("search", "bees", "--year", "1900-1910").err == (
        "note: 2 of 5 papers give no year; --year leaves them out\n"
        "note: no paper is of the years 1900-1910; the years here run from 2019 to 2022\n"
        "note: no passage found with these filters\n"
    )


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        (["--year", "2024-2020"], "no year lies between 2024 and 2020", "2020-2024"),
        (["--author", ""], "the filter by author has no word in it", "leave the filter out"),
        (["--section", "?"], "the filter by section has no word in it", "leave the filter out"),
        (["--paper", "No Such Paper"], "no paper is called 'No Such Paper'", "reviewer papers"),
    ],
)
@pytest.mark.parametrize("command", ["search", "ask", "chat", "related-work"])
def test_a_filter_that_cannot_be_meant_is_two_lines(
    review: Review, command: str, words: list[str], error: str, hint: str
) -> None:
    said = [] if command == "chat" else ["bees"]
    done = review.run(command, *said, *words)
    assert (done.code, done.out) == (1 if "--paper" in words else 2, "")
    first, second = done.err.splitlines()
    assert first == f"error: {error}"
    assert hint in second


@pytest.mark.parametrize("command", ["ask", "related-work", "search"])
def test_one_section_can_be_searched_alone(review: Review, command: str) -> None:
    assert review.run(command, "hive weight", "--section", "abstract").code == 0
    done = review.run(command, "hive weight", "--section", "limitations")
    assert done.code == 4
    assert (
        "o section is called “limitations”; give abstract, or words of a heading"
        in done.out + done.err
    )


def test_a_search_explains_who_found_what_by_which_words(review: Review) -> None:
    done = review.run("search", "What does hive weight predict?", "-k", "1", "--explain")
    line = done.out.splitlines()[-1]
    assert re.fullmatch(r" {10}BM25 1st \d+\.\d+ · words: hive, weight, predict", line)
    passages = json.loads(
        review.run("search", "What does hive weight predict?", "--explain", "--json").out
    )
    assert passages[0]["terms"] == ["hive", "weight", "predict"]


def test_a_year_that_is_no_range_is_a_usage_error(review: Review) -> None:
    done = review.run("search", "bees", "--year", "recent")
    assert done.code == 2
    assert done.err == (
        "error: --year recent is not a range of years\nhint:  for example 2020-2024\n"
    )


@pytest.mark.parametrize(
    ("text", "range_"),
    [
        (None, (None, None)),
        ("2022", (2022, 2022)),
        ("2020-2024", (2020, 2024)),
        (" 2020 – 2024 ", (2020, 2024)),
        ("2020-", (2020, None)),
        ("-2024", (None, 2024)),
    ],
)
def test_years_are_one_year_or_a_range(
    text: str | None, range_: tuple[int | None, int | None]
) -> None:
    assert years(text) == range_


@pytest.mark.parametrize(
    "text", ["", "-", "--", "20202024", "2020-2021-2022", "٢٠٢٠", "9" * 5000, "2020.5", "\udc80"]
)
def test_other_years_are_refused_in_a_short_line(text: str) -> None:
    with pytest.raises(UsageError, match="is not a range of years") as caught:
        years(text)
    assert len(caught.value.message) < 80


def test_a_paper_of_a_known_id_is_found_without_reading_every_paper(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace(review.folder) as ws:
        first = ws.papers()[0]

    def all_of_them(_: object) -> None:
        raise AssertionError("every paper was read")

    monkeypatch.setattr(Catalogue, "papers", all_of_them)
    for name in (first.id, "10.1000/BEES.2019", "https://doi.org/10.1000/bees.2019"):
        done = review.run("search", "hive", "--paper", name, "--year", "2019", "--json")
        assert [passage["paper"]["id"] for passage in json.loads(done.out)] == [first.id]
