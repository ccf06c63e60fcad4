import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.questions import (
    complete,
    is_follow_up,
    names,
    wants_comparison,
    wants_number,
    wants_several,
)


@pytest.mark.parametrize(
    "question",
    [
        "How many hives were counted?",
        "What share of bees comes back?",
        "By how much does the error fall?",
        "At what cost per hive?",
        "What accuracy does the microphone reach?",
    ],
)
def test_a_question_for_a_figure_is_recognised(question: str) -> None:
    assert wants_number(question)


@pytest.mark.parametrize("question", ["Why do bees hum?", "Which sensor hears wings?", "", "?"])
def test_a_question_for_no_figure_is_not_one(question: str) -> None:
    assert not wants_number(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which papers count bees?",
        "Which cheap acoustic methods count bees?",
        "What are the approaches to swarm detection?",
        "How do the papers count bees?",
        "Compare microphones with scales.",
        "How do scales and cameras differ?",
        "Scales versus cameras?",
    ],
)
def test_a_question_about_several_papers_is_recognised(question: str) -> None:
    assert wants_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which method counts bees?",
        "What do models gain from more hives?",
        "What is a swarm?",
        "How does rain change what methods hear?",
    ],
)
def test_a_question_about_one_fact_is_not_about_several_papers(question: str) -> None:
    assert not wants_several(question)


def test_only_a_question_that_sets_papers_against_each_other_is_a_comparison() -> None:
    assert wants_comparison("How do scales and cameras compare?")
    assert wants_comparison("Which methods use scales or cameras?")
    assert not wants_comparison("Which papers use scales?")
    assert not wants_comparison("Does the scale or the camera fail in rain?")


def test_names_are_words_written_like_names() -> None:
    question = "Does BeeNet beat Hive-2 and the scale of Holt on WingQA, and BeeNet on rain?"
    assert names(question) == ["BeeNet", "Hive-2", "Holt", "WingQA"]
    assert names("Which sensor hears wings best?") == []


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("and on robots?", True),
        ("What about cameras?", True),
        ("Why?", True),
        ("cameras", True),
        ("How much does it cost?", True),
        ("Which of these works in rain?", True),
        ("How do microphones at hive entrances cope with heavy summer rain?", False),
        ("Which papers count bees with cameras?", False),
    ],
)
def test_a_question_that_leans_on_the_last_one_is_a_follow_up(question: str, leans: bool) -> None:
    assert is_follow_up(question) is leans


@pytest.mark.parametrize(
    ("question", "subject", "understood"),
    [
        ("and on robots?", "Hummer", "How are bees counted on robots?"),
        ("And what about rain?", None, "How are bees counted, and what about rain?"),
        ("What does it cost?", "Hummer", "What does it cost, speaking of Hummer?"),
        ("What does it cost?", None, "How are bees counted, and what does it cost?"),
    ],
)
def test_a_follow_up_is_completed_from_the_question_before(
    question: str, subject: str | None, understood: str
) -> None:
    assert complete(question, "How are bees counted?", subject) == understood


@given(st.text(max_size=80), st.text(max_size=80), st.none() | st.text(max_size=20))
def test_any_text_can_be_understood_as_a_question(
    question: str, previous: str, subject: str | None
) -> None:
    assert isinstance(is_follow_up(question), bool)
    assert set(names(question)) <= set(names(question) + question.split())
    assert complete(question, previous, subject).endswith("?")
