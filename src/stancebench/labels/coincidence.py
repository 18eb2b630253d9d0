"""Coincidence matrices: the counts from which Krippendorff's alpha follows, and which add up over documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np


def coincidence_matrix(items: Iterable[Sequence[str]], labels: Sequence[str]) -> np.ndarray:
    """Count how often labels meet on an item (Krippendorff 2004, Content Analysis, section 11.3).

    Each ordered pair of labels of an item by different annotators counts 1 / (m - 1), with m labels on the item.

    Args:
        items: The labels given to each item; items with fewer than two are left out.
        labels: All labels, in order.

    Returns:
        Symmetric matrix of shape (labels, labels).
    """
    code = {label: index for index, label in enumerate(labels)}
    matrix = np.zeros((len(labels), len(labels)))
    for given in items:
        if len(given) < 2:
            continue
        counts = Counter(given)
        for one, times in counts.items():
            for other, others in counts.items():
                pairs = times * (others - (one == other))
                matrix[code[one], code[other]] += pairs / (len(given) - 1)
    return matrix


def nominal_alpha(matrix: np.ndarray) -> np.ndarray:
    """Compute alpha for nominal labels from coincidences: 1 - observed / expected disagreement.

    It is used for resampling, where thousands of values are needed; nltk computes the value itself.

    Args:
        matrix: Coincidences, shape (..., labels, labels).

    Returns:
        Alpha, shape (...); 1 where only one label occurs at all, where it is not defined.
    """
    size = matrix.sum(axis=(-1, -2))
    margins = matrix.sum(axis=-1)
    observed = size - np.trace(matrix, axis1=-2, axis2=-1)
    expected = (size**2 - (margins**2).sum(axis=-1)) / np.maximum(size - 1, 1)
    return np.asarray(1 - np.divide(observed, expected, out=np.zeros_like(observed), where=expected > 0))
