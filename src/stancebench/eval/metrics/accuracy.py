"""Accuracy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancebench.eval.counts import FloatArray
from stancebench.eval.metrics.base import CountMetric, pooled


class Accuracy(CountMetric):
    """Share of items whose predicted class is the gold class."""

    key = "accuracy"
    title = "accuracy"
    summary = "Share of right items."

    def from_counts(self, counts: FloatArray) -> FloatArray:
        """Compute from counts; shape (..., targets, gold, predicted) to (...)."""
        confusion = pooled(counts)
        hit = np.diagonal(confusion, axis1=-2, axis2=-1).sum(axis=-1)
        number = confusion.sum(axis=(-1, -2))
        return np.asarray(np.divide(hit, number, out=np.zeros_like(hit, dtype=float), where=number > 0))

    def score(self, gold: Sequence[int], predicted: Sequence[int], targets: Sequence[str]) -> float:
        """Compute from items."""
        from sklearn.metrics import accuracy_score

        return float(accuracy_score(gold, predicted))
