"""Which words of a question are looked up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.query_words import QUESTION_WORDS, pairs, without_question_words


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What datasets did they use?", "datasets they use?"),
        ("How do bees find their way?", "bees find their way?"),
        (
            "Which of the WHO guidelines do US clinics follow?",
            "of the WHO guidelines US clinics follow?",
        ),
        ("HOW DO BEES DANCE", "BEES DANCE"),
        ("Vitamin E and type I collagen", "Vitamin E and type I collagen"),
    ],
)
def test_question_words_go_and_names_in_capitals_stay(question: str, left: str) -> None:
    assert without_question_words(question).split() == left.split()


@pytest.mark.parametrize("question", ["Who?", "what, where and", "", "???", "什么"])
def test_a_query_never_loses_its_last_word(question: str) -> None:
    found = without_question_words(question)
    assert found.strip() or found == question


def test_a_query_of_question_words_only_is_left_as_it_is() -> None:
    assert without_question_words("How? Why?") == "How? Why?"


@given(st.text())
def test_what_is_left_of_any_text_stands_in_it_in_order(text: str) -> None:
    left = without_question_words(text).split()
    rest = iter(re.split(r"\s+|[\W_]+", text))
    words = [word for part in left for word in re.split(r"[\W_]+", part) if word]
    assert all(word in rest for word in words)
    assert left or not text.strip()


@given(st.lists(st.sampled_from(sorted(QUESTION_WORDS)), max_size=5))
def test_there_is_one_pair_fewer_than_stems(stems: list[str]) -> None:
    assert len(pairs(stems)) == max(0, len(stems) - 1)


def test_pairs_are_neighbours_in_order() -> None:
    assert pairs(["honey", "bee", "danc"]) == ["honey_bee", "bee_danc"]
