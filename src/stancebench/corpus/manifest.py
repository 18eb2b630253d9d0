"""The committed manifest: facts and hashes of every document, no text."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancebench.corpus.safe_path import SafePath
from stancebench.corpus.source import Source
from stancebench.errors import UserError, some
from stancebench.files import joined_sha256, read_jsonl
from stancebench.records import Record
from stancebench.workspace import Workspace

HASH = r"^[0-9a-f]{64}$"


class Part(BaseModel):
    """One file of a document.

    Attributes:
        path: Where it lies within the source.
        sha256: Hash of its bytes.
        n_bytes: Its size; None when not known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: SafePath
    sha256: str = Field(pattern=HASH)
    n_bytes: int | None = Field(default=None, ge=0)


class DocumentFacts(Record):
    """One document as the manifest knows it.

    A document may be published as several files, such as a meeting with one file a speech. Then `parts` lists
    them in order, `path` is their folder, and `sha256` is `stancebench.files.joined_sha256` of their hashes.
    Version 1 knew neither `n_bytes` nor `parts`.

    Attributes:
        document_id: ``<source>-<key>``, lower case; stable between versions.
        key: The document's name within its source.
        path: Where its text lies within the source.
        sha256: Hash of the text file's bytes.
        n_bytes: Size of the text file, or of all parts; None when not known.
        parts: The files, when they are several.
        date: The day it was spoken or sent.
        speaker_id: Stable id of the document's own speaker; empty when it has many.
        speaker_name: The speaker's name; empty when it has many.
        source_type: ``speech``, ``written_message`` and so on.
    """

    CURRENT: ClassVar[int] = 2

    document_id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    source: str
    key: str
    path: SafePath
    sha256: str = Field(pattern=HASH)
    n_bytes: int | None = Field(default=None, ge=0)
    parts: tuple[Part, ...] = ()
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

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if self.parts:
            if joined_sha256([part.sha256 for part in self.parts]) != self.sha256:
                raise ValueError("sha256 is not the hash of the parts' hashes")
            outside = [part.path for part in self.parts if not part.path.startswith(f"{self.path}/")]
            if outside:
                raise ValueError(f"the part {outside[0]!r} lies outside the folder {self.path!r}")
            if len({part.path for part in self.parts}) < len(self.parts):
                raise ValueError("a part is listed twice")
        return self

    @property
    def files(self) -> tuple[Part, ...]:
        """The files of the document, in order: its parts, or its one text."""
        return self.parts or (Part(path=self.path, sha256=self.sha256, n_bytes=self.n_bytes),)


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
    rewrite = f"stancebench corpus manifest {source.id}" if source.kind == "package" else f"edit {path}"
    facts = read_jsonl(path, DocumentFacts, fix=f"git checkout {path}, or {rewrite}")
    if not facts:
        raise UserError(f"{path} lists no document", fix=rewrite)
    for name in ("document_id", "path"):
        _refuse_twice(path, name, [getattr(fact, name) for fact in facts])
    names = [part.path for fact in facts for part in fact.files]
    _refuse_twice(path, "path", names)
    folders = {str(folder) for name in names for folder in PurePosixPath(name).parents}
    both = sorted(folders.intersection(names))
    if both:
        raise UserError(f"{path} lists {some(both)} as a file and as a folder", expected="one or the other")
    for fact in facts:
        if fact.source != source.id or fact.licence != source.licence:
            raise UserError(
                f"{path}: {fact.document_id} says source {fact.source!r}, licence {fact.licence!r}",
                expected=f"{source.id!r} and {source.licence!r} as in the source's YAML",
                fix=rewrite,
            )
    return facts


def _refuse_twice(path: Path, name: str, values: list[str]) -> None:
    twice = sorted(value for value, count in Counter(values).items() if count > 1)
    if twice:
        raise UserError(f"{path} lists the {name} {some(twice)} twice", expected="one line a document")
