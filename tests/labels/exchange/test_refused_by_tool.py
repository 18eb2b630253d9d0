"""What only one of the tools can get wrong is one clear line too."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stancebench.workspace import Workspace
from tests.labels.exchange.changes import (
    change_json,
    change_lines,
    change_sheet,
    change_zip,
    exported,
    refused,
)
from tests.labels.exchange.support import ARMY, BATCH, TARIFF, TAX, fault, make_workspace, write_map

Change = Callable[[Any], None]


def test_a_note_with_an_address(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "csv")
    change_sheet(path, lambda rows: rows[0].update(note="Ask anna@example.org"))
    assert "the note holds the e-mail address anna@example.org" in refused(workspace, path, "csv")


def test_two_names_of_one_user_that_differ(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "labelstudio")

    def change(data: Any) -> None:
        for task in data:
            for item in task["annotations"]:
                item["completed_by"] = {"id": 1, "email": "anna@example.org"}

    change_json(path, change)
    users = write_map(tmp_path / "map.yaml", **{"1": "human-a", "anna@example.org": "human-b"})
    found = refused(workspace, path, "labelstudio", "--annotators", str(users))
    assert "the pseudonyms human-a and human-b" in found


def test_a_task_that_prodigy_rejected(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "prodigy")
    change_lines(path, lambda rows: rows[1].update(answer="reject"))
    assert "line 2: the task is rejected; expected accept or ignore" in refused(workspace, path, "prodigy")


def test_prodigy_evidence_that_is_not_where_its_tokens_are(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "prodigy")

    def change(rows: Any) -> None:
        for row in rows:
            for span in row["spans"]:
                span |= {"token_start": 0, "token_end": 1}

    change_lines(path, change)
    assert "expected its tokens, from 0 to 7" in refused(workspace, path, "prodigy")


def test_a_sheet_with_other_columns(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "csv")
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("stance,", "position,", 1), encoding="utf-8")
    found = refused(workspace, path, "csv")
    assert "lacks stance; expected the columns batch, key, role" in found
    path.write_text(whole.replace("\n", ",\n").replace(",\n", ",mine\n", 1), encoding="utf-8")
    assert "has mine" in refused(workspace, path, "csv")


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("answer", "maybe", "answer is 'maybe'; expected done, skipped or blank"),
        ("function", "speech", "unknown function 'speech'"),
        ("sub_code", "77.1", "unknown sub-code '77.1'"),
        ("second_topic", "77", "unknown topic '77'"),
        ("stance", "pro", "unknown word 'pro'"),
        ("flags", "loud", "unknown word 'loud'"),
        ("holder", "me", "unknown word 'holder me'"),
        ("confidence", "9", "unknown word 'confidence 9'"),
        ("implicit", "perhaps", "implicit is 'perhaps'"),
        ("start", "x", "start or end is 'x'"),
        ("target", "p99-none", "unknown target 'p99-none'"),
        ("target", "", "a stance without a target"),
        ("evidence", "other words", "does not stand from 59 to 68"),
    ],
)
def test_a_wrong_cell(workspace: Workspace, tmp_path: Path, column: str, value: str, message: str) -> None:
    path = exported(workspace, tmp_path, "csv")

    def change(rows: Any) -> None:
        own = [row for row in rows if row["text"].startswith("We will")]
        for row in own if column in ("function", "sub_code", "second_topic") else [own[0]]:
            row[column] = value

    change_sheet(path, change)
    assert message in refused(workspace, path, "csv")


def test_cells_of_one_paragraph_that_differ(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "csv")

    def change(rows: Any) -> None:
        own = [row for row in rows if row["text"].startswith("We will")]
        own[0]["topic"], own[1]["topic"] = "16", "18"

    change_sheet(path, change)
    assert "topic is '18'; expected '16' as on another row" in refused(workspace, path, "csv")


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("p01-cut-taxes: angry", "unknown word ' angry'"),
        ("p99-none: irony", "unknown target 'p99-none'"),
        ("p01-cut-taxes evidence: here", "names no places"),
        ("p16-stronger-military: favor", "two answers for stance of p16-stronger-military: unrelated and favor"),
        ("p18-protective-tariffs: irony", "p18-protective-tariffs has flags but no stance"),
    ],
)
def test_a_wrong_line_in_a_comment(workspace: Workspace, tmp_path: Path, comment: str, message: str) -> None:
    path = exported(workspace, tmp_path, "doccano")

    def change(rows: Any) -> None:
        next(row for row in rows if row["text"].startswith("We will"))["Comments"] = [comment]

    change_zip(path, change)
    assert message in refused(workspace, path, "doccano")


def test_label_studio_controls_and_candidates_of_another_project(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "labelstudio")
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace('"from_name": "topic"', '"from_name": "mood"'), encoding="utf-8")
    assert "unknown control 'mood' (taxonomy)" in refused(workspace, path, "labelstudio")
    path.write_text(whole.replace(f'"id": "{ARMY}"', f'"id": "{TARIFF}"'), encoding="utf-8")
    assert "the candidates are" in refused(workspace, path, "labelstudio")


def test_a_page_of_several_that_argilla_hands_out(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "argilla")
    change_json(path, lambda data: data.update(total=1500))
    assert "holds 4 of 1500 records" in refused(workspace, path, "argilla")


def test_a_corpus_that_was_not_built(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "csv")
    workspace.paragraphs.unlink()
    assert "stancebench corpus build" in fault("import", str(path), "--format", "csv", "--annotator", "human-a")


def test_a_journalist_cannot_be_in_favor(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = exported(workspace, tmp_path, "csv")
    press = make_workspace(tmp_path / "press", role="journalist")
    monkeypatch.chdir(press.root)
    assert "a question carries no stance" in refused(press, path, "csv")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"mood": {"value": "good"}}, "unknown question 'mood' with 'good'"),
        ({"topic": {"value": ["1"]}}, "unknown question 'topic' with"),
        ({"stance_3": {"value": "favor"}}, "candidate 3 of 2 is answered"),
        ({"evidence": {"value": [{"label": TAX}]}}, "expected label, start and end"),
        ({"details": {"value": "Not sure."}}, "the line 'Not sure.' is not understood"),
        ({"topic": {"value": None}}, "no topic is given"),
    ],
)
def test_wrong_values_of_argilla(workspace: Workspace, tmp_path: Path, values: dict[str, Any], message: str) -> None:
    path = exported(workspace, tmp_path, "argilla")

    def change(data: Any) -> None:
        item = next(item for item in data["items"] if item["fields"]["text"].startswith("We will"))
        item["responses"][0]["values"].update(values)

    change_json(path, change)
    assert message in refused(workspace, path, "argilla")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (7, "record 1 is '7'"),
        ({"id": "x", "fields": {}}, "has the fields id, fields"),
        ({"external_id": "x", "responses": [1]}, "batch"),
        ({"id": "x", "batch": BATCH, "text": "t", "a.responses": ["1"], "a.responses.users": []}, "differ in length"),
    ],
)
def test_wrong_records_of_argilla(workspace: Workspace, tmp_path: Path, row: Any, message: str) -> None:
    path = tmp_path / "records.json"
    path.write_text(json.dumps([row]), encoding="utf-8")
    assert message in refused(workspace, path, "argilla")


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({"from_name": "evidence", "type": "labels", "value": {"labels": [TAX]}}, "without start, end and text"),
        ({"from_name": "function", "type": "choices", "value": {"choices": 3}}, "holds '3'; expected a list"),
        ({"from_name": "candidate_stance_7", "type": "choices", "value": {"choices": ["favor"]}}, "candidate 8 of 2"),
        (
            {"from_name": "targets", "type": "taxonomy", "value": {"taxonomy": [[TAX]]}},
            "expected topic, target and stance",
        ),
        ({"type": "relation", "direction": "right"}, "unknown control '' (relation)"),
        ({"from_name": "topic"}, "type: Field required"),
    ],
)
def test_wrong_results_of_label_studio(
    workspace: Workspace, tmp_path: Path, result: dict[str, Any], message: str
) -> None:
    path = exported(workspace, tmp_path, "labelstudio")

    def change(data: Any) -> None:
        task = next(task for task in data if task["data"]["text"].startswith("We will"))
        task["annotations"][0]["result"].append(result)

    change_json(path, change)
    assert message in refused(workspace, path, "labelstudio")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"cats": ["skipped", "topic: 1 Macroeconomics"]}, "skipped and other labels; expected one or the other"),
        ({"cats": ["mood"]}, "unknown category 'mood'"),
        ({"cats": [], "entities": [[0, 2, TAX]]}, "no topic is given"),
        ({"entities": [[0, 2]]}, "entities.0.2: Field required"),
        ({"entities": [["a", 2, TAX]]}, "entities.0.0"),
    ],
)
def test_wrong_examples_of_doccano(workspace: Workspace, tmp_path: Path, fields: dict[str, Any], message: str) -> None:
    path = exported(workspace, tmp_path, "doccano")

    def change(rows: Any) -> None:
        next(row for row in rows if row["text"].startswith("We will")).update(fields)

    change_zip(path, change)
    assert message in refused(workspace, path, "doccano")


def test_the_mixed_labels_of_a_shared_doccano_project(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "doccano")
    with zipfile.ZipFile(path) as archive:
        (tmp_path / "all.jsonl").write_bytes(archive.read("anna.jsonl"))
    users = write_map(tmp_path / "map.yaml", anna="human-a")
    found = refused(workspace, tmp_path / "all.jsonl", "doccano", "--annotators", str(users))
    assert "does not say who labelled" in found


def test_a_zip_with_something_else(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("picture.png", b"")
    assert "holds picture.png; expected one file of JSONL a user" in refused(workspace, path, "doccano")
