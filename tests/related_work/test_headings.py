import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reviewer.related_work.headings import headings
from reviewer.text.words import content_words

PAPERS = 1_000


def rare(_: str) -> int:
    return 2


BEES = [
    ("Hummer: Bees by Ear", "A wing microphone hears bees. The wing microphone is cheap."),
    ("Counting by Sound", "We put a wing microphone at each hive. Hives are loud."),
]
SWARMS = [
    ("Swarm Alarms", "A hive scale finds a swarm. The hive scale is read every minute."),
    ("Heavy Boxes", "A hive scale costs four euros. Wind moves a hive scale."),
]


def test_a_heading_is_what_the_papers_of_a_theme_share() -> None:
    assert headings([BEES, SWARMS], "Bees", rare, PAPERS) == ["Wing microphone", "Hive scale"]


def test_a_phrase_of_the_whole_collection_heads_nothing_that_has_another() -> None:
    theme = [
        ("One", "Pollen traps hang low. Queen cages hang high."),
        ("Two", "Pollen traps are new. Queen cages are old."),
    ]

    def common(phrase: str) -> int:
        return 500 if "queen" in phrase.casefold() else 2

    assert headings([theme], "Bees", common, PAPERS) == ["Pollen traps"]
    assert headings([[("One", "Queen cages.")] * 2], "Bees", common, PAPERS) == ["Queen cages"]


def test_the_phrase_nearest_to_the_theme_is_preferred() -> None:
    theme = [
        ("One", "Pollen traps hang low. Queen cages hang high."),
        ("Two", "Pollen traps are new. Queen cages are old."),
    ]

    def nearness(phrases: list[str]) -> NDArray[np.float64]:
        return np.array([2 * [1.0 if "queen" in one.casefold() else 0.0] for one in phrases])

    assert headings([theme], "Bees", rare, PAPERS, nearness) == ["Queen cages"]


def test_a_part_of_a_longer_phrase_is_no_heading() -> None:
    theme = [
        ("One", "Direct pollen transfer happens at night."),
        ("Two", "We film direct pollen transfer by day."),
    ]
    assert headings([theme], "Bees", rare, PAPERS) == ["Direct pollen transfer"]


def test_acronyms_keep_their_capitals_and_titles_lose_theirs() -> None:
    theme = [("Seasonal Hive Migration Patterns", "Nothing is shared by it.")]
    assert headings([theme], "Bees", rare, PAPERS)[0] in (
        "Hive migration patterns",
        "Seasonal hive migration patterns",
    )
    theme = [("One", "An RFID reader is old."), ("Two", "The RFID reader is new.")]
    assert headings([theme], "Bees", rare, PAPERS) == ["RFID reader"]


def test_themes_without_a_phrase_of_their_own_are_headed_by_the_topic_and_then_a_title() -> None:
    bare = [("Bees", "Bees. Bees."), ("Hives", "Hives. Hives.")]
    assert headings([bare, bare[::-1]], "What bees do", rare, PAPERS) == ["What bees do", "Hives"]


WORDS = st.sampled_from(
    [
        *("wing", "pollen", "queen", "microphone", "scale", "hive", "winter", "of", "the", "and"),
        *("new", "rapidly", "noisy", "RFID", "DeepHive", "learning", "tracking"),
    ]
)
TEXT = st.lists(WORDS, min_size=3, max_size=25).map(lambda words: " ".join(words) + ".")
THEMES = st.lists(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), min_size=1, max_size=5)


@given(THEMES)
def test_headings_stand_in_their_papers_and_no_two_are_alike(
    themes: list[list[tuple[str, str]]],
) -> None:
    found = headings(themes, "What bees do", rare, PAPERS)
    assert len(found) == len(themes)
    firsts = []
    for heading, papers in zip(found, themes, strict=True):
        if heading in ("What bees do", papers[0][0][0].upper() + papers[0][0][1:]):
            continue
        texts = [f"{title}\n{abstract}".casefold() for title, abstract in papers]
        parts = heading.split(" and ")
        assert len(parts) <= 2
        for part in parts:
            assert 2 <= len(part.split()) <= 4
            assert any(part.casefold() in text for text in texts)
        firsts.append(set(content_words(parts[0])))
    assert all(not one <= other for i, one in enumerate(firsts) for other in firsts[i + 1 :])


def test_two_papers_that_share_no_phrase_are_headed_by_one_of_each() -> None:
    theme = [("Honey flow at dusk", "Loud."), ("A pollen trap for roofs", "Cheap.")]
    assert headings([theme], "Bees", rare, PAPERS) in (
        ["Honey flow and pollen trap"],
        ["Pollen trap and honey flow"],
    )


def test_a_phrase_that_others_use_is_preferred_to_a_coinage() -> None:
    theme = [("Moonlit hive gazing", "Bees rest. We study honey flow."), ("Dusk", "They rest.")]

    def used(phrase: str) -> int:
        return 20 if "honey" in phrase.casefold() else 1

    def nearness(phrases: list[str]) -> NDArray[np.float64]:
        return np.full((len(phrases), 2), 0.5)

    assert headings([theme], "Bees", used, PAPERS, nearness) == ["Honey flow"]


def test_what_is_said_of_anything_heads_nothing_that_has_another() -> None:
    theme = [
        ("One", "Machine learning finds the hive scale."),
        ("Two", "A hive scale needs machine learning."),
    ]
    assert headings([theme], "Bees", rare, PAPERS) == ["Hive scale"]


def test_the_larger_theme_chooses_first() -> None:
    small = [("One", "Queen cages are old."), ("Two", "Queen cages are new.")]
    large = [*small, ("Three", "Queen cages are cheap.")]
    assert headings([small, large], "Bees", rare, PAPERS) == ["Bees", "Queen cages"]


def test_a_phrase_is_spelled_as_most_papers_do() -> None:
    theme = [
        *(("One", "A pollen trap hangs low."), ("Two", "Pollen traps hang high.")),
        *(("Three", "Pollen traps are new."), ("Four", "Nothing hangs.")),
    ]
    assert headings([theme], "Bees", rare, PAPERS) == ["Pollen traps"]


def test_the_end_of_a_longer_name_is_no_heading() -> None:
    theme = [
        ("One", "Visual hive inspection is slow."),
        ("Two", "A visual hive inspection takes an hour."),
    ]
    assert headings([theme], "Bees", rare, PAPERS) == ["Visual hive inspection"]


def test_the_spellings_of_two_countries_are_one_phrase() -> None:
    theme = [
        ("One", "We do swarm optimisation."),
        ("Two", "Here is swarm optimization."),
    ]
    assert headings([theme], "Bees", rare, PAPERS)[0] in (
        "Swarm optimisation",
        "Swarm optimization",
    )
