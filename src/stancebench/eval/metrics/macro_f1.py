"""Macro-F1 over all classes, pooled over targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancebench.eval.counts import FloatArray, class_f1
from stancebench.eval.metrics.base import CountMetric, pooled


class MacroF1(CountMetric):
    """Mean of the F1 of the classes that occur in gold or predictions, pooled over targets.

    As `sklearn.metrics.f1_score(average="macro")`; the arithmetic mean of F1 values (Opitz and Burst 2019).
    """

    key = "macro_f1"
    title = "macro-F1"
    summary = "Mean F1 over the classes, pooled over targets."

    def from_counts(self, counts: FloatArray) -> FloatArray:
        """Compute from counts; shape (..., targets, gold, predicted) to (...)."""
        return mean_f1(pooled(counts))

    def score(self, gold: Sequence[int], predicted: Sequence[int], targets: Sequence[str]) -> float:
        """Compute from items."""
        from sklearn.metrics import f1_score

        return float(f1_score(gold, predicted, average="macro", zero_division=0))


def mean_f1(confusion: FloatArray) -> FloatArray:
    """Mean F1 over the classes that occur; shape (..., gold, predicted) to (...); 0 where there is no item."""
    occurs = (confusion.sum(axis=-1) + confusion.sum(axis=-2)) > 0
    number = occurs.sum(axis=-1)
    total = class_f1(confusion).sum(axis=-1)
    return np.asarray(np.divide(total, number, out=np.zeros_like(total), where=number > 0))
