"""F_avg of SemEval-2016 Task 6."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancebench.eval.counts import FloatArray, class_f1
from stancebench.eval.metrics.base import CountMetric, pooled


class FAvg(CountMetric):
    """Mean of the F1 of favor and of against, pooled over targets (Mohammad et al. 2016, S16-1003).

    "None" counts only through errors. It is *not* macro-F1 over three classes, and published "stance F1" is often this.
    """

    key = "f_avg"
    title = "F_avg (SemEval)"
    summary = "Mean of F1(favor) and F1(against), pooled over targets: the official score of SemEval-2016 Task 6."

    def from_counts(self, counts: FloatArray) -> FloatArray:
        """Compute from counts; shape (..., targets, gold, predicted) to (...)."""
        return np.asarray(class_f1(pooled(counts))[..., self._sides()].mean(axis=-1))

    def score(self, gold: Sequence[int], predicted: Sequence[int], targets: Sequence[str]) -> float:
        """Compute from items."""
        from sklearn.metrics import f1_score

        return float(f1_score(gold, predicted, labels=self._sides(), average="macro", zero_division=0))

    def _sides(self) -> list[int]:
        return [self.labels.index("favor"), self.labels.index("against")]
