"""A killed DVC run must not block the next one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stancebench.pipeline_lock import clear_stale_lock


def write_lock(root: Path, *pids: int) -> Path:
    path = root / ".dvc" / "tmp" / "rwlock"
    path.parent.mkdir(parents=True)
    readers = [{"pid": pid, "cmd": "dvc repro"} for pid in pids]
    path.write_text(json.dumps({"read": {"dataset": readers}, "write": {"out": readers[0]}}), encoding="utf-8")
    return path


def test_no_lock(tmp_path: Path) -> None:
    assert clear_stale_lock(tmp_path) is False


def test_the_lock_of_a_zombie_is_removed(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass", "dvc"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    path = write_lock(tmp_path, child.pid)
    try:
        assert clear_stale_lock(tmp_path) is True
        assert not path.exists()
    finally:
        child.wait()


@pytest.mark.parametrize("running", [True, False])
def test_a_running_dvc_keeps_its_lock(tmp_path: Path, running: bool) -> None:
    name = "dvc" if running else "other"
    child = subprocess.Popen([sys.executable, "-c", "input()", name], stdin=subprocess.PIPE)
    path = write_lock(tmp_path, child.pid)
    try:
        assert clear_stale_lock(tmp_path) is not running
        assert path.exists() is running
    finally:
        child.kill()
        child.communicate()


def test_a_broken_lock_is_removed(tmp_path: Path) -> None:
    path = write_lock(tmp_path, 1)
    path.write_text('{"read": {', encoding="utf-8")
    assert clear_stale_lock(tmp_path) is True
