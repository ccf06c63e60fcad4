"""Words that are numbers are read as numbers, and words that only look like it are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.number_words import spelled


def values(text: str) -> list[int]:
    return [found.value for found in spelled(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Three bees, TWELVE wasps", [3, 12]),
        ("twenty-one or twenty one", [21, 21]),
        ("two hundred and six hives", [206]),
        ("twenty-five thousand three hundred", [25_300]),
        ("a hundred or a dozen", [100, 12]),
        ("two dozen, three million", [24, 3_000_000]),
        ("one hundred", [100]),
        ("one or two", [2]),
        ("five and six", [5, 6]),
        ("two three four", [2, 3, 4]),
        ("zero-shot and two-stage", [0, 2]),
        ("one of the ants; no one; millions of ants; a million", [1_000_000]),
        ("often weighted, attend, tone", []),
        ("", []),
    ],
)
def test_number_words_are_read_and_the_pronoun_is_not(text: str, expected: list[int]) -> None:
    assert values(text) == expected


def test_a_number_is_where_its_words_stand() -> None:
    (found,) = spelled("Some two hundred and six and more")
    assert "Some two hundred and six and more"[found.start : found.end] == "two hundred and six"


@given(st.lists(st.sampled_from(["two", "twenty", "hundred", "and", "a", "million", "x"])))
def test_any_row_of_number_words_is_read_without_overlap(row: list[str]) -> None:
    found = list(spelled(" ".join(row)))
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start < one.end for end, one in zip(ends, found, strict=False))
