"""Building the tables of documents and paragraphs: streaming, resumable, in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from stancebench.corpus.choice import choose_sources
from stancebench.corpus.manifest import DocumentFacts, read_manifest
from stancebench.corpus.parquet import join_tables
from stancebench.corpus.pool import Pool, default_workers
from stancebench.corpus.shards import Receipt, Shard, plan_shards
from stancebench.corpus.source import Source
from stancebench.corpus.tables import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError
from stancebench.files import atomic_path
from stancebench.workspace import Workspace

__all__ = ["DOCUMENT_SCHEMA", "PARAGRAPH_SCHEMA", "CorpusSize", "build_corpus"]

Builder = Callable[[Iterable[Shard]], Iterator[tuple[Shard, Receipt]]]
"""Builds shards into the folder of parts and gives their receipts, in any order."""

_FEW_SHARDS = 8
"""Up to so many shards, starting processes takes longer than they save."""


@dataclass(frozen=True)
class CorpusSize:
    """How much was built."""

    documents: int
    paragraphs: int
    eligible: int


def build_corpus(
    workspace: Workspace,
    *,
    sources: Sequence[Source] | None = None,
    workers: int | None = None,
    progress: bool = True,
    cluster: Callable[[Workspace, Path], Builder] | None = None,
) -> CorpusSize:
    """Build `documents.parquet` and `paragraphs.parquet`.

    Shards of the manifests are verified, parsed and kept in `corpus/build/.parts`; a build that was stopped
    goes on with those that are whole. Both tables are whole before either is replaced, so a broken source or a
    full disk leaves the last build. The number of workers changes no byte of the result.

    Args:
        workspace: The workspace.
        sources: What to build; the embedded sources when omitted.
        workers: Processes; when omitted one a core, or none but this one for a small corpus.
        progress: Whether to show a progress bar.
        cluster: Makes the builder of shards from the workspace and the folder of parts, instead of processes here.

    Returns:
        The number of documents, paragraphs and paragraphs eligible for labelling.

    Raises:
        UserError: A source, its manifest or one of its texts is missing or wrong, or another build is running.
    """
    plan = []
    for source in sources or choose_sources(workspace).sources:
        manifest = read_manifest(workspace, source)
        open_texts(workspace, source)  # refuses a package of another version
        plan.append((source, manifest, plan_shards(source, manifest)))
    few = sum(len(shards) for _, _, shards in plan) <= _FEW_SHARDS
    with _parts(workspace) as folder, ExitStack() as stack:
        builder = (
            cluster(workspace, folder)
            if cluster
            else stack.enter_context(Pool(workspace, folder, workers or (1 if few else default_workers())))
        )
        receipts: dict[str, Receipt] = {}
        for source, manifest, shards in plan:
            done = _receipts(workspace, folder, shards, builder, manifest)
            first = [next(done)]  # a fault in the first shard is one line, before any bar
            with tqdm(total=len(manifest), desc=f"corpus {source.id}", unit="doc", disable=not progress) as bar:
                for shard, receipt in chain(first, done):
                    receipts[shard.key] = receipt
                    bar.update(receipt.documents)
        _join(workspace, folder, [shard for _, _, shards in plan for shard in shards])
    return CorpusSize(
        sum(receipt.documents for receipt in receipts.values()),
        sum(receipt.paragraphs for receipt in receipts.values()),
        sum(receipt.eligible for receipt in receipts.values()),
    )


def _receipts(
    workspace: Workspace, folder: Path, shards: Sequence[Shard], builder: Builder, manifest: Sequence[DocumentFacts]
) -> Iterator[tuple[Shard, Receipt]]:
    """Take the shards that are whole and build the others; a fault names every wrong text of the source."""
    missing = []
    for shard in shards:
        receipt = shard.receipt(folder)
        if receipt:
            yield shard, receipt
        else:
            missing.append(shard)
    try:
        yield from builder(missing)
    except UserError:
        open_texts(workspace, shards[0].source).require(manifest)
        raise


def _join(workspace: Workspace, folder: Path, shards: Sequence[Shard]) -> None:
    with atomic_path(workspace.paragraphs) as first, atomic_path(workspace.documents) as second:
        join_tables(first, PARAGRAPH_SCHEMA, (shard.tables(folder)[1] for shard in shards))
        join_tables(second, DOCUMENT_SCHEMA, (shard.tables(folder)[0] for shard in shards))


@contextmanager
def _parts(workspace: Workspace) -> Iterator[Path]:
    """Give the folder of parts to one build at a time; it is removed when the build ends well."""
    folder = workspace.documents.parent / ".parts"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=0)
    try:
        with lock:
            _clear(folder.parent.glob(".*.parquet.*.tmp"))  # of a build that was killed while it joined
            try:
                yield folder
                _clear(path for path in folder.iterdir() if path.name != "lock")
            finally:
                if [path.name for path in folder.iterdir()] == ["lock"]:
                    (folder / "lock").unlink()
    except Timeout:
        raise UserError(
            f"another build of {workspace.root} is running", fix="wait until it ends, then run the command again"
        ) from None
    finally:
        with suppress(OSError):  # it holds the shards of a build that failed, or another build is at work in it
            folder.rmdir()


def _clear(paths: Iterable[Path]) -> None:
    for path in list(paths):
        path.unlink(missing_ok=True)
