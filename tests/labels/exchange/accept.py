"""What annotators would leave who submit earlier labels as they were filled in."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path


def accept_labelstudio(folder: Path, out: Path) -> Path:
    """Submit every prediction as it stands."""
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    for number, task in enumerate(tasks):
        [prediction] = task.pop("predictions")
        task |= {"id": number, "annotations": [{"id": number, "completed_by": 1, "result": prediction["result"]}]}
    path = out / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return path


def accept_argilla(folder: Path, out: Path) -> Path:
    """Submit every suggestion as it stands."""
    items = []
    for record in json.loads((folder / "records.json").read_text(encoding="utf-8")):
        values = {name: {"value": item["value"]} for name, item in record["suggestions"].items()}
        responses = [{"values": values, "status": "submitted", "user_id": "u"}]
        items.append({**record, "external_id": record["id"], "responses": responses})
    path = out / "responses.json"
    path.write_text(json.dumps({"items": items, "total": len(items)}), encoding="utf-8")
    return path


def accept_prodigy(folder: Path, out: Path) -> Path:
    """Accept every task as it stands."""
    lines = (folder / "tasks.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) | {"answer": "accept", "_annotator_id": "2024-02-06_10-17-19"} for line in lines if line]
    path = out / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def accept_sheet(folder: Path, out: Path) -> Path:
    """Write done on every row."""
    with (folder / "labels.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    path = out / "labels.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows({**row, "answer": "done"} for row in rows)
    return path


ACCEPTED: dict[str, Callable[[Path, Path], Path]] = {
    "labelstudio": accept_labelstudio,
    "argilla": accept_argilla,
    "prodigy": accept_prodigy,
    "csv": accept_sheet,
}
"""By format, for those that keep all of earlier labels."""
