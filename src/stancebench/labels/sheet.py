"""The page that an annotator reads: paragraphs in context, speaker and date hidden."""

from __future__ import annotations

import random
from pathlib import Path

from stancebench.errors import UserError
from stancebench.files import read_parquet, write_text
from stancebench.labels.sample import read_batches
from stancebench.workspace import Workspace

CONTEXT_WORDS = 60
"""How many words of the paragraph before are shown."""


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
        names = sorted({item.batch for item in batches})
        raise UserError(f"no batch {batch!r}", expected=f"one of {', '.join(names)}", fix="stancebench labels sample")
    rows = read_parquet(workspace.paragraphs, fix="stancebench corpus build").to_pylist()
    by_id = {row["paragraph_id"]: (row, before) for row, before in zip(rows, [None, *rows[:-1]], strict=True)}
    random.Random(order_seed).shuffle(items)
    parts = [f"# {batch}: {len(items)} paragraphs\n"]
    for item in items:
        if item.paragraph_id not in by_id:
            raise UserError(f"the corpus lacks {item.paragraph_id}", fix="stancebench corpus build")
        row, before = by_id[item.paragraph_id]
        context = ""
        if before and before["document_id"] == row["document_id"]:
            context = " ".join(before["text"].split()[-CONTEXT_WORDS:])
        parts.append(f"## {item.key}\nrole: {row['role']}\ncontext: {context or '(start)'}\n\n{row['text']}\n")
    write_text(path, "\n".join(parts))
    return len(items)
