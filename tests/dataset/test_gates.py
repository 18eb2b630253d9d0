"""The gates of a release: each can be missed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.dataset import gates as module
from stancebench.dataset.build import build_dataset
from stancebench.dataset.gates import Gates, check_release, gates_path
from stancebench.dataset.prepare import Prepared, prepare
from stancebench.dataset.probes import PROBES, ProbeScore
from stancebench.files import read_json
from stancebench.workspace import Workspace

GOOD = {
    "majority_per_target": 0.3,
    "target_only": 0.3,
    "metadata_only": 0.3,
    "text_only": 0.4,
    "overlap_rule": 0.3,
    "text_and_target": 0.6,
}


@pytest.fixture
def scored(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Scores that a test may change; they take the place of fitting the probes."""
    values = dict(GOOD)

    def fake(splits: dict[str, Any], tests: list[str]) -> dict[str, dict[str, ProbeScore]]:
        def score(name: str) -> ProbeScore:
            return ProbeScore(values[name], {"favor": 0.5, "against": 0.5, "none": values.get("none", 0.4)})

        return {test: {name: score(name) for name in PROBES} for test in tests}

    monkeypatch.setattr(module, "run_probes", fake)
    return values


def missed(workspace: Workspace) -> set[str]:
    return {gate.name for gate in check_release(workspace).gates if not gate.passed}


SMALL = {
    "pairs in test",
    "documents in test",
    "pairs of favor in test",
    "pairs of against in test",
    "pairs of none in test",
}
"""The miniature is too small for these."""


def test_good_scores_pass_and_are_written(workspace: Workspace, scored: dict[str, float]) -> None:
    assert missed(workspace) == SMALL
    found = read_json(gates_path(workspace, "core"), Gates)
    assert found.probes["test"] == {name: scored[name] for name in PROBES}
    assert found.revision == build_dataset(workspace).revision


@pytest.mark.parametrize(
    ("name", "value", "gate"),
    [
        ("majority_per_target", 0.36, "macro-F1 of majority_per_target"),
        ("target_only", 0.41, "macro-F1 of target_only"),
        ("metadata_only", 0.43, "macro-F1 of metadata_only"),
        ("text_only", 0.51, "macro-F1 of text_only"),
        ("text_and_target", 0.51, "macro-F1 of text_and_target over text_only"),
        ("none", 0.46, "F1 of none by overlap_rule"),
    ],
)
def test_a_score_past_its_goal_is_missed(
    workspace: Workspace, scored: dict[str, float], name: str, value: float, gate: str
) -> None:
    scored[name] = value
    assert gate in missed(workspace)


def _twice(ready: Prepared) -> Prepared:
    rows = ready.tables["stance/test"]
    turned = {**rows[0], "pair_id": "x", "label": "against" if rows[0]["label"] != "against" else "favor"}
    return replace(ready, tables={**ready.tables, "stance/test": [*rows, turned]})


def _bare(ready: Prepared) -> Prepared:
    rows = ready.tables["stance/test"]
    return replace(ready, tables={**ready.tables, "stance/test": [{**rows[0], "licence": ""}, *rows[1:]]})


def _lopsided(ready: Prepared) -> Prepared:
    rows = [row for row in ready.tables["stance/test"] if row["label"] == "favor"]
    return replace(ready, tables={**ready.tables, "stance/test": rows})


def _near(ready: Prepared) -> Prepared:
    return replace(ready, near_duplicates={**ready.near_duplicates, "across splits": 1})


@pytest.mark.parametrize(
    ("change", "gate"),
    [
        (_twice, "contradictory pairs"),
        (_bare, "rows without licence or hash"),
        (_lopsided, "largest share of a class in test"),
        (_near, "near-duplicate pairs across splits"),
    ],
)
def test_a_fault_of_the_rows_is_missed(
    workspace: Workspace,
    scored: dict[str, float],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Prepared], Prepared],
    gate: str,
) -> None:
    monkeypatch.setattr(module, "prepare", lambda *given: change(prepare(*given)))
    assert gate in missed(workspace)


def test_the_command_exits_with_1_on_a_missed_gate_and_0_when_it_only_reports(
    workspace: Workspace, scored: dict[str, float]
) -> None:
    result = CliRunner().invoke(app, ["labels", "check", "--release"])
    assert (result.exit_code, result.stderr) == (1, "")
    assert "missed" in result.stdout
    result = CliRunner().invoke(app, ["labels", "check", "--release", "--report-only", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["config"] == "core"
    wrong = CliRunner().invoke(app, ["labels", "check", "--release", "--config", "all"])
    assert (wrong.exit_code, wrong.stderr) == (2, "Error: no config 'all'; expected one of core, open, full\n")


def test_the_card_states_every_gate_and_marks_the_missed_ones(workspace: Workspace, scored: dict[str, float]) -> None:
    found = check_release(workspace)
    build_dataset(workspace)
    lines = (workspace.dataset / "README.md").read_text(encoding="utf-8").splitlines()
    for gate in found.gates:
        end = "" if gate.passed else "**missed**"
        assert f"| {gate.name} | {gate.value} | {gate.direction} {gate.goal} | {end} |" in lines


def test_the_gates_of_the_repository_are_of_its_gold(repository: Workspace) -> None:
    for path in sorted((repository.root / "labels" / "gates").glob("*.json")):
        found = read_json(path, Gates)
        assert Path(path).stem == found.config
        assert found.version == repository_version(repository)


def repository_version(repository: Workspace) -> str:
    from stancebench.params import read_params

    return read_params(repository).dataset.version
