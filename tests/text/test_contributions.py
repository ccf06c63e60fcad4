import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.contributions import is_contribution, is_finding, names_itself, weight


@pytest.mark.parametrize(
    "sentence",
    ["We propose a scale.", "This paper introduces a hive.", "In June, we describe a microphone."],
)
def test_a_sentence_that_says_what_a_paper_proposes_is_a_contribution(sentence: str) -> None:
    assert is_contribution(sentence)
    assert not is_contribution("Bees hum in June.")


@pytest.mark.parametrize(
    ("sentence", "finding"),
    [
        ("Experiments show that bees hum.", True),
        ("Our results reveal a lower pitch.", True),
        ("We find that rain hurts.", True),
        ("Bees hum in June.", False),
    ],
)
def test_a_sentence_that_says_what_was_found_is_a_finding(sentence: str, finding: bool) -> None:
    assert is_finding(sentence) is finding


def test_a_sentence_introduces_its_paper_the_better_the_more_it_is_its_thesis() -> None:
    ordered = [
        "In this paper, we propose a scale.",
        "We propose a scale.",
        "In this paper, we study hives.",
        "We study hives.",
        "Bees hum in June.",
        "We hope that bees hum.",
    ]
    weights = [weight(sentence) for sentence in ordered]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == 1.0
    assert weights[-1] == 0.0
    assert len(set(weights)) >= 5


def test_an_analysis_that_is_conducted_is_studied_and_no_aside() -> None:
    assert weight("This work conducts a careful analysis of hives.") == 0.8
    assert weight("We perform the first study of hives.") == 0.6
    assert weight("We collect the hum of nine hives.") == 0.6
    assert weight("We conduct tests on three hives.") == 0.0


@pytest.mark.parametrize(
    "aside",
    [
        "We conduct extensive experiments on three hives.",
        "We believe that this helps future work.",
        "We release EarKit, a package for hives.",
        "Tests on two hives reveal several surprising findings.",
    ],
)
def test_how_it_was_done_and_what_is_hoped_introduce_nothing(aside: str) -> None:
    assert weight(aside) == 0.0


@given(st.text())
def test_a_weight_is_a_share(sentence: str) -> None:
    assert 0.0 <= weight(sentence) <= 1.0


def test_a_paper_is_named_by_the_system_in_its_title_however_it_is_spelled() -> None:
    assert names_itself("We test HUM_2 on hives.", "Hum$_2$: Bees by Ear")
    assert not names_itself("We test a scale.", "Hum$_2$: Bees by Ear")
    assert not names_itself("Counting bees is hard.", "Counting Bees")
