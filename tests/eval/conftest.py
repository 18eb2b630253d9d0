"""Fixtures of the evaluation's tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stancebench.eval.predict import predict_split
from stancebench.train.run import train_baseline
from stancebench.workspace import Workspace

BASELINES = ("majority", "tfidf-logreg", "topic-majority")


@pytest.fixture(scope="session")
def _runs(_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built workspace with a training and an evaluation run of each baseline; never changed, only copied."""
    root = tmp_path_factory.mktemp("runs") / "workspace"
    shutil.copytree(_built, root)
    workspace = Workspace(root)
    for name in BASELINES:
        predict_split(workspace, train_baseline(workspace, name, seed=1), split="test")
    return root


@pytest.fixture
def predicted(_runs: Path, workspace: Workspace) -> Workspace:
    """The private workspace with `majority-1`, `tfidf-logreg-1` and `topic-majority-1`, trained and predicted."""
    shutil.copytree(_runs / "train" / "runs", workspace.train_runs)
    shutil.copytree(_runs / "eval" / "runs", workspace.eval_runs)
    return workspace
