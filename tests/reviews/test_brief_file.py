"""What a review is for is a file that its author edits; nonsense in it is named with its place."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReviewFolderError
from reviewer.models import Filters
from reviewer.reviews.brief_file import SavedBrief, brief_text, read_brief

BRIEF = SavedBrief(
    topic="counting bees",
    abstract="We weigh hives.\nA swarm is announced.",
    papers=12,
    must_cite=("holt2019", "Hive Weight"),
    filters=Filters(year_from=2010, paper_ids=frozenset({"b", "a"})),
    reviewer="1.0",
)
TEXT = brief_text(BRIEF)


def test_a_brief_comes_back_from_its_file() -> None:
    assert read_brief(TEXT) == BRIEF
    assert read_brief(TEXT.replace("\n", "\r\n")) == BRIEF
    assert read_brief(f"\ufeff{TEXT}") == BRIEF
    assert read_brief(brief_text(SavedBrief(topic="bees"))) == SavedBrief(topic="bees")


@given(topic=st.text(min_size=1).filter(str.strip), style=st.text(), names=st.lists(st.text()))
def test_any_words_come_back(topic: str, style: str, names: list[str]) -> None:
    brief = SavedBrief(topic=topic, style=style, must_not=tuple(names))
    assert read_brief(brief_text(brief)) == brief


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('topic = "counting bees"', 'topic = " "', "has no topic"),
        ('topic = "counting bees"', "topic = ", "is no TOML"),
        ("papers = 12", 'papers = "many"', "has a wrong papers"),
        ("papers = 12", "papers = -1", "has papers below 0"),
        ("papers = 12", "paper = 12", "has no papers"),
        ("year_from = 2010", 'year = "2010"', "has an unknown key filters.year"),
        ("papers = 12", "papers = 12\nsize = 1", "has an unknown key size"),
        ("papers = 12", "<<<<<<< HEAD", "line 8: a conflict of git is not settled"),
    ],
)
def test_nonsense_is_named_with_its_place_and_how_to_mend_it(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(ReviewFolderError) as caught:
        read_brief(TEXT.replace(old, new))
    assert said in caught.value.message
    assert "review.toml" in caught.value.message
    assert caught.value.hint


def test_a_file_that_was_cut_off_at_any_line_is_refused() -> None:
    lines = TEXT.splitlines(keepends=True)
    for number in range(len(lines)):
        with pytest.raises(ReviewFolderError):
            read_brief("".join(lines[:number]))


def test_only_what_decides_on_papers_changes_the_hash() -> None:
    assert BRIEF.digest == BRIEF.model_copy(update={"model": "other", "style": "x"}).digest
    assert BRIEF.digest != BRIEF.model_copy(update={"papers": 13}).digest
    assert tomllib.loads(TEXT)["filters"]["paper_ids"] == ["a", "b"]
