"""Document-clustered intervals against plain loops, and what must not change them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.metrics import f1_score

from stancebench.dataset.schema import LABELS
from stancebench.eval.counts import Counts, FloatArray
from stancebench.eval.interval import Interval, clustered_difference, clustered_interval
from stancebench.eval.metrics.accuracy import Accuracy
from stancebench.eval.metrics.base import CountMetric
from stancebench.eval.metrics.f_avg import FAvg
from stancebench.eval.metrics.macro_f1 import MacroF1
from stancebench.eval.metrics.registry import task_metrics
from stancebench.eval.metrics.target_macro_f1 import TargetMacroF1
from tests.eval.support import Item, counts_of, other

Z = float(norm.ppf(0.975))
ITEMS = st.lists(
    st.tuples(st.sampled_from("vwxyz"), st.sampled_from("ab"), st.sampled_from(LABELS), st.sampled_from(LABELS)),
    min_size=1,
    max_size=30,
)


def interval(runs: Sequence[Counts], metric: CountMetric, *, resamples: int = 199, seed: int = 13) -> Interval:
    """The interval of a metric."""
    return clustered_interval(runs, metric.from_counts, resamples=resamples, seed=seed)


def effects(documents: int, *, per_document: int = 8, spread: float = 0.4, seed: int = 0) -> list[Item]:
    """Items of documents that differ in how many are right."""
    rng = np.random.default_rng(seed)
    items: list[Item] = []
    for document in range(documents):
        share = rng.uniform(0.6 - spread, 0.6 + spread)
        for _ in range(per_document):
            gold = str(rng.choice(LABELS))
            predicted = gold if rng.random() < share else other(gold)
            items.append((f"d{document:03d}", str(rng.choice(["a", "b"])), gold, predicted))
    return items


def draws_of(counts: Counts, metric: CountMetric, *, resamples: int, seed: int) -> tuple[Interval, FloatArray]:
    """The interval, and how often each draw took each document, read off from marks in additional targets."""
    size, targets = len(counts.documents), len(counts.targets)
    marks = np.zeros((size, size, len(LABELS), len(LABELS)))
    marks[np.arange(size), np.arange(size), 0, 0] = 1
    marked = Counts(LABELS, counts.documents, counts.targets, np.concatenate([counts.values, marks], axis=1))
    seen = []

    def statistic(totals: FloatArray) -> FloatArray:
        if totals.ndim == 4:
            seen.append(totals[:, targets:, 0, 0])
        return metric.from_counts(totals[..., :targets, :, :])

    found = clustered_interval([marked], statistic, resamples=resamples, seed=seed)
    return found, np.concatenate(seen)


def naive_score(metric: CountMetric, items: Sequence[Item]) -> float:
    """The metric of items, from the classes' indices by scikit-learn."""
    gold, predicted = ([LABELS.index(item[place]) for item in items] for place in (2, 3))
    return metric.score(gold, predicted, [item[1] for item in items])


@pytest.mark.parametrize("metric", [MacroF1(LABELS), TargetMacroF1(LABELS), FAvg(LABELS)], ids=lambda item: item.key)
def test_it_is_what_a_plain_loop_over_the_same_draws_gives(metric: CountMetric) -> None:
    items = effects(12)
    counts = counts_of(items)
    found, times = draws_of(counts, metric, resamples=150, seed=3)
    assert times.shape == (150, 12)
    assert (times.sum(axis=1) == 12).all()
    values = []
    for row in times.astype(int).tolist():
        often = dict(zip(counts.documents, row, strict=True))
        drawn = [item for item in items for _ in range(often[item[0]])]
        values.append(naive_score(metric, drawn))
    value, reach = naive_score(metric, items), Z * float(np.std(values, ddof=1))
    assert (found.value, found.low, found.high) == pytest.approx((value, value - reach, value + reach), abs=2e-6)
    assert found == interval([counts], metric, resamples=150, seed=3)


