"""The figures of the report."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from stancebench.eval.figures import confusion_matrix, interval_chart
from stancebench.eval.interval import Interval
from stancebench.eval.leaderboard import Board, Entry

MARKUP = '<b onload="x">&\'$a_1$ \u00e4'
SVG = "{http://www.w3.org/2000/svg}"


def board(*names: str, labels: tuple[str, ...] = ("favor", "against", "none")) -> Board:
    """A board of entries that fall from 0.9 in steps of 0.1."""
    size = len(labels)
    confusion = tuple(tuple(10 * row + column for column in range(size)) for row in range(size))
    entries = tuple(
        Entry(
            baseline=name,
            seeds=(1,),
            metrics={"macro_f1": Interval(value=0.9 - place / 10, low=0.8 - place / 10, high=1 - place / 10)},
            spread=0.0,
            train_seconds=None,
            confusion=confusion,
        )
        for place, name in enumerate(names)
    )
    return Board(task="stance", signature="", labels=labels, titles={"macro_f1": "macro-F1"}, entries=entries)


def texts(svg: str) -> list[str]:
    """The visible texts of a well-formed figure."""
    return ["".join(item.itertext()).strip() for item in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_chart_names_and_measures_every_baseline() -> None:
    svg = interval_chart(board("first", "second"))
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == "macro-F1 of 2 baselines on stance, with intervals"
    found = texts(svg)
    assert {"first", "second", "90.0", "80.0", "macro-F1, in percent, with 95 % interval over documents"} <= set(found)
    assert found.index("second") < found.index("first")


@pytest.mark.parametrize("interval", [(0.5, 0.5, 0.5), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.4, 0.0, 1.0)])
def test_the_chart_bears_every_interval(interval: tuple[float, float, float]) -> None:
    value, low, high = interval
    one = board("first")
    entry = one.entries[0].model_copy(update={"metrics": {"macro_f1": Interval(value=value, low=low, high=high)}})
    assert f"{100 * value:.1f}" in texts(interval_chart(one.model_copy(update={"entries": (entry,)})))


@pytest.mark.parametrize("size", [2, 3, 5, 6, 12])
def test_the_matrix_shows_every_count_that_is_not_0(size: int) -> None:
    labels = tuple(f"class {number}" for number in range(size))
    one = board("first", labels=labels)
    svg = confusion_matrix(one, one.entries[0])
    label = ElementTree.fromstring(svg).attrib["aria-label"]
    assert label == "Confusion matrix of first: gold in rows, predicted in columns"
    found = texts(svg)
    counts = [str(value) for row in one.entries[0].confusion for value in row if value]
    assert sorted(found) == sorted([*labels, *labels, *counts, "gold", "predicted"])


def test_a_class_without_gold_leaves_its_row_empty() -> None:
    one = board("first")
    entry = one.entries[0].model_copy(update={"confusion": ((3, 1, 0), (0, 0, 0), (0, 0, 2))})
    found = texts(confusion_matrix(one, entry))
    assert sorted(item for item in found if item.isdigit()) == ["1", "2", "3"]


def test_the_same_board_gives_the_same_bytes() -> None:
    one = board("first", "second")
    assert interval_chart(one) == interval_chart(one)
    assert confusion_matrix(one, one.entries[0]) == confusion_matrix(one, one.entries[0])


@pytest.mark.parametrize("name", [MARKUP, 'a" onload="x', "$x$", r"$\nothing$", "a]]><script>"])
def test_markup_in_a_name_is_text(name: str) -> None:
    one = board(name, "plain")
    chart, matrix = interval_chart(one), confusion_matrix(one, one.entries[0])
    assert name in texts(chart)
    root = ElementTree.fromstring(matrix)
    assert root.attrib["aria-label"] == f"Confusion matrix of {name}: gold in rows, predicted in columns"
    for svg in (chart, matrix):
        assert not {"b", "script"} & {item.tag.removeprefix(SVG) for item in ElementTree.fromstring(svg).iter()}
        assert not any("onload" in item.attrib for item in ElementTree.fromstring(svg).iter())
