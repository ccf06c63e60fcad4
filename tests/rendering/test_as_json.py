"""JSON parses back to the very same nouns, and cannot move a cursor."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from reviewer.models import Answer, Paper
from reviewer.rendering.as_json import dump
from tests.rendering.nouns import EXTRACTIVE, HOSTILE, TEA


def test_an_answer_comes_back_as_it_was() -> None:
    assert Answer.model_validate_json(dump(EXTRACTIVE)) == EXTRACTIVE


def test_a_list_of_papers_comes_back_as_it_was() -> None:
    text = dump([TEA, HOSTILE])
    assert TypeAdapter(list[Paper]).validate_json(text) == [TEA, HOSTILE]


def test_an_empty_list_is_json_too() -> None:
    assert dump([]) == "[]"


@given(st.text())
def test_any_title_survives_and_no_control_character_is_printed(title: str) -> None:
    paper = Paper(id="x", title=title)
    text = dump(paper)
    assert Paper.model_validate_json(text).title == title
    assert not any(unicodedata.category(c) == "Cc" for c in text if c != "\n")
