"""Which stretches of a draft are its abstract, its introduction and its related work."""

import pytest

from reviewer.models import SectionKind
from reviewer.own_work.outline import LONGEST_INTRODUCTION, divided
from reviewer.own_work.work import Block

BODY = SectionKind.BODY


@pytest.mark.parametrize(
    "heading",
    [
        *("Related Work", "2 RELATED WORKS", "II. Related work", "Background and Related Work"),
        *("Prior work on seals", "Literature review", "Existing approaches", "State-of-the-art"),
        *("Related Literature and Theory", "Stand der Forschung", "Chapter 2: Previous research"),
    ],
)
def test_headings_of_related_work(heading: str) -> None:
    assert divided([Block(BODY, "Drones.", heading)]).related_work == "Drones."


@pytest.mark.parametrize(
    "heading", ["Comparison with prior work", "Method", "Prior work" + " on" * 99]
)
def test_headings_of_other_sections(heading: str) -> None:
    assert divided([Block(BODY, "Drones.", heading)]).related_work == ""


def test_what_is_below_a_heading_belongs_to_it_until_the_next_of_its_level() -> None:
    found = divided(
        [
            Block(BODY, "a", "1 Introduction"),
            Block(BODY, "b", "1.1 Seals"),
            Block(BODY, "c", "2 Related work"),
            Block(BODY, "d", "2.1 Boats"),
            Block(BODY, "e", "2.2 Drones"),
            Block(BODY, "f", "3 Method"),
            Block(BODY, "g", "3.1 Rope"),
        ]
    )
    assert (found.introduction, found.related_work) == ("a\n\nb", "c\n\nd\n\ne")


def test_thanks_and_references_are_no_part_of_what_stands_above_them() -> None:
    found = divided(
        [
            Block(BODY, "a", "Introduction", 2),
            Block(SectionKind.ACKNOWLEDGEMENTS, "b", "Thanks", 3),
            Block(BODY, "c"),
        ]
    )
    assert found.introduction == "a"


def test_without_an_introduction_the_first_section_stands_for_it() -> None:
    found = divided(
        [
            Block(SectionKind.ABSTRACT, "a"),
            Block(BODY, "b", "Related work", 2),
            Block(BODY, "c", "Seals and the sea", 2),
            Block(BODY, "d", "Method", 2),
        ]
    )
    assert (found.abstract, found.introduction) == ("a", "c")


def test_a_part_longer_than_one_can_be_is_cut_between_words() -> None:
    found = divided([Block(BODY, "seal " * LONGEST_INTRODUCTION, "Introduction")])
    assert found.is_cut
    assert len(found.introduction) <= LONGEST_INTRODUCTION
    assert found.introduction.endswith("seal")
