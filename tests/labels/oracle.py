"""Krippendorff's nominal alpha, written from its definition (Content Analysis, 2004, section 11.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations

BINARY = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
"""Two observers, ten units; alpha is printed as 0.095 (Krippendorff 2011, Computing Alpha-Reliability, section A)."""

NOMINAL = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Four observers, twelve units, values missing; alpha is printed as 0.743 (section C of the same)."""


def units(observers: Sequence[str]) -> list[list[str]]:
    """The values of each unit; a dot is a missing value."""
    columns = zip(*(line.split() for line in observers), strict=True)
    return [[value for value in column if value != "."] for column in columns]


def coincidences(items: Iterable[Sequence[str]]) -> dict[tuple[str, str], float]:
    """Every ordered pair of values of a unit by two observers counts 1 / (m - 1)."""
    matrix: dict[tuple[str, str], float] = defaultdict(float)
    for values in items:
        for one, other in permutations(range(len(values)), 2):
            matrix[values[one], values[other]] += 1 / (len(values) - 1)
    return dict(matrix)


def alpha(items: Iterable[Sequence[str]]) -> float:
    """1 - observed / expected disagreement; 1 where a single value occurs."""
    matrix = coincidences(items)
    margins: dict[str, float] = defaultdict(float)
    for (one, _), count in matrix.items():
        margins[one] += count
    total = sum(margins.values())
    observed = sum(count for (one, other), count in matrix.items() if one != other)
    expected = sum(margins[one] * margins[other] for one, other in permutations(margins, 2)) / (total - 1)
    return 1 - observed / expected if expected else 1.0
