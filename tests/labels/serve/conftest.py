"""A private workspace for each test of the labelling page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stancebench.labels.serve.desk import Desk
from stancebench.workspace import Workspace
from tests.labels.serve.support import make_serve_workspace, open_desk


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A made-up workspace, which is also the current folder."""
    root = tmp_path / "room"
    workspace = make_serve_workspace(root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    return workspace


@pytest.fixture
def desk(room: Workspace) -> Iterator[Desk]:
    """The desk of the annotator."""
    made, log = open_desk(room)
    yield made
    log.close()
