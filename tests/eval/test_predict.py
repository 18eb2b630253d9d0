"""Predicting a split: what is written, what is refused, and going on after a stop."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from stancebench.dataset.reader import read_task
from stancebench.eval.predict import predict_split
from stancebench.eval.run import read_eval_run
from stancebench.files import read_json, write_json
from stancebench.provenance import Provenance
from stancebench.train.run import TrainRun, load_run, train_baseline
from stancebench.workspace import Workspace
from tests.eval.support import TEST_PAIR, fault, invoke, relabel, write_run

STANCE, TFIDF = Path("train/runs/majority-1"), Path("train/runs/tfidf-logreg-1")


def lines(folder: Path) -> list[dict[str, object]]:
    """The predictions as they are in the file."""
    text = (folder / "predictions.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def stop(folder: Path, kept: int) -> bytes:
    """Leave a run as a stopped prediction leaves it, with some bytes written; return the whole file."""
    path = folder / "predictions.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    unfinished = {"status": "started", "predicted": 0, "seconds": None}
    write_run(folder, read_eval_run(folder).model_copy(update=unfinished))
    return whole


@pytest.mark.parametrize(
    ("name", "task", "split", "number"),
    [
        ("majority", "stance", "test", 60),
        ("tfidf-logreg", "stance", "validation", 156),
        ("topic-majority", "topic", "test", 45),
    ],
)
def test_every_item_of_the_split_is_predicted(
    predicted: Workspace, name: str, task: str, split: str, number: int
) -> None:
    result = invoke("eval", "predict", f"train/runs/{name}-1", "--split", split, "--out", "mine")
    assert (result.exit_code, result.stdout) == (0, "predicted: mine\n")
    folder = predicted.root / "mine"
    data = read_task(predicted, "topic" if task == "topic" else "stance")
    examples = data.split(split)
    _, family = load_run(predicted.train_runs / f"{name}-1")
    expected = [
        {
            "schema_version": 1,
            "pair_id": example.id,
            "document_id": example.document_id,
            "label": data.labels[int(np.argmax(row))],
            "probabilities": {label: round(float(value), 6) for label, value in zip(data.labels, row, strict=True)},
        }
        for example, row in zip(examples, family.predict_proba(examples), strict=True)
    ]
    assert lines(folder) == expected
    assert len(expected) == number
    assert sorted(path.name for path in folder.iterdir()) == ["predictions.jsonl", "run.json"]


def test_the_manifest_says_what_was_predicted_with_what(predicted: Workspace) -> None:
    folder = predict_split(predicted, STANCE, split="validation", out=predicted.root / "mine")
    run, data = read_eval_run(folder), read_task(predicted, "stance")
    trained = read_json(STANCE / "run.json", TrainRun)
    assert run.model_dump(exclude={"started", "seconds", "model", "provenance"}) == {
        "schema_version": 1,
        "status": "finished",
        "task": "stance",
        "split": "validation",
        "dataset": "stancebench",
        "dataset_version": "0.1.0",
        "dataset_revision": data.manifest.revision,
        "labels_sha256": data.manifest.tables["stance/validation"].labels_sha256,
        "labels": ("favor", "against", "none"),
        "rows": 156,
        "scored": 156,
        "predicted": 156,
    }
    assert run.model.model_dump(exclude={"weights_sha256"}) == {
        "baseline": "majority",
        "family": "majority",
        "params": {},
        "overrides": (),
        "seed": 1,
        "train_rows": 72,
        "train_seconds": trained.seconds,
    }
    assert run.provenance == Provenance.collect(predicted.root)
    assert abs(datetime.datetime.now(datetime.UTC) - run.started) < datetime.timedelta(minutes=5)
    assert run.seconds is not None
    assert 0 <= run.seconds < 300


def test_a_mixed_pair_is_not_predicted(workspace: Workspace) -> None:
    relabel(workspace, TEST_PAIR, "mixed")
    folder = predict_split(workspace, train_baseline(workspace, "majority", seed=1), split="test")
    run = read_eval_run(folder)
    assert (run.rows, run.scored, run.predicted) == (60, 59, 59)
    assert TEST_PAIR not in {line["pair_id"] for line in lines(folder)}
    assert folder == workspace.eval_runs / "majority-1"


def test_the_hash_of_the_weights_tells_models_apart(predicted: Workspace) -> None:
    hashes = {folder.name: read_eval_run(folder).model.weights_sha256 for folder in predicted.eval_runs.iterdir()}
    assert len(set(hashes.values())) == 3
    for place in ("moved", "checkpoints"):
        moved = predicted.root / place / "tfidf-logreg-1"
        shutil.copytree(TFIDF, moved)
        (moved / "model" / "checkpoints").mkdir()
        (moved / "model" / "checkpoints" / "step.bin").write_bytes(b"x")
        run = read_eval_run(predict_split(predicted, moved, split="test", out=predicted.root / place / "out"))
        assert run.model.weights_sha256 == hashes["tfidf-logreg-1"], place


@pytest.mark.parametrize("chunk", [1, 7, 60, 61])
def test_the_file_does_not_depend_on_the_size_of_the_chunks(
    predicted: Workspace, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("stancebench.eval.predict.CHUNK", chunk)
    folder = predict_split(predicted, STANCE, split="test", out=predicted.root / "mine")
    before = (predicted.eval_runs / "majority-1" / "predictions.jsonl").read_bytes()
    assert (folder / "predictions.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["majority-1", "tfidf-logreg-1"])
@pytest.mark.parametrize("kept", [0, 1, 250, 4000, -1, -2, -60])
def test_a_stopped_prediction_goes_on_where_it_ended(
    predicted: Workspace, name: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = predicted.eval_runs / name
    path = folder / "predictions.jsonl"
    size = len(path.read_bytes())
    whole = stop(folder, kept if kept >= 0 else size + kept)
    monkeypatch.setattr("stancebench.eval.predict.CHUNK", 11)
    assert invoke("eval", "predict", f"train/runs/{name}").exit_code == 0
    assert path.read_bytes() == whole
    assert len({line["pair_id"] for line in lines(folder)}) == len(lines(folder)) == 60
    run = read_eval_run(folder)
    assert (run.status, run.predicted) == ("finished", 60)


def test_whole_lines_of_a_stopped_prediction_are_kept_and_not_predicted_again(predicted: Workspace) -> None:
    folder = predicted.eval_runs / "majority-1"
    path = folder / "predictions.jsonl"
    marked = path.read_text(encoding="utf-8").replace('"probabilities": {', '"probabilities":   {')
    path.write_text(marked, encoding="utf-8")
    kept = marked[: marked.index("\n", 3000) + 1]
    stop(folder, len(kept) + 40)
    predict_split(predicted, STANCE, split="test")
    text = path.read_text(encoding="utf-8")
    assert text.startswith(kept)
    assert text[len(kept) :] == marked[len(kept) :].replace(":   {", ": {")


def test_a_finished_prediction_stays_as_it_is(predicted: Workspace) -> None:
    folder = predicted.eval_runs / "majority-1"
    write_run(folder, read_eval_run(folder).model_copy(update={"seconds": 1234.5}))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert predict_split(predicted, STANCE, split="test") == folder
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_run_with_the_same_weights_takes_the_predictions_over(predicted: Workspace) -> None:
    folder = predicted.eval_runs / "majority-1"
    before = (folder / "predictions.jsonl").read_bytes()
    predict_split(predicted, train_baseline(predicted, "majority", seed=2), split="test", out=folder)
    assert read_eval_run(folder).model.seed == 2
    assert (folder / "predictions.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("train_run", "split", "differing"),
    [
        ("tfidf-logreg-1", "test", "weights"),
        ("majority-1", "validation", "split, labels_sha256"),
        ("topic-majority-1", "test", "task, labels_sha256, labels, weights"),
    ],
)
def test_predictions_of_something_else_are_not_mixed(
    predicted: Workspace, train_run: str, split: str, differing: str
) -> None:
    folder = Path("eval/runs/majority-1")
    stop(folder, 4000)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert fault("eval", "predict", f"train/runs/{train_run}", "--split", split, "--out", folder) == (
        f"Error: {folder} holds predictions that differ in {differing}; expected an empty folder, or predictions of"
        f" the same model, split and dataset; to mend it: remove {folder}, or give another --out"
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_predictions_for_an_older_dataset_are_not_mixed(predicted: Workspace) -> None:
    relabel(predicted, TEST_PAIR, "favor")
    train_baseline(predicted, "majority", seed=1)
    folder = predicted.eval_runs / "majority-1"
    assert fault("eval", "predict", STANCE).startswith(
        f"Error: {folder} holds predictions that differ in dataset_revision, labels_sha256; expected"
    )


def test_predictions_without_a_manifest_are_not_taken(predicted: Workspace) -> None:
    folder = predicted.eval_runs / "majority-1"
    (folder / "run.json").unlink()
    assert fault("eval", "predict", STANCE) == (
        f"Error: {folder}/run.json does not exist; expected a file; to mend it: remove {folder}"
    )


def test_an_unfinished_training_run_is_refused(predicted: Workspace) -> None:
    run = read_json(STANCE / "run.json", TrainRun)
    write_json(STANCE / "run.json", run.model_copy(update={"status": "started"}).model_dump(mode="json"))
    assert fault("eval", "predict", STANCE, "--out", "mine") == (
        f"Error: the run in {STANCE} was started and not finished; expected a finished run;"
        " to mend it: stancebench train run majority --seed 1"
    )
    assert not Path("mine").exists()


def test_a_run_of_another_dataset_is_refused(predicted: Workspace) -> None:
    trained = read_json(STANCE / "run.json", TrainRun).dataset_revision
    built = relabel(predicted, TEST_PAIR, "favor").revision
    assert fault("eval", "predict", STANCE, "--out", "mine") == (
        f"Error: {STANCE} was trained on revision {trained}, the dataset is {built};"
        " to mend it: stancebench train run majority --seed 1"
    )
    assert not Path("mine").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("train/runs/bert-1",),
            "train/runs/bert-1/run.json does not exist; expected a file; to mend it: stancebench train run bert",
        ),
        (
            (STANCE, "--split", "dev"),
            "no split 'dev'; expected one of train, validation, test; to mend it: --split test",
        ),
    ],
)
def test_a_run_or_split_that_is_not_there(predicted: Workspace, arguments: tuple[object, ...], message: str) -> None:
    assert fault("eval", "predict", *arguments, "--out", "mine") == f"Error: {message}"
    assert not Path("mine").exists()
