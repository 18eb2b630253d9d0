"""The tiny workspace of the exchange, as the current folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from stancebench.workspace import Workspace
from tests.labels.exchange.support import make_workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A fresh workspace with the batch of `TEXTS`, which nobody has labelled."""
    made = make_workspace(tmp_path / "workspace")
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    return made
