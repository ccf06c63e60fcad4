"""Scores to a risk-coverage curve, as rows and as a drawing.

In come scores with labels; out come points and an SVG. It knows no questions.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

WIDTH, HEIGHT = 800, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 250, 34, 56
_LEAST = 0.5  # coverage at the left edge
_MOST = 0.5  # risk at the upper edge: answering everything, half of it without an answer
_COLOURS = ("#b2182b", "#ef8a62", "#2166ac", "#4d4d4d", "#1b7837")
_TEXT = 'font-family="sans-serif" font-size="13"'


class Point(NamedTuple):
    """At a threshold: the share of answerable questions that are answered, and the risk.

    `risk` is the share of the answered ones that have no answer, of a mix in which half have none.
    """

    threshold: float
    coverage: float
    risk: float


def point(threshold: float, answerable: Sequence[float], others: Sequence[float]) -> Point:
    """What answering from `threshold` on does.

    Args:
        threshold: least score.
        answerable: scores of questions with an answer.
        others: scores of questions without one.
    """
    coverage = _share(answerable, threshold)
    wrong = _share(others, threshold)
    answered = coverage + wrong
    return Point(threshold, coverage, wrong / answered if answered else 0.0)


def curve(answerable: Sequence[float], others: Sequence[float]) -> list[Point]:
    """A point for each threshold that matters, from everything answered to little."""
    return [point(score, answerable, others) for score in sorted({*answerable, *others})]


def drawn(curves: Mapping[str, list[Point]], marks: Mapping[str, Sequence[Point]]) -> str:
    """An SVG of the curves; `marks` are points on them that have names, the same on each."""
    parts = [*_axes()]
    for number, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        inside = [one for one in points if one.coverage >= _LEAST]
        line = " ".join(f"{_x(one):.1f},{_y(one):.1f}" for one in inside)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_label(WIDTH - _RIGHT + 24, _TOP + 20 + 22 * number, name, colour))
        parts.extend(
            f'<circle cx="{_x(one[number]):.1f}" cy="{_y(one[number]):.1f}" r="4" fill="{colour}">'
            f"<title>{name}, risk {mark}</title></circle>"
            for mark, one in marks.items()
        )
    for mark, ones in marks.items():
        highest = max(ones, key=lambda one: one.risk)
        parts.append(_label(_x(highest) - 54, _y(highest) + 4, mark))
    body = "\n".join(parts)
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{body}\n</svg>\n'


def area(points: Sequence[Point]) -> float:
    """The mean risk over all coverages (trapezoids): what a threshold costs on average."""
    ordered = sorted(points, key=lambda one: one.coverage)
    parts = [(b.coverage - a.coverage) * (a.risk + b.risk) / 2 for a, b in pairwise(ordered)]
    return sum(parts) + (ordered[0].coverage * ordered[0].risk if ordered else 0.0)


def _share(scores: Sequence[float], threshold: float) -> float:
    return sum(score >= threshold for score in scores) / len(scores) if scores else 0.0


def _x(one: Point) -> float:
    inside = (one.coverage - _LEAST) / (1 - _LEAST)
    return _LEFT + inside * (WIDTH - _LEFT - _RIGHT)


def _y(one: Point) -> float:
    return HEIGHT - _BOTTOM - one.risk / _MOST * (HEIGHT - _TOP - _BOTTOM)


def _axes() -> list[str]:
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for tenth in range(6):
        across, up = Point(0, _LEAST + tenth / 10, 0), Point(0, _LEAST, tenth / 10)
        top, right = Point(0, across.coverage, _MOST), Point(0, 1.0, up.risk)
        for a, b in ((across, top), (up, right)):
            line = f'x1="{_x(a):.0f}" y1="{_y(a):.0f}" x2="{_x(b):.0f}" y2="{_y(b):.0f}"'
            parts.append(f'<line {line} stroke="#dddddd"/>')
        parts.append(_label(_x(across) - 12, HEIGHT - _BOTTOM + 18, f"{across.coverage:.1f}"))
        parts.append(_label(_LEFT - 28, _y(up) + 4, f"{up.risk:.1f}"))
    below = "coverage: share of the answerable questions that are answered"
    parts.append(_label(_LEFT, HEIGHT - 12, below))
    parts.append(_label(10, 18, "risk: share of the answered that have no answer"))
    return parts


def _label(x: float, y: float, text: str, colour: str = "black") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" {_TEXT} fill="{colour}">{text}</text>'
