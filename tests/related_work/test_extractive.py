import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Passage
from reviewer.related_work.extractive import Extracted, ExtractiveThemes
from reviewer.related_work.relevance import Found
from reviewer.selection import Candidate
from tests.candidates import candidates_of, passage_of


class Everything:
    """Selects every sentence; all phrases are rare."""

    def candidates(self, _: str, passages: list[Passage]) -> list[Candidate]:
        return [one for passage in passages for one in candidates_of(passage)]

    def rarity(self, _: str) -> float:
        return 3.0


def found(title: str, text: str, **fields: Any) -> Found:
    passage = passage_of(title, text, abstract=text, **fields)
    return Found(passage.paper, [passage])


def theme(members: list[Found], heading: str = "", words: int | None = None) -> Extracted:
    themes = ExtractiveThemes("keeping bees", Everything())  # type: ignore[arg-type]
    themes.among(members)
    return themes.theme(members, heading, words)


def texts(extracted: Extracted) -> list[str]:
    return [statement.text for statement in extracted.statements]


HUMMER = found(
    "Hummer: Bees by Ear",
    "We propose Hummer, a microphone that counts bees of a hive by ear. "
    "Experiments show that Hummer hears 93% of the bees.",
)
BUZZER = found("A Loud Box", "We propose Buzzer, a box that tells keepers of swarms in time.")
MUTE = found("Hive scales of old", "Hive scales of old: a list. Some hang still.")
SCALES = [
    found(f"Hive scales in {place}", f"We study cheap hive scales for the {place}. It is {n}.")
    for n, place in enumerate(("alps", "towns", "woods", "fens"))
]


def test_two_short_sentences_on_what_two_systems_are_become_one() -> None:
    extracted = theme([BUZZER, HUMMER])
    assert texts(extracted) == [
        "Buzzer is a box that tells keepers of swarms in time.",
        "Hummer is a microphone that counts bees of a hive by ear.",
        "Experiments show that Hummer hears 93% of the bees.",
    ]
    extracted = theme([BUZZER, found("On Hummer", "We propose Hummer, an ear that counts bees.")])
    assert texts(extracted) == [
        "Buzzer is a box that tells keepers of swarms in time, and Hummer is an ear that counts "
        "bees."
    ]
    assert len(extracted.statements[0].quotes) == 2


def test_a_theme_is_led_by_a_count_and_ends_with_papers_that_are_only_named() -> None:
    extracted = theme([*SCALES, MUTE], "Hive scales")
    said = texts(extracted)
    assert said[0] == "Five papers study hive scales."
    assert len(extracted.statements[0].quotes) == 5
    assert said[-1] == "“Hive scales of old” is also about hive scales."
    assert extracted.left_out == []
    assert not any(one.counted for one in extracted.statements[1:])


def test_the_papers_that_a_lead_counts_come_first() -> None:
    extracted = theme([BUZZER, *SCALES], "Hive scales")
    assert texts(extracted)[0] == "Four of the papers study hive scales."
    assert texts(extracted)[-1].startswith("Buzzer is a box")


def test_a_lead_that_begins_with_a_title_is_not_followed_by_the_same() -> None:
    hidden = "We weigh hives with springs and levers. Hive scales are what this paper proposes."
    papers = [found(f"Garden {n}", f"{hidden} It is {n}.") for n in range(2)]
    said = texts(theme(papers, "Hive scales"))
    for one, other in pairwise(said):
        assert one.split()[:2] != other.split()[:2]


def test_without_a_heading_nothing_leads() -> None:
    assert not any(one.counted for one in theme(SCALES).statements)


def test_a_paper_with_nothing_to_say_is_left_out_with_a_reason() -> None:
    dumb = found("A Wooden Thing", "They hum. We hope so.")
    extracted = theme([HUMMER, dumb])
    assert [left.text for left in extracted.left_out] == ["A Wooden Thing"]
    assert not ExtractiveThemes("bees", Everything()).speaks(dumb)  # type: ignore[arg-type]
    assert ExtractiveThemes("bees", Everything()).speaks(MUTE)  # type: ignore[arg-type]


def test_a_wanted_length_holds_results_back_and_cuts_no_sentence() -> None:
    full, short = theme([HUMMER, BUZZER]), theme([HUMMER, BUZZER], words=5)
    assert [one for one in texts(short) if "93%" in one] == []
    assert any("93%" in one for one in texts(full))
    assert {q.paper_id for s in short.statements for q in s.quotes} == {
        q.paper_id for s in full.statements for q in s.quotes
    }


def test_the_same_sentence_is_not_said_twice() -> None:
    again = found("Bees by Ear, Again", HUMMER.passages[0].text)
    said = texts(theme([HUMMER, again]))
    assert len(said) == len(set(said))
    assert sum("counts bees of a hive by ear" in one for one in said) == 1


PIECES = st.sampled_from(
    [
        *("We", "our", "propose", "show that", "bees", "hum", "Hummer,", "a scale", "that", "is"),
        *("12%", "(1)", "this", "hive scales", "In this paper, we", "Experiments show", "and"),
        *("which", "uses", "it", "To address this,", "This work", "finds", "[3]", "{", "We study"),
    ]
)
SENTENCES = st.lists(PIECES, min_size=2, max_size=14).map(lambda words: " ".join(words) + ".")
ABSTRACTS = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)
MEMBERS = st.lists(st.tuples(st.sampled_from(["Hum", "Hive scales", "Bees: by Ear"]), ABSTRACTS))


@pytest.mark.filterwarnings("ignore")
@given(MEMBERS, st.sampled_from(["", "Hive scales", "Bees and hive scales"]), st.integers(0, 40))
def test_whatever_papers_say_a_theme_quotes_them_and_says_no_we(
    members: list[tuple[str, str]], heading: str, words: int
) -> None:
    papers = [found(f"{title} {n}", text) for n, (title, text) in enumerate(members)]
    extracted = theme(papers, heading, words)
    cited = {quote.paper_id for one in extracted.statements for quote in one.quotes}
    assert not cited & {left.paper_id for left in extracted.left_out}
    assert cited | {left.paper_id for left in extracted.left_out} == {p.paper.id for p in papers}
    for one in extracted.statements:
        assert one.quotes
        assert one.text[-1] in ".!"
        assert not re.search(r"\b(?:we|our|us)\b", one.text, re.IGNORECASE)
        for quote in one.quotes:
            text = next(p.passages[0].text for p in papers if p.paper.id == quote.paper_id)
            assert text[quote.start : quote.start + len(quote.text)] == quote.text
