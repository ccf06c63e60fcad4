import pytest

from reviewer.models import Paper
from reviewer.related_work.wording import (
    Opening,
    names_in,
    noted,
    paper_name,
    subject_of,
    wordings,
)


def paper(title: str, *authors: str, **fields: object) -> Paper:
    values = {"id": title, "title": title, "authors": authors, **fields}
    return Paper.model_validate(values)


HUMMER = "We propose Hummer, a microphone that counts bees by ear."
OPENINGS = [Opening.SYSTEM, Opening.TITLE, Opening.AUTHORS, Opening.INSIDE]


def test_a_sentence_is_said_by_its_system_its_title_and_its_authors() -> None:
    said = wordings(paper("Bees by Ear"), HUMMER)
    assert [one.opening for one in said] == OPENINGS
    assert [one.text for one in said] == [
        "Hummer is a microphone that counts bees by ear.",
        "“Bees by Ear” proposes Hummer, a microphone that counts bees by ear.",
        "The authors of “Bees by Ear” propose Hummer, a microphone that counts bees by ear.",
        "In “Bees by Ear”, the authors propose Hummer, a microphone that counts bees by ear.",
    ]


def test_a_name_that_two_papers_give_is_not_enough_to_name_one() -> None:
    one = paper("Hummer: Bees by Ear", abstract=HUMMER)
    other = paper("A Humming Unit", abstract="We build a Huge Unit (HUM) and HUM2. See Hummer.")
    shared = frozenset({"Hummer"})
    texts = [said.text for said in wordings(one, HUMMER, shared)]
    assert texts
    assert all("“Hummer: Bees by Ear”" in text for text in texts)
    assert names_in([one, other]).shared == frozenset()
    third = paper("HUM: Hives at Night", abstract="Bees are loud.")
    assert names_in([one, other, third]).shared == {"HUM"}


def test_a_title_that_is_a_name_is_said_in_full_where_the_sentence_has_the_name() -> None:
    titled = paper("Hummer: Bees by Ear")
    assert wordings(titled, HUMMER)[1].text.startswith("“Hummer: Bees by Ear” proposes Hummer")
    other = "We propose a microphone that counts bees by ear."
    assert wordings(titled, other)[0].text.startswith("“Hummer” proposes a microphone")


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (
            "A scale for hives in gardens is proposed.",
            "In “Bees by Ear”, a scale for hives in gardens is proposed.",
        ),
        (
            "The main contribution of this paper is a scale for hives.",
            "The main contribution of “Bees by Ear” is a scale for hives.",
        ),
        (
            "For hives at night, this paper describes a new scale.",
            "For hives at night, “Bees by Ear” describes a new scale.",
        ),
    ],
)
def test_a_sentence_without_an_author_is_said_of_the_title(sentence: str, text: str) -> None:
    assert [said.text for said in wordings(paper("Bees by Ear"), sentence)] == [text]


def test_what_holds_anyway_is_noted_by_the_paper() -> None:
    sentence = "Loud bees are hard to count in a garden."
    assert wordings(paper("Bees by Ear"), sentence) == []
    assert [said.text for said in noted(paper("Bees by Ear"), sentence)] == [
        "“Bees by Ear” notes that loud bees are hard to count in a garden."
    ]
    assert noted(paper("Bees", "Mira Holt", "Jonas Beck", year=2019), sentence)[0].text == (
        "Holt and Beck (2019) note that loud bees are hard to count in a garden."
    )
    assert noted(paper("Bees", "Mira Holt", year=2019), sentence)[0].text.startswith(
        "Holt (2019) notes that"
    )
    assert noted(paper("Bees by Ear"), "We count the loud bees of a garden.") == []


@pytest.mark.parametrize(
    ("authors", "subject"),
    [
        (("Holt, Mira", "Beck, Jonas"), "Holt and Beck"),
        (("Mira Holt Jr.",), "Holt"),
        (("Ana van der Berg",), "van der Berg"),
        (("van der Berg, Ana", "Holt, M.", "Beck, J."), "van der Berg et al."),
    ],
)
def test_authors_are_called_by_their_family_names(authors: tuple[str, ...], subject: str) -> None:
    assert subject_of(paper("Bees", *authors)) == subject


def test_a_sentence_that_has_little_but_a_name_says_nothing() -> None:
    assert (
        wordings(paper("Bees by Ear"), "To address this, we propose a method named Hummer.") == []
    )


def test_the_number_of_a_part_is_no_title() -> None:
    said = wordings(paper("Part I: Bees by Ear"), HUMMER)
    assert "“Part I: Bees by Ear” proposes Hummer" in said[1].text
    said = wordings(paper("Loud Hives: Bees by Ear"), HUMMER)
    assert "“Loud Hives” proposes Hummer" in said[1].text


def test_what_is_proposed_is_said_of_the_title_where_no_author_is_left() -> None:
    sentence = "Contrary to old scales, our method weighs hives at night."
    assert [said.text for said in wordings(paper("Weighing Swarms"), sentence)] == [
        "In “Weighing Swarms”, contrary to old scales, the proposed method weighs hives at night."
    ]


def test_a_sentence_inside_a_title_begins_in_no_other_place_and_adds_nothing() -> None:
    title = paper("Weighing Swarms")
    assert wordings(title, "In summer gardens, our method weighs hives at night.") == []
    assert wordings(title, "In our loud gardens, bees of nine hives hum.") == []
    assert wordings(title, "Our method also weighs the hives of gardens.")[0].text == (
        "In “Weighing Swarms”, the proposed method weighs the hives of gardens."
    )


def test_what_a_paper_made_speaks_for_itself_by_the_name_the_paper_gives_it() -> None:
    abstract = "We propose a loud hive network, namely HumNET."
    hums = paper("Weighing Swarms", abstract=abstract)
    text = "At night, HumNET weighs the loud hives of a garden."
    assert [(said.text, said.opening) for said in wordings(hums, text)] == [(text, Opening.SYSTEM)]
    assert wordings(paper("Weighing Swarms"), text) == []
    assert wordings(hums, text, frozenset({"HumNET"})) == []


def test_a_line_that_repeats_the_title_is_no_sentence_of_the_paper() -> None:
    title = "Swarmer: Weighing Swarms in Old Gardens"
    for line in (f"{title}.", f"{title} Holt is a keeper and weighs the swarms of nine gardens."):
        assert wordings(paper(title), line) == []
        assert noted(paper(title), line) == []


def test_a_long_sentence_is_said_without_what_it_only_adds() -> None:
    long = (
        "We propose Hummer, a cheap microphone that counts the loud bees of old and new hives by "
        "their hum on warm days in spring and in summer and in the autumn of the year, which the "
        "keepers of the valley did with a stick."
    )
    assert wordings(paper("Bees by Ear"), long)[0].text == (
        "Hummer is a cheap microphone that counts the loud bees of old and new hives by their hum "
        "on warm days in spring and in summer and in the autumn of the year."
    )


def test_papers_are_listed_by_their_authors_or_titles() -> None:
    assert paper_name(paper("Loud Hives: Bees by Ear")) == "“Loud Hives”"
    assert paper_name(paper("Bees", "Mira Holt", year=2019)) == "Holt (2019)"
