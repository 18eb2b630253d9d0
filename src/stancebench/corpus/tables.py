"""Columns of the built tables."""

from __future__ import annotations

import pyarrow as pa

_VERSION = {"schema_version": "2"}
"""Version 2 added `path`, `speaker_label`, `qa_role` and `interpreted`; columns are read by name."""

DOCUMENT_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        ("source", pa.string()),
        ("key", pa.string()),
        ("path", pa.string()),
        ("sha256", pa.string()),
        ("title", pa.string()),
        ("date", pa.date32()),
        ("speaker_id", pa.string()),
        ("speaker_name", pa.string()),
        ("role", pa.string()),
        ("venue", pa.string()),
        ("country", pa.string()),
        ("source_type", pa.string()),
        ("language", pa.string()),
        ("licence", pa.string()),
        ("redistribute", pa.bool_()),
        ("source_url", pa.string()),
        ("n_turns", pa.int32()),
        ("n_paragraphs", pa.int32()),
        ("n_words", pa.int32()),
    ],
    metadata=_VERSION,
)
"""Columns of ``documents.parquet``."""

PARAGRAPH_SCHEMA = pa.schema(
    [
        pa.field("paragraph_id", pa.string(), nullable=False),
        ("document_id", pa.string()),
        ("turn", pa.int32()),
        ("paragraph", pa.int32()),
        ("kind", pa.string()),
        ("text", pa.string()),
        ("text_sha256", pa.string()),
        ("n_words", pa.int32()),
        ("eligible", pa.bool_()),
        ("stage_directions", pa.list_(pa.struct([("text", pa.string()), ("offset", pa.int32())]))),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("speaker_id", pa.string()),
        ("speaker_label", pa.string()),
        ("role", pa.string()),
        ("qa_role", pa.string()),
        ("interpreted", pa.bool_()),
        ("date", pa.date32()),
        ("venue", pa.string()),
        ("source_type", pa.string()),
        ("language", pa.string()),
        ("licence", pa.string()),
        ("source_url", pa.string()),
    ],
    metadata=_VERSION,
)
"""Columns of ``paragraphs.parquet``."""
