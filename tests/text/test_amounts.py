"""Amounts agree however they are written, units and names apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.amounts import amounts, plain, squeezed


def read(text: str) -> list[tuple[str, str]]:
    return [(amount.value, amount.unit) for amount in amounts(text)]


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        ((r"34.0\%", "34 %", "34 per cent", r"$34.0\\%$", "34 percentage points"), ("34", "%")),
        (("20times", "20x", r"20$\times$", "20-fold", "twenty times", "20 ×"), ("20", "x")),
        (("1{,}000", "1,000", r"1\,000", "1 000", "1k", "one thousand", "10^3"), ("1000", "")),
        (("twice", "two-fold", "2x", "doubles"), ("2", "x")),
        (("7B", "7 billion", "7b", "7-billion", "7,000M"), ("7000000000", "")),
        (("1.5M", "1.5 million", "1500000", r"1.5 \times 10^{6}"), ("1500000", "")),
        (("10^{-3}", "1e-3", "10⁻³", ".001", "0.0010", r"1 \cdot 10^{-3}"), ("0.001", "")),
        (("5 GB", "5GB", "5-gigabytes"), ("5", "GB")),
        (("5 ms", "5 milliseconds"), ("5", "ms")),
        (("twenty-one", "21", "21st", "021"), ("21", "")),
        ((r"$\sim 12$", "~12", "12", r"\textbf{12}"), ("12", "")),
    ],
)
def test_spellings_of_one_amount_agree(
    spellings: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert {spelling: read(spelling) for spelling in spellings} == {
        spelling: [expected] for spelling in spellings
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [("34%", "34"), ("5 GB", "5 MB"), ("80.1%", "801%"), ("7B", "7"), ("1,5", "15")],
)
def test_different_amounts_differ(one: str, other: str) -> None:
    assert read(one) != read(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3–5%", [("3", "%"), ("5", "%")]),
        ("from 3 to 5 percent", [("3", "%"), ("5", "%")]),
        ("3, 4, and 5x", [("3", "x"), ("4", "x"), ("5", "x")]),
        ("3 hives and 5%", [("3", ""), ("5", "%")]),
        ("a 3x3 grid", [("3", ""), ("3", "")]),
        ("3 models, 5 GB", [("3", ""), ("5", "GB")]),
    ],
)
def test_a_unit_behind_a_range_holds_for_all_of_it(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert read(text) == expected


def test_a_number_inside_a_name_knows_the_name() -> None:
    text = "GPT-4, GSM8K, Qwen2.5-7B, p53 and v1.2 in mid-1990, 3D, top-5, MATH (-33.8%)"
    assert [(amount.value, amount.name) for amount in amounts(text)] == [
        *(("4", "GPT-4"), ("8", "GSM8K"), ("2.5", "Qwen2.5-7B"), ("7", "Qwen2.5-7B")),
        *(("53", "p53"), ("1.2", "v1.2"), ("1990", ""), ("3", ""), ("5", ""), ("33.8", "")),
    ]


def test_two_spellings_of_a_name_are_one_when_squeezed() -> None:
    assert squeezed("H$_2$O, GPT 4") == squeezed("h2o (GPT-4)") == "h2ogpt4"


def test_a_power_that_no_text_means_is_kept_as_it_is() -> None:
    assert read("10^999") == [("1e999", "")]


@given(st.text(alphabet="aB 0123456789.%$x(),-^_eE\\{}²³¼٣×~\nk", max_size=80))
def test_any_text_has_amounts_that_stand_in_it(text: str) -> None:
    clean = plain(text)
    for amount in amounts(text):
        assert 0 <= amount.start < amount.end <= len(clean)
        assert amount.value
