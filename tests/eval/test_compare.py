"""The paired comparison of two runs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.dataset.reader import Example, read_task
from stancebench.errors import IncomparableError, UserError
from stancebench.eval.compare import compare_runs
from stancebench.eval.counts import Counts, count
from stancebench.eval.interval import clustered_difference
from stancebench.eval.metrics.accuracy import Accuracy
from stancebench.eval.metrics.macro_f1 import MacroF1
from stancebench.eval.predict import predict_split
from stancebench.files import read_text, write_json, write_text
from stancebench.train.run import train_baseline
from stancebench.workspace import Workspace

LABELS = ("favor", "against", "none")


@pytest.fixture
def runs(workspace: Workspace) -> Workspace:
    """Majority and n-grams, each trained and predicted."""
    for name in ("majority", "tfidf-logreg"):
        predict_split(workspace, train_baseline(workspace, name, seed=1), split="test")
    return workspace


def made_up(rng: np.random.Generator, documents: int, accuracy: float, each: int = 12) -> tuple[Counts, list[Example]]:
    """Counts of a model that is right with a given probability."""
    examples = [
        Example(f"{d}-{i}", f"doc-{d:03d}", "", f"t{i % 4}", "", LABELS[(d + i) % 3])
        for d in range(documents)
        for i in range(each)
    ]
    predicted = [example.label if rng.random() < accuracy else LABELS[rng.integers(3)] for example in examples]
    return count(examples, predicted, LABELS), examples


def test_ngrams_beat_majority_on_the_miniature(runs: Workspace) -> None:
    result = compare_runs(runs, "majority", "tfidf-logreg")
    headline = result.metrics["macro_f1"]
    assert result.verdict == headline.verdict == "better"
    assert headline.difference.value == pytest.approx(headline.second - headline.first, abs=2e-6)
    assert headline.difference.low > 0
    assert result.first == ("majority-1",)
    back = compare_runs(runs, "tfidf-logreg", "majority").metrics["macro_f1"]
    assert back.verdict == "worse"
    assert back.difference.value == pytest.approx(-headline.difference.value)
    assert back.difference.low == pytest.approx(-headline.difference.high)


def test_a_run_against_itself_is_undecided(runs: Workspace) -> None:
    result = compare_runs(runs, str(runs.eval_runs / "majority-1"), "majority")
    assert {item.verdict for item in result.metrics.values()} == {"undecided"}
    assert {item.difference.value for item in result.metrics.values()} == {0.0}
    assert {item.detectable for item in result.metrics.values()} == {0.0}


def test_several_seeds_are_averaged(runs: Workspace) -> None:
    predict_split(runs, train_baseline(runs, "tfidf-logreg", seed=2, overrides=["c=0.01"]), split="test")
    result = compare_runs(runs, "majority", "tfidf-logreg")
    assert result.second == ("tfidf-logreg-1", "tfidf-logreg-2")
    singles = [compare_runs(runs, "majority", str(runs.eval_runs / f"tfidf-logreg-{seed}")) for seed in (1, 2)]
    mean = sum(single.metrics["macro_f1"].second for single in singles) / 2
    assert result.metrics["macro_f1"].second == pytest.approx(mean, abs=2e-6)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("task", "topic"),
        ("split", "validation"),
        ("dataset_version", "9.9.9"),
        ("dataset_revision", "abc1234"),
        ("labels_sha256", "0" * 64),
        ("labels", ["favor", "against"]),
    ],
)
def test_incomparable_runs_are_refused_by_field(runs: Workspace, field: str, value: object) -> None:
    path = runs.eval_runs / "majority-1" / "run.json"
    write_json(path, {**json.loads(read_text(path)), field: value})
    with pytest.raises(IncomparableError, match=f"tfidf-logreg-1 and majority-1 are not comparable: {field} is "):
        compare_runs(runs, "tfidf-logreg", "majority")
    result = CliRunner().invoke(app, ["eval", "compare", "tfidf-logreg", "majority"])
    assert result.exit_code == 3
    assert result.stderr.startswith("Error: tfidf-logreg-1 and majority-1 are not comparable")
    assert result.stdout == ""


def test_runs_of_another_dataset_than_the_built_one(runs: Workspace) -> None:
    for name in ("majority-1", "tfidf-logreg-1"):
        path = runs.eval_runs / name / "run.json"
        write_json(path, {**json.loads(read_text(path)), "labels_sha256": "0" * 64})
    with pytest.raises(IncomparableError, match="expected the built dataset"):
        compare_runs(runs, "majority", "tfidf-logreg")


def test_an_unfinished_or_unknown_side(runs: Workspace) -> None:
    with pytest.raises(UserError, match="no run 'bert'; expected a run folder or one of majority, tfidf-logreg"):
        compare_runs(runs, "majority", "bert")
    path = runs.eval_runs / "majority-1" / "run.json"
    write_json(path, {**json.loads(read_text(path)), "status": "started"})
    with pytest.raises(UserError, match="majority-1 are not finished; to mend it: stancebench eval predict"):
        compare_runs(runs, "majority", "tfidf-logreg")


def test_a_missing_prediction_is_a_fault_and_no_verdict(runs: Workspace) -> None:
    path = runs.eval_runs / "majority-1" / "predictions.jsonl"
    lines = read_text(path).splitlines(keepends=True)
    write_text(path, "".join(lines[1:]))
    result = CliRunner().invoke(app, ["eval", "compare", "majority", "tfidf-logreg"])
    assert result.exit_code == 2
    assert "1 of the ids are missing" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--fail-if", "worse"], 0),
        (["--fail-if", "better"], 1),
        (["--fail-if", "undecided"], 0),
        (["--fail-if", "bad"], 2),
    ],
)
def test_exit_codes(runs: Workspace, arguments: list[str], code: int) -> None:
    result = CliRunner().invoke(app, ["eval", "compare", "majority", "tfidf-logreg", *arguments])
    assert result.exit_code == code


def test_outputs(runs: Workspace) -> None:
    data = json.loads(CliRunner().invoke(app, ["eval", "compare", "majority", "tfidf-logreg", "--json"]).stdout)
    assert data["verdict"] == "better"
    assert data["schema_version"] == 1
    assert next(iter(data["metrics"])) == "macro_f1"
    text = CliRunner().invoke(app, ["eval", "compare", "majority", "tfidf-logreg", "--markdown"]).stdout
    assert text.startswith("**tfidf-logreg-1** is **better** against majority-1\n\n| metric | first | second |")
    assert f"`{data['signature']}`" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(data["metrics"])
    assert len({row.count("|") for row in rows}) == 1


def test_the_difference_equals_a_loop_over_resampled_items() -> None:
    rng = np.random.default_rng(4)
    first, _ = made_up(rng, 30, 0.5)
    second, _ = made_up(rng, 30, 0.7)
    metric = MacroF1(LABELS)
    gap, error = clustered_difference([first], [second], metric.from_counts, resamples=4000, seed=1)
    draws = []
    for _ in range(4000):
        chosen = rng.integers(30, size=30)
        values = [float(metric.from_counts(side.values[chosen].sum(axis=0))) for side in (first, second)]
        draws.append(values[1] - values[0])
    assert gap.value == pytest.approx(metric.of(second) - metric.of(first), abs=1e-6)
    assert error == pytest.approx(np.std(draws), rel=0.06)
    assert gap.high - gap.low == pytest.approx(2 * 1.96 * error, rel=1e-3)


def test_equal_models_are_seldom_told_apart_and_better_ones_often() -> None:
    metric = Accuracy(LABELS)
    false_alarms = hits = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        one, two, three = (made_up(rng, 60, accuracy)[0] for accuracy in (0.6, 0.6, 0.75))
        for other, found in ((two, "same"), (three, "better")):
            gap, _ = clustered_difference([one], [other], metric.from_counts, resamples=199, seed=seed)
            told = gap.low > 0 or gap.high < 0
            false_alarms += told and found == "same"
            hits += told and found == "better"
    assert false_alarms <= 20
    assert hits >= 150


def test_predictions_of_the_workspace_are_what_is_counted(runs: Workspace) -> None:
    data = read_task(runs, "stance")
    lines = read_text(Path(runs.eval_runs) / "majority-1" / "predictions.jsonl").splitlines()
    right = sum(
        json.loads(line)["label"]
        == {example.id: example.label for example in data.split("test")}[json.loads(line)["pair_id"]]
        for line in lines
    )
    result = compare_runs(runs, "majority", "tfidf-logreg")
    assert result.metrics["accuracy"].first == pytest.approx(right / len(lines), abs=1e-6)
