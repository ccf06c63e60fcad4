import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reviewer.related_work.clustering import group, text_vectors
from tests.hashing import HashingEmbedder


def around(centre: int, count: int, seed: int, dimension: int = 12) -> NDArray[np.float64]:
    """Unit rows near one axis."""
    rows = np.random.default_rng(seed).normal(0, 0.1, (count, dimension))
    rows[:, centre] += 1
    unit: NDArray[np.float64] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


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
