"""F1 of one class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from stancebench.eval.counts import FloatArray, class_f1
from stancebench.eval.metrics.base import CountMetric, pooled


class ClassF1(CountMetric):
    """F1 of one class, pooled over targets (van Rijsbergen 1979).

    Args:
        labels: Names of the classes.
        label: The class.
    """

    summary = "F1 of one class, pooled over targets."

    def __init__(self, labels: Sequence[str], label: str, **options: Any) -> None:
        self.label = label
        self.key = f"f1_{label}"
        self.title = f"F1 {label}"
        super().__init__(labels, **options)

    def from_counts(self, counts: FloatArray) -> FloatArray:
        """Compute from counts; shape (..., targets, gold, predicted) to (...)."""
        return np.asarray(class_f1(pooled(counts))[..., self.labels.index(self.label)])

    def score(self, gold: Sequence[int], predicted: Sequence[int], targets: Sequence[str]) -> float:
        """Compute from items."""
        from sklearn.metrics import f1_score

        chosen = [self.labels.index(self.label)]
        return float(f1_score(gold, predicted, labels=chosen, average="macro", zero_division=0))
