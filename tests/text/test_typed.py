"""What was typed, made fit to be searched for."""

from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.typed import LONGEST, legible, says_something, shortened

ANYTHING = st.text(st.characters(), max_size=60)  # halves of characters too


def test_control_characters_part_words_and_marks_of_direction_are_gone() -> None:
    assert legible("\u202esalt\u202c\x00marsh\x1b \udc80") == "salt marsh"


def test_paragraphs_stay_apart_and_other_white_space_shrinks() -> None:
    assert legible(" one \t two\r\n\r\n\n\nthree\u2028four ") == "one two\n\nthree\nfour"


@given(ANYTHING)
def test_legible_text_is_unicode_and_stays_as_it_is(text: str) -> None:
    said = legible(text)
    said.encode()
    assert legible(said) == said


@given(ANYTHING)
def test_no_letter_or_digit_is_lost(text: str) -> None:
    assert [c for c in legible(text) if c.isalnum()] == [c for c in text if c.isalnum()]
    assert says_something(legible(text)) == says_something(text)


def test_a_long_text_is_cut_between_words() -> None:
    assert shortened("ab " * LONGEST) == ("ab " * LONGEST)[:LONGEST].rpartition(" ")[0]
    assert shortened("a" * (LONGEST + 5)) == "a" * LONGEST
    assert shortened("a b") == "a b"


@given(st.text(max_size=20), st.integers(1, 3))
def test_a_cut_text_is_a_beginning_of_the_text(text: str, times: int) -> None:
    long = text * (times * LONGEST)
    assert long.startswith(shortened(long))
    assert len(shortened(long)) <= LONGEST
