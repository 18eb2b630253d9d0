"""Texts that a dataset withholds, put back from the corpus on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stancebench.errors import UserError, some
from stancebench.files import read_parquet, sha256_text
from stancebench.workspace import Workspace


def with_texts(workspace: Workspace, path: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every row of a task its text.

    A dataset withholds the texts of sources that may not be redistributed. Who has built the corpus has them; they are
    taken from there when they have the hash of the row. Nothing is left out silently.

    Args:
        workspace: The workspace, whose built corpus is asked.
        path: The file that the rows come from.
        rows: Its rows, in its order.

    Returns:
        The rows; those that held a text are unchanged.

    Raises:
        UserError: The corpus lacks a text, or holds another one.
    """
    if all(row["text"] is not None for row in rows):
        return rows
    keys = read_parquet(path, columns=["paragraph_id", "text_sha256"]).to_pylist()
    wanted = {key["paragraph_id"] for key, row in zip(keys, rows, strict=True) if row["text"] is None}
    texts = _corpus_texts(workspace, wanted)
    filled, lacking = [], set()
    for key, row in zip(keys, rows, strict=True):
        text = row["text"]
        if text is None:
            text = texts.get(key["paragraph_id"])
            if text is None or sha256_text(text) != key["text_sha256"]:
                lacking.add(key["paragraph_id"])
        filled.append({**row, "text": text})
    if lacking:
        raise UserError(
            f"{path} withholds the text of {len(lacking)} paragraph(s), which the corpus here lacks: "
            + some(sorted(lacking), 3),
            expected="a text with the hash of the row",
            fix="stancebench corpus hydrate, then stancebench corpus build --all",
        )
    return filled


def _corpus_texts(workspace: Workspace, wanted: set[str]) -> dict[str, str]:
    if not workspace.paragraphs.is_file():
        return {}
    table = read_parquet(workspace.paragraphs, columns=["paragraph_id", "text"], fix="stancebench corpus build")
    ids = table.column("paragraph_id").to_pylist()
    places = [number for number, name in enumerate(ids) if name in wanted]
    return {ids[number]: table.column("text")[number].as_py() for number in places}
