"""What a built dataset holds, and the hash that predictions must name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from stancebench.corpus.manifest import HASH
from stancebench.files import read_json
from stancebench.records import Record


class TableFacts(BaseModel):
    """One Parquet file.

    Attributes:
        rows: Number of rows.
        file_sha256: Hash of the file's bytes.
        labels_sha256: Hash over ids and labels in order of the ids; what a score refers to. Empty for tables that
            hold no class.
        label_counts: Rows by class.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int
    file_sha256: str = Field(pattern=HASH)
    labels_sha256: str = ""
    label_counts: dict[str, int] = Field(default_factory=dict)


class DatasetManifest(Record):
    """`dataset/manifest.json`.

    Attributes:
        name: Name of the dataset.
        version: Semantic version.
        config: ``core``, ``open`` or ``full``.
        codebook_version: Version of the codebook.
        tier: ``machine`` or ``human``: who labelled.
        labels: The classes of the headline task.
        documents: Documents by split.
        missing: Labelled paragraphs whose texts were not there when it was built, by source.
        near_duplicates: Pairs of near-duplicate paragraphs found, by whether their documents differ.
        tables: Facts of each file, by ``config/split``.
    """

    name: str
    version: str
    config: str = "core"
    codebook_version: str
    tier: str
    labels: tuple[str, ...]
    documents: dict[str, int]
    missing: dict[str, int] = Field(default_factory=dict)
    near_duplicates: dict[str, int]
    tables: dict[str, TableFacts]

    @property
    def revision(self) -> str:
        """Seven digits that change with any id or label of any scored table."""
        return revision_of({name: table.labels_sha256 for name, table in self.tables.items()})


def revision_of(hashes: Mapping[str, str]) -> str:
    """Return seven digits that change with any id or label.

    Args:
        hashes: `labels_sha256` of each table by ``config/split``; tables without one do not count.
    """
    joined = "".join(f"{name}:{digest};" for name, digest in sorted(hashes.items()) if digest)
    return hashlib.sha256(joined.encode()).hexdigest()[:7]


def labels_sha256(rows: Iterable[tuple[str, str]]) -> str:
    """Hash ids and labels, in the order of the ids."""
    return hashlib.sha256("".join(f"{name}\t{label}\n" for name, label in sorted(rows)).encode()).hexdigest()


def read_dataset_manifest(folder: Path) -> DatasetManifest:
    """Read the manifest of a built dataset.

    Raises:
        UserError: It is missing or does not fit the schema.
    """
    return read_json(folder / "manifest.json", DatasetManifest, fix="stancebench dataset build")
