from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.dataset.manifest import read_dataset_manifest
from stancebench.workspace import Workspace
from tests.dataset.support import digests

DOCUMENTS = "documents {'test': 5, 'train': 6, 'validation': 13}"


def fault(*arguments: str) -> str:
    """Run a command that must fail; return its one line without the mark."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


def test_build_says_what_was_built_and_where(workspace: Workspace) -> None:
    before = digests(workspace.dataset)
    revision = read_dataset_manifest(workspace.dataset).revision
    result = CliRunner().invoke(app, ["dataset", "build"])
    assert result.exit_code == 0
    assert result.stdout == (f"stancebench 0.1.0-{revision}: 288 pairs, {DOCUMENTS}\nwritten: {workspace.dataset}\n")
    assert result.stderr == ""
    assert digests(workspace.dataset) == before


def test_build_elsewhere_leaves_the_dataset_folder(workspace: Workspace) -> None:
    before = digests(workspace.dataset)
    (workspace.dataset / "README.md").write_text("mark")
    result = CliRunner().invoke(app, ["dataset", "build", "--out", "other/place"])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == "written: other/place"
    assert digests(Path("other/place")) == before
    assert (workspace.dataset / "README.md").read_text() == "mark"


def test_build_refuses_to_replace_another_folder(workspace: Workspace) -> None:
    before = digests(workspace.root)
    assert fault("dataset", "build", "--out", "labels") == (
        f"{workspace.root.resolve()}/labels exists and is no built dataset; "
        "expected a new or empty folder, or an older build; to mend it: name another folder"
    )
    assert digests(workspace.root) == before


def test_build_without_gold_says_what_to_type(workspace: Workspace) -> None:
    workspace.gold.unlink()
    assert fault("dataset", "build") == (
        f"{workspace.gold} does not exist; expected a file; to mend it: stancebench labels freeze"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "test_share: 0.3",
            "test_share: 0.9",
            "dataset: Value error, validation_share and test_share leave nothing to train on, found ",
        ),
        (
            "near_duplicate: 0.95",
            "near_duplicate: 95",
            "dataset.near_duplicate: Input should be less than or equal to 1, found '95'; expected a Params; ",
        ),
        ("split_seed: 7", "seed: 7", "dataset.split_seed: Field required (and 1 more); expected a Params; "),
    ],
)
def test_build_refuses_wrong_parameters(workspace: Workspace, old: str, new: str, message: str) -> None:
    before, text = digests(workspace.dataset), workspace.params.read_text()
    assert old in text
    workspace.params.write_text(text.replace(old, new, 1))
    line = fault("dataset", "build")
    assert line.startswith(f"{workspace.params}: {message}")
    assert line.endswith(f"to mend it: edit {workspace.params}")
    assert digests(workspace.dataset) == before


def test_show_prints_every_table(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    manifest = read_dataset_manifest(workspace.dataset)
    result = CliRunner().invoke(app, ["dataset", "show"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].strip() == f"stancebench 0.1.0-{manifest.revision}"
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if line.startswith("│")]
    assert cells == [
        [name, str(facts.rows), ", ".join(f"{label} {count}" for label, count in facts.label_counts.items())]
        for name, facts in manifest.tables.items()
    ]
    assert ["stance/test", "60", "against 20, favor 20, none 20"] in cells


def test_show_as_json_is_the_manifest_with_its_revision(workspace: Workspace) -> None:
    result = CliRunner().invoke(app, ["dataset", "show", "--json"])
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data.pop("revision") == read_dataset_manifest(workspace.dataset).revision
    assert data == json.loads((workspace.dataset / "manifest.json").read_text())


def test_show_without_a_dataset_says_what_to_type(workspace: Workspace) -> None:
    (workspace.dataset / "manifest.json").unlink()
    assert fault("dataset", "show") == (
        f"{workspace.dataset}/manifest.json does not exist; expected a file; to mend it: stancebench dataset build"
    )


def test_show_of_a_manifest_that_was_cut_off(workspace: Workspace) -> None:
    path = workspace.dataset / "manifest.json"
    path.write_text(path.read_text()[:200])
    line = fault("dataset", "show")
    assert line.startswith(f"{path} is not valid JSON (")
    assert line.endswith("; expected a whole JSON file; to mend it: stancebench dataset build")


def test_outside_of_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    assert fault("dataset", "show") == (
        f"no workspace at {tmp_path} or above it; expected a folder that holds corpus/sources; "
        "to mend it: cd into a clone of stancebench, or set STANCEBENCH_WORKSPACE"
    )
