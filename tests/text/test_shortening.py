import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.shortening import completed, shortened, up_to

LONG = (
    "We propose Hummer, a cheap microphone that counts the bees of a hive by their hum on warm "
    "days, which keepers of old did with a stick."
)


def test_a_long_sentence_ends_before_what_it_only_adds() -> None:
    assert shortened(LONG, 20) == (
        "We propose Hummer, a cheap microphone that counts the bees of a hive by their hum on warm "
        "days."
    )
    assert shortened(LONG, 40) == LONG


@pytest.mark.parametrize(
    "sentence",
    [
        # what limits the rest stays
        f"{LONG[:-1].partition(', which')[0]}, which holds only for hives in a garden.",
        # a subordinate clause is no sentence
        "Motivated by loud hives that hum on warm days near the old garden wall, which keepers "
        "know, we count bees by ear.",
        # nothing in it is only added
        "We count bees that hum and wasps that sting and flies that buzz in nine old gardens.",
    ],
)
def test_a_sentence_is_not_cut_where_the_rest_would_say_something_else(sentence: str) -> None:
    assert shortened(sentence, 14) == sentence


def test_a_list_of_parts_is_left_out_whole() -> None:
    text = (
        "We study how keepers in nine villages of the valley count bees today: (1) by ear, (2) "
        "by eye."
    )
    assert shortened(text, 14).endswith("count bees today.")


def test_no_preposition_or_dash_is_left_at_the_end() -> None:
    text = (
        "We weigh the hives of nine gardens with a scale of our own, in which a spring gives way."
    )
    assert up_to(text, len(text)) == "We weigh the hives of nine gardens with a scale of our own."
    text = "We weigh the hives of nine gardens with a scale of our own, e.g., hanging it on a"
    assert completed(text) == "We weigh the hives of nine gardens with a scale of our own."


def test_a_sentence_without_an_end_is_not_ended_before_what_limits_it() -> None:
    text = "We weigh the hives of nine gardens with a scale of our own, but only when it"
    assert completed(text) == ""


PIECES = st.sampled_from(
    ["We count bees", ", which hum", " in a garden", " (of old)", ", using ears", " -- ", "; ", ":"]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.integers(1, 30))
def test_whatever_is_cut_the_rest_is_as_it_was(text: str, most: int) -> None:
    kept = shortened(text, most)
    assert kept == text or text.startswith(kept.removesuffix("."))
