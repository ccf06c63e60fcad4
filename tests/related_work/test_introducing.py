import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Statement, Support
from reviewer.related_work.introducing import Telling, introduction, result
from reviewer.related_work.picking import Said, pick
from reviewer.related_work.wording import Names
from reviewer.text.phrases import key_of
from tests.candidates import candidates_of, passage_of

HUMMER = (
    "Hives are noisy places. In this paper, we propose Hummer, a microphone that counts bees. "
    "Experiments show that Hummer hears 93% of all bees. We hope that keepers will use it. "
    "Our code is available at https://bees.example.org."
)
SWARMS = (
    "Swarms surprise the keeper. This paper introduces a scale that weighs a hive. "
    "We conduct extensive experiments on nine hives. We find that a loss of 2.5 kg marks a swarm."
)


def said(title: str, text: str, **fields: Any) -> Said:
    passage = passage_of(title, text, **fields)
    found = pick(passage.paper, candidates_of(passage))
    assert found is not None
    return found


def statements(spoken: Said, most: int = 2, turn: int = 0) -> list[Statement]:
    """What is said of a paper that is told of after `turn` others like it."""
    telling = Telling()
    for _ in range(turn):
        telling.introduce(spoken)
    wording = telling.introduce(spoken)
    after = result(spoken, wording) if most > 1 else None
    return [introduction(spoken, wording), *([] if after is None else [after])]


def texts(title: str, text: str, most: int = 2, turn: int = 0, **fields: Any) -> list[str]:
    return [s.text for s in statements(said(title, text, **fields), most, turn)]


def test_a_paper_says_what_it_proposes_and_what_came_of_it() -> None:
    assert texts("Hummer: Bees by Ear", HUMMER) == [
        "Hummer is a microphone that counts bees.",
        "Experiments show that Hummer hears 93% of all bees.",
    ]
    assert texts("Hummer: Bees by Ear", HUMMER, most=1) == [
        "Hummer is a microphone that counts bees."
    ]


def test_a_paper_that_names_no_system_is_named_by_its_title_in_another_way_each_turn() -> None:
    firsts = [texts("Weighing Swarms", SWARMS, 1, turn)[0] for turn in range(4)]
    assert firsts == [
        "“Weighing Swarms” introduces a scale that weighs a hive.",
        "The authors of “Weighing Swarms” introduce a scale that weighs a hive.",
        "“Weighing Swarms” introduces a scale that weighs a hive.",
        "In “Weighing Swarms”, the authors introduce a scale that weighs a hive.",
    ]


def test_a_title_with_formulas_stands_in_the_sentence_as_it_is() -> None:
    title = r"Weighing $\pi2\text{vec}$ Swarms"
    assert texts(title, SWARMS, 1, 1)[0] == (
        f"The authors of “{title}” introduce a scale that weighs a hive."
    )


def test_a_result_is_told_by_whoever_was_named_before() -> None:
    assert texts("Weighing Swarms", SWARMS, turn=1)[1] == (
        "They find that a loss of 2.5 kg marks a swarm."
    )
    assert texts("Weighing Swarms", SWARMS, turn=0)[1] == (
        "Its authors find that a loss of 2.5 kg marks a swarm."
    )


@pytest.mark.parametrize(
    ("authors", "year", "subject"),
    [
        (("Mira Holt",), 2019, "Holt (2019)"),
        (("Mira Holt", "Jonas Beck"), 2019, "Holt and Beck (2019)"),
        (("Mira Holt", "Jonas Beck", "Ola Dahl"), None, "Holt et al."),
    ],
)
def test_authors_that_are_known_are_the_subject(
    authors: tuple[str, ...], year: int | None, subject: str
) -> None:
    first, second = texts("Weighing Swarms", SWARMS, authors=authors, year=year)
    verb = "introduces" if len(authors) == 1 else "introduce"
    assert first == f"{subject} {verb} a scale that weighs a hive."
    assert second == "They find that a loss of 2.5 kg marks a swarm."


def test_a_title_with_an_empty_head_is_said_in_full() -> None:
    first = texts("Alarms: Weighing Swarms at Night", SWARMS, 1, 1)[0]
    assert first.startswith("The authors of “Alarms: Weighing Swarms at Night” ") or (
        first.startswith("The authors of “Alarms” ")
    )


@pytest.mark.parametrize(
    "text",
    [
        "Hives are noisy places. Bees are loud in June.",  # says nothing of the paper
        "This makes it hard. We hope that keepers will use it.",  # dangles, hopes
        "We conduct extensive experiments on hives.",
        "We propose \\mathcal{B}, which is a hive.",
        "How do we count bees? We ask:",
        f"We propose {'very ' * 60}loud bees.",
        "",
    ],
)
def test_a_paper_with_no_usable_sentence_says_nothing(text: str) -> None:
    passage = passage_of("Noisy Places", text)
    assert pick(passage.paper, candidates_of(passage)) is None


def test_every_statement_quotes_the_sentence_it_was_turned_from() -> None:
    found = statements(said("Hummer: Bees by Ear", HUMMER))
    assert [statement.quotes[0].text for statement in found] == [
        "In this paper, we propose Hummer, a microphone that counts bees.",
        "Experiments show that Hummer hears 93% of all bees.",
    ]
    assert {statement.support for statement in found} == {Support.SUPPORTED}


def test_a_result_without_a_measure_is_not_told() -> None:
    text = "We propose a scale for hives. We show that bees are loud in all 3 hives of 2024."
    assert len(texts("Weighing Swarms", text)) == 1