def test_its_width_is_that_of_independent_draws() -> None:
    items = effects(20, seed=4)
    documents = sorted({item[0] for item in items})
    rng = np.random.default_rng(99)
    values = []
    for _ in range(300):
        drawn = [item for name in rng.choice(documents, len(documents)) for item in items if item[0] == name]
        gold, predicted = [item[2] for item in drawn], [item[3] for item in drawn]
        values.append(f1_score(gold, predicted, average="macro", zero_division=0))
    found = interval([counts_of(items)], MacroF1(LABELS), resamples=2000)
    assert (found.high - found.low) / 2 == pytest.approx(Z * np.std(values, ddof=1), rel=0.12)


@settings(deadline=None, max_examples=50)
@given(items=ITEMS, resamples=st.integers(99, 1200))
def test_it_holds_the_value_and_is_finite(items: list[Item], resamples: int) -> None:
    counts = counts_of(items)
    for metric in task_metrics("stance", LABELS):
        found = interval([counts], metric, resamples=resamples)
        assert found.value == round(metric.of(counts), 6)
        assert 0 <= found.low <= found.value <= found.high <= 1, metric.key


def test_it_covers_the_truth_about_19_times_in_20_where_an_item_level_one_does_not() -> None:
    metric, truth = Accuracy(LABELS), 0.6
    covered = {"documents": 0, "items": 0}
    for seed in range(300):
        counts = counts_of(effects(30, seed=1000 + seed))
        found = interval([counts], metric)
        covered["documents"] += found.low <= truth <= found.high
        error = math.sqrt(found.value * (1 - found.value) / counts.values.sum())
        covered["items"] += abs(found.value - truth) <= Z * error
    assert 265 <= covered["documents"] <= 295  # of 300; 279 on average for 30 documents
    assert covered["items"] <= 261


def test_it_is_wider_than_one_that_draws_items() -> None:
    items = effects(20)
    alone = [(f"{number:04d}", *item[1:]) for number, item in enumerate(items)]
    for metric in (MacroF1(LABELS), Accuracy(LABELS)):
        clustered, single = interval([counts_of(items)], metric), interval([counts_of(alone)], metric)
        assert clustered.value == single.value
        assert clustered.high - clustered.low > 1.3 * (single.high - single.low)


def test_one_document_says_nothing() -> None:
    counts = counts_of([("d", "a", "favor", "favor"), ("d", "a", "none", "favor"), ("d", "b", "none", "none")])
    assert interval([counts], Accuracy(LABELS)) == Interval(value=0.666667, low=0.0, high=1.0)


@pytest.mark.parametrize(("right", "value"), [(True, 1.0), (False, 0.0)])
def test_a_constant_statistic_has_no_width(right: bool, value: float) -> None:
    items: list[Item] = [(f"d{number}", "a", "favor", "favor" if right else "none") for number in range(6)]
    assert interval([counts_of(items)], Accuracy(LABELS)) == Interval(value=value, low=value, high=value)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    counts, metric = counts_of(effects(15)), MacroF1(LABELS)
    assert interval([counts], metric, seed=5) == interval([counts], metric, seed=5)
    assert interval([counts], metric, seed=5) != interval([counts], metric, seed=6)


@settings(deadline=None, max_examples=30)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_the_items_changes_nothing(random: Random) -> None:
    items = effects(10)
    shuffled = list(items)
    random.shuffle(shuffled)
    for metric in (MacroF1(LABELS), TargetMacroF1(LABELS)):
        assert interval([counts_of(shuffled)], metric) == interval([counts_of(items)], metric)


def test_the_names_of_the_documents_change_nothing() -> None:
    items, metric = effects(30), MacroF1(LABELS)
    found = interval([counts_of(items)], metric)
    assert interval([counts_of([(f"speech/{item[0]}/x", *item[1:]) for item in items])], metric) == found
    turned = interval([counts_of([(f"{999 - int(item[0][1:])}", *item[1:]) for item in items])], metric, resamples=2000)
    assert turned.value == found.value
    assert turned.high - turned.low == pytest.approx(found.high - found.low, rel=0.12)


