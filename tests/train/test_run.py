"""Training runs: the folder, the manifest, the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.errors import UserError
from stancebench.files import read_json, write_json
from stancebench.train.run import TrainRun, load_run, train_baseline
from stancebench.workspace import Workspace


def test_a_run_says_where_it_comes_from(workspace: Workspace) -> None:
    folder = train_baseline(workspace, "tfidf-logreg", seed=3, overrides=["c=2"])
    assert folder == workspace.train_runs / "tfidf-logreg-3"
    run = read_json(folder / "run.json", TrainRun)
    assert (run.status, run.baseline, run.task, run.seed) == ("finished", "tfidf-logreg", "stance", 3)
    assert run.overrides == ("c=2",)
    assert run.params["c"] == 2
    assert run.params["word_ngrams"] == 2
    assert run.labels == ("favor", "against", "none")
    assert run.train_rows == 72
    assert run.seconds is not None
    assert run.provenance.packages["scikit-learn"]
    assert run.provenance.git_commit is None
    assert str(workspace.root) not in (folder / "run.json").read_text(encoding="utf-8")


def test_the_manifest_is_written_before_training(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from stancebench.train.majority import Majority

    seen: list[str] = []

    def interrupted(self: Majority, *_: object, folder: Path, **__: object) -> None:
        seen.append(json.loads((folder.parent / "run.json").read_text(encoding="utf-8"))["status"])
        raise KeyboardInterrupt

    monkeypatch.setattr(Majority, "fit", interrupted)
    result = CliRunner().invoke(app, ["train", "run", "majority", "--seed", "1"])
    assert result.exit_code == 130
    assert result.stderr == "Error: stopped; what was finished is kept, run the same command again to go on\n"
    assert seen == ["started"]
    monkeypatch.undo()
    monkeypatch.chdir(workspace.root)
    result = CliRunner().invoke(app, ["eval", "predict", "train/runs/majority-1"])
    assert result.exit_code == 2
    assert "was started and not finished; expected a finished run; to mend it: stancebench train run" in result.stderr


def test_a_finished_run_loads(workspace: Workspace) -> None:
    run, family = load_run(train_baseline(workspace, "topic-majority", seed=1))
    assert run.task == "topic"
    assert len(run.labels) == 4
    assert family.predict_proba([]).shape == (0, 4)


def test_a_folder_without_a_run(workspace: Workspace) -> None:
    with pytest.raises(
        UserError, match=r"run\.json does not exist; expected a file; to mend it: stancebench train run m"
    ):
        load_run(workspace.train_runs / "majority-9")


def test_a_newer_manifest_is_refused(workspace: Workspace) -> None:
    folder = train_baseline(workspace, "majority", seed=1)
    data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    write_json(folder / "run.json", {**data, "schema_version": 99})
    with pytest.raises(UserError, match="schema_version 99 is newer than this stancebench reads"):
        load_run(folder)


def test_list(workspace: Workspace) -> None:
    result = CliRunner().invoke(app, ["train", "list", "--json"])
    assert result.exit_code == 0
    assert [item["name"] for item in json.loads(result.stdout)] == ["majority", "tfidf-logreg", "topic-majority"]
    table = CliRunner().invoke(app, ["train", "list"])
    assert table.exit_code == 0
    assert re.search(r"majority\s.*Commonest class", table.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "run", "bert"], "Error: no baseline 'bert'; expected one of majority, tfidf-logreg, topic-majority"),
        (["train", "run", "tfidf-logreg", "--set", "depth=3"], "Error: family tfidf-logreg has no setting depth"),
        (["train", "run", "tfidf-logreg", "--set", "c=-1"], "Error: settings of family tfidf-logreg: c: Input should"),
    ],
)
def test_faults_are_one_line_and_leave_nothing(workspace: Workspace, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1
    assert not workspace.train_runs.exists()


def test_training_needs_a_dataset(workspace: Workspace) -> None:
    (workspace.dataset / "manifest.json").unlink()
    result = CliRunner().invoke(app, ["train", "run", "majority"])
    assert result.exit_code == 2
    assert "to mend it: stancebench dataset build" in result.stderr
