"""Tests of readers that need no right labels."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from stancebench.errors import UserError
from stancebench.files import read_json
from stancebench.labels.behaviour import Behaviour, measure_behaviour, quiz
from stancebench.labels.codebook import read_codebook
from stancebench.workspace import Workspace
from tests.labels.support import run

TAX = "p01-cut-taxes"


def reader(workspace: Workspace, name: str, *, wrong: int = 0, topic: int = 1, stance: str = "favor") -> None:
    folder = workspace.root / "labels" / "behaviour" / name
    folder.mkdir(parents=True)
    asked = quiz(read_codebook(workspace), 3)
    recall = [{"n": n, "answer": "?" if n <= wrong else right} for n, (_, right) in enumerate(asked, start=1)]
    (folder / "recall.jsonl").write_text("".join(json.dumps(row) + "\n" for row in recall))
    stances = [{"target": TAX, "stance": stance, "evidence": "x"}]
    answers = [{"key": f"{n:012d}", "topic": topic if n else 1, "stances": stances} for n in range(4)]
    (folder / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in answers))


def test_recall_legal_labels_and_order_are_measured(workspace: Workspace) -> None:
    reader(workspace, "a", wrong=7)
    reader(workspace, "b", topic=77, stance="against")
    found = measure_behaviour(workspace)
    assert found.questions == 4 + 4 + 6
    assert (found.readers["a"].recalled, found.readers["a"].legal) == (0.5, 1.0)
    assert (found.readers["b"].recalled, found.readers["b"].legal) == (1.0, 0.25)
    assert (found.paragraphs, found.same_topic, found.same_stance) == (4, 0.25, 0.0)
    assert read_json(workspace.root / "labels" / "behaviour.json", Behaviour) == found


def test_one_reader_is_too_few(workspace: Workspace) -> None:
    reader(workspace, "a")
    with pytest.raises(UserError, match=r"holds 1 reader\(s\); expected a folder for each of two readers$"):
        measure_behaviour(workspace)


def test_the_quiz_is_written_without_answers(workspace: Workspace) -> None:
    assert run("behaviour", "--quiz", "quiz.md") == "14 questions written to quiz.md\n"
    text = Path("quiz.md").read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("1. Which target has this scope?")
    assert TAX not in text


def test_the_result_of_the_repository_follows_from_its_files(repository: Workspace, tmp_path: Path) -> None:

    shutil.copytree(
        repository.root / "labels", tmp_path / "labels", ignore=shutil.ignore_patterns("events", "releases")
    )
    (tmp_path / "corpus" / "sources").mkdir(parents=True)
    before = (tmp_path / "labels" / "behaviour.json").read_bytes()
    measure_behaviour(Workspace(tmp_path))
    assert (tmp_path / "labels" / "behaviour.json").read_bytes() == before
