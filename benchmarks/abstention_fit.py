"""Weighed questions to the weights of the evidence score, and scores of questions left out.

In come bearings with labels; out come weights, by logistic regression of the best passage. It
knows no collection.
"""

import math
import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.abstention_sets import Weighed
from reviewer.answering.evidence import WITH_VECTORS, Weights

# What the questions are taken to be like: one in five has no answer, and of these (docs/log.md).
ANSWERABLE = 0.8
POSITIVE = "ours"
NEGATIVE: Mapping[str, float] = {"near": 0.3, "taken away": 0.1, "QASPER": 0.5, "SciFact": 0.1}
FOLDS = 5
_BINS = 10
_WEAKNESS = 10.0  # of the regularisation
_ROUNDS = 6  # which passage is best depends on the weights, and they on it
_FITTED = 4  # of the bearing's parts; the weight of a name is set by hand


def fitted(weighed: Sequence[Weighed], parts: Sequence[int] = range(_FITTED)) -> Weights:
    """The weights for questions of which `ANSWERABLE` have an answer.

    Args:
        weighed: those of a group of `POSITIVE` and `NEGATIVE` count, each group as much as it says.
        parts: which parts of a bearing have a weight; the others have 0.
    """
    used = [one for one in weighed if one.bearings and not one.barred and _share(one)]
    labels = np.array([one.asked.answerable for one in used])
    counts = _counts(used)
    weights = np.array(WITH_VECTORS[1 : _FITTED + 1]) * [part in parts for part in range(_FITTED)]
    constant = 0.0
    for left in range(_ROUNDS, 0, -1):
        best = np.array([_best(one, weights) for one in used])[:, list(parts)]
        model = LogisticRegression(C=_WEAKNESS, max_iter=2000)
        model.fit(best, labels, sample_weight=counts)
        new = np.zeros(_FITTED)
        new[list(parts)] = model.coef_[0]
        weights = new if left == 1 else (weights + new) / 2
        constant = float(model.intercept_[0])
    # Both labels weighed the same when it was fitted.
    prior = math.log(ANSWERABLE / (1 - ANSWERABLE))
    return Weights._make([constant + prior, *weights.tolist(), WITH_VECTORS.named])


def left_out(
    weighed: Sequence[Weighed], fold_of: Callable[[Weighed], object], parts: Sequence[int]
) -> list[float]:
    """The score of each by weights that were fitted without its fold."""
    folds = [fold_of(one) for one in weighed]
    weights = {
        fold: fitted(
            [one for one, other in zip(weighed, folds, strict=True) if other != fold], parts
        )
        for fold in dict.fromkeys(folds)
    }
    return [one.score(weights[fold]) for one, fold in zip(weighed, folds, strict=True)]


def by_question(one: Weighed) -> int:
    """One of `FOLDS`, the same for a question with and without its paper."""
    return zlib.crc32(one.asked.id.encode()) % FOLDS


def calibration(
    weighed: Sequence[Weighed], scores: Sequence[float]
) -> tuple[float, list[tuple[float, float, float]]]:
    """The expected calibration error, and a bin each of share, mean score and share answerable."""
    chosen = [(one, score) for one, score in zip(weighed, scores, strict=True) if _share(one)]
    used = [one for one, _ in chosen]
    counts = _counts(used)
    answerable = np.array([one.asked.answerable for one in used])
    counts[answerable] *= ANSWERABLE / counts[answerable].sum()
    counts[~answerable] *= (1 - ANSWERABLE) / counts[~answerable].sum()
    values = np.array([score for _, score in chosen])
    numbers = np.clip((values * _BINS).astype(int), 0, _BINS - 1)
    bins = []
    for number in sorted(set(numbers.tolist())):
        inside = numbers == number
        held, share = counts[inside], float(counts[inside].sum())
        said = float(np.average(values[inside], weights=held))
        bins.append((share, said, float(np.average(answerable[inside], weights=held))))
    return sum(share * abs(said - true) for share, said, true in bins), bins


def _best(one: Weighed, weights: NDArray[np.float64]) -> tuple[float, ...]:
    parts = [bearing[:_FITTED] for bearing in one.bearings]
    return max(parts, key=lambda part: float(weights @ part))


def _share(one: Weighed) -> float:
    return 1.0 if one.asked.group == POSITIVE else NEGATIVE.get(one.asked.group, 0.0)


def _counts(used: Sequence[Weighed]) -> NDArray[np.float64]:
    """How much each question counts: both labels the same, within them each group its share."""
    groups = [one.asked.group for one in used]
    counts = np.array([_share(one) / groups.count(one.asked.group) for one in used])
    answerable = np.array([one.asked.answerable for one in used])
    for label in (answerable, ~answerable):
        counts[label] *= len(used) / 2 / counts[label].sum()
    return counts
