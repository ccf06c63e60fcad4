"""A statement is no surer than its source, and claims no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Support
from reviewer.proof.gates.hedges import hedge_gate
from tests.proof.gates.quoting import quote


def reason(statement: str, source: str, title: str = "On Bees") -> str | None:
    verdict = hedge_gate(statement, [quote(source, title=title)])
    assert verdict is None or verdict.support is Support.WEAK
    return None if verdict is None else verdict.reason


@pytest.mark.parametrize(
    ("statement", "source", "said"),
    [
        ("Humming cools the hive.", "Humming may cool the hive.", "may"),
        ("Humming cools the hive.", "Our data suggest that humming cools the hive.", "suggest"),
        ("Humming cools the hive.", "Humming appears to cool the hive.", "appears to"),
        ("Drones leave early.", "Drones likely leave early, but queens stay.", "likely"),
        ("Drones leave early, but queens may stay.", "Drones likely leave early.", "likely"),
    ],
)
def test_a_hedge_that_is_dropped_is_named(statement: str, source: str, said: str) -> None:
    assert reason(statement, source) == f"its source says “{said}”"


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Humming might cool the hive.", "Humming may cool the hive."),
        ("Humming can cool the hive.", "Humming could cool the hive."),
        ("Drones leave early.", "Drones leave early, but queens may be left behind."),
        ("Drones leave early.", "Drones leave early. Queens may stay."),
        ("Bees hum in spring.", "Bees hum in spring, as they did in May 2019."),
        ("Humming cools the hive.", "Humming cools the hive."),
    ],
)
def test_a_hedge_that_is_kept_or_about_something_else_is_no_objection(
    statement: str, source: str
) -> None:
    assert reason(statement, source) is None


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("This proves that bees hum.", "proves that"),
        ("Bees always hum.", "always"),
        ("Bees never hum.", "Never"),
        ("All bees hum.", "All"),
        ("Every bee hums.", "Every"),
        ("It guarantees that bees hum.", "guarantees"),
        ("It is the first method for humming.", "the first"),
        ("Bees hum significantly.", "significantly"),
        ("It is the best of hums.", "the best"),
        ("Bees reach state-of-the-art humming.", "state-of-the-art"),
    ],
)
def test_a_word_that_claims_more_than_the_source_is_named(statement: str, said: str) -> None:
    found = reason(statement, "Bees hum in June.")
    assert found is not None
    assert found.casefold() == f"its source does not say “{said.casefold()}”"


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("It is proven that bees hum.", "We give a proof that bees hum."),
        ("Bees always hum.", "Each of the bees hums."),
        ("Bees hum significantly more.", "Bees hum 34% more."),
        ("First, bees hum.", "Bees hum."),
        ("It not only hums.", "It hums."),
    ],
)
def test_a_claim_that_the_source_makes_in_other_words_is_no_objection(
    statement: str, source: str
) -> None:
    assert reason(statement, source) is None


def test_a_title_may_make_the_claim() -> None:
    assert reason("Bees always hum.", "They hum.", title="Bees Always Hum") is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_raises(text: str, source: str) -> None:
    reason(text, source)
