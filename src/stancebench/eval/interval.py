"""Document-clustered bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict

from stancebench.eval.counts import Counts, FloatArray

CHUNK = 1000
"""Resamples computed at a time, to bound memory."""


class Interval(BaseModel):
    """A value with its 95 % interval.

    Attributes:
        value: The value on all items.
        low: Lower end.
        high: Upper end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float


def clustered_interval(
    runs: Sequence[Counts], statistic: Callable[[FloatArray], FloatArray], *, resamples: int, seed: int
) -> Interval:
    """Return a 95 % interval by bootstrap over documents.

    It is the standard bootstrap interval, value plus and minus 1.96 bootstrap standard errors (Efron and Tibshirani
    1993, chapter 13), cut off at 0 and 1. Averages over small targets shift under resampling, so that percentile and
    BCa intervals can miss the value itself; the standard error does not mind. Whole documents are drawn, since
    paragraphs of one document are not independent. Several runs, such as the seeds of a baseline, are scored on the
    same draw and averaged inside the statistic.

    Args:
        runs: Counts of one or more runs on the same items.
        statistic: From counts of shape (..., targets, gold, predicted) to values of shape (...).
        resamples: Number of draws.
        seed: Seed of the draws.

    Returns:
        Mean value over the runs and its 95 % interval.
    """
    weights = [1 / len(runs)] * len(runs)
    return _bootstrap(runs, weights, statistic, resamples=resamples, seed=seed, limits=(0.0, 1.0))[0]


def clustered_difference(
    runs: Sequence[Counts],
    others: Sequence[Counts],
    statistic: Callable[[FloatArray], FloatArray],
    *,
    resamples: int,
    seed: int,
) -> tuple[Interval, float]:
    """Return a paired bootstrap interval of a difference over documents.

    Both sides are scored on the same draw of documents, so what makes a document easy or hard cancels out
    (Koehn 2004; clusters as in Miller 2024).

    Args:
        runs: Counts of the first side, one or more runs.
        others: Counts of the second side on the same items.
        statistic: As for `clustered_interval`.
        resamples: Number of draws.
        seed: Seed of the draws.

    Returns:
        Second side minus first side with its 95 % interval, and the standard error of the difference.
    """
    weights = [-1 / len(runs)] * len(runs) + [1 / len(others)] * len(others)
    both = [*runs, *others]
    return _bootstrap(both, weights, statistic, resamples=resamples, seed=seed, limits=(-1.0, 1.0))


def _bootstrap(
    runs: Sequence[Counts],
    weights: Sequence[float],
    statistic: Callable[[FloatArray], FloatArray],
    *,
    resamples: int,
    seed: int,
    limits: tuple[float, float],
) -> tuple[Interval, float]:
    """Bootstrap the weighted sum of a statistic over runs; also return its standard error."""
    from scipy.stats import bootstrap, norm

    shape = runs[0].values.shape
    flat = [run.values.reshape(shape[0], -1) for run in runs]

    def combine(totals: Sequence[FloatArray]) -> FloatArray:
        parts = [weight * statistic(total) for weight, total in zip(weights, totals, strict=True)]
        return np.asarray(np.sum(parts, axis=0))

    def draw(documents: FloatArray, axis: int = -1) -> FloatArray:
        drawn = _times_drawn(documents, shape[0])
        return combine([(drawn @ values).reshape(*drawn.shape[:-1], *shape[1:]) for values in flat])

    value = float(combine([run.total for run in runs]))
    if shape[0] < 2:
        return Interval(value=round(value, 6), low=limits[0], high=limits[1]), float("inf")
    result = bootstrap(
        (np.arange(shape[0]),),
        draw,
        n_resamples=resamples,
        batch=CHUNK,
        vectorized=True,
        axis=-1,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    error = float(result.standard_error)
    reach = float(norm.ppf(0.975)) * error
    low, high = max(limits[0], value - reach), min(limits[1], value + reach)
    value, low, high = (round(number, 6) + 0.0 for number in (value, low, high))  # never -0.0
    return Interval(value=value, low=low, high=high), error


def _times_drawn(documents: FloatArray, size: int) -> FloatArray:
    """From drawn documents, shape (..., draws), to how often each was drawn, shape (..., documents)."""
    drawn = np.atleast_2d(documents).reshape(-1, documents.shape[-1]).astype(int)
    offsets = np.arange(len(drawn))[:, None] * size
    counts = np.bincount((drawn + offsets).ravel(), minlength=len(drawn) * size).reshape(len(drawn), size)
    return counts.reshape(*documents.shape[:-1], size).astype(float)
