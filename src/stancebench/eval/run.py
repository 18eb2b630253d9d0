"""The manifest of an evaluation run."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from stancebench.dataset.reader import Task
from stancebench.files import read_json
from stancebench.provenance import Provenance
from stancebench.records import Record


class ModelFacts(BaseModel):
    """The model that predicted.

    Attributes:
        baseline: Name of the baseline.
        family: Its family.
        params: The settings it was trained with.
        overrides: What was set on the command line.
        seed: Seed of the training.
        weights_sha256: Hash over the model's files.
        train_rows: Examples it was trained on.
        train_seconds: How long training took.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    baseline: str
    family: str
    params: dict[str, Any]
    overrides: tuple[str, ...]
    seed: int
    weights_sha256: str
    train_rows: int
    train_seconds: float | None


class EvalRun(Record):
    """`run.json` of `eval/runs/<baseline>-<seed>/`, written before the first prediction.

    Attributes:
        status: ``started`` until every item is predicted.
        task: ``stance`` or ``topic``.
        split: The split predicted.
        dataset: Name of the dataset.
        dataset_version: Its version.
        dataset_revision: Its revision.
        labels_sha256: Hash over ids and labels of the split.
        labels: Names of the classes.
        rows: Rows of the split.
        scored: Rows that are scored; the rest are mixed pairs.
        predicted: Rows predicted so far.
        model: The model that predicted.
        started: When predicting began.
        seconds: How long predicting took, in the attempt that finished; None while it runs.
        provenance: Code, packages and machine.
    """

    status: Literal["started", "finished"]
    task: Task
    split: str
    dataset: str
    dataset_version: str
    dataset_revision: str
    labels_sha256: str
    labels: tuple[str, ...]
    rows: int = Field(ge=0)
    scored: int = Field(ge=0)
    predicted: int = Field(ge=0)
    model: ModelFacts
    started: datetime.datetime
    seconds: float | None = None
    provenance: Provenance


def read_eval_run(folder: Path) -> EvalRun:
    """Read the manifest of an evaluation run.

    Raises:
        UserError: It is missing or does not fit the schema.
    """
    return read_json(folder / "run.json", EvalRun, fix=f"stancebench eval predict train/runs/{folder.name}")
