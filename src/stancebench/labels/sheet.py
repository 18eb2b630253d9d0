"""The page that an annotator reads: paragraphs in context, speaker and date hidden."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stancebench.errors import UserError
from stancebench.files import read_parquet, write_text
from stancebench.labels.sample import read_batches
from stancebench.workspace import Workspace

CONTEXT_WORDS = 60
"""How many words of the paragraph before are shown."""


class Passages:
    """Paragraphs as an annotator may see them.

    Args:
        rows: Rows of `paragraphs.parquet`, in order.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows: dict[str, tuple[Mapping[str, Any], Mapping[str, Any] | None]] = {}
        before = None
        for row in rows:
            self._rows[row["paragraph_id"]] = (row, before)
            before = row if row["text"] else before

    def show(self, paragraph_id: str) -> str:
        """Return role, the end of the paragraph before, and the text; neither speaker nor date.

        Raises:
            UserError: The corpus lacks the paragraph.
        """
        if paragraph_id not in self._rows:
            raise UserError(f"the corpus lacks {paragraph_id}", fix="stancebench corpus build")
        row, before = self._rows[paragraph_id]
        context = ""
        if before and before["document_id"] == row["document_id"]:
            context = " ".join(before["text"].split()[-CONTEXT_WORDS:])
        return f"role: {row['role']}\ncontext: {context or '(start)'}\n\n{row['text']}"


def read_passages(workspace: Workspace) -> Passages:
    """Read the paragraphs of the built corpus.

    Raises:
        UserError: The corpus is not built.
    """
    return Passages(read_parquet(workspace.paragraphs, fix="stancebench corpus build").to_pylist())


def write_sheet(workspace: Workspace, batch: str, path: Path, *, order_seed: int) -> int:
    """Write the reading sheet of one batch.

    Args:
        workspace: The workspace, with a built corpus.
        batch: Name of the batch.
        path: Where to write the sheet (Markdown).
        order_seed: Seed of the order; another one for each pass, so that passes read in different orders.

    Returns:
        The number of paragraphs on the sheet.

    Raises:
        UserError: There is no such batch, or the corpus lacks one of its paragraphs.
    """
    batches = read_batches(workspace)
    items = [item for item in batches if item.batch == batch]
    if not items:
        names = ", ".join(sorted({item.batch for item in batches}))
        raise UserError(f"no batch {batch!r}", expected=names and f"one of {names}", fix="stancebench labels sample")
    passages = read_passages(workspace)
    random.Random(order_seed).shuffle(items)
    parts = [f"# {batch}: {len(items)} paragraphs\n"]
    for item in items:
        parts.append(f"## {item.key}\n{passages.show(item.paragraph_id)}\n")
    write_text(path, "\n".join(parts))
    return len(items)