def test_chunks_of_draws_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, metric = counts_of(effects(10)), MacroF1(LABELS)
    monkeypatch.setattr("stancebench.eval.interval.CHUNK", 10)
    found, times = draws_of(counts, metric, resamples=105, seed=1)
    assert times.shape == (105, 10)
    values = [float(metric.from_counts(np.tensordot(row, counts.values, axes=1))) for row in times]
    assert found.high - found.low == pytest.approx(2 * Z * np.std(values, ddof=1), abs=2e-6)


def test_runs_are_averaged_inside_the_statistic() -> None:
    metric = MacroF1(LABELS)
    runs = [counts_of(effects(12, seed=1)), counts_of(effects(12, seed=2))]
    assert interval([runs[0], runs[0], runs[0]], metric) == interval([runs[0]], metric)
    both = interval(runs, metric)
    assert both.value == pytest.approx((metric.of(runs[0]) + metric.of(runs[1])) / 2, abs=1e-6)
    _, times = draws_of(runs[0], metric, resamples=199, seed=13)
    values = [np.mean([metric.from_counts(np.tensordot(row, run.values, axes=1)) for run in runs]) for row in times]
    assert both.high - both.low == pytest.approx(2 * Z * np.std(values, ddof=1), abs=2e-6)


def test_a_difference_is_second_minus_first_on_the_same_draws() -> None:
    metric = MacroF1(LABELS)
    one, two = counts_of(effects(12, seed=1)), counts_of(effects(12, seed=2))
    gap, error = clustered_difference([one], [two], metric.from_counts, resamples=199, seed=13)
    _, times = draws_of(one, metric, resamples=199, seed=13)
    values = [
        float(metric.from_counts(np.tensordot(row, two.values, axes=1)))
        - float(metric.from_counts(np.tensordot(row, one.values, axes=1)))
        for row in times
    ]
    value = metric.of(two) - metric.of(one)
    assert error == pytest.approx(float(np.std(values, ddof=1)))
    assert (gap.value, gap.low, gap.high) == pytest.approx((value, value - Z * error, value + Z * error), abs=2e-6)
    back, _ = clustered_difference([two], [one], metric.from_counts, resamples=199, seed=13)
    assert (back.value, back.low, back.high) == (-gap.value, -gap.high, -gap.low)


def test_what_makes_a_document_hard_cancels_out_of_a_difference() -> None:
    items = effects(25)
    rng = np.random.default_rng(1)
    better = [(*item[:3], item[2] if rng.random() < 0.1 else item[3]) for item in items]
    one, two, metric = counts_of(items), counts_of(better), Accuracy(LABELS)
    gap, error = clustered_difference([one], [two], metric.from_counts, resamples=999, seed=1)
    single = [interval([run], metric, resamples=999) for run in (one, two)]
    unpaired = math.hypot(*((item.high - item.low) / (2 * Z) for item in single))
    assert error < 0.4 * unpaired
    assert gap.low > 0


@pytest.mark.parametrize("number", [1, 2, 3, 7])
def test_a_side_does_not_differ_from_itself(number: int) -> None:
    runs = [counts_of(effects(9, seed=seed)) for seed in range(number)]
    gap, error = clustered_difference(runs, runs, MacroF1(LABELS).from_counts, resamples=199, seed=1)
    assert gap == Interval(value=0.0, low=0.0, high=0.0)
    assert "-0.0" not in str((gap.value, gap.low, gap.high))
    assert error == pytest.approx(0.0, abs=1e-12)


def test_a_difference_on_one_document_says_nothing() -> None:
    one, two = counts_of([("d", "a", "favor", "none")]), counts_of([("d", "a", "favor", "favor")])
    found = clustered_difference([one], [two], Accuracy(LABELS).from_counts, resamples=199, seed=1)
    assert found == (Interval(value=1.0, low=-1.0, high=1.0), math.inf)
