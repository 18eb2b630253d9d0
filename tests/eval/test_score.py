"""Scoring saved predictions."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from stancebench.dataset.reader import read_task
from stancebench.errors import UserError
from stancebench.eval.interval import clustered_interval
from stancebench.eval.metrics.registry import task_metrics
from stancebench.eval.predict import predict_split
from stancebench.eval.run import read_eval_run
from stancebench.eval.score import Scores, run_counts, score_file, score_run
from stancebench.files import read_json
from stancebench.train.run import train_baseline
from stancebench.workspace import Workspace
from tests.eval.support import TEST_PAIR, fault, gold_lines, other, relabel, run_alone, save_run, write_lines, write_run

LABELS = ["favor", "against", "none"]
SCRIPT = """
from stancebench.cli import app

try:
    app(["eval", "score", sys.argv[1], "--json"])
except SystemExit as done:
    assert done.code == 0, done.code
loaded = {name for name in sys.modules if name.startswith("stancebench.train")}
assert loaded == {"stancebench.train", "stancebench.train.cli"}, loaded
"""


@pytest.fixture
def mixed_run(predicted: Workspace) -> Path:
    """A run that is wrong on every fourth item and on most of one document."""
    return save_run(
        predicted,
        predicted.eval_runs / "majority-1",
        "careless",
        wrong=lambda number, example: number % 4 == 0 or (example.document_id == "mini-1906" and number % 3 > 0),
    )


def gold_and_predicted(workspace: Workspace, folder: Path) -> tuple[list[str], list[str]]:
    """Gold and predicted classes of a run, read from its files."""
    lines = [json.loads(line) for line in (folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()]
    label = {line["pair_id"]: line["label"] for line in lines}
    examples = read_task(workspace, "stance").split("test")
    return [example.label for example in examples], [label[example.id] for example in examples]


def test_the_values_are_those_of_scikit_learn(predicted: Workspace, mixed_run: Path) -> None:
    gold, found = gold_and_predicted(predicted, mixed_run)
    scores = score_run(predicted, mixed_run)
    f1 = f1_score(gold, found, labels=LABELS, average=None)
    examples = read_task(predicted, "stance").split("test")
    parts = {}
    for target in sorted({example.target_id for example in examples}):
        chosen = [place for place, example in enumerate(examples) if example.target_id == target]
        pair = [gold[place] for place in chosen], [found[place] for place in chosen]
        parts[target] = (len(chosen), float(f1_score(*pair, average="macro")), float(accuracy_score(*pair)))
    expected = {
        "macro_f1": sum(f1) / 3,
        "macro_f1_per_target": sum(part[1] for part in parts.values()) / len(parts),
        "f_avg": (f1[0] + f1[1]) / 2,
        "accuracy": accuracy_score(gold, found),
        "f1_favor": f1[0],
        "f1_against": f1[1],
        "f1_none": f1[2],
    }
    assert {key: item.value for key, item in scores.metrics.items()} == pytest.approx(expected, abs=1e-6)
    assert list(scores.metrics) == list(expected)
    assert [(part.target_id, part.n) for part in scores.targets] == [(name, part[0]) for name, part in parts.items()]
    assert [part.macro_f1 for part in scores.targets] == pytest.approx([part[1] for part in parts.values()], abs=1e-6)
    assert [part.accuracy for part in scores.targets] == pytest.approx([part[2] for part in parts.values()], abs=1e-6)
    assert [list(row) for row in scores.confusion] == confusion_matrix(gold, found, labels=LABELS).tolist()
    assert (scores.rows, scores.scored, scores.unscored, scores.labels) == (60, 60, 0, tuple(LABELS))


def test_the_intervals_are_clustered_with_the_parameters_of_the_workspace(
    predicted: Workspace, mixed_run: Path
) -> None:
    params = predicted.params.read_text(encoding="utf-8")
    predicted.params.write_text(params.replace("resamples: 199", "resamples: 321"), encoding="utf-8")
    scores = score_run(predicted, mixed_run)
    data = read_task(predicted, "stance")
    counts = run_counts(mixed_run, data)
    assert len(counts.documents) == 5
    for metric in task_metrics("stance", data.labels):
        interval = clustered_interval([counts], metric.from_counts, resamples=321, seed=13)
        assert scores.metrics[metric.key] == interval
        assert 0 < interval.low < interval.value < interval.high < 1
    assert "|bs:321|seed:13|" in scores.signature_line


def test_a_topic_run_has_no_targets(predicted: Workspace) -> None:
    scores = score_run(predicted, predicted.eval_runs / "topic-majority-1")
    assert scores.targets == ()
    assert list(scores.metrics) == ["macro_f1", "accuracy"]
    assert scores.metrics["accuracy"].value == 0.444444
    assert scores.scored == sum(map(sum, scores.confusion)) == 45


def test_the_files_beside_the_run(predicted: Workspace, mixed_run: Path) -> None:
    scores = score_run(predicted, mixed_run)
    assert read_json(mixed_run / "scores.json", Scores) == scores
    flat = json.loads((mixed_run / "metrics.json").read_text(encoding="utf-8"))
    assert flat.pop("n") == 60
    assert flat == {
        f"{key}{end}": getattr(item, end[1:] or "value")
        for key, item in scores.metrics.items()
        for end in ("", "_low", "_high")
    }
    with (mixed_run / "confusion.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    gold, found = gold_and_predicted(predicted, mixed_run)
    assert sorted((row["gold"], row["predicted"]) for row in rows) == sorted(zip(gold, found, strict=True))


def test_scoring_twice_writes_the_same_bytes(predicted: Workspace, mixed_run: Path) -> None:
    names = ("scores.json", "metrics.json", "confusion.csv")
    score_run(predicted, mixed_run)
    before = [(mixed_run / name).read_bytes() for name in names]
    score_run(predicted, mixed_run)
    assert [(mixed_run / name).read_bytes() for name in names] == before


def test_mixed_pairs_are_left_aside_and_counted(workspace: Workspace) -> None:
    relabel(workspace, TEST_PAIR, "mixed")
    folder = predict_split(workspace, train_baseline(workspace, "majority", seed=1), split="test")
    scores = score_run(workspace, folder)
    assert (scores.rows, scores.scored, scores.unscored) == (60, 59, 1)
    assert "|n:59|" in scores.signature_line


def test_a_bare_file_scores_as_the_run_does(predicted: Workspace, mixed_run: Path) -> None:
    gold, found = gold_and_predicted(predicted, mixed_run)
    lines = [{**line, "label": label} for line, label in zip(gold_lines(predicted), found, strict=True)]
    path = write_lines(predicted.root / "mine.jsonl", lines[::-1])
    before = sorted(predicted.root.iterdir())
    assert score_file(predicted, path, task="stance", split="test") == score_run(predicted, mixed_run)
    assert sorted(predicted.root.iterdir()) == before
    assert gold != found


def test_a_bare_file_of_another_split_with_a_folder_for_its_scores(workspace: Workspace) -> None:
    path = write_lines(workspace.root / "mine.jsonl", gold_lines(workspace, "validation"))
    scores = score_file(workspace, path, task="stance", split="validation", out=workspace.root / "scored")
    assert {(item.value, item.low, item.high) for item in scores.metrics.values()} == {(1.0, 1.0, 1.0)}
    assert (scores.scored, scores.signature.split) == (156, "validation")
    names = sorted(item.name for item in (workspace.root / "scored").iterdir())
    assert names == ["confusion.csv", "metrics.json", "scores.json"]


def test_a_bare_file_needs_no_torch_no_network_and_nothing_of_training(workspace: Workspace, tmp_path: Path) -> None:
    lines = gold_lines(workspace)
    lines[0]["label"] = other(str(lines[0]["label"]))
    path = write_lines(workspace.root / "mine.jsonl", lines)
    done = run_alone(SCRIPT, path, home=tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    scores = json.loads(done.stdout)
    assert scores["metrics"]["accuracy"]["value"] == round(59 / 60, 6)
    assert scores == score_file(workspace, path, task="stance", split="test").model_dump(mode="json")


def test_an_unfinished_run_is_refused(predicted: Workspace) -> None:
    folder = Path("eval/runs/majority-1")
    write_run(folder, read_eval_run(folder).model_copy(update={"status": "started"}))
    assert fault("eval", "score", folder) == (
        f"Error: the predictions in {folder} are not finished; expected all 60 items;"
        " to mend it: stancebench eval predict train/runs/majority-1"
    )
    assert not (folder / "scores.json").exists()


def test_a_run_of_another_dataset_is_refused(predicted: Workspace) -> None:
    folder = Path("eval/runs/majority-1")
    old = read_eval_run(folder).dataset_revision
    new = relabel(predicted, TEST_PAIR, "favor").revision
    assert fault("eval", "score", folder) == (
        f"Error: {folder} refers to stancebench 0.1.0-{old}; expected the built dataset, 0.1.0-{new};"
        " to mend it: stancebench eval predict train/runs/majority-1"
    )
    assert not (folder / "scores.json").exists()


def test_a_run_with_fewer_predictions_than_it_says_is_refused(predicted: Workspace) -> None:
    path = predicted.eval_runs / "majority-1" / "predictions.jsonl"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with pytest.raises(UserError, match=r"predictions.jsonl: 1 of the ids are missing: mini-1920/000/009#"):
        score_run(predicted, path.parent)


def test_a_run_of_a_split_that_is_not_there_is_refused(predicted: Workspace) -> None:
    folder = predicted.eval_runs / "majority-1"
    write_run(folder, read_eval_run(folder).model_copy(update={"split": "dev"}))
    assert fault("eval", "score", folder) == (
        "Error: no split 'dev'; expected one of train, validation, test; to mend it: --split test"
    )


def test_a_folder_without_a_run_is_refused(workspace: Workspace) -> None:
    Path("mine").mkdir()
    assert fault("eval", "score", "mine") == (
        "Error: mine/run.json does not exist; expected a file; to mend it: stancebench eval predict train/runs/mine"
    )
