"""Headings that say nothing new, and sentences to which only connecting words were added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.related_work.new_words import connected, worded

SAID = "Hum3 finds 3.5% more bees of the heath, and 2.0 kg of honey."


@pytest.mark.parametrize(
    "rewritten",
    [
        SAID,
        f"In contrast, {SAID}",
        f"In addition, {SAID}",
        f"On the other hand, {SAID}",
        f"Along the same line, {SAID}",
        "Hum3 also finds 3.5% more bees of the heath, and 2.0 kg of honey.",
        "Hum3 finds 3.5% more bees of the heath, and 2.0 kg of honey, too.",
    ],
)
def test_connecting_words_may_be_added(rewritten: str) -> None:
    assert connected(SAID, rewritten)


@pytest.mark.parametrize(
    "rewritten",
    [
        "",
        "Hum3 finds 3.5% more bees of the heath.",
        SAID.replace("3.5%", "4.5%"),
        SAID.replace("3.5%", "3.5"),
        SAID.replace("2.0 kg", "2.0 g"),
        SAID.replace("finds", "never finds"),
        SAID.replace("finds", "may find"),
        SAID.replace("Hum3", "Hum4"),
        f"Therefore, {SAID}",
        f"Building on Hum2, {SAID}",
        f"Unlike others, {SAID}",
        "Of the heath, Hum3 finds 3.5% more bees, and 2.0 kg of honey.",
        f"{'also ' * 9}{SAID}",
    ],
)
def test_nothing_else_may_be_done_to_a_sentence(rewritten: str) -> None:
    assert not connected(SAID, rewritten)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_sentence_is_connected_with_itself_and_any_text_has_an_answer(one: str, two: str) -> None:
    assert connected(one, one)
    connected(one, two)


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("Counting bees", True),
        ("Counting the bees of heaths", True),
        ("Counting wasps", False),
        ("", False),
        ("of the", False),
        ("counting bees " * 5, False),
    ],
)
def test_a_heading_s_words_are_of_its_papers(heading: str, known: bool) -> None:
    assert worded(heading, ["Bees are counted.", "A heath"]) == (heading if known else None)
