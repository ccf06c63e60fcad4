"""Scores to an order: what moves, what stays, and what passages say of it afterwards."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import EngineScore, Passage
from reviewer.reranking import rerank
from tests.passages import passage

PASSAGES = [passage(n, f"Paper {n}", f"It is about {n}.") for n in range(1, 7)]


class Fixed:
    """A reranker whose scores the test gives; it remembers what it was asked."""

    name = "fixed"

    def __init__(self, scores: Sequence[float]) -> None:
        self.scores = list(scores)
        self.asked: list[tuple[str, list[str]]] = []

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((query, list(texts)))
        return self.scores


def unheard(notice: str) -> None:
    """For notices that a test does not look at."""


def ids(passages: Sequence[Passage]) -> list[str]:
    return [one.chunk_id for one in passages]


def test_the_first_candidates_are_reordered_and_the_others_stay_behind_them() -> None:
    reranker = Fixed([0.2, 0.9, 0.5])
    found = rerank(reranker, "what?", PASSAGES, 3)
    assert ids(found) == ["chunk2", "chunk3", "chunk1", "chunk4", "chunk5", "chunk6"]
    assert [one.rank for one in found] == [1, 2, 3, 4, 5, 6]
    assert [one.score for one in found[:3]] == [0.9, 0.5, 0.2]
    assert found[3].score == pytest.approx(0.2 * PASSAGES[3].score)
    texts = [f"Paper {n}\nIt is about {n}." for n in (1, 2, 3)]
    assert reranker.asked == [("what?", texts)]


def test_what_the_reranker_said_stands_beside_what_the_engines_said() -> None:
    bm25 = EngineScore(engine="BM25", score=3.5, rank=1)
    first = PASSAGES[0].model_copy(update={"engines": (bm25,)})
    found = rerank(Fixed([-7.5, 4.0]), "what?", [first, *PASSAGES[1:]], 2)
    assert found[1].engines == (bm25, EngineScore(engine="fixed", score=-7.5, rank=2))
    assert found[0].engines == (EngineScore(engine="fixed", score=4.0, rank=1),)
    assert found[2].engines == ()


def test_logits_become_probabilities_and_probabilities_stay() -> None:
    found = rerank(Fixed([0.0, 1000.0, -1000.0]), "what?", PASSAGES[:3], 3)
    assert [one.score for one in found] == [1.0, 0.5, 0.0]
    found = rerank(Fixed([0.0, 1.0, 0.25]), "what?", PASSAGES[:3], 3)
    assert [one.score for one in found] == [1.0, 0.25, 0.0]


def test_equal_scores_keep_the_order_they_had() -> None:
    assert ids(rerank(Fixed([0.5] * 6), "what?", PASSAGES, 6)) == ids(PASSAGES)


@pytest.mark.parametrize("count", [0, 1])
def test_what_cannot_be_reordered_is_not_sent(count: int) -> None:
    reranker = Fixed([])
    assert rerank(reranker, "what?", PASSAGES[:count], 50) == PASSAGES[:count]
    assert reranker.asked == []


def test_a_passage_that_is_but_a_title_is_that_title_once() -> None:
    reranker = Fixed([0.5, 0.6])
    rerank(reranker, "what?", [passage(1, "Bees", "Bees"), passage(2, "Eels", "Swim.")], 9)
    assert reranker.asked[0][1] == ["Bees", "Eels\nSwim."]


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=6, max_size=6),
    st.integers(2, 9),
)
def test_no_score_loses_a_passage_or_leaves_the_range(scores: list[float], most: int) -> None:
    found = rerank(Fixed(scores[: min(most, 6)]), "what?", PASSAGES, most)
    assert sorted(ids(found)) == ids(PASSAGES)
    assert ids(found[most:]) == ids(PASSAGES[most:])
    assert [one.rank for one in found] == [1, 2, 3, 4, 5, 6]
    assert all(0 <= one.score <= 1 for one in found)
    falling = [one.score for one in found]
    assert falling == sorted(falling, reverse=True)
