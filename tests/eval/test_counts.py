"""Confusion counts by document and target."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.dataset.schema import LABELS
from stancebench.eval.counts import class_f1
from tests.eval.support import Item, counts_of

ITEMS: list[Item] = [
    ("doc-2", "tax", "favor", "favor"),
    ("doc-1", "war", "favor", "none"),
    ("doc-2", "tax", "favor", "favor"),
    ("doc-2", "war", "against", "favor"),
]


def test_each_item_is_counted_in_its_document_target_and_classes() -> None:
    counts = counts_of(ITEMS)
    assert (counts.labels, counts.documents, counts.targets) == (LABELS, ("doc-1", "doc-2"), ("tax", "war"))
    assert counts.values.tolist() == [
        [[[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 1], [0, 0, 0], [0, 0, 0]]],
        [[[2, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [1, 0, 0], [0, 0, 0]]],
    ]


def test_total_and_confusion_are_sums() -> None:
    counts = counts_of(ITEMS)
    assert counts.total.tolist() == [[[2, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 1], [1, 0, 0], [0, 0, 0]]]
    assert counts.confusion.tolist() == [[2, 0, 1], [1, 0, 0], [0, 0, 0]]


@given(order=st.permutations(ITEMS))
def test_the_order_of_the_items_does_not_matter(order: list[Item]) -> None:
    assert counts_of(order).values.tolist() == counts_of(ITEMS).values.tolist()


@pytest.mark.parametrize(
    ("confusion", "expected"),
    [
        pytest.param([[2, 0], [0, 3]], [1.0, 1.0], id="all right"),
        pytest.param([[0, 2], [3, 0]], [0.0, 0.0], id="all wrong"),
        pytest.param([[3, 1], [2, 4]], [6 / 9, 8 / 11], id="2TP / (2TP + FP + FN)"),
        pytest.param([[5, 0], [0, 0]], [1.0, 0.0], id="a class that occurs nowhere is 0"),
        pytest.param([[0, 0], [0, 0]], [0.0, 0.0], id="no item"),
    ],
)
def test_f1_of_each_class(confusion: list[list[int]], expected: list[float]) -> None:
    assert class_f1(np.array(confusion)).tolist() == pytest.approx(expected)
    assert class_f1(np.array([confusion, [[1, 0], [0, 1]]])).tolist() == [pytest.approx(expected), [1.0, 1.0]]
