"""Building the Hugging Face dataset folder."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stancebench.corpus.licence import assert_nothing_closed, closed_documents, publishable
from stancebench.dataset.card import write_card
from stancebench.dataset.manifest import DatasetManifest, TableFacts
from stancebench.dataset.prepare import KEYS, prepare, table_sha256
from stancebench.dataset.schema import LABELS, features
from stancebench.dataset.scope import Config
from stancebench.dataset.tables import Rows, side_tables
from stancebench.errors import UserError
from stancebench.files import sha256_file, write_json, write_parquet
from stancebench.labels.codebook import Codebook
from stancebench.labels.event import read_events
from stancebench.workspace import Workspace


def build_dataset(workspace: Workspace, folder: Path | None = None, config: Config | None = None) -> DatasetManifest:
    """Build the dataset folder from corpus and gold; the same input gives the same bytes.

    The folder is built beside its place and moved there when it is whole. Texts that may not be redistributed stay out
    of it; their ids, hashes, offsets and labels do not.

    Args:
        workspace: The workspace, with built corpus and gold.
        folder: Where to build it; `dataset/` of the workspace when omitted.
        config: ``core``, ``open`` or ``full``; that of the parameters when omitted.

    Returns:
        What was built; `missing` counts the labelled paragraphs whose texts are not there.

    Raises:
        UserError: Corpus or gold is missing, gold speaks of a paragraph that the corpus lacks or holds changed or of
            what the codebook lacks, `folder` holds something else than an older build, or a closed text got into it.
    """
    target = folder.resolve() if folder else workspace.dataset
    if folder and not _replaceable(target):
        raise UserError(
            f"{target} exists and is no built dataset",
            expected="a new or empty folder, or an older build",
            fix="name another folder",
        )
    ready = prepare(workspace, config)
    closed = closed_documents(ready.documents)
    events = [event for event in read_events(workspace) if event.paragraph_id in ready.paragraphs]
    tables = ready.tables | side_tables(
        ready.tables,
        events=events,
        documents=ready.documents,
        gold=ready.scope.gold,
        split_of=ready.split_of,
        codebook=ready.codebook,
        params=ready.params,
    )
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    facts = {
        name: _write(part, name, publishable(rows, closed), ready.codebook, withheld=bool(closed))
        for name, rows in tables.items()
    }
    manifest = DatasetManifest(
        name="stancebench",
        version=ready.params.version,
        config=ready.config,
        codebook_version=ready.codebook.version,
        tier="machine" if any(label.tier == "machine" for label in ready.scope.gold) else "human",
        labels=LABELS,
        documents=dict(sorted(Counter(ready.split_of.values()).items())),
        missing=ready.scope.missing,
        near_duplicates=ready.near_duplicates,
        tables=facts,
    )
    write_json(part / "manifest.json", manifest.model_dump(mode="json"))
    write_card(workspace, part, manifest, ready.scope.gold)
    _guard(workspace, part, closed)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    return manifest


def _guard(workspace: Workspace, part: Path, closed: frozenset[str]) -> None:
    if not closed:
        return

    def texts(*, of_closed: bool) -> Iterator[tuple[str, str]]:
        columns = ["paragraph_id", "document_id", "text"]
        for batch in pq.ParquetFile(workspace.paragraphs).iter_batches(columns=columns):
            for row in batch.to_pylist():
                if (row["document_id"] in closed) == of_closed:
                    yield row["paragraph_id"], row["text"]

    try:
        assert_nothing_closed(part, texts(of_closed=True), (text for _, text in texts(of_closed=False)))
    except UserError:
        shutil.rmtree(part)
        raise


def _replaceable(folder: Path) -> bool:
    if not folder.exists():
        return True
    return folder.is_dir() and ((folder / "manifest.json").is_file() or not any(folder.iterdir()))


def _write(folder: Path, name: str, rows: Rows, codebook: Codebook, *, withheld: bool) -> TableFacts:
    config, split = name.split("/")
    schema = features(config, codebook, withheld=withheld)
    encoded = [schema.encode_example({key: row[key] for key in schema}) for row in rows]
    path = folder / config / f"{split}.parquet"
    write_parquet(path, pa.Table.from_pylist(encoded, schema=schema.arrow_schema))
    return TableFacts(
        rows=len(rows),
        file_sha256=sha256_file(path),
        labels_sha256=table_sha256(name, rows),
        label_counts=dict(sorted(Counter(row["label"] for row in rows).items())) if config in KEYS else {},
    )
