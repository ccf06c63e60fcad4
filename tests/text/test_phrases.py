import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.phrases import key_of, lowered, phrases
from reviewer.text.words import plain


def test_a_phrase_is_two_to_four_words_that_could_name_something() -> None:
    found = {
        phrase.words for phrase in phrases("We weigh a large wooden bee hive at night.").values()
    }
    assert "wooden bee hive" in found
    assert not {"weigh a", "bee hive at", "large wooden bee hive"} & found


def test_a_phrase_is_whole_where_no_noun_goes_on_with_it() -> None:
    found = phrases("Visual hive inspection is slow. The bee dance holds more.")
    assert not found[key_of(["visual", "hive"])].whole
    assert found[key_of(["visual", "hive", "inspection"])].whole
    assert found[key_of(["bee", "dance"])].whole


@pytest.mark.parametrize(
    ("phrase", "small"),
    [
        ("Hive Scale", "hive scale"),
        ("Monte Carlo Counting", "Monte Carlo counting"),
        ("RFID Reader", "RFID reader"),
        ("DeepHive Models", "DeepHive models"),
    ],
)
def test_titles_lose_their_capitals_and_names_keep_them(phrase: str, small: str) -> None:
    assert lowered(phrase) == small


@given(st.text(max_size=200))
def test_a_phrase_stands_in_its_text(text: str) -> None:
    words = " ".join(plain(text).split())
    for phrase in phrases(text).values():
        assert 2 <= len(phrase.words.split()) <= 4
        assert phrase.words.split()[0] in words


@pytest.mark.parametrize(
    ("text", "verbal"),
    [
        ("The box helps to weigh hive frames.", "weigh hive frames"),
        ("A lid that weighs hive frames.", "weighs hive frames"),
        ("Lids enhance hive warmth.", "enhance hive warmth"),
        ("The lid enhances hive warmth.", "enhances hive warmth"),
        ("Bee models alignment is hard.", "bee models alignment"),
        ("A Monte Carlo count.", "Monte Carlo"),
    ],
)
def test_what_is_no_noun_phrase_is_no_phrase(text: str, verbal: str) -> None:
    assert verbal.casefold() not in {one.words.casefold() for one in phrases(text).values()}


def test_a_phrase_begins_with_a_dimension_and_never_with_half_of_it() -> None:
    found = {phrase.words for phrase in phrases("We study 3D hive maps at night.").values()}
    assert "3D hive maps" in found
    assert not any(words.startswith("D ") for words in found)
