"""The licence gate: the one place that keeps texts which may not be redistributed out of what is published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stancebench.errors import UserError, some

Rows = list[dict[str, Any]]

WITHHELD = "withheld"
"""Column that says whether the text of a row is withheld; there only when some text is."""

WORDS = 8
"""So many words in a row count as a piece of a text."""

_SHORTEST = 4
"""Shorter paragraphs, such as "Thank you.", belong to nobody."""

_FREE = ("text", "note", "reason")
"""Cells that are the text, or may quote it in words of their own."""


def closed_documents(documents: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the ids of the documents whose texts may not be redistributed.

    Args:
        documents: Rows of `documents.parquet`; a row that does not say yes is closed.
    """
    return frozenset(row["document_id"] for row in documents if row.get("redistribute") is not True)


def publishable(rows: Rows, closed: frozenset[str]) -> Rows:
    """Take out of rows what may not be published.

    In rows of closed documents the text and every quote of it become null; offsets, hashes, ids and labels stay. Rows
    of paragraphs get the column `withheld` when anything is closed. Without closed documents nothing changes.

    Args:
        rows: Rows of any published table.
        closed: The closed documents.

    Returns:
        New rows.
    """
    if not closed:
        return rows
    return [_row(row, closed) if "paragraph_id" in row else row for row in rows]


def _row(row: dict[str, Any], closed: frozenset[str]) -> dict[str, Any]:
    document = row.get("document_id") or row["paragraph_id"].split("/")[0]
    if document not in closed:
        return {**row, WITHHELD: False}
    new = {**row, WITHHELD: True, **{name: None for name in _FREE if name in row}}
    if "evidence" in row:
        new["evidence"] = [{**span, "text": None} for span in row["evidence"]]
    return new


def assert_nothing_closed(
    folder: Path, closed_texts: Iterable[tuple[str, str]], open_texts: Iterable[str] = ()
) -> None:
    """Refuse a folder that holds a closed paragraph or eight words in a row of one.

    Every string of every table and the text of every other file is looked at, as words without case and
    punctuation. Words that an open text holds too are no fault.

    Args:
        folder: What is about to be published.
        closed_texts: Id and text of every paragraph that may not be published.
        open_texts: Texts that may be published.

    Raises:
        UserError: The folder holds words of a closed paragraph; the paragraphs are named, their words are not.
    """
    published = {piece for text in _strings(folder) for piece in _pieces(text)}
    hits: dict[str, str] = {}
    for name, text in closed_texts:
        hits.update((piece, name) for piece in _pieces(text) if piece in published)
    if not hits:
        return
    for text in open_texts:
        for piece in _pieces(text):
            hits.pop(piece, None)
    if hits:
        raise UserError(
            f"the folder to be published holds words of {some(sorted(set(hits.values())), 3)}, "
            "whose licence does not allow it",
            expected="no text of a source with redistribute: false",
            fix="take the quote out of the codebook, the descriptions or the labels of other paragraphs",
        )


def _pieces(text: str) -> Iterator[str]:
    words = re.findall(r"\w+", text.casefold())
    if _SHORTEST <= len(words) < WORDS:
        yield " ".join(words)
    for start in range(len(words) - WORDS + 1):
        yield " ".join(words[start : start + WORDS])


def _strings(folder: Path) -> Iterator[str]:
    import pyarrow.parquet as pq

    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            for batch in pq.ParquetFile(path).iter_batches(batch_size=1000):
                yield from _leaves(batch.to_pylist())
        elif path.is_file():
            yield path.read_text(encoding="utf-8", errors="replace")


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
