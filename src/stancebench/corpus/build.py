"""Building the tables of documents and paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from tqdm import tqdm

from stancebench.corpus.manifest import DocumentFacts, read_manifest
from stancebench.corpus.package import PackageTexts
from stancebench.corpus.segment import Paragraph, segment
from stancebench.corpus.source import Source, read_sources
from stancebench.files import atomic_path, sha256_text, write_parquet
from stancebench.workspace import Workspace

DOCUMENT_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        ("source", pa.string()),
        ("key", pa.string()),
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
    metadata={"schema_version": "1"},
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
        ("role", pa.string()),
        ("date", pa.date32()),
        ("venue", pa.string()),
        ("source_type", pa.string()),
        ("language", pa.string()),
        ("licence", pa.string()),
        ("source_url", pa.string()),
    ],
    metadata={"schema_version": "1"},
)
"""Columns of ``paragraphs.parquet``."""


@dataclass(frozen=True)
class CorpusSize:
    """How much was built."""

    documents: int
    paragraphs: int
    eligible: int


def build_corpus(workspace: Workspace, *, progress: bool = True) -> CorpusSize:
    """Build `documents.parquet` and `paragraphs.parquet` from every source.

    Every text is verified by its hash before anything is written, and both tables are whole before either
    is replaced, so a broken source or a full disk leaves the last build.

    Args:
        workspace: The workspace.
        progress: Whether to show a progress bar.

    Returns:
        The number of documents, paragraphs and paragraphs eligible for labelling.

    Raises:
        UserError: A source, its manifest or one of its texts is missing or wrong.
    """
    documents: list[dict[str, Any]] = []
    paragraphs: list[dict[str, Any]] = []
    for source in read_sources(workspace):
        manifest = read_manifest(workspace, source)
        texts = PackageTexts.open(source)
        texts.require(manifest)
        for facts in tqdm(manifest, desc=f"corpus {source.id}", unit="doc", disable=not progress):
            cut = segment(texts.text(facts), source)
            paragraphs.extend(_paragraph_row(facts, paragraph) for paragraph in cut)
            documents.append(_document_row(facts, source, cut))
    with atomic_path(workspace.paragraphs) as first, atomic_path(workspace.documents) as second:
        write_parquet(first, pa.Table.from_pylist(paragraphs, schema=PARAGRAPH_SCHEMA))
        write_parquet(second, pa.Table.from_pylist(documents, schema=DOCUMENT_SCHEMA))
    return CorpusSize(len(documents), len(paragraphs), sum(row["eligible"] for row in paragraphs))


def _document_row(facts: DocumentFacts, source: Source, cut: list[Paragraph]) -> dict[str, Any]:
    return {
        **{name: getattr(facts, name) for name in DOCUMENT_SCHEMA.names if hasattr(facts, name)},
        "redistribute": source.redistribute,
        "n_turns": len({paragraph.turn for paragraph in cut}),
        "n_paragraphs": len(cut),
        "n_words": sum(paragraph.n_words for paragraph in cut),
    }


def _paragraph_row(facts: DocumentFacts, paragraph: Paragraph) -> dict[str, Any]:
    own = paragraph.speaker_id == "principal"
    return {
        "paragraph_id": f"{facts.document_id}/{paragraph.turn:03d}/{paragraph.index:03d}",
        "document_id": facts.document_id,
        "turn": paragraph.turn,
        "paragraph": paragraph.index,
        "kind": paragraph.kind,
        "text": paragraph.text,
        "text_sha256": sha256_text(paragraph.text),
        "n_words": paragraph.n_words,
        "eligible": paragraph.eligible,
        "stage_directions": [{"text": note.text, "offset": note.offset} for note in paragraph.stage_directions],
        "start": paragraph.start,
        "end": paragraph.end,
        "speaker_id": facts.speaker_id if own else paragraph.speaker_id,
        "role": paragraph.role,
        "date": facts.date,
        "venue": facts.venue,
        "source_type": facts.source_type,
        "language": facts.language,
        "licence": facts.licence,
        "source_url": facts.source_url,
    }
