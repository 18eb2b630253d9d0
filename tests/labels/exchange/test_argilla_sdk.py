"""The argilla SDK loads what is exported and finds nothing wrong with it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from stancebench.labels.exchange.take import take_labels
from stancebench.workspace import Workspace
from tests.labels.exchange.support import BATCH, batch_keys, run

PYTHON = os.environ.get("STANCEBENCH_ARGILLA_PYTHON", "")
FIXTURE = Path(__file__).parent / "fixtures" / "labelstudio-1.23.2.json"

pytestmark = pytest.mark.skipif(
    not PYTHON, reason="set STANCEBENCH_ARGILLA_PYTHON to a python with: pip install argilla requests pillow"
)


def checked(folder: Path) -> dict[str, Any]:
    """What the SDK made of an exported folder."""
    script = str(Path(__file__).with_name("argilla_check.py"))
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [PYTHON, script, str(folder)], capture_output=True, text=True, check=False, env=environment, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_the_sdk_takes_settings_records_and_suggestions(workspace: Workspace, tmp_path: Path) -> None:
    run("export", BATCH, str(tmp_path / "plain"), "--format", "argilla")
    report = checked(tmp_path / "plain")
    assert report["name"] == BATCH
    assert {"function", "topic", "sub_code", "stance_1", "stance_2", "stance_3"} <= set(report["questions"])
    assert report["suggestions"] == dict.fromkeys(batch_keys(workspace), 0)
    users = tmp_path / "map.yaml"
    users.write_text("annotators: {1: human-a, 2: human-b}", encoding="utf-8")
    take_labels(workspace, FIXTURE, tool="labelstudio", annotators=users, partial=True)
    run("export", BATCH, str(tmp_path / "filled"), "--format", "argilla", "--with-labels", "human-a")
    suggested = checked(tmp_path / "filled")["suggestions"]
    assert min(suggested.values()) >= 2
