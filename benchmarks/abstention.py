"""When the program abstains, and what that costs: `python -m benchmarks.abstention [--fit]
[--elsewhere] [--draw]`.

Asks the five saved pages of ../shared what they answer and what they do not, and prints how much
is answered at each `answer.risk`, how well the score is calibrated, and the risk at each coverage.
Groups that the weights were fitted on are scored by weights fitted without the question.
--fit prints weights fitted anew, and what becomes of a group that they were fitted without;
--elsewhere asks other collections, too; --draw writes docs/abstention.svg. It fails if a target is
missed. Some three minutes, with --elsewhere five.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.abstention_curve import Point, area, curve, drawn, point
from benchmarks.abstention_fit import (
    NEGATIVE,
    POSITIVE,
    by_question,
    calibration,
    fitted,
    left_out,
)
from benchmarks.abstention_sets import Weighed, of, of_pages, opened, searched, small, sources
from benchmarks.collection import PAGES, embedder
from benchmarks.kept_vectors import KeptVectors
from benchmarks.table import ROOT, machine, table
from reviewer.answering.evidence import (
    BY_WORDS,
    LOOKED_AT,
    THRESHOLDS,
    WITH_VECTORS,
    Weights,
    weigh,
)
from reviewer.embedding import Embedder
from reviewer.workspace import Workspace

DRAWING = ROOT / "docs" / "abstention.svg"
TITLES = {
    "ours": "answerable, ours",
    "given": "answerable, given",
    "near": "near misses, ours",
    "given near": "near misses, given",
    "taken away": "answerable, its paper taken away",
    "QASPER": "QASPER questions",
    "SciFact": "SciFact claims",
}
# Group -> least share answered, or turned away, at the normal risk.
TARGETS = {"given": 0.9, "ours": 0.9, "near": 0.5, "QASPER": 0.7, "SciFact": 0.99}
PARTS = {True: range(4), False: range(1, 4)}
"""Which parts of a bearing have a weight, with vectors and without."""
_COVERAGES = (1.0, 0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6)
_RUNS = 30


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("fit", "elsewhere", "draw"):
        parser.add_argument(f"--{name}", action="store_true")
    arguments = parser.parse_args()
    if not PAGES.is_dir():
        print(f"the five pages are not in {PAGES}", file=sys.stderr)
        return 1
    local = KeptVectors(embedder())
    with tempfile.TemporaryDirectory() as folder:
        with opened(Path(folder) / "pages", sources("pages"), local) as pages:
            missed = _of_pages(pages, local, draw=arguments.draw, fit=arguments.fit)
        if arguments.elsewhere:
            print("\n## Other collections\n")
            print(_elsewhere(Path(folder), local))
    return int(missed)


def _of_pages(pages: Workspace, local: Embedder, *, draw: bool, fit: bool) -> bool:
    """Prints the figures of the five pages; whether a target is missed."""
    weighed = _weighed(pages, local)
    scores = _scores(weighed, WITH_VECTORS, PARTS[True])
    print(f"{machine()}\n\n{_shares(weighed, scores)}\n\n{_calibrated(weighed, scores)}")
    answerable = _of(POSITIVE, weighed, scores) + _of("given", weighed, scores)
    curves = {TITLES[group]: curve(answerable, _of(group, weighed, scores)) for group in NEGATIVE}
    print(f"\n{_risks(curves)}\n\n{_time(pages, weighed)}")
    words = _weighed(pages, None)
    by_words = _scores(words, BY_WORDS, PARTS[False])
    print(f"\n## By words alone\n\n{_shares(words, by_words)}\n\n{_calibrated(words, by_words)}")
    if fit:
        print(f"\n## Fitted\n\n{_fits(weighed, words)}")
    if draw:
        marks = {
            risk: [point(least, answerable, _of(group, weighed, scores)) for group in NEGATIVE]
            for risk, least in THRESHOLDS.items()
        }
        DRAWING.write_text(drawn(curves, marks), encoding="utf-8")
    return any(
        _right(group, weighed, scores, THRESHOLDS["normal"]) < least
        for group, least in TARGETS.items()
    )


def _weighed(pages: Workspace, local: Embedder | None) -> list[Weighed]:
    over = searched(pages, local)
    return [over.weigh(asked) for asked in of_pages()]


def _scores(weighed: Sequence[Weighed], weights: Weights, parts: Sequence[int]) -> list[float]:
    """By the program's weights, but where these were fitted on the question."""
    without = left_out(weighed, by_question, parts)
    return [
        other if one.asked.group in {POSITIVE, *NEGATIVE} else one.score(weights)
        for one, other in zip(weighed, without, strict=True)
    ]


def _of(group: str, weighed: Sequence[Weighed], scores: Sequence[float]) -> list[float]:
    return [s for one, s in zip(weighed, scores, strict=True) if one.asked.group == group]


