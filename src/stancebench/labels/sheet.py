"""The page that an annotator reads: paragraphs in context, speaker and date hidden."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stancebench.errors import UserError
from stancebench.files import read_parquet, write_text
from stancebench.labels.batch import BatchItem, read_batches
from stancebench.labels.mask import mask_name
from stancebench.workspace import Workspace

CONTEXT_PARAGRAPHS = 2
"""How many paragraphs before are shown."""

CONTEXT_WORDS = 90
"""How many words of each are shown: the last ones."""

QUESTION_WORDS = 120
"""How many words of the question are shown: the last ones."""

Row = Mapping[str, Any]


class Passages:
    """Paragraphs as an annotator may see them.

    Args:
        rows: Rows of `paragraphs.parquet`, in order.
        names: Name of the speaker of each `speaker_id`, to be masked.
    """

    def __init__(self, rows: Sequence[Row], names: Mapping[str, str]) -> None:
        self._rows = rows
        self._names = names
        self._place = {row["paragraph_id"]: number for number, row in enumerate(rows)}

    def context(self, paragraph_id: str) -> list[str]:
        """Return the ends of the paragraphs before, the farther first."""
        row, place = self._find(paragraph_id)
        before: list[str] = []
        for other in reversed(self._rows[max(0, place - 8) : place]):
            if other["document_id"] != row["document_id"] or len(before) == CONTEXT_PARAGRAPHS:
                break
            if other["text"] and (other["turn"] == row["turn"] or other["qa_role"] != "question"):
                before.append(f"[{other['role']}] {self._masked(other, row, CONTEXT_WORDS)}")
        return before[::-1]

    def question(self, paragraph_id: str) -> str:
        """Return the end of the question that the paragraph answers, or an empty text."""
        row, place = self._find(paragraph_id)
        if row["qa_role"] != "answer":
            return ""
        parts: list[str] = []
        for other in reversed(self._rows[:place]):
            if other["document_id"] != row["document_id"] or (parts and other["qa_role"] != "question"):
                break
            if other["qa_role"] == "question" and other["text"]:
                parts.append(self._masked(other, row, QUESTION_WORDS))
        words = " ".join(parts[::-1]).split()
        return ("… " if len(words) > QUESTION_WORDS else "") + " ".join(words[-QUESTION_WORDS:])

    def text(self, paragraph_id: str) -> str:
        """Return the text, the speaker's own name masked letter by letter, so that offsets hold."""
        row, _ = self._find(paragraph_id)
        return mask_name(row["text"], self._names.get(row["speaker_id"] or "", ""))

    def role(self, paragraph_id: str) -> str:
        """Return the role of the speaker."""
        return str(self._find(paragraph_id)[0]["role"])

    def show(self, paragraph_id: str) -> str:
        """Return role, context, question and text; neither speaker nor party, country or date.

        Raises:
            UserError: The corpus lacks the paragraph.
        """
        lines = [f"role: {self.role(paragraph_id)}"]
        lines += [f"before: {part}" for part in self.context(paragraph_id)] or ["before: (start)"]
        question = self.question(paragraph_id)
        if question:
            lines.append(f"question: {question}")
        return "\n".join([*lines, "---", self.text(paragraph_id), "---"])

    def _find(self, paragraph_id: str) -> tuple[Row, int]:
        if paragraph_id not in self._place:
            raise UserError(
                f"the corpus lacks {paragraph_id}",
                fix="stancebench corpus hydrate, then stancebench corpus build --all",
            )
        place = self._place[paragraph_id]
        return self._rows[place], place

    def _masked(self, other: Row, row: Row, words: int) -> str:
        text = mask_name(other["text"], self._names.get(row["speaker_id"] or "", ""))
        parts = text.split()
        return ("… " if len(parts) > words else "") + " ".join(parts[-words:])


def read_passages(workspace: Workspace) -> Passages:
    """Read the paragraphs of the built corpus.

    Raises:
        UserError: The corpus is not built.
    """
    rows = read_parquet(workspace.paragraphs, fix="stancebench corpus build").to_pylist()
    documents = read_parquet(workspace.documents, fix="stancebench corpus build").to_pylist()
    names = {row["speaker_id"]: row["speaker_name"] for row in documents}
    known = set(names)
    names |= {
        row["speaker_id"]: row["speaker_label"]
        for row in rows
        if row["speaker_label"] and row["speaker_id"] not in known
    }
    return Passages(rows, names)


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
    items = batch_items(workspace, batch)
    passages = read_passages(workspace)
    random.Random(order_seed).shuffle(items)
    parts = [f"# {batch}: {len(items)} paragraphs\n"]
    for item in items:
        candidates = f"candidates: {', '.join(item.candidates)}\n" if item.candidates else ""
        parts.append(f"## {item.key}\n{passages.show(item.paragraph_id)}\n{candidates}")
    write_text(path, "\n".join(parts))
    return len(items)


def batch_items(workspace: Workspace, batch: str) -> list[BatchItem]:
    """Return the paragraphs of one batch.

    Raises:
        UserError: There is no such batch.
    """
    batches = read_batches(workspace)
    items = [item for item in batches if item.batch == batch]
    if not items:
        names = ", ".join(sorted({item.batch for item in batches}))
        raise UserError(f"no batch {batch!r}", expected=names and f"one of {names}", fix="stancebench labels sample")
    return items
