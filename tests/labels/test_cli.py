"""The commands of the room that no other test of it runs, and what they all share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.labels.codebook import read_codebook
from stancebench.workspace import Workspace
from tests.labels.support import QUIET, cells, digests, edit_event, fault, plain, run, title

COMMANDS = {
    "sample": ("sample", "plan.yaml"),
    "codebook": ("codebook", "page.md"),
    "sheet": ("sheet", "batch-001", "sheet.md"),
    "record": ("record", "answers.jsonl", "--annotator", "pass-a", "--batch", "batch-001"),
    "check": ("check",),
    "agreement": ("agreement",),
    "aggregate": ("aggregate", "out.jsonl"),
    "behaviour": ("behaviour",),
    "adjudicate": ("adjudicate", "sheet.md"),
    "validate": ("validate", "vast", "--data", "data"),
    "freeze": ("freeze",),
    "targets": ("targets",),
}


def test_check_prints_the_note_of_whole_labels(workspace: Workspace) -> None:
    assert run("check") == "note: events: 453 events of 216 paragraphs\n"


def test_check_prints_faults_and_exits_with_2(workspace: Workspace) -> None:
    edit_event(workspace, "pass-a", QUIET, topic=2)
    message = "unknown topic 2, expected one of 1, 16, 18, 999"
    result = CliRunner().invoke(app, ["labels", "check"])
    assert (result.exit_code, result.stderr) == (2, "")
    assert result.stdout.splitlines() == [
        f"error: label/pass-a/{QUIET}: {message}",
        "note: events: 453 events of 216 paragraphs",
    ]
    result = CliRunner().invoke(app, ["labels", "check", "--json"])
    assert (result.exit_code, result.stderr) == (2, "")
    assert json.loads(result.stdout) == [
        {"level": "error", "where": f"label/pass-a/{QUIET}", "message": message},
        {"level": "note", "where": "events", "message": "453 events of 216 paragraphs"},
    ]


def test_targets_are_listed(workspace: Workspace) -> None:
    targets = read_codebook(workspace).targets
    assert json.loads(run("targets", "--json")) == [target.model_dump(mode="json") for target in targets]
    printed = run("targets")
    assert title(printed) == "Targets of codebook 0.1.0"
    assert cells(printed) == [[target.id, str(target.topic), target.proposition] for target in targets]


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=list(COMMANDS))
def test_outside_a_workspace_every_command_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    assert fault(*arguments) == (
        f"no workspace at {tmp_path} or above it; expected a folder that holds corpus/sources; "
        "to mend it: cd into a clone of stancebench, or set STANCEBENCH_WORKSPACE"
    )
    assert digests(tmp_path) == {}


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("sample",), "plan"),
        (("record", "a", "--annotator", "pass-a", "--batch", "batch-001", "--round", "0"), "--round"),
        (("validate", "vast"), "--data"),
        (("record", "answers.jsonl", "--batch", "batch-001"), "--annotator"),
        (("sheet", "batch-001"), "path"),
    ],
)
def test_a_wrong_call_names_the_option_and_changes_nothing(
    workspace: Workspace, arguments: tuple[str, ...], name: str
) -> None:
    before = digests(workspace.root)
    result = CliRunner().invoke(app, ["labels", *arguments])
    assert result.exit_code == 2
    [line] = [line for line in plain(result.stderr).lower().splitlines() if "missing" in line or "invalid" in line]
    assert name in line
    assert digests(workspace.root) == before


def test_help_names_every_command() -> None:
    printed = run("--help")
    assert [name for name in COMMANDS if f" {name} " not in printed] == []


@pytest.mark.parametrize("name", ["codebook", "annotators"])
def test_broken_yaml_is_one_line(workspace: Workspace, name: str) -> None:
    path = workspace.root / "labels" / f"{name}.yaml"
    path.write_text("topics: [1", encoding="utf-8")
    message = fault("check")
    assert message.startswith(f"{path} is not valid YAML (")
    assert message.endswith(f"; to mend it: edit {path}")
