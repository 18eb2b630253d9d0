"""Shards: a few documents each, parsed on their own and kept on disk until the tables are joined."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from stancebench import __version__
from stancebench.corpus.manifest import DocumentFacts
from stancebench.corpus.rows import DocumentRows, document_rows
from stancebench.corpus.source import Source
from stancebench.corpus.tables import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError
from stancebench.files import read_json, sha256_file, write_json, write_parquet
from stancebench.records import Record
from stancebench.workspace import Workspace

MAX_DOCUMENTS = 64
"""Documents of a shard at most."""

MAX_BYTES = 4_000_000
"""Bytes of a shard's texts at most, where the manifest knows sizes; a longer document is a shard alone."""

_LIBRARIES = (
    "charset-normalizer",
    "dateparser",
    "ftfy",
    "lxml",
    "markdown-it-py",
    "numpy",
    "pdfminer.six",
    "pyarrow",
    "python-frontmatter",
    "scipy",
    "trafilatura",
)
"""Libraries that parsing stands on; another version parses anew."""


class Receipt(Record):
    """What a whole shard holds; written after its tables, as ``<key>.json``.

    Attributes:
        documents_sha256: Hash of the file of documents.
        paragraphs_sha256: Hash of the file of paragraphs.
        eligible: Paragraphs eligible for labelling.
    """

    documents: int
    paragraphs: int
    eligible: int
    documents_sha256: str
    paragraphs_sha256: str


@dataclass(frozen=True)
class Shard:
    """Some documents of one source that lie together in its manifest.

    Attributes:
        key: Hash of all that its rows depend on; names its files.
    """

    source: Source
    facts: tuple[DocumentFacts, ...]
    key: str

    def tables(self, folder: Path) -> tuple[Path, Path]:
        """Return the paths of its documents and its paragraphs in a folder of parts."""
        return folder / f"{self.key}.documents.parquet", folder / f"{self.key}.paragraphs.parquet"

    def receipt(self, folder: Path) -> Receipt | None:
        """Return the receipt of a whole shard; None when it is missing or its files are not what it says."""
        try:
            receipt = read_json(folder / f"{self.key}.json", Receipt)
            found = [sha256_file(path) for path in self.tables(folder)]
        except (UserError, FileNotFoundError):
            return None
        return receipt if found == [receipt.documents_sha256, receipt.paragraphs_sha256] else None

    def write(self, folder: Path, documents: pa.Table, paragraphs: pa.Table) -> Receipt:
        """Write both tables, then the receipt."""
        first, second = self.tables(folder)
        write_parquet(first, documents)
        write_parquet(second, paragraphs)
        receipt = Receipt(
            documents=documents.num_rows,
            paragraphs=paragraphs.num_rows,
            eligible=sum(paragraphs["eligible"].to_pylist()),
            documents_sha256=sha256_file(first),
            paragraphs_sha256=sha256_file(second),
        )
        write_json(folder / f"{self.key}.json", receipt.model_dump(mode="json"))
        return receipt

    def build(self, workspace: Workspace, folder: Path) -> Receipt:
        """Verify and parse the documents and write the shard.

        Raises:
            UserError: A text is missing, changed or unreadable.
        """
        texts = open_texts(workspace, self.source)
        return self.write(folder, *as_tables(document_rows(self.source, one, texts.parts(one)) for one in self.facts))


def plan_shards(source: Source, manifest: Sequence[DocumentFacts]) -> list[Shard]:
    """Cut a manifest into shards; the same manifest gives the same shards.

    Args:
        source: The source.
        manifest: Its documents, in order.

    Returns:
        The shards, in order.
    """
    return [Shard(source, facts, _key(source, facts)) for facts in _groups(manifest)]


def as_tables(parsed: Iterable[DocumentRows]) -> tuple[pa.Table, pa.Table]:
    """Put the rows of some documents into one table of documents and one of paragraphs."""
    documents, paragraphs = [], []
    for rows in parsed:
        documents.append(rows.document)
        paragraphs.extend(rows.paragraphs)
    return (
        pa.Table.from_pylist(documents, schema=DOCUMENT_SCHEMA),
        pa.Table.from_pylist(paragraphs, schema=PARAGRAPH_SCHEMA),
    )


def _groups(manifest: Sequence[DocumentFacts]) -> Iterator[tuple[DocumentFacts, ...]]:
    group: list[DocumentFacts] = []
    total = 0
    for facts in manifest:
        size = sum(part.n_bytes or 0 for part in facts.files)
        if group and (len(group) == MAX_DOCUMENTS or total + size > MAX_BYTES):
            yield tuple(group)
            group, total = [], 0
        group.append(facts)
        total += size
    if group:
        yield tuple(group)


def _key(source: Source, facts: Sequence[DocumentFacts]) -> str:
    digest = hashlib.sha256(f"{_code()}\n{source.model_dump_json()}\n".encode())
    for one in facts:
        digest.update(f"{one.model_dump_json()}\n".encode())
    return digest.hexdigest()[:32]


@cache
def _code() -> str:
    """Fingerprint of the code that parses: this package's modules and the libraries under them."""
    digest = hashlib.sha256(f"{__version__} {platform.python_version()}".encode())
    for name in _LIBRARIES:
        try:
            digest.update(f" {name} {importlib.metadata.version(name)}".encode())
        except importlib.metadata.PackageNotFoundError:
            continue
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(f" {path.relative_to(folder).as_posix()} {sha256_file(path)}".encode())
    return digest.hexdigest()