def _right(
    group: str, weighed: Sequence[Weighed], scores: Sequence[float], threshold: float
) -> float:
    """The share of a group that is answered, or turned away if there is no answer."""
    answerable = next(one.asked.answerable for one in weighed if one.asked.group == group)
    found = _of(group, weighed, scores)
    return sum((score >= threshold) == answerable for score in found) / len(found)


def _shares(weighed: Sequence[Weighed], scores: Sequence[float]) -> str:
    groups = list(dict.fromkeys(one.asked.group for one in weighed))
    lines = []
    for group in sorted(groups, key=list(TITLES).index):
        figures = [f"{_right(group, weighed, scores, t):.3f}" for t in THRESHOLDS.values()]
        target = f"≥ {TARGETS[group]}" if group in TARGETS else ""
        lines.append((TITLES[group], f"{len(_of(group, weighed, scores))}", *figures, target))
    risks = [f"{risk} ({least})" for risk, least in THRESHOLDS.items()]
    return table(("answered, or turned away", "questions", *risks, "target at normal"), lines)


def _calibrated(weighed: Sequence[Weighed], scores: Sequence[float]) -> str:
    error, bins = calibration(weighed, scores)
    lines = [(f"{share:.3f}", f"{said:.2f}", f"{true:.2f}") for share, said, true in bins]
    head = ("share of the questions", "mean score", "share with an answer")
    return f"{table(head, lines)}\n\nexpected calibration error {error:.3f}"


def _risks(curves: dict[str, list[Point]]) -> str:
    lines = []
    for coverage in _COVERAGES:
        at = [
            max((one for one in points if one.coverage >= coverage), key=lambda p: p.threshold)
            for points in curves.values()
        ]
        lines.append((f"{coverage:.2f}", *(f"{one.risk:.3f}" for one in at)))
    lines.append(("mean risk over all", *(f"{area(points):.3f}" for points in curves.values())))
    return table(("coverage", *(f"risk: {name}" for name in curves)), lines)


def _time(pages: Workspace, weighed: Sequence[Weighed]) -> str:
    over = searched(pages, pages.embedder)
    asked = [one.asked.question for one in weighed if one.asked.group == "given"][:_RUNS]
    spent = []
    for question in asked:
        passages = over.retriever.search(question, 2 * LOOKED_AT, quotable=True)
        candidates = over.selector.candidates(question, passages)
        begin = time.perf_counter()
        weigh(question, passages, candidates, over.selector, 1.0)
        spent.append(1000 * (time.perf_counter() - begin))
    middle = sorted(spent)[len(spent) // 2]
    return f"weighing a question: {middle:.1f} ms in the middle, {max(spent):.1f} ms at most"


def _fits(weighed: Sequence[Weighed], words: Sequence[Weighed]) -> str:
    lines = [
        (name, *(f"{weight:.2f}" for weight in fitted(over, PARTS[vectors])))
        for name, over, vectors in (("with vectors", weighed, True), ("by words", words, False))
    ]
    head = ("weights", *Weights._fields)
    away = []
    for group in NEGATIVE:
        weights = fitted([one for one in weighed if one.asked.group != group])
        scores = [one.score(weights) for one in weighed]
        figures = [_right(g, weighed, scores, THRESHOLDS["normal"]) for g in (POSITIVE, group)]
        answerable = sorted(_of(POSITIVE, weighed, scores))
        least = answerable[len(answerable) // 20]  # answers 95 %
        figures.append(_right(group, weighed, scores, least))
        away.append((TITLES[group], *(f"{figure:.3f}" for figure in figures)))
    head_away = ("fitted without", "ours answered", "these turned away", "with 95 % answered")
    without = table(head_away, away)
    return f"{table(head, lines)}\n\n{without}"


def _elsewhere(folder: Path, local: Embedder) -> str:
    """The program's weights on collections that they were not fitted on."""
    weighed: dict[str, list[Weighed]] = {}
    for name, one in _asked_elsewhere(folder, local):
        weighed.setdefault(name, []).append(one)
    lines = []
    for name, ones in weighed.items():
        scores = [one.score(WITH_VECTORS) for one in ones]
        for group in dict.fromkeys(one.asked.group for one in ones):
            count = len(_of(group, ones, scores))
            figures = [f"{_right(group, ones, scores, t):.2f}" for t in THRESHOLDS.values()]
            lines.append((f"{name}: {group}", f"{count}", *figures))
    return table(("answered (own) or turned away", "questions", *THRESHOLDS), lines)


def _asked_elsewhere(folder: Path, local: Embedder) -> Iterator[tuple[str, Weighed]]:
    for name in ("examples", "pdfs"):
        with opened(folder / name, sources(name), local) as workspace:
            over = searched(workspace, local)
            for asked in of(name):
                yield name, over.weigh(asked)
    yield from small(folder, local)


if __name__ == "__main__":
    sys.exit(main())
