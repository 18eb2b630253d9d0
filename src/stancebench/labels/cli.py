"""Commands of the room `labels/`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stancebench.console import JsonOption, group, out, out_json, out_table

app = group("Labels: draw paragraphs, take readings in, measure agreement, adjudicate, freeze to gold.")

SheetPath = Annotated[Path, typer.Argument(help="Where to write the sheet (Markdown).")]


@app.command()
def sample(
    count: Annotated[int, typer.Option(min=1, help="How many paragraphs to draw.")],
    seed: Annotated[int, typer.Option(help="Seed of the draw; it is recorded.")],
    batch_size: Annotated[int, typer.Option(min=1, help="How many paragraphs a batch.")] = 80,
    cue: Annotated[str | None, typer.Option(help="Draw only paragraphs that hold this regular expression.")] = None,
) -> None:
    """Draw paragraphs that no batch holds yet, with recorded probabilities."""
    from stancebench.labels.sample import sample_paragraphs
    from stancebench.workspace import Workspace

    for path in sample_paragraphs(Workspace.find(), count=count, batch_size=batch_size, seed=seed, cue=cue):
        out(str(path))


@app.command()
def sheet(
    batch: Annotated[str, typer.Argument(help="Name of the batch, such as batch-001.")],
    path: SheetPath,
    order_seed: Annotated[int, typer.Option(help="Seed of the order; another one for each pass.")] = 1,
) -> None:
    """Write the sheet that an annotator reads: speaker and date hidden."""
    from stancebench.labels.sheet import write_sheet
    from stancebench.workspace import Workspace

    out(f"{write_sheet(Workspace.find(), batch, path, order_seed=order_seed)} paragraphs written to {path}")


@app.command()
def record(
    path: Annotated[Path, typer.Argument(help="The answers, one JSON object a line.")],
    annotator: Annotated[str, typer.Option(help="Id of the annotator, as in labels/annotators.yaml.")],
    batch: Annotated[str, typer.Option(help="The batch that was read; for an adjudication, a name for the file.")],
    adjudication: Annotated[bool, typer.Option(help="The answers settle conflicts.")] = False,
    prompt: Annotated[Path | None, typer.Option(help="The instruction that a model was given.")] = None,
) -> None:
    """Check answers and write them as label events; nothing is written unless all are right."""
    from stancebench.labels.record import record_answers
    from stancebench.workspace import Workspace

    written = record_answers(
        Workspace.find(), path, annotator_id=annotator, batch=batch, adjudication=adjudication, prompt=prompt
    )
    out(f"written: {written}")


@app.command()
def check(as_json: JsonOption = False) -> None:
    """Check every label event against codebook, corpus and batches. Exit 2 when one is wrong."""
    from stancebench.labels.check import check_labels
    from stancebench.workspace import Workspace

    findings = check_labels(Workspace.find())
    if as_json:
        out_json([finding.model_dump(mode="json") for finding in findings])
    else:
        for finding in findings:
            out(f"{finding.level}: {finding.where}: {finding.message}")
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(2)


@app.command()
def agreement(as_json: JsonOption = False) -> None:
    """Measure the agreement of the blind readings: Krippendorff's alpha with document-clustered intervals."""
    from stancebench.labels.agreement import write_agreement
    from stancebench.workspace import Workspace

    result = write_agreement(Workspace.find())
    if as_json:
        out_json(result.model_dump(mode="json"))
        return
    out_table(
        f"{result.kind} of {', '.join(result.annotators)} on {result.paragraphs} paragraphs",
        ["layer", "items", "raw", "alpha", "low", "high"],
        [[name, item.items, item.raw, item.alpha, item.low, item.high] for name, item in result.layers.items()],
    )


@app.command()
def conflicts(path: SheetPath, seed: Annotated[int, typer.Option(help="Seed of the order.")] = 1) -> None:
    """Write the sheet for the adjudicator: only open conflicts, shuffled, without names."""
    from stancebench.labels.conflict import write_conflict_sheet
    from stancebench.workspace import Workspace

    out(f"{write_conflict_sheet(Workspace.find(), path, seed=seed)} conflicts written to {path}")


@app.command()
def freeze() -> None:
    """Freeze the label events to gold. Refuses while a conflict is open."""
    from stancebench.labels.freeze import freeze as freeze_labels
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    gold = freeze_labels(workspace)
    marked = [stance for label in gold for stance in label.stances]
    settled = sum(stance.origin == "adjudicated" for stance in marked)
    out(f"{len(gold)} paragraphs, {len(marked)} stances ({settled} adjudicated) frozen to {workspace.gold}")


@app.command()
def targets(as_json: JsonOption = False) -> None:
    """List the registry of targets."""
    from stancebench.labels.codebook import read_codebook
    from stancebench.workspace import Workspace

    codebook = read_codebook(Workspace.find())
    if as_json:
        out_json([target.model_dump(mode="json") for target in codebook.targets])
        return
    out_table(
        f"Targets of codebook {codebook.version}",
        ["id", "topic", "proposition"],
        [[target.id, target.topic, target.proposition] for target in codebook.targets],
    )
