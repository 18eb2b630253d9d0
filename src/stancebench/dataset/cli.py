"""Commands for the dataset folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Option

from stancebench.console import JsonOption, group, out, out_json, out_table

app = group("Dataset: build the Hugging Face dataset folder, show what it holds.")


@app.command()
def build(
    path: Annotated[Path | None, Option("--out", help="Where to build it; dataset/ when omitted.")] = None,
    config: Annotated[
        str | None, Option(help="core (the embedded corpus), open (all that may be redistributed) or full.")
    ] = None,
) -> None:
    """Build the dataset folder from corpus and gold; two builds are byte-identical."""
    from stancebench.dataset.build import build_dataset
    from stancebench.dataset.scope import find_config, missing_note
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    manifest = build_dataset(workspace, path, find_config(config) if config else None)
    pairs = sum(table.rows for name, table in manifest.tables.items() if name.startswith("stance/"))
    out(f"stancebench {manifest.version}-{manifest.revision}: {pairs} pairs, documents {manifest.documents}")
    if manifest.missing:
        out(missing_note(manifest.missing))
    out(f"written: {path or workspace.dataset}")


@app.command()
def splits() -> None:
    """Add the labelled documents to the record of splits, which only grows (a maintainer's command)."""
    from stancebench.dataset.record_splits import record_splits
    from stancebench.workspace import Workspace

    added, total = record_splits(Workspace.find())
    out(f"{added} documents added, {total} in all")


@app.command()
def show(as_json: JsonOption = False) -> None:
    """Show what the built dataset holds."""
    from stancebench.dataset.manifest import read_dataset_manifest
    from stancebench.workspace import Workspace

    manifest = read_dataset_manifest(Workspace.find().dataset)
    if as_json:
        out_json({**manifest.model_dump(mode="json"), "revision": manifest.revision})
        return
    out_table(
        f"stancebench {manifest.version}-{manifest.revision}",
        ["table", "rows", "classes"],
        [
            [name, table.rows, ", ".join(f"{label} {count}" for label, count in table.label_counts.items())]
            for name, table in manifest.tables.items()
        ],
    )
