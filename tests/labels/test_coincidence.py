"""Coincidence matrices against the definition, the textbook and nltk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from stancebench.labels.coincidence import coincidence_matrix, nominal_alpha
from tests.labels import oracle

LABELS = ["a", "b", "c"]
ITEMS = st.lists(st.lists(st.sampled_from(LABELS), max_size=4), min_size=1, max_size=12)


@pytest.mark.parametrize(("observers", "printed"), [(oracle.BINARY, 0.095), (oracle.NOMINAL, 0.743)])
def test_the_textbook_values_come_out(observers: tuple[str, ...], printed: float) -> None:
    units = oracle.units(observers)
    labels = sorted({value for values in units for value in values})
    value = float(nominal_alpha(coincidence_matrix(units, labels)))
    assert round(value, 3) == printed
    assert round(oracle.alpha(units), 3) == printed


def test_the_matrix_of_the_textbook_comes_out() -> None:
    matrix = coincidence_matrix(oracle.units(oracle.NOMINAL), ["1", "2", "3", "4", "5"])
    assert matrix == pytest.approx(
        np.array(
            [
                [7, 4 / 3, 1 / 3, 1 / 3, 0],
                [4 / 3, 10, 4 / 3, 1 / 3, 0],
                [1 / 3, 4 / 3, 8, 1 / 3, 0],
                [1 / 3, 1 / 3, 1 / 3, 4, 0],
                [0, 0, 0, 0, 3],
            ]
        )
    )


@given(ITEMS)
def test_alpha_is_that_of_the_definition(items: list[list[str]]) -> None:
    matrix = coincidence_matrix(items, LABELS)
    assert matrix == pytest.approx(matrix.T)
    assert matrix.sum() == pytest.approx(sum(len(values) for values in items if len(values) > 1))
    if matrix.sum():
        assert float(nominal_alpha(matrix)) == pytest.approx(oracle.alpha(items))


@given(ITEMS)
def test_alpha_is_that_of_nltk(items: list[list[str]]) -> None:
    pairable = [values for values in items if len(values) > 1]
    if len({value for values in pairable for value in values}) > 1:
        data = [(str(i), str(k), label) for k, values in enumerate(pairable) for i, label in enumerate(values)]
        expected = AnnotationTask(data=data).alpha()
        assert float(nominal_alpha(coincidence_matrix(items, LABELS))) == pytest.approx(expected)


@given(ITEMS, ITEMS)
def test_matrices_of_documents_add_up(one: list[list[str]], other: list[list[str]]) -> None:
    added = coincidence_matrix(one, LABELS) + coincidence_matrix(other, LABELS)
    assert added == pytest.approx(coincidence_matrix([*one, *other], LABELS))


def test_many_matrices_are_taken_at_once_and_a_single_label_gives_one() -> None:
    groups = [[["a", "a"], ["b", "b"]], [["a", "b"], ["b", "a"]], [["a", "a"], ["a", "a"]], [["a"]]]
    matrices = np.array([[coincidence_matrix(items, LABELS) for items in groups]])
    assert nominal_alpha(matrices).tolist() == [[1.0, pytest.approx(-0.5), 1.0, 1.0]]
