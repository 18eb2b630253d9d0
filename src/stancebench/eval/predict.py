"""Predicting a split with a trained run; a stopped prediction goes on where it ended."""

from __future__ import annotations

import datetime
import hashlib
import time
from pathlib import Path

from tqdm import tqdm

from stancebench.dataset.reader import read_task
from stancebench.errors import UserError
from stancebench.eval.predictions import Prediction, append_predictions, resume_predictions
from stancebench.eval.run import EvalRun, ModelFacts, read_eval_run
from stancebench.files import read_json, sha256_file, write_json
from stancebench.provenance import Provenance
from stancebench.train.run import TrainRun, load_run
from stancebench.workspace import Workspace

CHUNK = 256
"""Items predicted between two appends to the file."""


def predict_split(workspace: Workspace, train_run: Path, *, split: str, out: Path | None = None) -> Path:
    """Predict every scored item of a split.

    Args:
        workspace: The workspace, with a built dataset.
        train_run: Folder of the finished training run.
        split: The split.
        out: The run folder; `eval/runs/<name of the training run>` when omitted.

    Returns:
        The run folder: `run.json` and `predictions.jsonl`.

    Raises:
        UserError: The run is not finished, was trained on another dataset, or the folder holds predictions of another
            model, split or dataset.
    """
    folder = out or workspace.eval_runs / train_run.name
    trained, family = load_run(train_run)
    data = read_task(workspace, trained.task)
    examples = data.split(split)
    if trained.dataset_revision != data.manifest.revision:
        raise UserError(
            f"{train_run} was trained on revision {trained.dataset_revision}, the dataset is {data.manifest.revision}",
            fix=f"stancebench train run {trained.baseline} --seed {trained.seed}",
        )
    run = EvalRun(
        status="started",
        task=trained.task,
        split=split,
        dataset=data.manifest.name,
        dataset_version=data.manifest.version,
        dataset_revision=data.manifest.revision,
        labels_sha256=data.manifest.tables[f"{trained.task}/{split}"].labels_sha256,
        labels=data.labels,
        rows=len(examples) + data.unscored[split],
        scored=len(examples),
        predicted=0,
        model=_model_facts(trained, train_run),
        started=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        provenance=Provenance.collect(workspace.root),
    )
    path = folder / "predictions.jsonl"
    done = _already_done(folder, run)
    todo = [example for example in examples if example.id not in done]
    if done and not todo:
        before = read_eval_run(folder)
        if (before.status, before.model) == ("finished", run.model):
            return folder
    write_json(folder / "run.json", run.model_dump(mode="json"))
    begin = time.perf_counter()
    with tqdm(
        total=len(examples), initial=len(examples) - len(todo), desc=f"predict {folder.name}", unit="item"
    ) as bar:
        for start in range(0, len(todo), CHUNK):
            chunk = todo[start : start + CHUNK]
            rows = family.predict_proba(chunk)
            append_predictions(
                path,
                (
                    Prediction(
                        pair_id=example.id,
                        document_id=example.document_id,
                        label=data.labels[int(row.argmax())],
                        probabilities={
                            label: round(float(value), 6) for label, value in zip(data.labels, row, strict=True)
                        },
                    )
                    for example, row in zip(chunk, rows, strict=True)
                ),
            )
            bar.update(len(chunk))
    finished = {"status": "finished", "predicted": len(examples), "seconds": round(time.perf_counter() - begin, 2)}
    write_json(folder / "run.json", run.model_copy(update=finished).model_dump(mode="json"))
    return folder


def _model_facts(trained: TrainRun, train_run: Path) -> ModelFacts:
    digest = hashlib.sha256()
    for path in sorted((train_run / "model").rglob("*")):
        name = path.relative_to(train_run)
        if path.is_file() and "checkpoints" not in name.parts:
            digest.update(f"{name.as_posix()}:{sha256_file(path)}\n".encode())
    return ModelFacts(
        baseline=trained.baseline,
        family=trained.family,
        params=trained.params,
        overrides=trained.overrides,
        seed=trained.seed,
        weights_sha256=digest.hexdigest(),
        train_rows=trained.train_rows,
        train_seconds=trained.seconds,
    )


def _already_done(folder: Path, run: EvalRun) -> set[str]:
    """Ids predicted by a stopped attempt of the same run."""
    if not (folder / "predictions.jsonl").exists():
        return set()
    before = read_json(folder / "run.json", EvalRun, fix=f"remove {folder}")
    same = ("task", "split", "dataset_revision", "labels_sha256", "labels")
    differing = [name for name in same if getattr(before, name) != getattr(run, name)]
    if before.model.weights_sha256 != run.model.weights_sha256:
        differing.append("weights")
    if differing:
        raise UserError(
            f"{folder} holds predictions that differ in {', '.join(differing)}",
            expected="an empty folder, or predictions of the same model, split and dataset",
            fix=f"remove {folder}, or give another --out",
        )
    return {prediction.pair_id for prediction in resume_predictions(folder / "predictions.jsonl")}
