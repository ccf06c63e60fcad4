import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.substance import adds, boasts, has_a_slip, tells

TITLE = "Counting Loud Bees by Ear"


def test_a_sentence_tells_the_more_the_less_of_it_is_in_the_title() -> None:
    ordered = [
        "We propose a novel and efficient framework named HumNET.",
        "We propose a framework for counting loud bees by ear.",
        "We propose a microphone that counts loud bees by ear at night.",
        "We propose a microphone whose membrane trembles with the wings of nine swarms.",
    ]
    told = [tells(one, TITLE) for one in ordered]
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert len(set(told)) == 4


def test_words_of_a_compound_that_the_title_has_are_not_new() -> None:
    assert tells("We propose loud-bees counting.", TITLE) < 0.5


@pytest.mark.parametrize(
    "sentence",
    [
        "We further weigh the hives.",
        "Additionally, we propose a camera.",
        "On the technical level, we film bees.",
        "Bees of the garden also hum.",
        "As an example, we film a hive.",
    ],
)
def test_what_a_paper_does_besides_is_added(sentence: str) -> None:
    assert adds(sentence)
    assert not adds("In this paper, we propose a scale that also older keepers can read by night.")


def test_to_be_better_without_a_figure_is_a_boast() -> None:
    assert boasts("Hummer outperforms all other ears.")
    assert boasts("Our scale achieves a new state-of-the-art.")
    assert not boasts("Hummer outperforms all other ears by 12%.")
    assert not boasts("We compare three state-of-the-art scales.")


@pytest.mark.parametrize(
    "sentence",
    [
        "We propose a function which estimate the weight.",
        "We design a loud agent that learn from bees.",
        "We proposes a scale.",
        "We present a novel methods for bees.",
        "It improves the efficient of hives.",
        "We novelly count bees.",
        "It hums,while bees sleep.",
        "We weigh the hives hives at night.",
        "We count by leverage ears.",
    ],
)
def test_a_slip_of_grammar_is_seen(sentence: str) -> None:
    assert has_a_slip(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We propose a function which estimates the weight.",
        "We propose scales that learn from bees.",
        "We study an approach to hives that use ears, and that that is hard.",
        "They count 1,024 bees by learning.",
    ],
)
def test_what_is_no_slip_is_not_taken_for_one(sentence: str) -> None:
    assert not has_a_slip(sentence)


@given(st.text(max_size=120), st.text(max_size=60))
def test_a_sentence_tells_a_share(sentence: str, title: str) -> None:
    assert 0.0 <= tells(sentence, title) <= 1.0
