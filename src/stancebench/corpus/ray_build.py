"""Building the corpus on a Ray cluster, past one machine.

Each line of the manifests is one row of a Ray data set, and the function that parses it is the one that also runs
in a single process. A node reads and verifies the texts itself: from the installed package, or from `corpus/texts`
of the workspace, which has to lie at the same path on every node (a shared file system). So only facts travel out
and rows come back, as Arrow. The rows come back in order and become the same shards as without Ray, written by this
process; so the tables are byte for byte those of a build without Ray, and a stopped build goes on.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from stancebench.corpus.build import CorpusSize, build_corpus
from stancebench.corpus.manifest import DocumentFacts
from stancebench.corpus.rows import document_rows
from stancebench.corpus.shards import Receipt, Shard, as_tables
from stancebench.corpus.source import Source
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError
from stancebench.workspace import Workspace

if TYPE_CHECKING:
    from types import ModuleType

_DOCUMENTS_A_TASK = 8


@dataclass(frozen=True)
class RayBuild:
    """What a cluster built.

    Attributes:
        size: How much was built.
        nodes: Ids of the nodes that parsed; fewer than the cluster has when there was little to do.
    """

    size: CorpusSize
    nodes: frozenset[str]


def build_on_ray(
    workspace: Workspace,
    address: str = "local",
    *,
    sources: Sequence[Source] | None = None,
    progress: bool = True,
) -> RayBuild:
    """Build the corpus on a Ray cluster; the tables equal those of `build_corpus`.

    Args:
        workspace: The workspace, at the same path on every node.
        address: A running cluster (``host:port`` or ``auto``), or ``local`` to start one here; a connected one is used.
        sources: What to build; the embedded sources when omitted.
        progress: Whether to show a progress bar.

    Returns:
        How much was built, and where.

    Raises:
        UserError: Ray is not installed, the cluster cannot be reached, or a text is missing or wrong.
    """
    ray = _import_ray()
    started = not ray.is_initialized()
    if started:
        _connect(ray, address)
    nodes: set[str] = set()
    try:
        size = build_corpus(
            workspace,
            sources=sources,
            progress=progress,
            cluster=lambda where, folder: lambda shards: _build(ray, where, folder, shards, nodes),
        )
    finally:
        if started:
            ray.shutdown()
    return RayBuild(size, frozenset(nodes))


def _import_ray() -> ModuleType:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anyone
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
        import ray.data
    except ImportError:
        raise UserError(
            "Ray is not installed", expected="the extra `ray`", fix="pip install 'stancebench[ray]'"
        ) from None
    module: ModuleType = ray
    return module


def _connect(ray: ModuleType, address: str) -> None:
    options = {"include_dashboard": False} if address == "local" else {}
    try:
        host, _, port = address.rpartition(":")
        if host and "://" not in address:  # Ray itself would try for minutes
            socket.create_connection((host, int(port)), timeout=10).close()
        ray.init(address=address, log_to_driver=False, logging_level="error", **options)
    except (OSError, RuntimeError, ValueError) as error:
        raise UserError(
            f"no Ray cluster at {address} ({str(error).splitlines()[0]})",
            expected="local, auto or the address of a running cluster",
            fix="ray start --head, then stancebench corpus build --ray auto",
        ) from None


def _build(
    ray: ModuleType, workspace: Workspace, folder: Path, shards: Iterable[Shard], nodes: set[str]
) -> Iterator[tuple[Shard, Receipt]]:
    wanted = list(shards)
    if not wanted:
        return
    rows = _rows(ray, workspace, wanted)
    for shard in wanted:
        parsed = list(islice(rows, len(shard.facts)))
        nodes.update(row["node"] for row in parsed)
        documents, paragraphs = (
            pa.concat_tables(_from_ipc(row[name]) for row in parsed).combine_chunks()
            for name in ("documents", "paragraphs")
        )
        yield shard, shard.write(folder, documents, paragraphs)


def _rows(ray: ModuleType, workspace: Workspace, shards: Sequence[Shard]) -> Iterator[dict[str, Any]]:
    """Parse the documents of the shards on the cluster and give what came of each, in order."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context.execution_options.preserve_order = True
    manifest = [
        {"source": shard.source.model_dump_json(), "facts": facts.model_dump_json()}
        for shard in shards
        for facts in shard.facts
    ]
    blocks = -(-len(manifest) // _DOCUMENTS_A_TASK)
    dataset = ray.data.from_items(manifest, override_num_blocks=blocks).map(
        _parse, fn_kwargs={"root": str(workspace.root.absolute())}
    )
    for row in dataset.iter_rows():
        if row["fault"]:
            raise UserError(**json.loads(row["fault"]))
        yield row


def _parse(row: dict[str, Any], root: str) -> dict[str, Any]:
    """Parse one document on a node; a user's fault comes back as data, since Ray would wrap it."""
    import ray

    node = ray.get_runtime_context().get_node_id()
    source = Source.model_validate_json(row["source"])
    facts = DocumentFacts.model_validate_json(row["facts"])
    try:
        rows = document_rows(source, facts, open_texts(Workspace(Path(root)), source).parts(facts))
    except UserError as error:
        fault = json.dumps({"found": error.found, "expected": error.expected, "fix": error.fix})
        return {"node": node, "fault": fault, "documents": b"", "paragraphs": b""}
    documents, paragraphs = as_tables([rows])
    return {"node": node, "fault": "", "documents": _to_ipc(documents), "paragraphs": _to_ipc(paragraphs)}


def _to_ipc(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _from_ipc(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()
