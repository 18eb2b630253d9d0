"""What all metrics share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import datasets
import evaluate
import numpy as np

from stancebench.eval.counts import Counts, FloatArray


class CountMetric(evaluate.Metric):  # type: ignore[misc]  # evaluate has no types
    """A metric that works offline and can also be computed from confusion counts.

    `compute` takes references and predictions as class indices, and targets as strings, and scores them with
    scikit-learn. `from_counts` gives the same value from counts, for many resamples at once.

    Args:
        labels: Names of the classes.
    """

    key: str
    """Name of the value in `metrics.json`."""

    title: str
    """Name in tables."""

    summary: str
    """What it is, with the source of the formula."""

    def __init__(self, labels: Sequence[str], **options: Any) -> None:
        self.labels = tuple(labels)
        super().__init__(keep_in_memory=True, **options)

    @abstractmethod
    def from_counts(self, counts: FloatArray) -> FloatArray:
        """Compute the metric from counts.

        Args:
            counts: Shape (..., targets, gold, predicted).

        Returns:
            Values between 0 and 1, shape (...).
        """

    @abstractmethod
    def score(self, gold: Sequence[int], predicted: Sequence[int], targets: Sequence[str]) -> float:
        """Compute the metric from items, by scikit-learn."""

    def of(self, counts: Counts) -> float:
        """Return the metric of one set of counts."""
        return float(self.from_counts(counts.total))

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=self.summary,
            citation="",
            inputs_description="references, predictions: class indices; targets: ids of the targets",
            features=datasets.Features(
                {
                    "predictions": datasets.Value("int64"),
                    "references": datasets.Value("int64"),
                    "targets": datasets.Value("string"),
                }
            ),
        )

    def _compute(
        self, predictions: Sequence[int], references: Sequence[int], targets: Sequence[str]
    ) -> dict[str, float]:
        return {self.key: self.score(references, predictions, targets)}


def pooled(counts: FloatArray) -> FloatArray:
    """Sum counts over the targets: from (..., targets, gold, predicted) to (..., gold, predicted)."""
    return np.asarray(counts.sum(axis=-3))
