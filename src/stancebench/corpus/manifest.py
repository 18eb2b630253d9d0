"""The committed manifest: facts and hashes of every document, no text."""

from __future__ import annotations

import datetime
from pathlib import Path

from pydantic import Field

from stancebench.corpus.source import Source
from stancebench.errors import UserError, some
from stancebench.files import read_jsonl
from stancebench.records import Record
from stancebench.workspace import Workspace

HASH = r"^[0-9a-f]{64}$"


class DocumentFacts(Record):
    """One document as the manifest knows it.

    Attributes:
        document_id: ``<source>-<key>``, lower case; stable between versions.
        key: The document's name within its source.
        path: Where its text lies within the source.
        sha256: Hash of the text file's bytes.
        date: The day it was spoken or sent.
        speaker_id: Stable id of the document's own speaker.
        source_type: ``speech``, ``written_message`` and so on.
    """

    document_id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    source: str
    key: str
    path: str
    sha256: str = Field(pattern=HASH)
    title: str
    date: datetime.date
    speaker_id: str
    speaker_name: str
    role: str
    venue: str
    country: str
    source_type: str
    language: str
    licence: str
    source_url: str


def manifest_path(workspace: Workspace, source: Source) -> Path:
    """Return where the manifest of a source lies."""
    return workspace.manifests / f"{source.id}.jsonl"


def read_manifest(workspace: Workspace, source: Source) -> list[DocumentFacts]:
    """Read the manifest of one source.

    Raises:
        UserError: It is missing, a line does not fit, an id or path repeats, a path leaves the
            source, or the licence differs from the source's.
    """
    path = manifest_path(workspace, source)
    facts = read_jsonl(path, DocumentFacts, fix=f"git checkout {path}, or stancebench corpus manifest {source.id}")
    if not facts:
        raise UserError(f"{path} lists no document", fix=f"stancebench corpus manifest {source.id}")
    for name in ("document_id", "path"):
        values = [getattr(fact, name) for fact in facts]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise UserError(f"{path} lists the {name} {some(twice)} twice", expected="one line a document")
    for fact in facts:
        if Path(fact.path).is_absolute() or ".." in Path(fact.path).parts:
            raise UserError(f"{path}: {fact.document_id} has the path {fact.path!r}", expected="a path in the source")
        if fact.source != source.id or fact.licence != source.licence:
            raise UserError(
                f"{path}: {fact.document_id} says source {fact.source!r}, licence {fact.licence!r}",
                expected=f"{source.id!r} and {source.licence!r} as in the source's YAML",
                fix=f"stancebench corpus manifest {source.id}",
            )
    return facts
