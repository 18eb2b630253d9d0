"""Counting the built corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from stancebench.corpus.build import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA
from stancebench.files import read_parquet, write_json
from stancebench.records import Record
from stancebench.workspace import Workspace

_BUILD = "stancebench corpus build"


class PartStats(BaseModel):
    """Counts of one part of the corpus; words are those said, split at white space."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    documents: int
    speakers: int
    turns: int
    paragraphs: int
    eligible: int
    stage_directions: int
    words: int


class CorpusStats(Record):
    """Counts by source, by source type and by fifty years; written to `corpus/stats.json`."""

    parts: tuple[PartStats, ...]


def corpus_stats(workspace: Workspace) -> CorpusStats:
    """Count the built tables.

    Args:
        workspace: The workspace, with a built corpus.

    Returns:
        Counts, the whole corpus first.

    Raises:
        UserError: The corpus is not built.
    """
    documents = read_parquet(workspace.documents, columns=DOCUMENT_SCHEMA.names, fix=_BUILD).to_pylist()
    paragraphs = read_parquet(workspace.paragraphs, columns=PARAGRAPH_SCHEMA.names, fix=_BUILD).to_pylist()
    parts = [_count("all", documents, paragraphs)]
    for prefix, key in (
        ("source", lambda row: row["source"]),
        ("type", lambda row: row["source_type"]),
        ("from", lambda row: f"{row['date'].year // 50 * 50}"),
    ):
        for value in sorted({key(row) for row in documents}):
            chosen = [row for row in documents if key(row) == value]
            ids = {row["document_id"] for row in chosen}
            parts.append(_count(f"{prefix} {value}", chosen, [row for row in paragraphs if row["document_id"] in ids]))
    return CorpusStats(parts=tuple(parts))


def write_stats(workspace: Workspace) -> None:
    """Write the counts to `corpus/stats.json`."""
    write_json(workspace.corpus_stats, corpus_stats(workspace).model_dump(mode="json"))


def _count(name: str, documents: Sequence[dict[str, Any]], paragraphs: Sequence[dict[str, Any]]) -> PartStats:
    return PartStats(
        name=name,
        documents=len(documents),
        speakers=len({row["speaker_id"] for row in documents}),
        turns=sum(row["n_turns"] for row in documents),
        paragraphs=len(paragraphs),
        eligible=sum(row["eligible"] for row in paragraphs),
        stage_directions=sum(len(row["stage_directions"]) for row in paragraphs),
        words=sum(row["n_words"] for row in paragraphs),
    )
