"""Macro-F1 within each target, averaged over targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancebench.eval.counts import FloatArray
from stancebench.eval.metrics.base import CountMetric
from stancebench.eval.metrics.macro_f1 import mean_f1


class TargetMacroF1(CountMetric):
    """Macro-F1 within each target, over the classes that occur there, averaged over the targets with items.

    It does not flatter a model that knows only which stance a target usually gets.
    """

    key = "macro_f1_per_target"
    title = "macro-F1 per target"
    summary = "Macro-F1 within each target, averaged over targets."

    def from_counts(self, counts: FloatArray) -> FloatArray:
        """Compute from counts; shape (..., targets, gold, predicted) to (...)."""
        filled = counts.sum(axis=(-1, -2)) > 0
        values = mean_f1(counts)
        number = filled.sum(axis=-1)
        total = (values * filled).sum(axis=-1)
        return np.asarray(np.divide(total, number, out=np.zeros_like(total), where=number > 0))

    def score(self, gold: Sequence[int], predicted: Sequence[int], targets: Sequence[str]) -> float:
        """Compute from items."""
        from sklearn.metrics import f1_score

        gold_array, predicted_array, target_array = np.array(gold), np.array(predicted), np.array(targets)
        values = []
        for target in sorted(set(targets)):
            chosen = target_array == target
            values.append(f1_score(gold_array[chosen], predicted_array[chosen], average="macro", zero_division=0))
        return float(np.mean(values))
