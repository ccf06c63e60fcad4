import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.figures import figures, measures
from reviewer.text.numbers import numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The count is within 7% of 31 hives.", {"7", "31"}),
        ("Errors fall by 28.6\\% (-33.8% in June).", {"28.6", "33.8"}),
        ("It is 20x and 29times faster, a 5-fold gain.", {"20", "29", "5"}),
        ("It costs $0.004 for 1,000 bees.", {"0.004", "1000"}),
        ("GPT-4, Llama 3.1 and MATH-500 were used in 2024.", set()),
        ("(1) hives, (ii) bees and 2) queens", set()),
        ("bees^2 and pass@8 and v1.2", set()),
        ("The Hive 9 sensor found <50% of them.", {"50"}),
        ("Bees hum.", set()),
    ],
)
def test_figures_are_numbers_that_say_how_much(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


def test_measures_are_shares_factors_and_decimals() -> None:
    assert measures("In 46 hives the share is 12%, 3x more, about 0.5 on 9 days") == {
        *("12", "3", "0.5"),
    }


@given(st.text(alphabet="aB 0123456789.%$x(),-^_\n", max_size=60))
def test_a_figure_is_written_in_the_text(text: str) -> None:
    assert measures(text) <= figures(text)
    plain = text.replace(",", "")
    assert all(figure.partition(".")[0].lstrip("0") in plain for figure in figures(text))


def test_a_number_keeps_the_spelling_of_numbers() -> None:
    assert figures("34.0\\% of 1{,}000") == numbers("34.0 1000")
