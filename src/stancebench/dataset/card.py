"""Rendering the dataset card from the files that hold the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from stancebench.corpus.source import read_sources
from stancebench.dataset.gates import Gates, gates_path
from stancebench.dataset.manifest import DatasetManifest
from stancebench.dataset.split import SPLITS
from stancebench.errors import UserError
from stancebench.files import ModelT, read_json, read_parquet, write_text
from stancebench.labels.agreement import Agreement
from stancebench.labels.annotators import read_annotators
from stancebench.labels.codebook import read_codebook
from stancebench.labels.gold import GoldLabel
from stancebench.labels.validation.score import Validation
from stancebench.params import read_params
from stancebench.workspace import Workspace

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def write_card(workspace: Workspace, folder: Path, manifest: DatasetManifest, gold: Sequence[GoldLabel]) -> None:
    """Write `README.md` of a dataset folder.

    Every figure comes from the manifest, the parameters, the agreement file or the gold labels.

    Args:
        workspace: The workspace.
        folder: The dataset folder.
        manifest: What was built.
        gold: The labels in it.

    Raises:
        UserError: The agreement was not measured.
    """
    stances = [item for label in gold for item in label.stances]
    marked = [item for label in gold for item in label.marked]
    listed = read_parquet(workspace.documents, columns=["source"], fix="stancebench corpus build")
    used = set(listed.column("source").to_pylist())
    present = {config: [s for s in SPLITS if f"{config}/{s}" in manifest.tables] for config in ("stance", "topic")}
    rows = sum(manifest.tables[f"stance/{split}"].rows for split in present["stance"])
    try:
        agreement = read_json(workspace.agreement, Agreement)
    except UserError as error:
        raise UserError(error.found, expected=error.expected, fix="stancebench labels agreement") from None
    params = read_params(workspace).dataset
    gates = _optional(gates_path(workspace, manifest.config), Gates)
    text = (
        environment()
        .get_template("card.md.j2")
        .render(
            manifest=manifest,
            near_duplicate=params.near_duplicate,
            recent_from=params.recent_from,
            splits=present,
            codebook=read_codebook(workspace),
            agreement=agreement,
            annotators=read_annotators(workspace).annotators,
            sources=[source for source in read_sources(workspace) if source.id in used],
            paragraphs=len(gold),
            documents=sum(manifest.documents.values()),
            stance_counts=Counter(item.stance for item in stances),
            several=sum(len(label.marked) > 1 for label in gold) / len(gold),
            reported=sum(item.holder.startswith("reported") for item in marked) / max(1, len(marked)),
            gates=gates if gates and gates.revision == manifest.revision else None,
            validation=_optional(workspace.root / "labels" / "validation.json", Validation),
            adjudicated=sum(item.origin == "adjudicated" for item in stances),
            ruled_out=sum(item.stance == "unrelated" and item.origin == "adjudicated" for item in stances),
            none_ratio=params.none_ratio,
            topics_adjudicated=sum(label.topic_origin == "adjudicated" for label in gold),
            pairs=rows,
            size=next((name for limit, name in _SIZES if rows < limit), "1M<n<10M"),
        )
    )
    write_text(folder / "README.md", text)


def _optional(path: Path, model: type[ModelT]) -> ModelT | None:
    return read_json(path, model) if path.is_file() else None


def environment() -> Environment:
    """Return the template environment; an undefined name in a template is an error."""
    return Environment(  # noqa: S701 - Markdown, not HTML
        loader=PackageLoader("stancebench.dataset"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
