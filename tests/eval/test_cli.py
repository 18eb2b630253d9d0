"""The commands `stancebench eval ...`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from stancebench.eval.leaderboard import Leaderboard
from stancebench.eval.run import read_eval_run
from stancebench.eval.score import Scores
from stancebench.files import read_json
from stancebench.train.run import train_baseline
from stancebench.workspace import Workspace
from tests.eval.support import fault, gold_lines, invoke, save_run, write_lines, write_run


def rows(table: str) -> list[list[str]]:
    """The cells of the rows of a printed table, header first."""
    lines = [re.split(r"[│┃]", line) for line in table.splitlines() if re.match(r"[│┃]", line)]
    return [[cell.strip() for cell in line[1:-1]] for line in lines]


def test_from_a_trained_model_to_the_leaderboard(workspace: Workspace) -> None:
    train_baseline(workspace, "majority", seed=1)
    result = invoke("eval", "predict", "train/runs/majority-1")
    assert (result.exit_code, result.stdout) == (0, f"predicted: {workspace.eval_runs}/majority-1\n")
    assert invoke("eval", "score", "eval/runs/majority-1").exit_code == 0
    result = invoke("eval", "report")
    assert result.stdout == f"written: {workspace.leaderboard} and {workspace.report}\n"
    result = invoke("eval", "leaderboard")
    assert result.exit_code == 0
    assert result.stdout.startswith("stance on stancebench@0.1.0-")
    assert result.stdout.endswith(f"report: {workspace.report}\n")


def test_score_prints_a_table_and_the_signature(predicted: Workspace) -> None:
    result = invoke("eval", "score", "eval/runs/majority-1")
    assert (result.exit_code, result.stderr) == (0, "")
    scores = read_json(Path("eval/runs/majority-1/scores.json"), Scores)
    assert result.stdout.splitlines()[0].strip() == "majority-1: 60 items scored, 0 mixed left aside"
    assert result.stdout.splitlines()[-1] == scores.signature_line
    assert rows(result.stdout) == [
        ["metric", "value", "low", "high"],
        *[
            [key, *(f"{part:.3f}" for part in (item.value, item.low, item.high))]
            for key, item in scores.metrics.items()
        ],
    ]


def test_score_prints_json(predicted: Workspace) -> None:
    result = invoke("eval", "score", "eval/runs/topic-majority-1", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(Path("eval/runs/topic-majority-1/scores.json").read_text("utf-8"))


def test_score_of_a_bare_file_writes_only_where_told(workspace: Workspace) -> None:
    path = write_lines(workspace.root / "mine.jsonl", gold_lines(workspace, "validation"))
    assert invoke("eval", "score", path, "--split", "validation").exit_code == 0
    assert not Path("scored").exists()
    result = invoke("eval", "score", path, "--split", "validation", "--out", "scored", "--json")
    assert json.loads(Path("scored/scores.json").read_text("utf-8")) == json.loads(result.stdout)
    assert json.loads(Path("scored/metrics.json").read_text("utf-8"))["macro_f1"] == 1.0


def test_score_of_a_bare_topic_file(predicted: Workspace) -> None:
    path = predicted.eval_runs / "topic-majority-1" / "predictions.jsonl"
    result = invoke("eval", "score", path, "--task", "topic", "--json")
    assert json.loads(result.stdout)["metrics"]["accuracy"]["value"] == 0.444444


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("score", "mine.jsonl", "--split", "dev"), "no split 'dev'; expected one of train, validation, test; to mend"),
        (
            ("score", "mine.jsonl", "--task", "topic"),
            "mine.jsonl: 60 of the ids are not in this split: mini-1906/000/000#p18-protective-tariffs, mini-1906",
        ),
        (("report",), "{root}/eval/runs holds no finished run of the built dataset; to mend it: dvc repro, or"),
        (
            ("leaderboard",),
            "{root}/eval/leaderboard.json does not exist; expected a file; to mend it: stancebench eval report",
        ),
    ],
)
def test_a_fault_is_one_line(workspace: Workspace, arguments: tuple[str, ...], message: str) -> None:
    write_lines(workspace.root / "mine.jsonl", gold_lines(workspace))
    assert fault("eval", *arguments).startswith("Error: " + message.format(root=workspace.root))


def test_runs_of_a_split_that_is_not_there_are_not_compared(predicted: Workspace) -> None:
    for name in ("majority-1", "tfidf-logreg-1"):
        folder = predicted.eval_runs / name
        write_run(folder, read_eval_run(folder).model_copy(update={"split": "dev"}))
    assert fault("eval", "compare", "majority", "tfidf-logreg") == (
        "Error: no split 'dev'; expected one of train, validation, test; to mend it: --split test"
    )


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda text: text[:60],
            "is not valid JSON (Unterminated string starting at, line 3); expected a whole JSON file",
        ),
        (lambda text: text.replace('"tier"', '"level"'), ": tier: Field required (and 1 more); expected a Leaderboard"),
        (lambda text: "", "is not valid JSON (Expecting value, line 1); expected a whole JSON file"),
    ],
)
def test_a_damaged_leaderboard_is_one_line(predicted: Workspace, damage: Callable[[str], str], message: str) -> None:
    assert invoke("eval", "report").exit_code == 0
    path = predicted.leaderboard.with_suffix(".json")
    path.write_text(damage(path.read_text("utf-8")), encoding="utf-8")
    line = fault("eval", "leaderboard")
    assert line.removeprefix(f"Error: {path}").lstrip().startswith(message)
    assert line.endswith("; to mend it: stancebench eval report")


@pytest.mark.parametrize(
    ("command", "sides"), [("predict", 1), ("score", 1), ("compare", 2), ("report", 0), ("leaderboard", 0)]
)
def test_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, sides: int) -> None:
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert fault("eval", command, *["x"] * sides) == (
        f"Error: no workspace at {tmp_path} or above it; expected a folder that holds corpus/sources;"
        " to mend it: cd into a clone of stancebench, or set STANCEBENCH_WORKSPACE"
    )


@pytest.mark.parametrize("arguments", [("score",), ("score", "x", "--task", "sentiment"), ("predict",), ("draw",)])
def test_wrong_usage_is_refused_with_2(workspace: Workspace, arguments: tuple[str, ...]) -> None:
    result = invoke("eval", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: " in result.stderr
    assert "Traceback" not in result.stderr


def test_report_prints_json_and_updates_the_reference_when_told(predicted: Workspace) -> None:
    marks = "<!-- leaderboard: begin -->\n<!-- leaderboard: end -->\n"
    Path("README.md").write_text(marks, encoding="utf-8")
    printed = json.loads(invoke("eval", "report", "--json").stdout)
    assert json.loads(predicted.leaderboard.with_suffix(".json").read_text("utf-8")) == printed
    assert Path("README.md").read_text("utf-8") == marks
    result = invoke("eval", "report", "--update-reference")
    assert result.stdout == f"written: {predicted.leaderboard} and {predicted.report}\n"
    assert json.loads(Path("eval/reference/leaderboard.json").read_text("utf-8")) == printed
    assert "| tfidf-logreg | 1 | 66.7 " in Path("README.md").read_text("utf-8")


def test_leaderboard_prints_a_table_a_task(predicted: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    save_run(predicted, predicted.eval_runs / "majority-1", "majority", seed=2)
    invoke("eval", "report")
    board = read_json(predicted.leaderboard.with_suffix(".json"), Leaderboard)
    result = invoke("eval", "leaderboard")
    expected = []
    for part in board.boards:
        expected.append(["baseline", "seeds", *part.titles.values()])
        for entry in part.entries:
            first, *rest = entry.metrics.values()
            interval = f"{100 * first.value:.1f} [{100 * first.low:.1f}, {100 * first.high:.1f}]"
            shown = [f"{100 * item.value:.1f}" for item in rest]
            expected.append([entry.baseline, str(len(entry.seeds)), interval, *shown])
        assert part.signature in result.stdout.splitlines()
    assert rows(result.stdout) == expected
    assert expected[1][:2] == ["majority", "2"]
    assert json.loads(invoke("eval", "leaderboard", "--json").stdout) == board.model_dump(mode="json")


def test_help_names_the_commands() -> None:
    result = invoke("eval", "--help")
    assert result.exit_code == 0
    for name in ("predict", "score", "compare", "report", "leaderboard"):
        assert re.search(rf"^[│ ]+{name} ", result.stdout, flags=re.MULTILINE), name
