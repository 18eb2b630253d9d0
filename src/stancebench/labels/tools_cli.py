"""Commands of the room `labels/` for people, other tools and tests of readers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stancebench.console import JsonOption, group, out, out_json, out_table

app = group("")

FormatOption = Annotated[str, typer.Option("--format", help="The tool: labelstudio, argilla, doccano, prodigy or csv.")]


@app.command()
def export(
    batch: Annotated[str, typer.Argument(help="Name of the batch, such as batch-001.")],
    path: Annotated[Path, typer.Argument(help="The folder to write; for csv also one file in .csv.")],
    format_: FormatOption,
    with_labels: Annotated[str | None, typer.Option(help="Fill in the labels of this annotator beforehand.")] = None,
    order_seed: Annotated[int, typer.Option(help="Seed of the order; another one for each pass.")] = 1,
) -> None:
    """Write a batch for another labelling tool: what the sheet shows, candidates, topics and targets."""
    from stancebench.labels.exchange.export import export_batch
    from stancebench.workspace import Workspace

    count = export_batch(Workspace.find(), batch, path, tool=format_, with_labels=with_labels, order_seed=order_seed)
    out(
        f"{count} paragraphs written to {path}" + ("" if path.is_file() else f"; what to do next: {path / 'README.md'}")
    )


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="What the tool exported.")],
    format_: FormatOption,
    annotators: Annotated[
        Path | None, typer.Option(help="YAML that maps users of the tool to annotators of labels/annotators.yaml.")
    ] = None,
    annotator: Annotated[
        str | None, typer.Option(help="The one annotator of the whole file, in place of a map.")
    ] = None,
    partial: Annotated[bool, typer.Option(help="The batch need not be labelled whole; add what is new.")] = False,
) -> None:
    """Read the labels of another labelling tool as label events; nothing is written unless all are right."""
    from stancebench.labels.exchange.take import take_labels
    from stancebench.workspace import Workspace

    written = take_labels(
        Workspace.find(), path, tool=format_, annotators=annotators, annotator_id=annotator, partial=partial
    )
    for target, count in written.items():
        out(f"written: {target} ({count} events)")


@app.command()
def serve(
    annotator: Annotated[str, typer.Option(help="Id of the annotator, a person, as in labels/annotators.yaml.")],
    batch: Annotated[str, typer.Option(help="Name of the batch, such as batch-001.")],
    host: Annotated[str, typer.Option(help="Address of this machine itself; no other is taken.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8771,
    order_seed: Annotated[int, typer.Option(help="Seed of the order; another one for each annotator.")] = 1,
) -> None:
    """Serve the page on which a person labels a batch in a browser. Ctrl-C stops it; nothing is lost."""
    from stancebench.labels.serve.server import serve_labels
    from stancebench.workspace import Workspace

    serve_labels(
        Workspace.find(),
        annotator_id=annotator,
        batch=batch,
        host=host,
        port=port,
        order_seed=order_seed,
        tell=lambda address: out(f"The labelling page: {address} (Ctrl-C stops it)"),
    )


@app.command()
def behaviour(
    quiz_path: Annotated[
        Path | None, typer.Option("--quiz", help="Write the questions for readers here, and score nothing.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the quiz.")] = 3,
) -> None:
    """Test readers before a campaign: definitions recalled, legal labels only, order without effect."""
    from stancebench.files import write_text
    from stancebench.labels.behaviour import measure_behaviour, quiz
    from stancebench.labels.codebook import read_codebook
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    if quiz_path:
        asked = quiz(read_codebook(workspace), seed)
        write_text(quiz_path, "".join(f"{number}. {text}\n" for number, (text, _) in enumerate(asked, start=1)))
        out(f"{len(asked)} questions written to {quiz_path}")
        return
    result = measure_behaviour(workspace, seed)
    out_table(
        f"Readers, {result.questions} questions, {result.paragraphs} paragraphs",
        ["reader", "recalled", "legal"],
        [[name, item.recalled, item.legal] for name, item in result.readers.items()],
    )
    out(f"in reverse order: same topic {result.same_topic}, same stance {result.same_stance}")


@app.command()
def validate(
    benchmark: Annotated[str, typer.Argument(help="vast, manifesto-protectionism, ep-coal-debate or unsc-conflicts.")],
    data: Annotated[Path, typer.Option(help="Folder that holds a folder of each benchmark.")],
    *,
    sheet: Annotated[Path | None, typer.Option(help="Write the sheet to read here, and score nothing.")] = None,
    conflicts: Annotated[bool, typer.Option(help="Only items on which the readings differ.")] = False,
    order_seed: Annotated[int, typer.Option(help="Seed of the order of the sheet.")] = 1,
    answers: Annotated[Path | None, typer.Option(help="Take these answers in, and score nothing.")] = None,
    annotator: Annotated[str, typer.Option(help="Who answered, as in labels/annotators.yaml.")] = "",
    prompt: Annotated[Path | None, typer.Option(help="The instruction that a model was given.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare readings of a benchmark with the labels that people gave: accuracy, kappa, confusion."""
    from stancebench.labels.validation.draw import find_benchmark, write_validation_sheet
    from stancebench.labels.validation.reading import record_validation
    from stancebench.labels.validation.score import open_items, validate_benchmark
    from stancebench.workspace import Workspace

    workspace, chosen = Workspace.find(), find_benchmark(benchmark)
    if sheet:
        only = open_items(workspace, chosen, data) if conflicts else None
        count = write_validation_sheet(chosen, data, sheet, order_seed=order_seed, only=only)
        out(f"{count} items written to {sheet}")
        return
    if answers:
        written = record_validation(
            workspace,
            chosen,
            data,
            answers,
            annotator_id=annotator,
            prompt=prompt,
            partial=annotator == "adjudicator",
        )
        out(f"written: {written}")
        return
    result = validate_benchmark(workspace, chosen, data)
    if as_json:
        out_json(result.model_dump(mode="json"))
        return
    rows = [*result.readers.items(), ("final", result.final)]
    out_table(
        f"{chosen.name}: readings against labels of people",
        ["labels", "items", "accuracy", "low", "high", "kappa", "macro-F1"],
        [[name, item.items, item.accuracy, item.low, item.high, item.kappa, item.macro_f1] for name, item in rows],
    )
    if result.agreement is not None:
        out(f"agreement of the readings: {result.agreement}")
    if result.ceiling:
        ceiling = result.ceiling
        out(f"{ceiling.coders} people against the others: accuracy {ceiling.accuracy}, kappa {ceiling.kappa}")
        out(f"readings against the same people: {ceiling.reader_accuracy}, place {ceiling.reader_rank}")
