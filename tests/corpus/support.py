"""What the tests of this room share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from stancebench.corpus.source import Source
from stancebench.files import sha256_file
from stancebench.workspace import Workspace
from tests.support.miniature import source_yaml

REINSTALL = "pip install --force-reinstall --no-deps minitexts==1.0"


def make_source(**changes: object) -> Source:
    """The miniature source with some fields changed."""
    return Source.model_validate({**source_yaml(), **changes})


def edit_source(workspace: Workspace, **changes: object) -> Path:
    """Change fields of the miniature source on disk; None takes a field out."""
    path = workspace.sources / "mini.yaml"
    data = {name: value for name, value in {**source_yaml(), **changes}.items() if value is not None}
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


def edit_manifest(workspace: Workspace, line: int, **changes: object) -> Path:
    """Change fields of one line (from 1) of the miniature manifest; None takes a field out."""
    path = workspace.manifests / "mini.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    fields = {**json.loads(lines[line - 1]), **changes}
    lines[line - 1] = json.dumps({name: value for name, value in fields.items() if value is not None})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def edit_rows(path: Path, **changes: Mapping[int, object]) -> None:
    """Change cells of a built table: by column, the new value by number of the row."""
    table = pq.read_table(path)
    rows: list[dict[str, Any]] = table.to_pylist()
    for column, cells in changes.items():
        for number, value in cells.items():
            rows[number][column] = value
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), path)


def drop_column(path: Path, name: str) -> None:
    """Take one column out of a built table."""
    pq.write_table(pq.read_table(path).drop_columns([name]), path)


def built(workspace: Workspace) -> dict[str, str]:
    """Hashes of the built tables."""
    return {path.name: sha256_file(path) for path in (workspace.documents, workspace.paragraphs)}
