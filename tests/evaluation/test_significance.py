"""Intervals and p-values: known cases, and scipy's own tests."""

import numpy as np
import pytest
from scipy import stats

from reviewer.evaluation.significance import (
    RESAMPLES,
    area_under_curve,
    bootstrap,
    bootstrap_ratio,
    compare,
)


def test_the_interval_of_equal_figures_is_that_figure() -> None:
    assert bootstrap(np.full(40, 0.25)) == (0.25, 0.25)
    assert bootstrap(np.array([0.7])) == (0.7, 0.7)


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = np.random.default_rng(3).random(200)
    low, high = bootstrap(values)
    assert low < values.mean() < high
    assert bootstrap(values) == (low, high)


def test_the_interval_is_that_of_scipy() -> None:
    values = np.random.default_rng(3).random(150)
    theirs = stats.bootstrap((values,), np.mean, method="percentile", random_state=1)
    low, high = theirs.confidence_interval
    assert bootstrap(values) == pytest.approx((low, high), abs=0.003)


def test_the_resamples_are_as_many_for_more_queries_than_fit_at_once() -> None:
    values = np.random.default_rng(3).random(5000)
    low, high = bootstrap(values)
    expected = 1.96 * values.std() / np.sqrt(len(values))
    assert high - low == pytest.approx(2 * expected, rel=0.05)


def test_the_p_value_is_that_of_every_assignment_of_signs() -> None:
    one = np.array([0.9, 0.8, 0.7, 0.9, 0.5, 0.6, 0.7, 0.4])
    other = np.array([0.5, 0.7, 0.6, 0.6, 0.6, 0.5, 0.3, 0.3])
    exact = stats.permutation_test(
        (one, other), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples"
    )
    found = compare(one, other)
    assert found.p == pytest.approx(exact.pvalue, abs=0.01)
    assert found.mean == pytest.approx(0.175)
    assert (found.wins, found.ties, found.losses) == (7, 0, 1)
    assert found.interval.low > 0


def test_a_run_against_itself_ties_everywhere_with_a_p_of_one() -> None:
    values = np.random.default_rng(3).random(60)
    found = compare(values, values.copy())
    assert found.p == 1.0
    assert (found.wins, found.ties, found.losses) == (0, 60, 0)


def test_a_difference_everywhere_has_the_smallest_p_that_can_be_told() -> None:
    values = np.linspace(0.2, 0.6, 100)
    found = compare(values + 0.1, values)
    assert found.p == pytest.approx(1 / (RESAMPLES + 1))
    assert compare(values, values + 0.1).losses == 100


def test_sums_in_another_order_are_ties() -> None:
    assert compare(np.array([0.1 + 0.2]), np.array([0.3])).ties == 1


def test_a_ratio_of_equal_denominators_has_the_interval_of_a_mean() -> None:
    values = (np.random.default_rng(5).random(120) > 0.3).astype(float)
    assert bootstrap_ratio(values, np.ones(120)) == bootstrap(values)


def test_a_query_that_says_nothing_of_a_ratio_changes_nothing() -> None:
    above, below = np.array([1.0, 0.0, 2.0, 0.0]), np.array([2.0, 1.0, 3.0, 0.0])
    assert bootstrap_ratio(above, below) == bootstrap_ratio(above[:3], below[:3])


def test_three_tries_that_all_succeed_prove_little() -> None:
    exact = stats.binomtest(3, 3).proportion_ci()
    low, high = bootstrap_ratio(np.ones(3), np.ones(3))
    assert (low, high) == pytest.approx((exact.low, exact.high))
    assert bootstrap_ratio(np.zeros(3), np.ones(3)) == pytest.approx((1 - high, 1 - low))


def test_the_area_under_the_curve_is_that_of_mann_and_whitney() -> None:
    random = np.random.default_rng(7)
    ours = np.round(random.normal(1, 1, 60), 1)
    theirs = np.round(random.normal(0, 1, 40), 1)
    area, (low, high) = area_under_curve(ours, theirs)
    assert area == pytest.approx(stats.mannwhitneyu(ours, theirs).statistic / (60 * 40))
    both = stats.bootstrap(
        (ours, theirs),
        lambda x, y: stats.mannwhitneyu(x, y).statistic / (len(x) * len(y)),
        vectorized=False,
        paired=False,
        n_resamples=2000,
        method="percentile",
        random_state=1,
    ).confidence_interval
    assert (low, high) == pytest.approx((both.low, both.high), abs=0.02)


def test_scores_without_overlap_prove_no_more_than_there_are() -> None:
    exact = stats.binomtest(3, 3).proportion_ci()
    area, interval = area_under_curve(np.array([2.0, 3.0, 4.0, 5.0]), np.array([1.0, 0.5, 0.0]))
    assert area == 1.0
    assert interval == pytest.approx((exact.low, 1.0))
    area, interval = area_under_curve(np.zeros(3), np.ones(3))
    assert area == 0.0
    assert interval == pytest.approx((0.0, 1 - exact.low))
