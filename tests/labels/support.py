"""What the tests of this room share: running commands, making events, changing what lies on disk."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.files import read_jsonl, sha256_file, sha256_text, write_jsonl
from stancebench.labels.batch import BatchItem, read_batches
from stancebench.labels.event import LabelEvent
from stancebench.workspace import Workspace
from tests.support.miniature import write_answers

QUIET = "mini-1909/000/000"
"""A paragraph on which both readers say: topic 1, against p01-cut-taxes."""

SPLIT = "mini-1900/000/000"
"""A paragraph of the same words: pass-a says against, pass-b mixed; it was ruled against."""

QUOTE = "I will refuse any bill that lowers the taxes on which our schools depend"
"""Words of QUIET and of SPLIT."""

TIME = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

Row = dict[str, Any]


def plain(text: str) -> str:
    """Take colours out, which some terminals are sent."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def title(table: str) -> str:
    """The title of a printed table, on one line."""
    return " ".join(table.split("┏", maxsplit=1)[0].split())


def cells(table: str) -> list[list[str]]:
    """The rows of a printed table, without its head."""
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in table.splitlines() if line.startswith("│")]


def run(*arguments: str) -> str:
    """Run a command of this room that must succeed; return what it printed."""
    result = CliRunner().invoke(app, ["labels", *arguments])
    assert (result.exit_code, result.stderr) == (0, "")
    return plain(result.stdout)


def fault(*arguments: str) -> str:
    """Run a command of this room that must fail; return its one line without the mark."""
    result = CliRunner().invoke(app, ["labels", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


def digests(folder: Path) -> dict[str, str]:
    """Hash every file of a folder, hidden ones too."""
    return {str(path.relative_to(folder)): sha256_file(path) for path in folder.rglob("*") if path.is_file()}


def make_event(
    paragraph_id: str,
    annotator_id: str,
    topic: int | None = 1,
    stances: Mapping[str, str] | None = None,
    *,
    kind: Literal["label", "adjudication"] = "label",
    annotator_kind: Literal["human", "model"] = "model",
    time: datetime.datetime = TIME,
) -> LabelEvent:
    """Make an event; evidence is as long as its annotator's id."""
    return LabelEvent.model_validate(
        {
            "event_id": f"{kind}/{annotator_id}/{paragraph_id}",
            "kind": kind,
            "annotator_id": annotator_id,
            "annotator_kind": annotator_kind,
            "batch": "batch-001",
            "order": 0,
            "paragraph_id": paragraph_id,
            "text_sha256": sha256_text(paragraph_id),
            "codebook_version": "0.1.0",
            "guidelines_sha256": "0" * 64,
            "topic": topic,
            "stances": [
                {
                    "target": target,
                    "stance": stance,
                    **({} if stance in ("neutral", "unrelated") else {"start": 0, "end": len(annotator_id)}),
                }
                for target, stance in (stances or {}).items()
            ],
            "reason": "Rule 1." if kind == "adjudication" else "",
            "time": time,
        }
    )


def event_path(workspace: Workspace, annotator_id: str) -> Path:
    """The file of an annotator's events."""
    batch = "conflicts" if annotator_id == "adjudicator" else "batch-001"
    return workspace.events / f"{batch}.{annotator_id}.jsonl"


def edit_event(workspace: Workspace, annotator_id: str, paragraph_id: str, /, **update: object) -> None:
    """Change fields of one event on disk, without checking them."""
    path = event_path(workspace, annotator_id)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    write_jsonl(path, [{**row, **update} if row["paragraph_id"] == paragraph_id else row for row in rows])


def drop_event(workspace: Workspace, annotator_id: str, paragraph_id: str) -> None:
    """Take one event out."""
    path = event_path(workspace, annotator_id)
    write_jsonl(path, [event for event in read_jsonl(path, LabelEvent) if event.paragraph_id != paragraph_id])


def add_ruling(
    workspace: Workspace, paragraph_id: str, topic: int | None, stances: Mapping[str, tuple[str, str]]
) -> None:
    """Add a ruling of the adjudicator: by target, stance and evidence."""
    path = event_path(workspace, "adjudicator")
    rulings = read_jsonl(path, LabelEvent)
    text = next(row["text"] for row in read_rows(workspace) if row["paragraph_id"] == paragraph_id)
    marked = []
    for name, (stance, quote) in stances.items():
        span = {"start": text.index(quote), "end": text.index(quote) + len(quote)} if quote else {}
        marked.append({"target": name, "stance": stance, **span})
    [digest] = {item.text_sha256 for item in read_batches(workspace) if item.paragraph_id == paragraph_id}
    fields = {
        **rulings[0].model_dump(),
        "event_id": f"adjudication/adjudicator/{paragraph_id}",
        "paragraph_id": paragraph_id,
        "text_sha256": digest,
        "topic": topic,
        "stances": marked,
    }
    write_jsonl(path, [*rulings, LabelEvent.model_validate(fields)])


def read_rows(workspace: Workspace) -> list[Row]:
    """The rows of the built table of paragraphs."""
    rows: list[Row] = pq.read_table(workspace.paragraphs).to_pylist()
    return rows


def edit_rows(workspace: Workspace, **update: dict[str, object]) -> None:
    """Change cells of the built table of paragraphs: by column, the new value by paragraph."""
    table = pq.read_table(workspace.paragraphs)
    rows: list[Row] = table.to_pylist()
    for column, cells in update.items():
        for row in rows:
            row[column] = cells.get(row["paragraph_id"], row[column])
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), workspace.paragraphs)


def forget_batches(workspace: Workspace) -> None:
    """Take every batch away, as before the first draw."""
    for path in workspace.batches.glob("*.jsonl"):
        path.unlink()


def forget_events(workspace: Workspace) -> None:
    """Take every event away, as before the first reading."""
    for path in workspace.events.glob("*.jsonl"):
        path.unlink()


def batch_items(workspace: Workspace) -> dict[str, BatchItem]:
    """The drawn paragraphs by id."""
    return {item.paragraph_id: item for item in read_batches(workspace)}


def good_answers(workspace: Workspace, scratch: Path) -> list[Row]:
    """Right answers to every paragraph of batch-001; the first line answers QUIET."""
    items = batch_items(workspace)
    path = write_answers(scratch, {item.key: item.paragraph_id for item in items.values()})
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return sorted(rows, key=lambda row: row["key"] != items[QUIET].key)


def write_lines(path: Path, rows: list[Row]) -> Path:
    """Write answers, one a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
