"""Document-clustered bootstrap intervals."""

from __future__ import annotations

import warnings
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
    """Return a bootstrap interval over documents: BCa (Efron 1987; scipy.stats.bootstrap).

    BCa corrects the bias that averages over small targets have under resampling; where it is not defined, because
    the statistic hardly varies, the percentile interval is given. Whole documents are drawn, since paragraphs of one
    document are not independent. Several runs, such as the seeds of a baseline, are scored on the same draw and
    averaged inside the statistic.

    Args:
        runs: Counts of one or more runs on the same items.
        statistic: From counts of shape (..., targets, gold, predicted) to values of shape (...).
        resamples: Number of draws.
        seed: Seed of the draws.

    Returns:
        Mean value over the runs and its 95 % interval.
    """
    from scipy.stats import DegenerateDataWarning, bootstrap

    shape = runs[0].values.shape
    flat = [run.values.reshape(shape[0], -1) for run in runs]

    def mean(totals: Sequence[FloatArray]) -> FloatArray:
        return np.asarray(np.mean([statistic(total) for total in totals], axis=0))

    def draw(documents: FloatArray, axis: int = -1) -> FloatArray:
        weights = _weights(documents, shape[0])
        return mean([(weights @ values).reshape(*weights.shape[:-1], *shape[1:]) for values in flat])

    value = float(mean([run.total for run in runs]))
    if shape[0] < 2:
        return Interval(value=round(value, 6), low=0.0, high=1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)
        result = bootstrap(
            (np.arange(shape[0]),),
            draw,
            n_resamples=resamples,
            batch=CHUNK,
            vectorized=True,
            axis=-1,
            method="BCa",
            rng=np.random.default_rng(seed),
        )
    low, high = result.confidence_interval
    if not np.isfinite([low, high]).all():
        low, high = np.quantile(result.bootstrap_distribution, [0.025, 0.975])
    return Interval(value=round(value, 6), low=round(float(low), 6), high=round(float(high), 6))


def _weights(documents: FloatArray, size: int) -> FloatArray:
    """From drawn documents, shape (..., draws), to how often each was drawn, shape (..., documents)."""
    drawn = np.atleast_2d(documents).reshape(-1, documents.shape[-1]).astype(int)
    offsets = np.arange(len(drawn))[:, None] * size
    counts = np.bincount((drawn + offsets).ravel(), minlength=len(drawn) * size).reshape(len(drawn), size)
    return counts.reshape(*documents.shape[:-1], size).astype(float)
