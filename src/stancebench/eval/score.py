"""Scoring saved predictions; no model is needed."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stancebench.dataset.reader import Example, Task, TaskData, read_task
from stancebench.errors import UserError
from stancebench.eval.counts import Counts, count
from stancebench.eval.interval import Interval, clustered_interval
from stancebench.eval.metrics.registry import task_metrics
from stancebench.eval.predictions import read_predictions
from stancebench.eval.run import EvalRun, ModelFacts, read_eval_run
from stancebench.eval.signature import Signature
from stancebench.files import write_json, write_text
from stancebench.params import EvalParams, read_params
from stancebench.provenance import Provenance
from stancebench.records import Record
from stancebench.workspace import Workspace


class TargetScore(BaseModel):
    """Scores within one target."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target_id: str
    n: int
    macro_f1: float
    accuracy: float


class Scores(Record):
    """All scores of one run; `scores.json`.

    Attributes:
        signature: What the scores refer to.
        signature_line: The same in one line, for the headline metric.
        rows: Rows of the split.
        scored: Rows scored.
        unscored: Rows not scored: mixed pairs.
        metrics: Values with intervals, by the metric's key.
        labels: Names of the classes.
        confusion: Counts, gold in rows, predicted in columns.
        targets: Scores by target; empty for topic.
    """

    signature: Signature
    signature_line: str
    rows: int
    scored: int
    unscored: int
    metrics: dict[str, Interval]
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    targets: tuple[TargetScore, ...]


def score_run(workspace: Workspace, folder: Path) -> Scores:
    """Score a finished evaluation run and write `metrics.json`, `scores.json` and `confusion.csv` beside it.

    Args:
        workspace: The workspace, with the built dataset.
        folder: The run folder.

    Returns:
        The scores.

    Raises:
        UserError: The run is not finished, refers to another dataset, or its predictions are not whole.
    """
    run = read_eval_run(folder)
    if run.status != "finished":
        raise UserError(
            f"the predictions in {folder} are not finished",
            expected=f"all {run.scored} items",
            fix=f"stancebench eval predict train/runs/{folder.name}",
        )
    data = read_task(workspace, run.task)
    examples = data.split(run.split)
    facts = data.manifest.tables[f"{run.task}/{run.split}"]
    if facts.labels_sha256 != run.labels_sha256:
        raise UserError(
            f"{folder} refers to {run.dataset} {run.dataset_version}-{run.dataset_revision}",
            expected=f"the built dataset, {data.manifest.version}-{data.manifest.revision}",
            fix=f"stancebench eval predict train/runs/{folder.name}",
        )
    predictions = read_predictions(folder / "predictions.jsonl", examples, data.labels)
    scores = _score(run, examples, [prediction.label for prediction in predictions], read_params(workspace).eval)
    _write(folder, scores)
    return scores


def score_file(workspace: Workspace, path: Path, *, task: Task, split: str, out: Path | None = None) -> Scores:
    """Score a bare file of predictions, made by any model.

    Args:
        workspace: The workspace, with the built dataset.
        path: JSON lines with at least ``pair_id`` and ``label``.
        task: ``stance`` or ``topic``.
        split: The split that was predicted.
        out: Folder for `metrics.json`, `scores.json` and `confusion.csv`; nothing is written when omitted.

    Returns:
        The scores.

    Raises:
        UserError: The predictions are not whole.
    """
    data = read_task(workspace, task)
    examples = data.split(split)
    predictions = read_predictions(path, examples, data.labels)
    run = _bare_run(workspace, data, split, path.stem)
    scores = _score(run, examples, [prediction.label for prediction in predictions], read_params(workspace).eval)
    if out:
        _write(out, scores)
    return scores


def run_counts(folder: Path, data: TaskData) -> Counts:
    """Return the confusion counts of a finished run."""
    run = read_eval_run(folder)
    examples = data.split(run.split)
    predictions = read_predictions(folder / "predictions.jsonl", examples, data.labels)
    return count(examples, [prediction.label for prediction in predictions], data.labels)


def _score(run: EvalRun, examples: Sequence[Example], predicted: Sequence[str], params: EvalParams) -> Scores:
    counts = count(examples, predicted, run.labels)
    code = {label: index for index, label in enumerate(run.labels)}
    inputs = {
        "references": [code[example.label] for example in examples],
        "predictions": [code[label] for label in predicted],
        "targets": [example.target_id for example in examples],
    }
    metrics = {}
    for metric in task_metrics(run.task, run.labels):
        interval = clustered_interval([counts], metric.from_counts, resamples=params.resamples, seed=params.seed)
        value = round(float(metric.compute(**inputs)[metric.key]), 6)
        metrics[metric.key] = interval.model_copy(update={"value": value})
    signature = Signature.of(run, params)
    return Scores(
        signature=signature,
        signature_line=signature.line(),
        rows=run.rows,
        scored=run.scored,
        unscored=run.rows - run.scored,
        metrics=metrics,
        labels=run.labels,
        confusion=tuple(tuple(int(value) for value in row) for row in counts.confusion),
        targets=_target_scores(counts) if run.task == "stance" else (),
    )


def _target_scores(counts: Counts) -> tuple[TargetScore, ...]:
    from stancebench.eval.metrics.accuracy import Accuracy
    from stancebench.eval.metrics.macro_f1 import MacroF1

    macro, accuracy = MacroF1(counts.labels), Accuracy(counts.labels)
    return tuple(
        TargetScore(
            target_id=name,
            n=int(part.sum()),
            macro_f1=round(float(macro.from_counts(part[None])), 6),
            accuracy=round(float(accuracy.from_counts(part[None])), 6),
        )
        for name, part in zip(counts.targets, counts.total, strict=True)
    )


def _bare_run(workspace: Workspace, data: TaskData, split: str, name: str) -> EvalRun:
    examples = data.split(split)
    return EvalRun(
        status="finished",
        task=data.task,
        split=split,
        dataset=data.manifest.name,
        dataset_version=data.manifest.version,
        dataset_revision=data.manifest.revision,
        labels_sha256=data.manifest.tables[f"{data.task}/{split}"].labels_sha256,
        labels=data.labels,
        rows=len(examples) + data.unscored[split],
        scored=len(examples),
        predicted=len(examples),
        model=ModelFacts(
            baseline=name,
            family="file",
            params={},
            overrides=(),
            seed=0,
            weights_sha256="",
            train_rows=0,
            train_seconds=None,
        ),
        started=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        provenance=Provenance.collect(workspace.root),
    )


def _write(folder: Path, scores: Scores) -> None:
    flat: dict[str, float | int] = {"n": scores.scored}
    for key, interval in scores.metrics.items():
        flat |= {key: interval.value, f"{key}_low": interval.low, f"{key}_high": interval.high}
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(["gold", "predicted"])
    for gold, line in zip(scores.labels, scores.confusion, strict=True):
        for predicted, number in zip(scores.labels, line, strict=True):
            writer.writerows([[gold, predicted]] * number)
    write_text(folder / "confusion.csv", rows.getvalue())
    write_json(folder / "scores.json", scores.model_dump(mode="json"))
    write_json(folder / "metrics.json", flat)
