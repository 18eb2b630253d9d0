"""The majority baseline: the commonest class, for each target where there are targets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np

from stancebench.dataset.reader import Example
from stancebench.files import read_json, write_json
from stancebench.records import Record
from stancebench.train.family import FamilyParams


class MajorityCounts(Record):
    """The trained model: how often each class was seen, overall and by target."""

    overall: dict[str, int]
    by_target: dict[str, dict[str, int]]


class Majority:
    """Predicts the class frequencies of the target, or of the whole training split for an unseen target.

    Args:
        params: None are known.
        labels: Names of the classes.
    """

    Params: ClassVar[type[FamilyParams]] = FamilyParams

    def __init__(self, params: FamilyParams, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self.counts = MajorityCounts(overall={}, by_target={})

    def fit(self, train: Sequence[Example], validation: Sequence[Example], *, seed: int, folder: Path) -> None:
        """Count the classes; validation and seed are not used."""
        by_target: dict[str, Counter[str]] = defaultdict(Counter)
        for example in train:
            by_target[example.target_id][example.label] += 1
        self.counts = MajorityCounts(
            overall=dict(sorted(Counter(example.label for example in train).items())),
            by_target={target: dict(sorted(counts.items())) for target, counts in sorted(by_target.items())},
        )
        write_json(folder / "counts.json", self.counts.model_dump(mode="json"))

    def load(self, folder: Path) -> None:
        """Load the counts.

        Raises:
            UserError: They are missing or broken.
        """
        self.counts = read_json(folder / "counts.json", MajorityCounts)

    def predict_proba(self, examples: Sequence[Example]) -> np.ndarray:
        """Return the class frequencies, shape (examples, classes).

        A tie within a target goes to the class that is commoner overall: a thousandth of the overall frequencies is
        mixed in.
        """
        overall = self._share(self.counts.overall)
        rows = [
            0.999 * self._share(self.counts.by_target.get(example.target_id, self.counts.overall)) + 0.001 * overall
            for example in examples
        ]
        return np.array(rows).reshape(len(examples), len(self.labels))

    def _share(self, counts: dict[str, int]) -> np.ndarray:
        values = np.array([counts.get(label, 0) for label in self.labels], dtype=float)
        return np.asarray(values / values.sum())
