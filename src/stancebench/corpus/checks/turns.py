"""Turns and documents in which nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from stancebench.corpus.checks.finding import CorpusFinding, Rows
from stancebench.errors import some

NAME = "empty-turn"


def check_turns(documents: Rows, paragraphs: Rows) -> Iterator[CorpusFinding]:
    """Find turns none of whose paragraphs has a word: a mark without a speech, or nothing but applause.

    Args:
        documents: Rows of documents.
        paragraphs: Rows of paragraphs, in the order of the documents.

    Yields:
        A warning for each document with empty turns, an error for a document without any words.
    """
    spoken: set[str] = set()
    for name, rows in groupby(paragraphs, key=lambda row: row["document_id"]):
        turns: dict[int, bool] = {}
        for row in rows:
            turns[row["turn"]] = turns.get(row["turn"], False) or any(map(str.isalnum, row["text"]))
        empty = [f"{name}/{turn:03d}" for turn, words in turns.items() if not words]
        if len(empty) < len(turns):
            spoken.add(name)
            if empty:
                message = f"{len(empty)} of {len(turns)} turns have no words: {some(empty)}"
                yield CorpusFinding.about(NAME, "warning", name, message, items=empty)
    for row in documents:
        if row["document_id"] not in spoken:
            yield CorpusFinding.about(
                NAME,
                "error",
                row["document_id"],
                "the document has no words",
                items=[row["document_id"]],
                fix="look whether its text is whole, or take its line out of the manifest",
            )
