"""Numbers agree however they are written, and only then."""

import pytest

from reviewer.text.numbers import numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"34.0\%", "34 %"),
        ("1,000,000 tokens", "1000000"),
        ("1{,}000", "1000"),
        ("20times", "20x"),
        (r"20$\times$", "20×"),
        ("a drop of -33.8%", "33.8 percent less"),
        (".5", "0.50"),
        ("3-5 papers", "3 to 5"),
        ("007", "7"),
    ],
)
def test_two_spellings_of_a_number_agree(one: str, other: str) -> None:
    assert numbers(one) == numbers(other) != set()


@pytest.mark.parametrize(("one", "other"), [("80.1%", "801%"), ("1,5", "15"), ("GPT-3", "GPT-4")])
def test_different_numbers_differ(one: str, other: str) -> None:
    assert numbers(one) != numbers(other)


def test_a_version_is_one_number_and_other_scripts_are_none() -> None:
    assert numbers("v1.2.3 and ٣ and ²") == {"1.2.3"}
