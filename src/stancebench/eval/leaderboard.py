"""The leaderboard: baselines with their seeds taken together."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from stancebench.dataset.reader import Task, read_task
from stancebench.errors import UserError
from stancebench.eval.counts import Counts
from stancebench.eval.interval import Interval, clustered_interval
from stancebench.eval.metrics.registry import task_metrics
from stancebench.eval.run import EvalRun, read_eval_run
from stancebench.eval.score import run_counts
from stancebench.eval.signature import Signature
from stancebench.params import read_params
from stancebench.records import Record
from stancebench.workspace import Workspace


class Entry(BaseModel):
    """One baseline.

    Attributes:
        baseline: Its name.
        seeds: Seeds of its runs.
        metrics: Mean over the seeds with the interval over documents, by the metric's key.
        spread: Largest minus smallest macro-F1 of the seeds.
        train_seconds: Mean time of training.
        confusion: Counts summed over the seeds, gold in rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    baseline: str
    seeds: tuple[int, ...]
    metrics: dict[str, Interval]
    spread: float
    train_seconds: float | None
    confusion: tuple[tuple[int, ...], ...]


class Board(BaseModel):
    """The entries of one task, best macro-F1 first.

    Attributes:
        task: ``stance`` or ``topic``.
        signature: What the scores refer to.
        labels: Names of the classes.
        titles: Names of the metrics in tables, by key, the headline metric first.
        entries: The baselines.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Task
    signature: str
    labels: tuple[str, ...]
    titles: dict[str, str]
    entries: tuple[Entry, ...]


class Leaderboard(Record):
    """All boards; `eval/leaderboard.json`.

    Attributes:
        dataset: Name, version and revision of the dataset.
        tier: Who labelled: ``machine`` or ``human``.
        boards: One a task.
        left_out: Runs that were not taken, with the reason.
    """

    dataset: str
    tier: str
    boards: tuple[Board, ...]
    left_out: tuple[str, ...]

    def markdown(self) -> str:
        """Return the tables in Markdown."""
        parts = []
        for board in self.boards:
            head = ["baseline", "seeds", *board.titles.values()]
            lines = [f"**{board.task}**", "", f"| {' | '.join(head)} |", "|---|---:|" + "---:|" * len(board.titles)]
            for entry in board.entries:
                cells = [entry.baseline.replace("|", r"\|"), str(len(entry.seeds))]
                for position, key in enumerate(board.titles):
                    item = entry.metrics[key]
                    shown = f"{100 * item.value:.1f}"
                    cells.append(f"{shown} [{100 * item.low:.1f}, {100 * item.high:.1f}]" if position < 2 else shown)
                lines.append(f"| {' | '.join(cells)} |")
            parts.append("\n".join([*lines, "", f"`{board.signature}`"]))
        return "\n\n".join(parts) + "\n"


def make_leaderboard(workspace: Workspace) -> Leaderboard:
    """Gather the finished runs of `eval/runs/`.

    Only runs of the built dataset and of the split in `params.yaml` are taken; others are named, never mixed in.

    Args:
        workspace: The workspace.

    Returns:
        The leaderboard.

    Raises:
        UserError: There is no run that can be taken, or the predictions of one are not whole.
    """
    params = read_params(workspace).eval
    grouped: dict[tuple[Task, str], list[tuple[Path, EvalRun]]] = defaultdict(list)
    left_out = []
    data = {task: read_task(workspace, task) for task in ("stance", "topic")}
    for folder in sorted(path.parent for path in workspace.eval_runs.glob("*/run.json")):
        run = read_eval_run(folder)
        if run.status != "finished":
            left_out.append(f"{folder.name}: not finished")
        elif run.split != params.split:
            left_out.append(f"{folder.name}: split {run.split}")
        elif run.dataset_revision != data[run.task].manifest.revision:
            left_out.append(f"{folder.name}: dataset revision {run.dataset_revision}")
        else:
            name = run.model.baseline + "".join(f" {item}" for item in run.model.overrides)
            grouped[run.task, name].append((folder, run))
    if not grouped:
        raise UserError(
            f"{workspace.eval_runs} holds no finished run of the built dataset",
            fix="dvc repro, or stancebench eval predict train/runs/NAME-SEED",
        )
    boards = []
    for task in ("stance", "topic"):
        chosen = {name: runs for (kind, name), runs in grouped.items() if kind == task}
        if not chosen:
            continue
        first = next(iter(chosen.values()))[0][1]
        metrics = task_metrics(task, first.labels)
        titles = {metric.key: metric.title for metric in metrics}
        entries = []
        for name, runs in chosen.items():
            counts = [run_counts(folder, data[task]) for folder, _ in runs]
            values = {
                metric.key: clustered_interval(counts, metric.from_counts, resamples=params.resamples, seed=params.seed)
                for metric in metrics
            }
            singles = [metrics[0].of(item) for item in counts]
            entries.append(_entry(name, [run for _, run in runs], counts, values, max(singles) - min(singles)))
        entries.sort(key=lambda entry: (-entry.metrics[metrics[0].key].value, entry.baseline))
        signature = Signature.of(first, params).line()
        boards.append(Board(task=task, signature=signature, labels=first.labels, titles=titles, entries=tuple(entries)))
    manifest = data["stance"].manifest
    return Leaderboard(
        dataset=f"{manifest.name}@{manifest.version}-{manifest.revision}",
        tier=manifest.tier,
        boards=tuple(boards),
        left_out=tuple(left_out),
    )


def _entry(name: str, runs: list[EvalRun], counts: list[Counts], values: dict[str, Interval], spread: float) -> Entry:
    seconds = [run.model.train_seconds for run in runs if run.model.train_seconds is not None]
    confusion = np.sum([item.confusion for item in counts], axis=0)
    return Entry(
        baseline=name,
        seeds=tuple(run.model.seed for run in runs),
        metrics=values,
        spread=round(spread, 6),
        train_seconds=round(sum(seconds) / len(seconds), 2) if seconds else None,
        confusion=tuple(tuple(int(value) for value in row) for row in confusion),
    )