def test_the_sentence_nearest_to_the_topic_is_taken_among_equals() -> None:
    text = "We propose a scale for hives. We propose a camera for flowers."
    passage = passage_of("Weighing Swarms", text)
    found = pick(passage.paper, candidates_of(passage, {"camera": 0.9}))
    assert found is not None
    assert "camera" in found.first.text


def test_a_sentence_that_tells_how_is_taken_rather_than_one_that_only_names() -> None:
    text = (
        "We propose a framework for weighing swarms. "
        "We develop two springs on a lever whose length is read at night by a candle."
    )
    assert "two springs" in texts("Weighing Swarms", text)[0]


def test_what_only_names_is_followed_by_how() -> None:
    text = (
        "In this paper, we propose Swarmer, a scale for swarms. Swarms are heavy. "
        "We hang two springs on a lever and read their length at night by a candle."
    )
    assert texts("Weighing Swarms", text) == [
        "“Weighing Swarms” proposes Swarmer, a scale for swarms.",
        "Its authors hang two springs on a lever and read their length at night by a candle.",
    ]
    named = text.replace("Swarmer", "SwarmNET").replace("We hang two", "SwarmNET hangs two")
    second = texts("Weighing Swarms", named, abstract=named)[1]
    assert second.startswith("SwarmNET hangs two springs")
    someone = text.replace("We hang", "Keepers hang")
    assert len(texts("Weighing Swarms", someone)) == 1


def test_what_a_paper_does_besides_does_not_introduce_it() -> None:
    text = (
        "We propose two springs on a lever that show a weight. "
        "We further propose a swarm lamp whose candle shows a weighing at night."
    )
    passage = passage_of("Weighing Swarms", text)
    found = pick(passage.paper, candidates_of(passage, {"further": 0.2}))
    assert found is not None
    assert "two springs" in found.first.text


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (
            "We study a scale method which improve a hive by candle light.",
            "We study a scale method which improves a hive by candle light.",
        ),
        (
            "We find that springs by candle light are superior to all levers.",
            "We find that springs by candle light are cheaper than all levers.",
        ),
    ],
)
def test_a_slip_and_a_boast_are_passed_over_for_a_sentence_as_good(worse: str, better: str) -> None:
    passage = passage_of("On Bees", f"{worse} {better}")
    found = pick(passage.paper, candidates_of(passage))
    assert found is not None
    assert found.first.text == better


def test_a_sentence_that_holds_a_phrase_of_its_theme_is_taken_among_equals() -> None:
    text = "We propose a spring for loud hives. We propose a lever for old swarms."
    passage = passage_of("On Bees", text)
    for phrase, word in (("old swarms", "lever"), ("loud hives", "spring")):
        key = key_of(phrase.split())
        found = pick(passage.paper, candidates_of(passage), about=(key,))
        assert found is not None
        assert word in found.first.text


ABBREVIATED = (
    "A hive unit monitor (HUM) hangs below a hive. Bees are loud. "
    "In this paper, we weigh nine swarms and their keepers with each HUM by candle light."
)


def test_a_short_name_is_spelled_out_with_the_sentence_that_does_so() -> None:
    first = statements(said("Weighing Swarms", ABBREVIATED, abstract=ABBREVIATED), 1)[0]
    assert first.text.endswith("with each hive unit monitor (HUM) by candle light.")
    assert [quote.text.partition(" (")[0] for quote in first.quotes] == [
        "In this paper, we weigh nine swarms and their keepers with each HUM by candle light.",
        "A hive unit monitor",
    ]
    passage = passage_of("Weighing Swarms", ABBREVIATED, abstract=ABBREVIATED)
    known = pick(passage.paper, candidates_of(passage), Names(known=frozenset({"HUM"})))
    assert known is not None
    assert not known.meanings


PIECES = st.sampled_from(
    [
        *("We", "our", "us", "propose", "show that", "bees", "hum", "Hummer,", "a scale", "that"),
        *("12%", "3.5x", "(1)", "this", "These hives", "In this paper, we", "Experiments show"),
        *("and", "which", "uses", "it", "To address this,", "\\%", "7", "This work", "finds"),
    ]
)
SENTENCES = st.lists(PIECES, min_size=2, max_size=14).map(lambda words: " ".join(words) + ".")
AUTHORS = st.sampled_from([(), ("Mira Holt",), ("Mira Holt", "Jonas Beck")])


@given(st.lists(SENTENCES, min_size=1, max_size=5), AUTHORS, st.integers(0, 5))
def test_whatever_a_paper_says_its_statements_are_true_to_it(
    found: list[str], authors: tuple[str, ...], turn: int
) -> None:
    passage = passage_of("Hummer: Bees by Ear", " ".join(found), authors=authors)
    spoken = pick(passage.paper, candidates_of(passage))
    if spoken is None:
        return
    written = statements(spoken, 2, turn)
    assert 1 <= len(written) <= 2
    names = ("Hummer", "Holt", "Bees by Ear")
    assert any(name.casefold() in written[0].text.casefold() for name in names)
    for statement in written:
        quote = statement.quotes[0]
        assert passage.text[quote.start : quote.start + len(quote.text)] == quote.text
        digits = set(re.findall(r"\d+", statement.text))
        assert digits <= set(re.findall(r"\d+", quote.text))
        assert not re.search(r"\b(?:we|our|us|this (?:paper|work))\b", statement.text, re.I)
