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
