"""Right files of each tool, and how to change and refuse them."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stancebench.labels.answer import Answer, AnswerStance
from stancebench.workspace import Workspace
from tests.labels.exchange.simulate import SIMULATED
from tests.labels.exchange.support import ARMY, BATCH, TARIFF, TAX, batch_keys, fault, run

Change = Callable[[Any], None]


def good(workspace: Workspace) -> dict[str, Answer]:
    """Answers to the whole batch by key."""
    first, second, third, fourth = batch_keys(workspace)
    span = AnswerStance(target=TAX, stance="favor", start=59, end=68)
    return {
        first: Answer(key=first, function="position", topic=1, stances=(span,), unrelated=(ARMY,)),
        second: Answer(key=second, topic=16, sub="16.10", unrelated=(TAX, ARMY, TARIFF)),
        third: Answer(key=third, skipped=True),
        fourth: Answer(key=fourth, function="procedural", topic=999),
    }


def exported(workspace: Workspace, folder: Path, tool: str) -> Path:
    """A right file of one annotator."""
    run("export", BATCH, str(folder / f"out-{tool}"), "--format", tool)
    return SIMULATED[tool](folder / f"out-{tool}", {"anna": good(workspace)}, folder)


def refused(workspace: Workspace, path: Path, tool: str, *options: str) -> str:
    """The line that refuses a file; nothing may be written, and the line must name the file."""
    found = fault("import", str(path), "--format", tool, *(options or ("--annotator", "human-a")))
    assert not workspace.events.exists()
    assert str(path) in found
    assert "expected" in found or "to mend it" in found
    return found


def change_json(path: Path, change: Change) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def change_lines(path: Path, change: Change) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(rows)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def change_zip(path: Path, change: Change) -> None:
    with zipfile.ZipFile(path) as archive:
        rows = [json.loads(line) for line in archive.read("anna.jsonl").decode().splitlines()]
    change(rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("anna.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def change_sheet(path: Path, change: Change) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


CHANGED: dict[str, Callable[[Path, Change], None]] = {
    "labelstudio": change_json,
    "argilla": change_json,
    "doccano": change_zip,
    "prodigy": change_lines,
    "csv": change_sheet,
}
