"""nDCG, recall and reciprocal rank against cases worked by hand, and against trec_eval."""

import math
import random

import pytest

from reviewer.evaluation.measures import figures, measures_to, ndcg, recall, reciprocal_rank


def test_ndcg_of_a_ranking_worked_by_hand() -> None:
    # Gains 0, 3, 1 at ranks 1 to 3; at best 3, 2, 1.
    gained = 3 / math.log2(3) + 1 / math.log2(4)
    best = 3 / 1 + 2 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(["x", "a", "c"], {"a": 3, "b": 2, "c": 1}, 10) == pytest.approx(gained / best)


def test_ndcg_is_one_for_the_best_order_and_looks_no_further_than_k() -> None:
    grades = {"a": 2, "b": 1}
    assert ndcg(["a", "b"], grades, 10) == 1.0
    assert ndcg(["x", "a"], grades, 1) == 0.0
    # At best one document fits within k = 1, so the second relevant one is not missed.
    assert ndcg(["a"], grades, 1) == 1.0


def test_a_grade_below_zero_is_not_relevant_and_takes_nothing_away() -> None:
    grades = {"a": 1, "bad": -3}
    assert ndcg(["bad", "a"], grades, 10) == pytest.approx(1 / math.log2(3))
    assert recall(["bad"], grades, 10) == 0.0
    assert reciprocal_rank(["bad", "a"], grades) == 0.5


def test_recall_is_the_share_of_the_relevant_found() -> None:
    grades = {"a": 1, "b": 1, "c": 1, "d": 0}
    assert recall(["a", "x", "b", "c"], grades, 3) == pytest.approx(2 / 3)


def test_the_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], {"a": 1, "b": 1}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], {"a": 1}) == 0.0


def test_a_query_without_anything_relevant_has_zeros() -> None:
    assert set(figures(["a"], {"a": 0}, 100).values()) == {0.0}


def test_a_measure_that_the_depth_does_not_reach_is_not_given() -> None:
    assert measures_to(5) == ("MRR",)
    assert measures_to(10) == ("nDCG@10", "recall@10", "MRR")
    assert list(figures(["a"], {"a": 1}, 100)) == ["nDCG@10", "recall@10", "recall@100", "MRR"]


def test_the_reciprocal_rank_ends_at_the_depth() -> None:
    assert figures(["x", "x2", "a"], {"a": 1}, 2) == {"MRR": 0.0}


def test_every_measure_is_that_of_trec_eval() -> None:
    trec = pytest.importorskip("pytrec_eval", reason="pytrec-eval-terrier is not installed")
    chance = random.Random(4)
    documents = [f"d{n}" for n in range(300)]
    rankings, grades = {}, {}
    for number in range(200):
        rankings[f"q{number}"] = chance.sample(documents, chance.choice([1, 8, 60, 100]))
        judged = chance.sample(documents, chance.randint(1, 40))
        grades[f"q{number}"] = {one: chance.choice([-1, 0, 1, 1, 2, 3]) for one in judged}
    names = {"ndcg_cut_10": "nDCG@10", "recip_rank": "MRR"}
    names |= {f"recall_{k}": f"recall@{k}" for k in (10, 100)}
    scored = {q: {one: 1000.0 - rank for rank, one in enumerate(r)} for q, r in rankings.items()}
    asked = {"ndcg_cut.10", "recall.10,100", "recip_rank"}
    theirs = trec.RelevanceEvaluator(grades, asked).evaluate(scored)
    assert len(theirs) == 200
    for query, expected in theirs.items():
        ours = figures(rankings[query], grades[query], 100)
        assert ours == pytest.approx({names[name]: value for name, value in expected.items()})
