"""Wrong files of any tool are one clear line each, and nothing is written."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stancebench.workspace import Workspace
from tests.labels.exchange.changes import (
    CHANGED,
    exported,
    good,
    refused,
)
from tests.labels.exchange.simulate import SIMULATED
from tests.labels.exchange.support import ARMY, BATCH, batch_keys, fault, run, write_map

Change = Callable[[Any], None]


@pytest.mark.parametrize("tool", SIMULATED)
def test_a_missing_file(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    assert "does not exist" in refused(workspace, tmp_path / "none.x", tool)


@pytest.mark.parametrize("tool", SIMULATED)
def test_a_folder(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    assert "cannot be read" in refused(workspace, tmp_path, tool)


@pytest.mark.parametrize("tool", SIMULATED)
def test_a_file_cut_off_anywhere(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = exported(workspace, tmp_path, tool)
    whole = path.read_bytes()
    for share in (0.1, 0.35, 0.6, 0.85, 0.98):
        path.write_bytes(whole[: int(len(whole) * share)])
        refused(workspace, path, tool)


@pytest.mark.parametrize("tool", SIMULATED)
def test_an_empty_file(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    refused(workspace, path, tool)


@pytest.mark.parametrize("tool", [tool for tool in SIMULATED if tool != "doccano"])
def test_broken_utf_8(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = exported(workspace, tmp_path, tool)
    path.write_bytes(path.read_bytes().replace(b"cut taxes", b"cut t\xe4xes"))
    assert "is not UTF-8 (byte" in refused(workspace, path, tool)


def test_broken_utf_8_within_a_zip(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("anna.jsonl", b'{"text": "\xe4"}\n')
    assert "export.zip, anna.jsonl is not UTF-8 (byte 10)" in refused(workspace, path, "doccano")


@pytest.mark.parametrize("tool", SIMULATED)
def test_the_file_of_another_tool(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    for other in set(SIMULATED) - {tool}:
        (tmp_path / other).mkdir()
        refused(workspace, exported(workspace, tmp_path / other, other), tool)


def _text(tool: str, data: Any) -> tuple[dict[str, Any], str]:
    """The place of the first text in a file."""
    if tool == "labelstudio":
        return data[0]["data"], "text"
    if tool == "argilla":
        return data["items"][0]["fields"], "text"
    return data[0], "text"


@pytest.mark.parametrize("tool", SIMULATED)
def test_a_text_that_was_changed_in_the_tool(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = exported(workspace, tmp_path, tool)

    def change(data: Any) -> None:
        place, name = _text(tool, data)
        place[name] = place[name].replace("house", "home").replace("taxes", "tax")

    CHANGED[tool](path, change)
    found = refused(workspace, path, tool)
    assert re.search(r"the text of [0-9a-f]{12} was changed at character \d+: found '.+'; expected '.+'", found)


@pytest.mark.parametrize("tool", SIMULATED)
def test_a_key_that_is_not_in_the_batch(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = exported(workspace, tmp_path, tool)
    old = next(key for key in batch_keys(workspace))

    def change(data: Any) -> None:
        changed = json.loads(json.dumps(data).replace(old, "0123456789ab"))
        data.clear()
        (data.update if isinstance(data, dict) else data.extend)(changed)

    CHANGED[tool](path, change)
    assert f"the batch {BATCH} holds no paragraph '0123456789ab'" in refused(workspace, path, tool)


@pytest.mark.parametrize("tool", SIMULATED)
def test_an_unknown_batch(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = exported(workspace, tmp_path, tool)

    def change(data: Any) -> None:
        changed = json.loads(json.dumps(data).replace(BATCH, "batch-777"))
        data.clear()
        (data.update if isinstance(data, dict) else data.extend)(changed)

    CHANGED[tool](path, change)
    assert "no batch 'batch-777'; expected one of batch-001" in refused(workspace, path, tool)


LABELS = {
    "labelstudio": ("16 Defense", "99 Nothing", "unknown topic '99 Nothing'"),
    "argilla": ('"topic": {"value": "16"}', '"topic": {"value": "99"}', "unknown topic '99'"),
    "doccano": ("topic: 16 Defense", "topic: 99 Nothing", "unknown topic '99 Nothing'"),
    "prodigy": ('"accept": ["topic 16"', '"accept": ["topic 99"', "unknown topic '99'"),
    "csv": ('"topic": "16 Defense"', '"topic": "99 Nothing"', "unknown topic '99 Nothing'"),
}


@pytest.mark.parametrize("tool", SIMULATED)
def test_an_unknown_label(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = exported(workspace, tmp_path, tool)
    old, new, message = LABELS[tool]

    def change(data: Any) -> None:
        text = json.dumps(data)
        assert old in text
        changed = json.loads(text.replace(old, new))
        data.clear()
        (data.update if isinstance(data, dict) else data.extend)(changed)

    CHANGED[tool](path, change)
    found = refused(workspace, path, tool)
    assert message in found and "expected one of 1, 16, 18, 19, 999" in found


def _evidence(tool: str, data: Any) -> None:
    """Move the only evidence behind the end of its paragraph, where the tool does not say the words."""
    text = json.dumps(data)
    for old, new in (('"start": 59, "end": 68', '"start": 590, "end": 680'), ("[59, 68,", "[590, 680,")):
        text = text.replace(old, new)
    text = text.replace('"start": "59", "end": "68"', '"start": "590", "end": "680"')
    changed = json.loads(text)
    data.clear()
    (data.update if isinstance(data, dict) else data.extend)(changed)


@pytest.mark.parametrize("tool", SIMULATED)
def test_evidence_behind_the_end_of_the_paragraph(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = exported(workspace, tmp_path, tool)
    CHANGED[tool](path, lambda data: _evidence(tool, data))
    assert "from 590 to 680" in refused(workspace, path, tool)


@pytest.mark.parametrize("tool", SIMULATED)
def test_a_candidate_that_is_not_answered(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    first = batch_keys(workspace)[0]
    left = {**good(workspace)}
    left[first] = left[first].model_copy(update={"unrelated": ()})
    run("export", BATCH, str(tmp_path / "out"), "--format", tool)
    if tool in ("labelstudio", "doccano"):
        path = SIMULATED[tool](tmp_path / "out", {"anna": left}, tmp_path)
    else:
        path = SIMULATED[tool](tmp_path / "out", {"anna": good(workspace)}, tmp_path)
        CHANGED[tool](path, lambda data: _drop_unrelated(tool, data))
    found = refused(workspace, path, tool)
    assert f"({first}): the candidate {ARMY} is not answered" in found
    assert "mend it in the tool" in found


def _drop_unrelated(tool: str, data: Any) -> None:
    rows = data["items"] if tool == "argilla" else data
    for row in rows:
        if tool == "csv" and "We will" in row["text"] and row["target"] == ARMY:
            row["stance"] = ""
        if tool == "prodigy" and "We will" in row["text"]:
            row["accept"] = [choice for choice in row["accept"] if ARMY not in choice]
        if tool == "argilla" and "We will" in row["fields"]["text"]:
            row["responses"][0]["values"].pop("stance_2")


@pytest.mark.parametrize("tool", SIMULATED)
def test_a_paragraph_that_was_answered_twice(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    run("export", BATCH, str(tmp_path / "out"), "--format", tool)
    path = SIMULATED[tool](tmp_path / "out", {"anna": good(workspace), "ann": good(workspace)}, tmp_path)
    names = {"_1": "human-a", "_2": "human-a"} if tool == "labelstudio" else {"anna": "human-a", "ann": "human-a"}
    found = refused(workspace, path, tool, "--annotators", str(write_map(tmp_path / "map.yaml", **names)))
    assert "human-a answered" in found and "twice" in found


@pytest.mark.parametrize("tool", SIMULATED)
def test_an_annotator_who_is_not_in_the_map(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = exported(workspace, tmp_path, tool)
    users = write_map(tmp_path / "map.yaml", somebody="human-a")
    name = "1" if tool == "labelstudio" else "anna"
    found = refused(workspace, path, tool, "--annotators", str(users))
    assert f"{users} does not know the annotator {name}" in found
    assert f"add the line '{name}': PSEUDONYM with one of human-a, human-b" in found


@pytest.mark.parametrize("tool", SIMULATED)
def test_two_annotators_as_one(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    run("export", BATCH, str(tmp_path / "out"), "--format", tool)
    path = SIMULATED[tool](tmp_path / "out", {"anna": good(workspace), "bob": good(workspace)}, tmp_path)
    found = refused(workspace, path, tool)
    assert "holds the labels of 2 annotators" in found and "--annotators MAP.yaml" in found


def test_nobody_and_both_ways_to_say_who(workspace: Workspace, tmp_path: Path) -> None:
    path = str(exported(workspace, tmp_path, "csv"))
    users = str(write_map(tmp_path / "map.yaml", anna="human-a"))
    assert "who labelled is not said" in fault("import", path, "--format", "csv")
    both = ("--annotator", "human-a", "--annotators", users)
    assert "who labelled is said twice" in fault("import", path, "--format", "csv", *both)
    assert "no annotator 'me'" in fault("import", path, "--format", "csv", "--annotator", "me")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("annotators: [anna]", "annotators: Input should be a valid dictionary"),
        ("annotators: {anna: human-z}", "no annotator 'human-z'"),
        ("annotators: {}", "annotators"),
        ("annotators: {anna: [human-a]}", "annotators.anna: Input should be a valid string"),
        ("people: {anna: human-a}", "annotators: Field required"),
        ("annotators: {anna", "is not valid YAML"),
    ],
)
def test_a_wrong_map(workspace: Workspace, tmp_path: Path, text: str, message: str) -> None:
    path = exported(workspace, tmp_path, "csv")
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    found = fault("import", str(path), "--format", "csv", "--annotators", str(tmp_path / "map.yaml"))
    assert message in found
    assert not workspace.events.exists()


def test_a_missing_map_says_what_to_write(workspace: Workspace, tmp_path: Path) -> None:
    path = exported(workspace, tmp_path, "csv")
    found = fault("import", str(path), "--format", "csv", "--annotators", str(tmp_path / "none.yaml"))
    assert "none.yaml does not exist" in found and "annotators: {'anna@example.org': human-a}" in found
