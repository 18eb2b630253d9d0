"""Commands of the parser: `stancebench corpus parse` and `stancebench corpus accuracy`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stancebench.console import JsonOption, out, out_json, out_table


def parse(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="One document: a file, or its files in order, or a folder.")
    ],
    format_name: Annotated[
        str, typer.Option("--format", help="auto, text, html, markdown, xml, csv, jsonl or pdf.")
    ] = "auto",
    profile: Annotated[str, typer.Option(help="auto, generic, or the name of a profile in corpus/profiles/.")] = "auto",
    *,
    show: Annotated[bool, typer.Option("--show", help="Print it for a human, in colour.")] = False,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the JSON here instead.")] = None,
) -> None:
    """Print a transcript with its structure as JSON: turns, roles, paragraphs, and what was left out and why.

    Offsets count the characters of the normalised source, which the JSON holds as `text`.
    """
    from stancebench.corpus.parse.guard import parse_files
    from stancebench.corpus.parse.profile import GENERIC, read_profiles
    from stancebench.errors import UserError
    from stancebench.files import write_json
    from stancebench.workspace import Workspace

    try:
        workspace = Workspace.find()
    except UserError:  # a transcript can be parsed anywhere, with the general rules
        profiles = {GENERIC.id: GENERIC}
    else:
        profiles = read_profiles(workspace)
    if profile != "auto" and profile not in profiles:
        raise UserError(f"unknown profile {profile!r}", expected=f"auto, {', '.join(sorted(profiles))}")
    document = parse_files(files, format_name=format_name, profile=profiles.get(profile), profiles=profiles)
    data = document.model_dump(mode="json")
    if output:
        write_json(output, data)
    if show:
        from rich.console import Console

        from stancebench.corpus.parse.show import show_document

        Console().print(show_document(document))
    elif not output:
        out_json(data)


def accuracy(
    update: Annotated[bool, typer.Option("--update", help="Write the figures to corpus/parse_accuracy.json.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the parser on the real documents whose structure readers wrote down (corpus/expected/)."""
    from stancebench.corpus.accuracy import accuracy_path, parse_accuracy, write_accuracy
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    found = parse_accuracy(workspace)
    if as_json:
        out_json(found.model_dump(mode="json"))
    else:
        columns = ["turns F1", "speakers F1", "roles F1", "questions F1", "left out recall", "speech kept"]
        out_table(
            "Parser against structures written down by hand",
            ["source", "documents", "turns", *columns],
            [
                [
                    score.name,
                    score.documents,
                    score.turns.expected,
                    *(getattr(score, name).f1 for name in ("turns", "speakers", "roles", "qa_roles")),
                    "-" if score.left_out_recall is None else score.left_out_recall,
                    "-" if score.speech_kept is None else score.speech_kept,
                ]
                for score in found.scores
            ],
        )
    for missing in found.unmeasured:
        typer.echo(f"not measured: {missing.document_id}: {missing.reason}", err=True)
    if update:
        write_accuracy(workspace, found)
        out(f"written: {accuracy_path(workspace)}")
