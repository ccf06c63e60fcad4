import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reviewer.retrieval.rounds import (
    BEST_PARTS,
    FEEDBACK,
    WHOLE,
    Floats,
    best_columns,
    combine,
    mean_cosines,
    middle,
    query_scores,
    second_round,
    spread,
    word_scores,
)

SCORES = st.integers(1, 6).flatmap(
    lambda rows: arrays(np.float32, (rows, 7), elements=st.floats(0, 1, width=32))
)


def row(*values: float) -> Floats:
    return np.array(values, np.float32)


def test_a_chunk_that_a_full_list_of_words_left_out_scores_like_its_last() -> None:
    columns = {"a": 0, "b": 1, "c": 2}
    found = [("b", 8.0), ("a", 2.0)]
    assert word_scores(found, columns, full=True).tolist() == [0.25, 1.0, 0.25]
    assert word_scores(found, columns, full=False).tolist() == [0.25, 1.0, 0.0]


def test_no_word_found_is_no_score() -> None:
    assert word_scores([], {"a": 0, "b": 1}, full=False).tolist() == [0, 0]
    assert word_scores([("gone", 3.0)], {"a": 0}, full=False).tolist() == [0]


def test_a_query_s_scores_are_the_convex_combination_worked_by_hand() -> None:
    """Cosines .9 .6 .5 become 1 .25 0."""
    scores = query_scores(np.array([[0.9, 0.6, 0.5]], np.float32), row(0, 1, 0.25)[None], 0.6)
    assert scores[0].tolist() == pytest.approx([0.6, 0.6 * 0.25 + 0.4, 0.4 * 0.25], abs=1e-6)


def test_the_whole_text_and_its_best_parts_share_the_score() -> None:
    whole = [0.5, 0.5]
    parts = [[1.0, 0.0], [0.8, 0.0], [0.6, 0.9], [0.1, 0.1]]
    combined = combine(np.array([whole, *parts], np.float32))
    assert BEST_PARTS == 2
    expected = [WHOLE * 0.5 + (1 - WHOLE) * 0.9, WHOLE * 0.5 + (1 - WHOLE) * 0.5]
    assert combined.scores.tolist() == pytest.approx(expected)
    assert combined.queries.tolist() == [1, 3]


def test_fewer_parts_than_are_counted_are_all_counted() -> None:
    combined = combine(np.array([[0.0], [1.0], [0.5]], np.float32))
    assert combined.scores.tolist() == pytest.approx([(1 - WHOLE) * 0.75])


def test_one_query_alone_keeps_its_scores() -> None:
    combined = combine(row(0.3, 0.2)[None])
    assert combined.scores.tolist() == pytest.approx([0.3, 0.2])
    assert combined.queries.tolist() == [0, 0]


@given(SCORES)
def test_a_combined_score_lies_within_what_the_queries_gave(scores: Floats) -> None:
    combined = combine(scores).scores
    assert (combined >= scores.min(axis=0) - 1e-6).all()
    assert (combined <= scores.max(axis=0) + 1e-6).all()


def test_the_best_columns_are_one_a_paper_and_ties_go_by_id() -> None:
    papers = ["p", "p", "q", "r", "s"]
    ids = ["p:0", "p:1", "q:0", "r:0", "s:0"]
    scores = row(0.9, 0.8, 0.5, 0.7, 0.5)
    assert best_columns(scores, papers, ids, 3) == [0, 3, 2]
    assert best_columns(scores, papers, ids, 9) == [0, 3, 2, 4]


def test_a_paper_of_many_good_chunks_does_not_hide_the_others() -> None:
    papers = ["long"] * 300 + ["one", "two"]
    ids = [f"{paper}:{n:03}" for n, paper in enumerate(papers)]
    scores = np.array([0.9] * 300 + [0.2, 0.1], np.float32)
    assert best_columns(scores, papers, ids, 3) == [0, 300, 301]


def test_the_middle_leans_to_the_paper_that_scored_best() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    towards = middle(vectors, np.array([0, 2, 3]), row(1.0, 0.5))
    assert towards.tolist() == pytest.approx([8 / 65**0.5, 1 / 65**0.5])
    assert np.linalg.norm(middle(-vectors, np.array([0, 2, 3]), row(0, 0))) == 0


def test_a_chunk_is_as_near_as_its_windows_are_on_average() -> None:
    assert mean_cosines(row(0.2, 0.6, 0.9), np.array([0, 2, 3])).tolist() == pytest.approx(
        [0.4, 0.9]
    )


def test_what_is_near_the_best_papers_rises() -> None:
    scores = second_round(row(0.8, 0.6, 0.59), row(0.9, 0.1, 0.5), FEEDBACK)
    assert scores.tolist() == pytest.approx(
        [
            (1 - FEEDBACK) * 0.8 + FEEDBACK,
            (1 - FEEDBACK) * 0.6,
            (1 - FEEDBACK) * 0.59 + FEEDBACK * 0.5,
        ]
    )
    assert scores.argsort().tolist() == [1, 2, 0]


@given(SCORES)
def test_spread_keeps_the_order_and_reaches_from_0_to_1(scores: Floats) -> None:
    spreaded = spread(scores)
    assert ((spreaded >= 0) & (spreaded <= 1)).all()
    assert (spreaded.max(axis=1) == 1).all()
    for before, after in zip(scores, spreaded, strict=True):
        assert (np.diff(after[np.argsort(before, kind="stable")]) >= 0).all()


def test_nothing_found_stays_nothing() -> None:
    nothing = np.empty((2, 0), np.float32)
    assert query_scores(nothing, nothing, 0.6).shape == (2, 0)
    assert combine(nothing).scores.shape == (0,)
    assert best_columns(nothing[0], [], []) == []
