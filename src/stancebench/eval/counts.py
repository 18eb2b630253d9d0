"""Confusion counts by document and target: all that a score and its interval need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stancebench.dataset.reader import Example

FloatArray = np.ndarray


@dataclass(frozen=True)
class Counts:
    """Confusion counts.

    Attributes:
        labels: Names of the classes.
        documents: Ids of the documents, sorted.
        targets: Ids of the targets, sorted; one empty name for topic.
        values: Array of shape (documents, targets, gold classes, predicted classes).
    """

    labels: tuple[str, ...]
    documents: tuple[str, ...]
    targets: tuple[str, ...]
    values: FloatArray

    @property
    def total(self) -> FloatArray:
        """Counts summed over documents, shape (targets, gold, predicted)."""
        return np.asarray(self.values.sum(axis=0))

    @property
    def confusion(self) -> FloatArray:
        """The confusion matrix, shape (gold, predicted)."""
        return np.asarray(self.values.sum(axis=(0, 1)))


def count(examples: Sequence[Example], predicted: Sequence[str], labels: Sequence[str]) -> Counts:
    """Count gold against predicted classes.

    Args:
        examples: The items with their gold class.
        predicted: The predicted class of each.
        labels: Names of the classes.

    Returns:
        The counts.
    """
    documents = sorted({example.document_id for example in examples})
    targets = sorted({example.target_id for example in examples})
    place = {name: index for index, name in enumerate(documents)}
    column = {name: index for index, name in enumerate(targets)}
    code = {name: index for index, name in enumerate(labels)}
    values = np.zeros((len(documents), len(targets), len(labels), len(labels)))
    index = (
        [place[example.document_id] for example in examples],
        [column[example.target_id] for example in examples],
        [code[example.label] for example in examples],
        [code[label] for label in predicted],
    )
    np.add.at(values, index, 1)
    return Counts(tuple(labels), tuple(documents), tuple(targets), values)


def class_f1(confusion: FloatArray) -> FloatArray:
    """F1 of each class from confusion counts (van Rijsbergen 1979): 2TP / (2TP + FP + FN), 0 where undefined.

    Args:
        confusion: Shape (..., gold, predicted).

    Returns:
        Shape (..., classes).
    """
    hit = np.diagonal(confusion, axis1=-2, axis2=-1)
    size = confusion.sum(axis=-1) + confusion.sum(axis=-2)
    return np.asarray(np.divide(2 * hit, size, out=np.zeros_like(size, dtype=float), where=size > 0))
