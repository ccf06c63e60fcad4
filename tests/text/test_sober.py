import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.sober import sober


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("We propose a novel scale.", "We propose a scale."),
        ("We propose a novel ear for hives.", "We propose an ear for hives."),
        ("We propose an innovative scale.", "We propose a scale."),
        ("We propose a novel RFID scale.", "We propose an RFID scale."),
        ("We propose a novel unified scale.", "We propose a unified scale."),
        ("We propose a simple yet effective scale.", "We propose a scale."),
        ("We propose a novel yet simple mixture.", "We propose a mixture."),
        ("The novel scale hears.", "The scale hears."),
        ("We study a novel view of hives.", "We study a novel view of hives."),
        ("Extensive experiments show that bees hum.", "Experiments show that bees hum."),
        ("We give a more comprehensive evaluation.", "We give a more comprehensive evaluation."),
        ("A new scale in an hour.", "A new scale in an hour."),
    ],
)
def test_praise_is_left_out_and_articles_fit(sentence: str, plain: str) -> None:
    assert sober(sentence) == plain


@given(st.text(max_size=100))
def test_no_letter_comes_in_but_of_an_article(text: str) -> None:
    assert len(sober(text)) <= len(text) + 1
