"""Rendering the dataset card from the files that hold the figures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from stancebench.corpus.source import read_sources
from stancebench.dataset.manifest import DatasetManifest
from stancebench.dataset.split import SPLITS
from stancebench.errors import UserError
from stancebench.files import read_json, read_parquet, write_text
from stancebench.labels.agreement import Agreement
from stancebench.labels.annotators import read_annotators
from stancebench.labels.codebook import read_codebook
from stancebench.labels.freeze import read_gold
from stancebench.params import read_params
from stancebench.workspace import Workspace

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def write_card(workspace: Workspace, folder: Path, manifest: DatasetManifest) -> None:
    """Write `README.md` of a dataset folder.

    Every figure comes from the manifest, the parameters, the agreement file or the gold labels.

    Args:
        workspace: The workspace.
        folder: The dataset folder.
        manifest: What was built.

    Raises:
        UserError: The agreement was not measured.
    """
    gold = read_gold(workspace)
    stances = [item for label in gold for item in label.stances]
    listed = read_parquet(workspace.documents, columns=["source"], fix="stancebench corpus build")
    used = set(listed.column("source").to_pylist())
    rows = sum(manifest.tables[f"stance/{split}"].rows for split in SPLITS)
    try:
        agreement = read_json(workspace.agreement, Agreement)
    except UserError as error:
        raise UserError(error.found, expected=error.expected, fix="stancebench labels agreement") from None
    text = (
        environment()
        .get_template("card.md.j2")
        .render(
            manifest=manifest,
            near_duplicate=read_params(workspace).dataset.near_duplicate,
            splits=SPLITS,
            codebook=read_codebook(workspace),
            agreement=agreement,
            annotators=read_annotators(workspace).annotators,
            sources=[source for source in read_sources(workspace) if source.id in used],
            paragraphs=len(gold),
            documents=sum(manifest.documents.values()),
            stance_counts=Counter(item.stance for item in stances),
            adjudicated=sum(item.origin == "adjudicated" for item in stances),
            topics_adjudicated=sum(label.topic_origin == "adjudicated" for label in gold),
            pairs=rows,
            size=next((name for limit, name in _SIZES if rows < limit), "1M<n<10M"),
        )
    )
    write_text(folder / "README.md", text)


def environment() -> Environment:
    """Return the template environment; an undefined name in a template is an error."""
    return Environment(  # noqa: S701 - Markdown, not HTML
        loader=PackageLoader("stancebench.dataset"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
