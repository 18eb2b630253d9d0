"""Every metric: hand-computed cases, scikit-learn, and counts against items."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score

from stancebench.dataset.reader import Task
from stancebench.dataset.schema import LABELS
from stancebench.eval.metrics.base import CountMetric, pooled
from stancebench.eval.metrics.f_avg import FAvg
from stancebench.eval.metrics.macro_f1 import MacroF1
from stancebench.eval.metrics.registry import task_metrics
from stancebench.eval.metrics.target_macro_f1 import TargetMacroF1
from tests.eval.support import Item, counts_of, run_alone

METRICS = {metric.key: metric for metric in task_metrics("stance", LABELS)}
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]
ITEMS = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from("ab"), st.sampled_from(LABELS), st.sampled_from(LABELS)),
    min_size=1,
    max_size=40,
)
SCRIPT = """
from stancebench.eval.metrics.registry import task_metrics

found = {}
for metric in task_metrics("stance", ("favor", "against", "none")):
    found |= metric.compute(references=[0, 1, 2, 2], predictions=[0, 1, 1, 2], targets=["a", "a", "b", "b"])
print(json.dumps(found))
"""


def indices(items: list[Item]) -> dict[str, list[Any]]:
    """The arguments of `compute`."""
    return {
        "references": [LABELS.index(gold) for _, _, gold, _ in items],
        "predictions": [LABELS.index(label) for _, _, _, label in items],
        "targets": [target for _, target, _, _ in items],
    }


def by_sklearn(key: str, items: list[Item]) -> float:
    """The metric by a direct call of scikit-learn on names of classes."""
    gold, predicted = [item[2] for item in items], [item[3] for item in items]
    if key == "accuracy":
        return float(accuracy_score(gold, predicted))
    if key == "macro_f1_per_target":
        targets = sorted({item[1] for item in items})
        return float(np.mean([by_sklearn("macro_f1", [item for item in items if item[1] == name]) for name in targets]))
    labels = {"macro_f1": None, "f_avg": ["favor", "against"]}.get(key, [key.removeprefix("f1_")])
    return float(f1_score(gold, predicted, labels=labels, average="macro", zero_division=0))


@pytest.mark.parametrize(("key", "case"), CASES)
def test_a_hand_computed_case(key: str, case: dict[str, Any]) -> None:
    items = [("d", target, gold, label) for target, gold, label, number in case["items"] for _ in range(number)]
    metric = METRICS[key]
    assert metric.of(counts_of(items)) == pytest.approx(case["value"], abs=1e-9)
    assert metric.compute(**indices(items)) == {key: pytest.approx(case["value"], abs=1e-9)}


def test_every_metric_has_a_hand_computed_case() -> None:
    assert {param.values[0] for param in CASES} == set(METRICS)


@settings(deadline=None, max_examples=30)
@given(items=ITEMS)
@example(items=[("x", "a", "favor", "favor")])
@example(items=[("x", "a", "favor", "none")])
@example(items=[("x", "a", "none", "none"), ("y", "b", "none", "none")])
@example(items=[("x", "a", "against", "favor"), ("x", "b", "against", "favor")])
def test_counts_give_what_scikit_learn_gives(items: list[Item]) -> None:
    counts = counts_of(items)
    for key, metric in METRICS.items():
        expected = pytest.approx(by_sklearn(key, items), abs=1e-12)
        assert metric.of(counts) == expected, key
        assert metric.compute(**indices(items)) == {key: expected}


@settings(deadline=None, max_examples=40)
@given(draws=st.lists(ITEMS, min_size=2, max_size=5))
def test_many_counts_at_once_give_what_each_gives(draws: list[list[Item]]) -> None:
    targets = [("z", target, label, label) for target in "ab" for label in LABELS]
    stacked = np.stack([counts_of([*items, *targets]).total for items in draws])
    for key, metric in METRICS.items():
        values = metric.from_counts(stacked)
        assert values.shape == (len(draws),)
        assert values.tolist() == [float(metric.from_counts(one)) for one in stacked], key


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_no_item_gives_0_and_no_warning(metric: CountMetric) -> None:
    assert float(metric.from_counts(np.zeros((2, 3, 3)))) == 0.0


def test_a_target_without_items_does_not_count() -> None:
    one = counts_of([("d", "a", "favor", "favor"), ("d", "a", "none", "favor")]).total
    empty = np.concatenate([one, np.zeros((1, 3, 3))])
    metric = TargetMacroF1(LABELS)
    assert float(metric.from_counts(empty)) == float(metric.from_counts(one)) == pytest.approx(1 / 3)


def test_f_avg_is_not_macro_f1() -> None:
    counts = counts_of([("d", "a", "favor", "favor"), ("d", "a", "against", "against"), ("d", "a", "none", "favor")])
    assert FAvg(LABELS).of(counts) == pytest.approx((2 / 3 + 1) / 2)
    assert MacroF1(LABELS).of(counts) == pytest.approx((2 / 3 + 1 + 0) / 3)


def test_f_avg_takes_the_classes_by_name() -> None:
    labels = ("none", "against", "favor")
    items = [("d", "a", "favor", "favor"), ("d", "a", "against", "none"), ("d", "a", "none", "none")]
    assert FAvg(labels).of(counts_of(items, labels)) == 0.5


@pytest.mark.parametrize(
    ("task", "keys"),
    [
        (
            "stance",
            ["macro_f1", "macro_f1_per_target", "f_avg", "accuracy", "f1_favor", "f1_against", "f1_none"],
        ),
        ("topic", ["macro_f1", "accuracy"]),
    ],
)
def test_the_metrics_of_a_task(task: Task, keys: list[str]) -> None:
    metrics = task_metrics(task, LABELS)
    assert [metric.key for metric in metrics] == keys
    assert len({metric.title for metric in metrics}) == len(keys)
    assert all(metric.description == metric.summary for metric in metrics)


def test_pooled_sums_over_the_targets_only() -> None:
    counts = np.arange(2 * 4 * 3 * 3).reshape(2, 4, 3, 3)
    expected = [
        [[sum(draw[t][g][p] for t in range(4)) for p in range(3)] for g in range(3)] for draw in counts.tolist()
    ]
    assert pooled(counts).tolist() == expected


def test_the_metrics_need_no_network_and_no_torch(tmp_path: Path) -> None:
    done = run_alone(SCRIPT, home=tmp_path)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert found.pop("macro_f1_per_target") == pytest.approx((1 + (0 + 2 / 3) / 2) / 2)
    assert found == {
        "macro_f1": pytest.approx((1 + 2 / 3 + 2 / 3) / 3),
        "f_avg": pytest.approx((1 + 2 / 3) / 2),
        "accuracy": 0.75,
        "f1_favor": 1.0,
        "f1_against": pytest.approx(2 / 3),
        "f1_none": pytest.approx(2 / 3),
    }
