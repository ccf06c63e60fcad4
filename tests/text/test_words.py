import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.words import STOPWORDS, content_words, plain, stem, words


def test_tex_marks_do_not_split_a_word() -> None:
    assert words("H$_2$O, H_2O and H2O") == ["H2O", "H2O", "and", "H2O"]


def test_numbers_and_hyphens_stay_whole() -> None:
    assert words("A state-of-the-art rate of 12.5% on 1,000 GPT-4 runs") == [
        *("A", "state-of-the-art", "rate", "of", "12.5%", "on", "1,000", "GPT-4", "runs"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hives", "hive"), ("counting", "counted"), ("Holt's", "holt"), ("Holt’s", "Holt")],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_that_any_paper_uses_carry_no_meaning() -> None:
    assert content_words("In this paper we propose a method that counts bees") == ["count", "bee"]


def test_stop_words_are_spelled_as_they_are_looked_up() -> None:
    assert all(word == word.casefold().strip() for word in STOPWORDS)


@given(st.text())
def test_content_words_are_stems_of_words_of_the_text(text: str) -> None:
    stems = {stem(word) for word in words(text)}
    assert set(content_words(text)) <= stems


@given(st.text())
def test_plain_only_takes_marks_away(text: str) -> None:
    assert len(plain(text)) <= len(text)
    assert plain(plain(text)) == plain(text)
