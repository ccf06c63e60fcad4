"""How sure a mean over queries is, and the difference of two: resampling with a fixed seed.

In come numbers, one a query; out come intervals and p-values, the same each time. It does not
know what was measured.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 10_000
SEED = 20260101
_CELLS = 4_000_000
"""Random numbers held at a time: 32 MB."""
_Z95 = 1.959964
"""Standard errors to either side that hold 95 % of a normal distribution."""
_SAME = 1e-9
"""Figures that differ by less are a tie; sums in another order differ by 1e-16."""


class Interval(NamedTuple):
    """The bounds within which the mean lies with a probability of 95 %."""

    low: float
    high: float


class Difference(NamedTuple):
    """A paired comparison: `p` is that of the two-sided randomisation test."""

    mean: float
    interval: Interval
    p: float
    wins: int
    ties: int
    losses: int


def bootstrap(values: "NDArray[np.float64]") -> Interval:
    """The percentile bootstrap interval of a mean (Efron & Tibshirani, 1993, §13).

    Args:
        values: one a query, at least one.
    """
    import numpy as np

    means = np.concatenate(
        [
            values[np.random.default_rng(seed).integers(0, len(values), (rows, len(values)))].mean(
                1
            )
            for seed, rows in _blocks(len(values))
        ]
    )
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(low), float(high))


def bootstrap_ratio(
    numerators: "NDArray[np.float64]", denominators: "NDArray[np.float64]"
) -> Interval:
    """The same for a ratio of sums: whole queries are resampled, with all that belongs to them.

    Where every query has the ratio 0, or 1, there is nothing to resample, and three queries are no
    proof: then it is the exact interval of as many tries (Clopper & Pearson, 1934).

    Args:
        numerators: one a query, such as its supported statements.
        denominators: one a query, such as its statements; at least one is above 0. Queries
            with 0 say nothing of the ratio and are left out.
    """
    import numpy as np

    numerators, denominators = numerators[denominators > 0], denominators[denominators > 0]
    unlikely: float = 0.025 ** (1 / len(numerators))
    if not numerators.any():
        return Interval(0.0, 1 - unlikely)
    if (numerators == denominators).all():
        return Interval(unlikely, 1.0)
    ratios = []
    for seed, rows in _blocks(len(numerators)):
        size = (rows, len(numerators))
        chosen = np.random.default_rng(seed).integers(0, len(numerators), size)
        ratios.append(numerators[chosen].sum(1) / denominators[chosen].sum(1))
    low, high = np.quantile(np.concatenate(ratios), [0.025, 0.975])
    return Interval(float(low), float(high))


def area_under_curve(
    positives: "NDArray[np.float64]", negatives: "NDArray[np.float64]"
) -> tuple[float, Interval]:
    """How often a positive one scores above a negative one, ties by half (Mann & Whitney, 1947).

    The interval is DeLong's, of a normal distribution with each side's own part of the variance;
    where all positives are above all negatives, or below, the exact one of as many tries as the
    smaller side has.

    Args:
        positives: scores, at least one.
        negatives: scores, at least one.
    """
    import numpy as np

    ours, theirs = np.sort(positives), np.sort(negatives)
    wins = np.searchsorted(theirs, positives, "left") + np.searchsorted(theirs, positives, "right")
    losses = np.searchsorted(ours, negatives, "left") + np.searchsorted(ours, negatives, "right")
    won = wins / (2 * len(theirs))
    lost = 1 - losses / (2 * len(ours))
    error = float(np.sqrt(_spread(won) + _spread(lost)))
    area = float(won.mean())
    if area in (0.0, 1.0):
        certain: float = 0.025 ** (1 / min(len(ours), len(theirs)))
        return area, Interval(certain, 1.0) if area else Interval(0.0, 1 - certain)
    return area, Interval(max(0.0, area - _Z95 * error), min(1.0, area + _Z95 * error))


def _spread(values: "NDArray[np.float64]") -> float:
    return float(values.var(ddof=1)) / len(values) if len(values) > 1 else 0.0


def compare(values: "NDArray[np.float64]", baseline: "NDArray[np.float64]") -> Difference:
    """What a paired randomisation test says of two systems (Smucker et al., 2007).

    Under the null hypothesis each query's difference may have either sign; `p` is the share of
    random signs whose mean is at least as far from 0 as the one observed, itself counted in.

    Args:
        values: one a query.
        baseline: the other system's, of the same queries in the same order.
    """
    import numpy as np

    apart = values - baseline
    apart[np.abs(apart) < _SAME] = 0.0
    observed = abs(apart.sum()) - _SAME
    extreme = sum(
        int((np.abs(_signs(seed, rows, len(apart)) @ apart) >= observed).sum())
        for seed, rows in _blocks(len(apart))
    )
    return Difference(
        mean=float(apart.mean()),
        interval=bootstrap(apart),
        p=(extreme + 1) / (RESAMPLES + 1),
        wins=int((apart > 0).sum()),
        ties=int((apart == 0).sum()),
        losses=int((apart < 0).sum()),
    )


def _signs(seed: int, rows: int, columns: int) -> "NDArray[np.float64]":
    import numpy as np

    signs = np.array([-1.0, 1.0])
    return signs[np.random.default_rng(seed).integers(0, 2, (rows, columns))]


def _blocks(width: int) -> Iterator[tuple[int, int]]:
    """Seed and number of the resamples that are drawn at a time."""
    most = max(1, _CELLS // max(1, width))
    for number, start in enumerate(range(0, RESAMPLES, most)):
        yield SEED + number, min(most, RESAMPLES - start)
