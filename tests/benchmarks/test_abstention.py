"""The figures of abstention: curves, weights and calibration, of questions made up for the test."""

from statistics import mean
from xml.etree import ElementTree

import pytest

from benchmarks.abstention_curve import area, curve, drawn, point
from benchmarks.abstention_fit import NEGATIVE, by_question, calibration, fitted, left_out
from benchmarks.abstention_sets import Asked, Weighed
from reviewer.answering.evidence import Bearing

PARTS = range(4)


def asked(group: str, number: int, near: float, *, barred: bool = False) -> Weighed:
    one = Asked(group, group == "ours", f"{group}{number}", "?")
    return Weighed(one, [Bearing(near, near, near, 2 * near), Bearing(0, 0, 0, 0)], barred)


def some() -> list[Weighed]:
    """Answerable questions are near, others less so, and they overlap."""
    ours = [asked("ours", n, 0.5 + n / 100) for n in range(40)]
    return ours + [asked(group, n, 0.2 + n / 50) for group in NEGATIVE for n in range(20)]


def test_a_point_is_what_a_threshold_answers_and_how_much_of_it_is_wrong() -> None:
    found = point(0.5, [0.9, 0.5, 0.4, 0.6], [0.6, 0.1, 0.2, 0.3])
    assert found.coverage == 0.75
    assert found.risk == pytest.approx(0.25 / (0.75 + 0.25))
    assert point(1.0, [0.5], [0.5]).risk == 0


def test_a_curve_has_a_point_for_each_threshold_from_everything_answered_on() -> None:
    found = curve([0.2, 0.2, 0.8], [0.1, 0.5])
    assert [one.coverage for one in found] == [1, 1, pytest.approx(1 / 3), pytest.approx(1 / 3)]
    assert [one.risk for one in found] == pytest.approx([1 / 2, 1 / 3, 0.6, 0])
    assert 0 < area(found) < 1


def test_the_weights_tell_questions_with_an_answer_from_others() -> None:
    weighed = some()
    weights = fitted(weighed)
    scores = [(one.asked.answerable, one.score(weights)) for one in weighed]
    assert mean(score for answerable, score in scores if answerable) > 0.85
    assert mean(score for answerable, score in scores if not answerable) < 0.5
    assert fitted(weighed, [2, 3])[1:3] == (0.0, 0.0)


def test_what_a_rule_bars_has_no_score_and_does_not_count_in_the_weights() -> None:
    weighed = some()
    barred = [asked("ours", 99, 0.0, barred=True), asked("near", 99, 5.0, barred=True)]
    assert fitted([*weighed, *barred]) == fitted(weighed)
    assert barred[1].score(fitted(weighed)) == 0


def test_a_question_is_scored_by_weights_that_have_not_seen_it() -> None:
    weighed = some()
    scores = left_out(weighed, by_question, PARTS)
    first = weighed[0]
    unseen = [one for one in weighed if by_question(one) != by_question(first)]
    assert scores[0] == pytest.approx(first.score(fitted(unseen, PARTS)))


def test_scores_that_are_shares_are_calibrated_and_constant_ones_are_not() -> None:
    weighed = some()
    certain = [1.0 if one.asked.answerable else 0.0 for one in weighed]
    assert calibration(weighed, certain)[0] == pytest.approx(0)
    assert calibration(weighed, [0.5] * len(weighed))[0] == pytest.approx(0.3)


def test_the_drawing_is_an_svg_with_a_line_a_group() -> None:
    points = curve([0.9, 0.8, 0.7], [0.75])
    marks = {"normal": [points[0], points[0]]}
    found = ElementTree.fromstring(drawn({"a": points, "b": points}, marks))
    assert found.tag.endswith("svg")
    assert len(found.findall("{*}polyline")) == 2
    assert len(found.findall("{*}circle")) == 2
