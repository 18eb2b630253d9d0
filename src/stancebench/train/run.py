"""Training one baseline into a run folder."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from stancebench.dataset.reader import Task, read_task
from stancebench.errors import UserError
from stancebench.files import read_json, write_json
from stancebench.provenance import Provenance
from stancebench.records import Record
from stancebench.train.config import read_baseline
from stancebench.train.family import Family, make_family
from stancebench.workspace import Workspace


class TrainRun(Record):
    """The manifest of a training run; `run.json` of its folder, written before the first step.

    Attributes:
        status: ``started`` until the model is saved, so that a half-written run is never taken for a whole one.
        baseline: Name of the baseline.
        task: ``stance`` or ``topic``.
        family: The family that trained it.
        params: The settings in force, defaults included.
        overrides: What was set on the command line.
        seed: The seed.
        labels: Names of the classes.
        dataset_version: Version of the dataset.
        dataset_revision: Its revision: changes with any id or label.
        train_rows: Examples trained on.
        validation_rows: Examples in validation.
        started: When it began.
        seconds: How long training took; None while it runs.
        provenance: Code, packages and machine.
    """

    status: Literal["started", "finished"]
    baseline: str
    task: Task
    family: str
    params: dict[str, Any]
    overrides: tuple[str, ...]
    seed: int
    labels: tuple[str, ...]
    dataset_version: str
    dataset_revision: str
    train_rows: int = Field(ge=0)
    validation_rows: int = Field(ge=0)
    started: datetime.datetime
    seconds: float | None = None
    provenance: Provenance


def train_baseline(
    workspace: Workspace, name: str, *, seed: int, overrides: Sequence[str] = (), out: Path | None = None
) -> Path:
    """Train a baseline on the built dataset.

    Args:
        workspace: The workspace, with a built dataset.
        name: Name of the baseline.
        seed: Seed of everything that is drawn.
        overrides: ``key=value`` settings.
        out: The run folder; `train/runs/<name>-<seed>` when omitted.

    Returns:
        The run folder: `run.json` and `model/`.

    Raises:
        UserError: The baseline, a setting, the dataset or a package is missing or wrong.
    """
    folder = out or workspace.train_runs / f"{name}-{seed}"
    config = read_baseline(workspace, name, overrides)
    data = read_task(workspace, config.task)
    family = make_family(config.family, config.params, data.labels)
    resolved = family.Params.model_validate(config.params).model_dump(mode="json")
    run = TrainRun(
        status="started",
        baseline=name,
        task=config.task,
        family=config.family,
        params=resolved,
        overrides=tuple(overrides),
        seed=seed,
        labels=data.labels,
        dataset_version=data.manifest.version,
        dataset_revision=data.manifest.revision,
        train_rows=len(data.split("train")),
        validation_rows=len(data.split("validation")),
        started=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        provenance=Provenance.collect(workspace.root),
    )
    write_json(folder / "run.json", run.model_dump(mode="json"))
    (folder / "model").mkdir(exist_ok=True)
    begin = time.perf_counter()
    family.fit(data.split("train"), data.split("validation"), seed=seed, folder=folder / "model")
    done = run.model_copy(update={"status": "finished", "seconds": round(time.perf_counter() - begin, 2)})
    write_json(folder / "run.json", done.model_dump(mode="json"))
    return folder


def load_run(folder: Path) -> tuple[TrainRun, Family]:
    """Load a finished training run.

    Args:
        folder: The run folder.

    Returns:
        Its manifest and the trained classifier.

    Raises:
        UserError: The folder holds no run, or one that was not finished.
    """
    run = read_json(folder / "run.json", TrainRun, fix=f"stancebench train run {folder.name.rpartition('-')[0]}")
    if run.status != "finished":
        raise UserError(
            f"the run in {folder} was started and not finished",
            expected="a finished run",
            fix=f"stancebench train run {run.baseline} --seed {run.seed}",
        )
    family = make_family(run.family, run.params, run.labels)
    family.load(folder / "model")
    return run, family
