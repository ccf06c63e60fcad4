import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reviewer.related_work.clustering import group, headings, text_vectors
from reviewer.text.words import content_words
from tests.hashing import HashingEmbedder


def around(centre: int, count: int, seed: int, dimension: int = 12) -> NDArray[np.float64]:
    """Unit rows near one axis."""
    rows = np.random.default_rng(seed).normal(0, 0.1, (count, dimension))
    rows[:, centre] += 1
    unit: NDArray[np.float64] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def rare(_: str) -> float:
    return 3.0


def test_papers_near_each_other_share_a_group() -> None:
    vectors = np.vstack([around(0, 4, 1), around(3, 3, 2), around(7, 5, 3)])
    assert group(vectors, 6) == [[0, 1, 2, 3], [4, 5, 6], [7, 8, 9, 10, 11]]


@pytest.mark.parametrize("papers", [0, 1, 2, 3])
def test_up_to_three_papers_are_one_group(papers: int) -> None:
    assert group(around(0, papers, 1), 6) == [list(range(papers))]


def test_a_paper_that_stands_apart_takes_its_nearest_with_it() -> None:
    vectors = np.vstack([around(0, 4, 1), around(9, 1, 2)])
    vectors[4] += 0.4 * vectors[2]
    vectors[4] /= np.linalg.norm(vectors[4])
    groups = group(vectors, 6)
    assert sorted(map(len, groups)) == [2, 3]
    assert any(set(one) == {2, 4} for one in groups)


@given(st.integers(4, 24), st.integers(2, 6), st.integers(0, 10_000))
def test_every_paper_is_in_one_of_two_to_most_groups_of_two_or_more(
    papers: int, most: int, seed: int
) -> None:
    rows = np.random.default_rng(seed).normal(size=(papers, 5))
    vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    groups = group(vectors, most)
    assert sorted(i for one in groups for i in one) == list(range(papers))
    assert 2 <= len(groups) <= most
    assert min(map(len, groups)) >= 2
    assert all(one == sorted(one) for one in groups)
    assert group(vectors, most) == groups


@pytest.mark.parametrize("papers", [4, 9])
def test_papers_that_are_all_alike_or_have_no_word_are_grouped_without_a_fuss(papers: int) -> None:
    for vectors in (np.ones((papers, 3)) / 3**0.5, np.zeros((papers, 1))):
        groups = group(vectors, 6)
        assert sorted(i for one in groups for i in one) == list(range(papers))


BEES = [
    ("Hummer: Bees by Ear", "A wing microphone hears bees. The wing microphone is cheap."),
    ("Counting by Sound", "We put a wing microphone at each hive. Hives are loud."),
]
SWARMS = [
    ("Swarm Alarms", "A hive scale finds a swarm. The hive scale is read every minute."),
    ("Heavy Boxes", "A hive scale costs four euros. Wind moves a hive scale."),
]


def test_a_heading_is_what_the_papers_of_a_theme_share() -> None:
    assert headings([BEES, SWARMS], "Bees", rare) == ["Wing microphone", "Hive scale"]


def test_a_phrase_of_the_whole_collection_heads_nothing_that_has_another() -> None:
    theme = [
        ("One", "Pollen traps hang low. Queen cages hang high."),
        ("Two", "Pollen traps are new. Queen cages are old."),
    ]

    def common(phrase: str) -> float:
        return 0.1 if "queen" in phrase.casefold() else 3.0

    assert headings([theme], "Bees", common) == ["Pollen traps"]
    assert headings([[("One", "Queen cages.")] * 2], "Bees", common) == ["Queen cages"]


def test_the_phrase_nearest_to_the_theme_is_preferred() -> None:
    theme = [
        ("One", "Pollen traps hang low. Queen cages hang high."),
        ("Two", "Pollen traps are new. Queen cages are old."),
    ]

    def closeness(phrases: list[str]) -> NDArray[np.float64]:
        return np.array([[1.0 if "queen" in phrase.casefold() else 0.0] for phrase in phrases])

    assert headings([theme], "Bees", rare, closeness) == ["Queen cages"]


def test_a_part_of_a_longer_phrase_is_no_heading() -> None:
    theme = [
        ("One", "Direct pollen transfer happens at night."),
        ("Two", "We film direct pollen transfer by day."),
    ]
    assert headings([theme], "Bees", rare) == ["Direct pollen transfer"]


def test_acronyms_keep_their_capitals_and_titles_lose_theirs() -> None:
    theme = [("Seasonal Hive Migration Patterns", "Nothing is shared by it.")]
    assert headings([theme], "Bees", rare)[0] in (
        "Hive migration patterns",
        "Seasonal hive migration patterns",
    )
    theme = [("One", "An RFID reader is old."), ("Two", "The RFID reader is new.")]
    assert headings([theme], "Bees", rare) == ["RFID reader"]


def test_themes_without_a_phrase_of_their_own_are_headed_by_the_topic_and_then_a_title() -> None:
    bare = [("Bees", "Bees. Bees."), ("Hives", "Hives. Hives.")]
    assert headings([bare, bare[::-1]], "What bees do", rare) == ["What bees do", "Hives"]


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
    found = headings(themes, "What bees do", rare)
    assert len(found) == len(themes)
    phrases = []
    for heading, papers in zip(found, themes, strict=True):
        if heading == "What bees do" or heading == papers[0][0]:
            continue
        phrases.append(heading)
        assert 2 <= len(heading.split()) <= 4
        texts = [f"{title}\n{abstract}".casefold() for title, abstract in papers]
        assert any(heading.casefold() in text for text in texts)
    stems = [set(content_words(phrase)) for phrase in phrases]
    assert all(not one <= other for i, one in enumerate(stems) for other in stems[i + 1 :])
    assert len({phrase.casefold() for phrase in phrases}) == len(phrases)


def test_texts_have_unit_vectors_with_an_embedder_and_without() -> None:
    texts = ["bees hum in June", "bees hum in May", "a scale weighs hives"]
    for vectors in (text_vectors(texts, HashingEmbedder()), text_vectors(texts, None)):
        assert vectors.shape[0] == 3
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
        assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_texts_without_a_word_that_means_something_have_vectors_of_zeros() -> None:
    vectors = text_vectors(["the", "?", ""], None)
    assert vectors.shape[0] == 3
    assert not vectors.any()
