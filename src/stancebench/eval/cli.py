"""Commands of the room `eval/`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stancebench.console import JsonOption, group, out, out_json, out_table

app = group("Evaluation: predict a split, score saved predictions, compare two runs, write the report.")


class TaskName(StrEnum):
    """Tasks of the dataset."""

    stance = "stance"
    topic = "topic"


class Verdict(StrEnum):
    """Verdicts of a comparison."""

    better = "better"
    worse = "worse"
    undecided = "undecided"


@app.command()
def predict(
    train_run: Annotated[
        Path, typer.Argument(help="Folder of a finished training run, such as train/runs/majority-13.")
    ],
    split: Annotated[str, typer.Option(help="The split to predict.")] = "test",
    folder: Annotated[
        Path | None, typer.Option("--out", help="The run folder; eval/runs/NAME-SEED when omitted.")
    ] = None,
) -> None:
    """Predict a split; a stopped prediction goes on where it ended."""
    from stancebench.eval.predict import predict_split
    from stancebench.workspace import Workspace

    out(f"predicted: {predict_split(Workspace.find(), train_run, split=split, out=folder)}")


@app.command()
def score(
    path: Annotated[Path, typer.Argument(help="A run folder, or a JSON-lines file with pair_id and label.")],
    task: Annotated[TaskName, typer.Option(help="The task of a bare file.")] = TaskName.stance,
    split: Annotated[str, typer.Option(help="The split of a bare file.")] = "test",
    folder: Annotated[Path | None, typer.Option("--out", help="Where the scores of a bare file go.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Score saved predictions, with document-clustered intervals. Needs no model."""
    from stancebench.eval.score import score_file, score_run
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    if path.is_dir():
        scores = score_run(workspace, path)
    else:
        scores = score_file(workspace, path, task=task.value, split=split, out=folder)
    if as_json:
        out_json(scores.model_dump(mode="json"))
        return
    out_table(
        f"{path.name}: {scores.scored} items scored, {scores.unscored} mixed left aside",
        ["metric", "value", "low", "high"],
        [[key, item.value, item.low, item.high] for key, item in scores.metrics.items()],
    )
    out(scores.signature_line)


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="A run folder, or the name of a baseline for all its seeds.")],
    second: Annotated[str, typer.Argument(help="The other side.")],
    fail_if: Annotated[Verdict | None, typer.Option(help="Exit with 1 on this verdict of the second side.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say whether SECOND is better than FIRST on the same paragraphs, or that this test cannot tell.

    Paired bootstrap over documents. Exit codes: 0, 1 on the verdict of --fail-if, 2 for a fault in the input,
    3 when the runs must not be compared.
    """
    from stancebench.eval.compare import compare_runs
    from stancebench.workspace import Workspace

    result = compare_runs(Workspace.find(), first, second)
    if as_json:
        out_json({**result.model_dump(mode="json"), "verdict": result.verdict})
    elif markdown:
        out(result.markdown())
    else:
        out_table(
            f"{', '.join(result.second)} is {result.verdict} against {', '.join(result.first)}",
            ["metric", "first", "second", "difference", "low", "high", "smallest visible", "verdict"],
            [
                [
                    key,
                    item.first,
                    item.second,
                    item.difference.value,
                    item.difference.low,
                    item.difference.high,
                    item.detectable,
                    item.verdict,
                ]
                for key, item in result.metrics.items()
            ],
        )
        out(result.signature)
    if fail_if and result.verdict == fail_if.value:
        raise typer.Exit(1)


@app.command()
def report(
    update_reference: Annotated[
        bool, typer.Option(help="Also make it the committed reference and put it into the README.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write eval/leaderboard.md and eval/report.html from all finished runs."""
    from stancebench.eval.report import update_reference as update
    from stancebench.eval.report import write_report
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    board = write_report(workspace)
    if update_reference:
        update(workspace, board)
    if as_json:
        out_json(board.model_dump(mode="json"))
        return
    out(f"written: {workspace.leaderboard} and {workspace.report}")


@app.command()
def leaderboard(as_json: JsonOption = False) -> None:
    """Print the leaderboard as last written by `eval report`."""
    from stancebench.eval.leaderboard import Leaderboard
    from stancebench.files import read_json
    from stancebench.workspace import Workspace

    workspace = Workspace.find()
    board = read_json(workspace.leaderboard.with_suffix(".json"), Leaderboard, fix="stancebench eval report")
    if as_json:
        out_json(board.model_dump(mode="json"))
        return
    for part in board.boards:
        rows = []
        for entry in part.entries:
            first, *rest = [entry.metrics[key] for key in part.titles]
            interval = f"{100 * first.value:.1f} [{100 * first.low:.1f}, {100 * first.high:.1f}]"
            rows.append([entry.baseline, len(entry.seeds), interval, *(f"{100 * item.value:.1f}" for item in rest)])
        out_table(f"{part.task} on {board.dataset}", ["baseline", "seeds", *part.titles.values()], rows)
        out(part.signature)
    out(f"report: {workspace.report}")
