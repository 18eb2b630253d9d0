"""Commands of the room `train/`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stancebench.console import JsonOption, group, out, out_json, out_table

app = group("Baselines: list them, train one.")


@app.command("list")
def list_command(as_json: JsonOption = False) -> None:
    """List the baselines, one YAML each in train/."""
    from stancebench.train.config import list_baselines
    from stancebench.workspace import Workspace

    configs = list_baselines(Workspace.find())
    if as_json:
        out_json([config.model_dump(mode="json") for config in configs])
        return
    out_table(
        "Baselines",
        ["name", "task", "family", "description"],
        [[config.name, config.task, config.family, config.description] for config in configs],
    )


@app.command()
def run(
    name: Annotated[str, typer.Argument(help="Name of the baseline, as in `stancebench train list`.")],
    seed: Annotated[int, typer.Option(help="Seed of everything that is drawn.")] = 13,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting of the baseline, key=value; may be repeated.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="The run folder; train/runs/NAME-SEED when omitted.")
    ] = None,
) -> None:
    """Train a baseline on the built dataset."""
    from stancebench.train.run import train_baseline
    from stancebench.workspace import Workspace

    written = train_baseline(Workspace.find(), name, seed=seed, overrides=settings or (), out=folder)
    out(f"trained: {written}")
