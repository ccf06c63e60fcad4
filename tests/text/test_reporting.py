import pytest

from reviewer.text.reporting import (
    has_a_verb,
    impersonal,
    is_of_the_paper,
    lowered,
    with_title_for_the_paper,
)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Recently, bees of the garden are louder.", "Bees of the garden are louder."),
        ("A cheap scale for hives is proposed.", "A cheap scale for hives is proposed."),
        ("We count the bees of a garden.", None),
        ("How loud are the bees of a garden?", None),
        ("Learn how bees of the garden hum.", None),
        ("Bees hum.", None),  # hardly a sentence
    ],
)
def test_a_sentence_without_an_author_is_taken_as_it_is(sentence: str, said: str | None) -> None:
    assert impersonal(sentence) == said


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        ("A scale for hives is proposed.", True),
        ("Experiments on hives show that bees hum.", True),
        ("The proposed scale hears bees.", True),
        ("Many scales have been developed.", False),
        ("Bees are loud in June.", False),
    ],
)
def test_what_was_done_in_a_paper_is_told_from_what_holds_anyway(sentence: str, own: bool) -> None:
    assert is_of_the_paper(sentence) is own


def test_the_paper_is_called_by_its_title() -> None:
    said = "The main result of the paper is a scale."
    assert with_title_for_the_paper(said, "Hives") == "The main result of “Hives” is a scale."
    assert with_title_for_the_paper("Bees hum.", "Hives") is None
    assert with_title_for_the_paper("The paper and the paper.", "Hives") is None


@pytest.mark.parametrize(
    ("sentence", "after"),
    [
        ("Bees hum.", "bees hum."),
        ("While bees hum, we wait.", "while bees hum, we wait."),
        ("Though HUM is old, it hums.", "though HUM is old, it hums."),
        ("Monte Carlo counts bees.", "Monte Carlo counts bees."),
        ("Bayesian bees hum.", "Bayesian bees hum."),
        ("RFID is old.", "RFID is old."),
        ("DeepHive hums.", "DeepHive hums."),
    ],
)
def test_a_capital_goes_unless_it_is_that_of_a_name(sentence: str, after: str) -> None:
    assert lowered(sentence) == after


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("Keepers can hear the bees.", True),
        ("Loud bees are hard to count.", True),
        ("A survey on loud bees of the garden.", False),
        ("Holt, Beck and Dahl, in June of that year.", False),
    ],
)
def test_a_line_without_a_verb_is_no_sentence(line: str, verb: bool) -> None:
    assert has_a_verb(line) is verb


@pytest.mark.parametrize(
    ("sentence", "inside"),
    [
        ("Large language models hum.", "large language models hum."),
        ("Large Language Models (LLMs) hum.", "Large Language Models (LLMs) hum."),
        ("Hives hum.", "hives hum."),
        ("The Loud Hive hums.", "the Loud Hive hums."),
    ],
)
def test_a_sentence_goes_on_without_its_capital_unless_a_name_begins_it(
    sentence: str, inside: str
) -> None:
    assert lowered(sentence) == inside
