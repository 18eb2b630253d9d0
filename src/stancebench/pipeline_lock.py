"""Clearing what a killed DVC leaves behind: `python -m stancebench.pipeline_lock`.

DVC writes who reads and writes what to `.dvc/tmp/rwlock`, and takes any process number that still exists for a
running DVC. After a kill, the dead process may linger as a zombie, or its number may be taken again, and the next
`dvc repro` would refuse to start. `make run` calls this first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def clear_stale_lock(root: Path) -> bool:
    """Remove the lock file if no process that it names is a running DVC.

    Args:
        root: Folder that holds `.dvc`.

    Returns:
        Whether a stale lock was removed.
    """
    path = root / ".dvc" / "tmp" / "rwlock"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        data = {}
    if any(_runs_dvc(pid) for pid in _process_ids(data)):
        return False
    path.unlink(missing_ok=True)
    return True


def _process_ids(data: object) -> Iterator[int]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "pid" and isinstance(value, int):
                yield value
            else:
                yield from _process_ids(value)
    elif isinstance(data, list):
        for value in data:
            yield from _process_ids(value)


def _runs_dvc(pid: int) -> bool:
    import psutil

    try:
        process: Any = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and any("dvc" in part for part in process.cmdline())
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


if __name__ == "__main__":
    if clear_stale_lock(Path.cwd()):
        sys.stderr.write("Removed the lock of a DVC run that was killed; going on where it stopped.\n")
