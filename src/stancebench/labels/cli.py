"""Commands of the room `labels/`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stancebench.console import JsonOption, group, out, out_json, out_table
from stancebench.labels.tools_cli import app as tools_app

app = group("Labels: draw paragraphs, take readings in, measure agreement, adjudicate, freeze to gold.")
app.add_typer(tools_app)

SheetPath = Annotated[Path, typer.Argument(help="Where to write the sheet (Markdown).")]


@app.command()
def sample(
    plan: Annotated[Path, typer.Argument(help="The plan: strata, counts, seed; labels/sampling/*.yaml.")],
) -> None:
    """Draw paragraphs that no batch holds yet, stratum by stratum, with recorded probabilities."""
    from stancebench.labels.plan import read_plan
    from stancebench.labels.sample import sample_paragraphs
    from stancebench.workspace import Workspace

    for path in sample_paragraphs(Workspace.find(), read_plan(plan)):
        out(str(path))


@app.command()
def codebook(
    path: Annotated[Path, typer.Argument(help="Where to write the page (Markdown).")],
    reverse: Annotated[bool, typer.Option(help="In reverse order, for tests of order invariance.")] = False,
) -> None:
    """Write the codebook as a page for annotators."""
    from stancebench.files import write_text
    from stancebench.labels.codebook import read_codebook
    from stancebench.labels.codebook_page import codebook_page
    from stancebench.workspace import Workspace

    write_text(path, codebook_page(read_codebook(Workspace.find()), reverse=reverse))
    out(f"written: {path}")


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
    *,
    annotator: Annotated[str, typer.Option(help="Id of the annotator, as in labels/annotators.yaml.")],
    batch: Annotated[str, typer.Option(help="The batch that was read; else, with the next two, a name for the file.")],
    adjudication: Annotated[bool, typer.Option(help="The answers settle conflicts.")] = False,
    partial: Annotated[bool, typer.Option(help="The answers are of a part of a batch, or of several.")] = False,
    round_: Annotated[int, typer.Option("--round", min=1, help="2 when paragraphs are read again.")] = 1,
    prompt: Annotated[Path | None, typer.Option(help="The instruction that a model was given.")] = None,
) -> None:
    """Check answers and write them as label events; nothing is written unless all are right."""
    from stancebench.labels.record import record_answers
    from stancebench.workspace import Workspace

    written = record_answers(
        Workspace.find(),
        path,
        annotator_id=annotator,
        batch=batch,
        adjudication=adjudication,
        prompt=prompt,
        round_=round_,
        partial=partial,
    )
    out(f"written: {written}")


@app.command()
def check(
    release: Annotated[bool, typer.Option("--release", help="Run the gates of a release instead.")] = False,
    config: Annotated[str, typer.Option(help="With --release: core, open or full.")] = "core",
    report_only: Annotated[bool, typer.Option(help="With --release: exit 0 even when a gate is missed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check every label event against codebook, corpus and batches. Exit 2 when one is wrong.

    With --release: blind probes and the other gates of a release, written to labels/gates. Exit 1 when one is missed.
    """
    from stancebench.labels.check import check_labels
    from stancebench.workspace import Workspace

    if release:
        if not _check_release(config, as_json=as_json) and not report_only:
            raise typer.Exit(1)
        return
    findings = check_labels(Workspace.find())
    if as_json:
        out_json([finding.model_dump(mode="json") for finding in findings])
    else:
        for finding in findings:
            out(f"{finding.level}: {finding.where}: {finding.message}")
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(2)


def _check_release(config: str, *, as_json: bool) -> bool:
    from stancebench.dataset.gates import check_release
    from stancebench.dataset.scope import find_config
    from stancebench.workspace import Workspace

    result = check_release(Workspace.find(), find_config(config))
    if as_json:
        out_json(result.model_dump(mode="json"))
    else:
        out_table(
            f"Gates of {result.config} {result.version}-{result.revision}",
            ["gate", "value", "goal", ""],
            [[g.name, g.value, f"{g.direction} {g.goal}", "" if g.passed else "missed"] for g in result.gates],
        )
    return all(gate.passed for gate in result.gates)


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
def aggregate(
    path: Annotated[Path, typer.Argument(help="Where to write the aggregated labels (JSON lines).")],
    method: Annotated[str, typer.Option(help="majority, dawid-skene or mace.")] = "majority",
    as_json: JsonOption = False,
) -> None:
    """Aggregate the blind readings; what no label leads goes to adjudication."""
    from stancebench.labels.aggregate import AGGREGATED, SURE, write_aggregate
    from stancebench.workspace import Workspace

    items = write_aggregate(Workspace.find(), method, path)
    rows = []
    for layer in AGGREGATED:
        chosen = [item for item in items if item.layer == layer]
        ties, unsure = sum(item.tie for item in chosen), sum(item.probability < SURE for item in chosen)
        rows.append([layer, len(chosen), ties, unsure])
    if as_json:
        out_json([dict(zip(("layer", "items", "ties", "uncertain"), row, strict=True)) for row in rows])
        return
    out_table(f"Aggregated by {method}", ["layer", "items", "ties, to adjudicate", f"probability under {SURE}"], rows)
    out(f"written: {path}")


@app.command()
def adjudicate(path: SheetPath, seed: Annotated[int, typer.Option(help="Seed of the order.")] = 1) -> None:
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
