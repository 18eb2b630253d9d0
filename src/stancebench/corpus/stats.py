"""Counting the built corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from stancebench.corpus.parquet import read_batches
from stancebench.files import write_json
from stancebench.records import Record
from stancebench.workspace import Workspace

_BUILD = "stancebench corpus build"
_DOCUMENT = ["document_id", "source", "source_type", "date", "speaker_id", "n_turns"]
_PARAGRAPH = ["document_id", "eligible", "stage_directions", "n_words"]


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
    """Count the built tables, a batch at a time.

    Args:
        workspace: The workspace, with a built corpus.

    Returns:
        Counts, the whole corpus first.

    Raises:
        UserError: The corpus is not built.
    """
    documents: list[dict[str, Any]] = []
    for batch in read_batches(workspace.documents, _DOCUMENT, fix=_BUILD):
        documents.extend(batch.to_pylist())
    sums = _sums(workspace)
    parts = [_count("all", documents, sums)]
    keys: tuple[tuple[str, Callable[[dict[str, Any]], str]], ...] = (
        ("source", lambda row: str(row["source"])),
        ("type", lambda row: str(row["source_type"])),
        ("from", lambda row: f"{row['date'].year // 50 * 50}"),
    )
    for prefix, key in keys:
        for value in sorted({key(row) for row in documents}):
            parts.append(_count(f"{prefix} {value}", [row for row in documents if key(row) == value], sums))
    return CorpusStats(parts=tuple(parts))


def write_stats(workspace: Workspace) -> None:
    """Write the counts to `corpus/stats.json`."""
    write_json(workspace.corpus_stats, corpus_stats(workspace).model_dump(mode="json"))


def _sums(workspace: Workspace) -> dict[str, Counter[str]]:
    """Add up the paragraphs of each document."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sums: dict[str, Counter[str]] = {}
    for batch in read_batches(workspace.paragraphs, _PARAGRAPH, fix=_BUILD):
        table = pa.table(
            {
                "document_id": batch["document_id"],
                "eligible": batch["eligible"],
                "stage_directions": pc.list_value_length(batch["stage_directions"]),
                "words": batch["n_words"],
            }
        )
        grouped = table.group_by("document_id").aggregate(
            [([], "count_all"), ("eligible", "sum"), ("stage_directions", "sum"), ("words", "sum")]
        )
        for row in grouped.to_pylist():
            sums.setdefault(row["document_id"], Counter()).update(
                paragraphs=row["count_all"],
                eligible=row["eligible_sum"],
                stage_directions=row["stage_directions_sum"],
                words=row["words_sum"],
            )
    return sums


def _count(name: str, documents: Sequence[dict[str, Any]], sums: dict[str, Counter[str]]) -> PartStats:
    own = [sums[row["document_id"]] for row in documents if row["document_id"] in sums]
    return PartStats(
        name=name,
        documents=len(documents),
        speakers=len({row["speaker_id"] for row in documents}),
        turns=sum(row["n_turns"] for row in documents),
        paragraphs=sum(counts["paragraphs"] for counts in own),
        eligible=sum(counts["eligible"] for counts in own),
        stage_directions=sum(counts["stage_directions"] for counts in own),
        words=sum(counts["words"] for counts in own),
    )
