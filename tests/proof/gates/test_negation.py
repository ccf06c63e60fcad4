"""A statement that says the opposite of its source is flagged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Support
from reviewer.proof.gates.negation import negation_gate
from tests.proof.gates.quoting import quote


def reason(statement: str, source: str) -> str | None:
    verdict = negation_gate(statement, [quote(source)])
    assert verdict is None or verdict.support is Support.WEAK
    return None if verdict is None else verdict.reason


@pytest.mark.parametrize(
    ("statement", "source", "said"),
    [
        ("Humming cools the hive.", "Humming does not cool the hive.", "not"),
        ("Humming cools the hive.", "Humming doesn't cool the hive.", "not"),
        ("Humming can cool the hive.", "Humming cannot cool the hive.", "cannot"),
        ("Humming cools the hive.", "Humming fails to cool the hive.", "fails to"),
        ("Bees hum with training.", "Bees hum without training.", "without"),
    ],
)
def test_what_the_source_negates_and_the_statement_says_is_flagged(
    statement: str, source: str, said: str
) -> None:
    assert reason(statement, source) == f"its source says “{said}”"


@pytest.mark.parametrize(
    ("statement", "source", "said"),
    [
        ("Humming does not cool the hive.", "Humming cools the hive.", "not"),
        ("Humming is not loud.", "The hum of bees is loud.", "not"),
        ("Bees never rest.", "Bees work and sleep.", "never"),
    ],
)
def test_what_the_statement_negates_and_the_source_says_is_flagged(
    statement: str, source: str, said: str
) -> None:
    assert reason(statement, source) == f"its source does not say “{said}”"


@pytest.mark.parametrize(
    ("statement", "source", "said"),
    [
        ("Humming decreases the heat of the hive.", "Humming increases hive heat.", "increases"),
        ("Queens outperform drones at humming.", "Queens underperform drones at humming.",
         "underperform"),
        ("Hive heat is higher in winter.", "Hive heat is lower in winter.", "lower"),
        ("Smoke improves hive health.", "Smoke degrades hive health.", "degrades"),
    ],
)  # fmt: skip
def test_a_word_in_place_of_its_opposite_is_flagged(statement: str, source: str, said: str) -> None:
    assert reason(statement, source) == f"its source says “{said}”"


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Humming does not cool the hive.", "Humming fails to cool the hive."),
        ("Humming cannot cool the hive.", "Humming does not cool the hive."),
        ("Not only bees hum.", "Bees hum, and wasps do."),
        ("Bees hum.", "Bees hum; wasps do not sting."),
        ("Humming lowers heat and raises mood.", "Humming raises mood and lowers heat."),
        ("Smoke lowers stress.", "Smoke raises yield."),
        ("Bees hum in June.", "Bees hum in June."),
    ],
)
def test_what_agrees_or_is_about_something_else_is_not_flagged(statement: str, source: str) -> None:
    assert reason(statement, source) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_raises(text: str, source: str) -> None:
    reason(text, source)
