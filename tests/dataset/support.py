"""What the tests of the dataset share: reading, damaging and comparing the tables of a built folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stancebench.dataset.split import SPLITS
from stancebench.files import read_jsonl, sha256_file, write_jsonl
from stancebench.labels.event import LabelEvent
from stancebench.labels.gold import GoldLabel
from stancebench.workspace import Workspace

Row = dict[str, Any]


@dataclass(frozen=True)
class Planted:
    """A built workspace, read only, that holds every kind of label; the fields name the paragraphs.

    Attributes:
        workspace: The workspace.
        mixed: Both readers found the paragraph mixed.
        neutral: Both found it neutral, without evidence.
        foreign: One reader marked a target of another topic; ruled unrelated.
        same: One reader marked the other target of the same topic; ruled unrelated.
        retopic: The readers gave two topics; ruled 16.
    """

    workspace: Workspace
    mixed: str
    neutral: str
    foreign: str
    same: str
    retopic: str


def rows(folder: Path, name: str) -> list[Row]:
    """Read the rows of one table, such as ``stance/test``."""
    found: list[Row] = pq.ParquetFile(folder / f"{name}.parquet").read().to_pylist()
    return found


def all_rows(folder: Path, config: str) -> list[Row]:
    """Read the rows of all splits."""
    present = [split for split in SPLITS if (folder / config / f"{split}.parquet").is_file()]
    return [row for split in present for row in rows(folder, f"{config}/{split}")]


def edit(path: Path, change: Callable[[list[Row]], list[Row]]) -> None:
    """Rewrite a Parquet file with changed rows, in the same schema."""
    table = pq.ParquetFile(path).read()
    pq.write_table(pa.Table.from_pylist(change(table.to_pylist()), schema=table.schema), path)


def edit_gold(workspace: Workspace, change: Callable[[list[GoldLabel]], list[GoldLabel]]) -> None:
    """Rewrite the gold labels."""
    write_jsonl(workspace.gold, change(read_jsonl(workspace.gold, GoldLabel)))


def edit_event(workspace: Workspace, annotator: str, paragraph_id: str, **update: object) -> None:
    """Change what a reader said of one paragraph."""
    path = workspace.events / f"batch-001.{annotator}.jsonl"
    events = read_jsonl(path, LabelEvent)
    write_jsonl(
        path, [item.model_copy(update=update) if item.paragraph_id == paragraph_id else item for item in events]
    )


def digests(folder: Path) -> dict[str, str]:
    """Hash every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): sha256_file(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
