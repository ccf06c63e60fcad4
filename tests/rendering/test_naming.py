"""Where a sentence names the authors of what it cites, and what is only alike."""

import pytest

from reviewer.related_work.wording import subject_of
from reviewer.rendering.naming import Label, label_of, named
from reviewer.rendering.people import People, name_of, people
from reviewer.rendering.raw_entries import RawEntry
from tests.rendering.drafts import MAXIMUM, PI, paper
from tests.rendering.nouns import TEA

LEAF = {"tea": label_of(TEA)}


def places(body: str, labels: dict[str, Label] = LEAF) -> list[str]:
    return [body[place.start : place.end] for place in named(body, labels)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Leaf et al. (2021) find it", "Leaf et al. (2021)"),
        ("Leaf et al., (2021) find it", "Leaf et al., (2021)"),
        ("Leaf et al. find it", "Leaf et al."),
        ("Later, Leaf et al. (2021)", "Leaf et al. (2021)"),
        ("In Leaf et al. (2021), it is", "Leaf et al. (2021)"),
        ("Leaf et al. (2021)'s kettle and that of Leaf et al. (2021)", "Leaf et al. (2021)"),
    ],
)
def test_authors_are_found_as_a_citation_prints_them(body: str, found: str) -> None:
    assert places(body) == [found]


@pytest.mark.parametrize(
    "body",
    [
        "Leaf et al. (2020) find it",
        "Later, Leaf et al. find it",
        "Leaf and Cup (2021) find it",
        "Ada Leaf et al. (2021) find it",
        "Pot and Leaf et al. (2021) find it",
        "Oakleaf et al. (2021) find it",
        "van Leaf-Leaf et al. (2021) find it",
        "Leaf et al. (2021)b find it",
        "Leaf et al.'s kettle",
        "leaf et al. (2021)",
    ],
)
def test_another_year_other_people_or_a_longer_name_are_not(body: str) -> None:
    assert places(body) == []


def test_one_author_is_named_only_with_a_year() -> None:
    labels = {"x": Label("Long", 2023)}
    assert places("Long prompts, says Long (2023), fail", labels) == ["Long (2023)"]
    assert places("Long says", labels) == []
    group = {"x": Label("Gemini Team", 2023)}
    assert places("Gemini Team is", group) == []
    assert places("Gemini Team (2023) is", group) == ["Gemini Team (2023)"]


def test_papers_that_would_be_named_alike_are_not_told_apart() -> None:
    twins = {"x": Label("Leaf et al.", 2021), "y": Label("Leaf et al.", 2021)}
    assert places("Leaf et al. (2021) find it", twins) == []


def test_each_paper_is_named_once_and_in_order() -> None:
    labels = LEAF | {"x": Label("Long", 2023), "y": Label("Cup", None)}
    body = "Leaf et al. (2021) and later Long (2023), Long (2023) again, Cup (1999)"
    assert places(body, labels) == ["Leaf et al. (2021)", "Long (2023)"]


def test_a_label_is_of_the_record_or_of_the_own_entry() -> None:
    assert label_of(MAXIMUM) == Label("Müller et al.", None)
    assert label_of(PI) == Label("", 2024)
    own = RawEntry("@misc{k, author = {Bo Cup and others}, year = 1999}")
    assert label_of(TEA, own) == Label("Cup et al.", 1999)
    names = RawEntry(
        "@misc{k, author = who # { and Pot, Cy}, date = {2020-01}}",
        before=(("who", '@string{who = "van der Leaf, Ada"}'),),
    )
    assert label_of(TEA, names) == Label("van der Leaf and Pot", 2020)
    assert label_of(TEA, RawEntry("@misc{k, editor = {A B}}")) == Label("", None)
    assert label_of(TEA, RawEntry("@misc{never closed")) == Label("", None)


def test_names_are_parted_as_bibtex_parts_them() -> None:
    berg = name_of("Ada M. van der Berg Jr.")
    assert (berg.given, berg.particle, berg.family) == ("Ada M.", "van der", "Berg")
    assert (berg.suffix, berg.cited) == ("Jr.", "van der Berg")
    assert name_of("DeepSeek-AI").family == "DeepSeek-AI"
    assert name_of("王小明").cited == "王小明"
    assert name_of("ana ruiz").cited == "ana ruiz"
    for held in ("Tea, Cup and Sons", "Team 7", "others", "A, B Jr."):
        assert name_of(held).whole
        assert name_of(held).cited == held


def test_one_two_and_more_authors_have_their_label() -> None:
    assert people(["Ada Leaf"]).label == "Leaf"
    assert people(["Ada Leaf", "Bo Cup"]).label == "Leaf and Cup"
    assert people(["Ada Leaf"], others=True).label == "Leaf et al."
    assert people(["A", " ", "\x1b[0m"]) == People((name_of("A"),))
    assert people([]).label == ""


@pytest.mark.parametrize(
    "authors",
    [
        ("Sang-hyun Kim",),
        ("Ada van der Berg", "José Núñez-Ørsted"),
        ("DeepSeek-AI", "Bo Cup", "Cy Pot"),
        ("Ann O'Hara Jr.",),
        ("王小明", "Анна Чайкина"),
    ],
)
def test_what_a_draft_calls_authors_is_what_a_citation_prints(authors: tuple[str, ...]) -> None:
    one = paper("x", "T", authors=authors, year=2020)
    assert subject_of(one) == f"{label_of(one).authors} (2020)"
