"""What goes out to the tools: what the sheet shows, and nothing more."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from stancebench.files import write_jsonl
from stancebench.labels.answer import Answer, AnswerStance
from stancebench.labels.record import record_answers
from stancebench.workspace import Workspace
from tests.labels.exchange.support import ARMY, BATCH, TARGETS, TAX, TEXTS, batch_keys, fault, run, shown_text

TOOLS = ["labelstudio", "argilla", "doccano", "prodigy", "csv"]


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder by its path within."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}


def plain_answers(workspace: Workspace, path: Path) -> Path:
    """Answers to the whole batch, the first with evidence."""
    first, second, third, fourth = batch_keys(workspace)
    span = AnswerStance(target=TAX, stance="favor", start=59, end=68, holder="institution", flags=("irony",))
    write_jsonl(
        path,
        [
            Answer(
                key=first, function="position", topic=1, second=18, stances=(span,), unrelated=(ARMY,), note="=hard"
            ),
            Answer(key=second, topic=16, sub="16.10", unrelated=TARGETS[:3]),
            Answer(key=third, skipped=True),
            Answer(key=fourth, function="procedural", topic=999),
        ],
    )
    return path


@pytest.mark.parametrize("tool", TOOLS)
def test_neither_speaker_nor_party_country_date_or_document_is_shown(
    workspace: Workspace, tmp_path: Path, tool: str
) -> None:
    printed = run("export", BATCH, str(tmp_path / "out"), "--format", tool)
    assert printed.startswith(f"4 paragraphs written to {tmp_path / 'out'}; what to do next: ")
    for name, text in contents(tmp_path / "out").items():
        for secret in ("Lindqvist", "lindqvist", "Ingrid", "mini-2001", "2001", '"SE"'):
            assert secret not in text, f"{secret} in {name}"


@pytest.mark.parametrize("tool", TOOLS)
def test_every_paragraph_comes_with_role_context_question_and_candidates(
    workspace: Workspace, tmp_path: Path, tool: str
) -> None:
    run("export", BATCH, str(tmp_path / "out"), "--format", tool)
    shown = json.dumps(contents(tmp_path / "out"), ensure_ascii=False).replace("‹", "<")
    for text in TEXTS:
        assert " ".join(shown_text(text).split()[-4:]) in shown
    assert "principal" in shown
    assert "Is it true, ▮▮▮▮▮▮▮▮▮, that taxes go down?" in shown
    assert "[principal] We will cut taxes" in shown
    for target in TARGETS:
        assert target in shown
    for label in ("16 Defense", "16.10 War", "999 No policy content"):
        assert label in shown


def test_the_order_is_that_of_the_sheet_and_another_seed_gives_another(workspace: Workspace, tmp_path: Path) -> None:
    orders = []
    for seed in ("1", "2"):
        run("sheet", BATCH, str(tmp_path / "sheet.md"), "--order-seed", seed)
        run("export", BATCH, str(tmp_path / seed), "--format", "labelstudio", "--order-seed", seed)
        tasks = json.loads((tmp_path / seed / "tasks.json").read_text(encoding="utf-8"))
        sheet = (tmp_path / "sheet.md").read_text(encoding="utf-8")
        keys = [line.removeprefix("## ") for line in sheet.splitlines() if line.startswith("## ")]
        assert [task["data"]["key"] for task in tasks] == keys
        orders.append(keys)
    assert orders[0] != orders[1]


@pytest.mark.parametrize("tool", TOOLS)
def test_labels_go_out_only_when_asked(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    record_answers(workspace, plain_answers(workspace, tmp_path / "a.jsonl"), annotator_id="human-a", batch=BATCH)
    run("export", BATCH, str(tmp_path / "plain"), "--format", tool)
    run("export", BATCH, str(tmp_path / "filled"), "--format", tool, "--with-labels", "human-a")
    plain, filled = contents(tmp_path / "plain"), contents(tmp_path / "filled")
    changed = {name for name in filled if filled[name] != plain.get(name)}
    names = {"labelstudio": "tasks.json", "argilla": "records.json", "doccano": "examples.jsonl", "csv": "labels.csv"}
    assert changed == {names.get(tool, "tasks.jsonl")}
    assert "human-a" not in json.dumps(filled)


def test_labels_of_nobody_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    record_answers(workspace, plain_answers(workspace, tmp_path / "a.jsonl"), annotator_id="human-a", batch=BATCH)
    export = ("export", BATCH, str(tmp_path / "out"), "--format", "csv", "--with-labels")
    assert "human-b labelled no paragraph of batch-001" in fault(*export, "human-b")
    assert "no annotator 'nobody'" in fault(*export, "nobody")
    assert not (tmp_path / "out").exists()


def test_doccano_gets_no_spans_over_each_other(workspace: Workspace, tmp_path: Path) -> None:
    keys = batch_keys(workspace)
    spans = [(TAX, 0, 30), (ARMY, 5, 9), (TARGETS[2], 20, 40)]
    stances = tuple(AnswerStance(target=name, stance="mixed", start=a, end=b) for name, a, b in spans)
    answers = [Answer(key=keys[0], topic=1, stances=stances), *(Answer(key=key, skipped=True) for key in keys[1:])]
    write_jsonl(tmp_path / "a.jsonl", answers)
    record_answers(workspace, tmp_path / "a.jsonl", annotator_id="human-a", batch=BATCH)
    run("export", BATCH, str(tmp_path / "out"), "--format", "doccano", "--with-labels", "human-a")
    lines = (tmp_path / "out" / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    [filled] = [row for row in map(json.loads, lines) if row["cats"]]
    assert filled["entities"] == [[0, 30, TAX]]


def test_no_cell_of_the_sheet_begins_like_a_formula(workspace: Workspace, tmp_path: Path) -> None:
    record_answers(workspace, plain_answers(workspace, tmp_path / "a.jsonl"), annotator_id="human-a", batch=BATCH)
    run("export", BATCH, str(tmp_path / "sheet.csv"), "--format", "csv", "--with-labels", "human-a")
    with (tmp_path / "sheet.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠") and cell]
    assert "'=hard" in cells
    assert [row["target"] for row in rows if row["text"].startswith("I thank")] == [""]
    assert len(rows) == 2 + 3 + 1 + 1


def test_the_label_studio_interface_is_whole_xml_with_every_label(workspace: Workspace, tmp_path: Path) -> None:
    run("export", BATCH, str(tmp_path / "out"), "--format", "labelstudio")
    root = ET.fromstring((tmp_path / "out" / "config.xml").read_text(encoding="utf-8"))
    names = [element.get("name") for element in root.iter() if element.get("name")]
    assert len(names) == len(set(names))
    assert {label.get("value") for label in root.iter("Label")} == set(TARGETS)
    tree = next(element for element in root.iter("Taxonomy") if element.get("name") == "targets")
    leaves = [leaf for leaf in tree.iter("Choice") if len(leaf) == 0]
    assert len(leaves) == len(TARGETS) * len({leaf.get("value") for leaf in leaves})


def test_prodigy_tokens_put_the_text_together_again(workspace: Workspace, tmp_path: Path) -> None:
    record_answers(workspace, plain_answers(workspace, tmp_path / "a.jsonl"), annotator_id="human-a", batch=BATCH)
    run("export", BATCH, str(tmp_path / "out"), "--format", "prodigy", "--with-labels", "human-a")
    for line in (tmp_path / "out" / "tasks.jsonl").read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        assert "".join(token["text"] + " " * token["ws"] for token in task["tokens"]) == task["text"]
        for token in task["tokens"]:
            assert task["text"][token["start"] : token["end"]] == token["text"]
        for span in task["spans"]:
            first, last = task["tokens"][span["token_start"]], task["tokens"][span["token_end"]]
            assert (first["start"], last["end"]) == (span["start"], span["end"])
        assert type(task["_input_hash"]) is int and type(task["_task_hash"]) is int
    compile((tmp_path / "out" / "recipe.py").read_text(encoding="utf-8"), "recipe.py", "exec")


def test_nothing_that_is_there_is_written_over(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run("export", BATCH, str(tmp_path / "empty"), "--format", "csv")
    found = fault("export", BATCH, str(tmp_path / "empty"), "--format", "csv")
    assert found == f"{tmp_path / 'empty'} exists; expected a new or empty folder; to mend it: another name"
    run("export", BATCH, str(tmp_path / "one.csv"), "--format", "csv")
    assert "exists" in fault("export", BATCH, str(tmp_path / "one.csv"), "--format", "csv")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_unknown_formats_batches_and_candidates_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    assert fault("export", BATCH, out, "--format", "excel") == (
        "unknown format 'excel'; expected one of labelstudio, argilla, doccano, prodigy, csv; "
        "to mend it: --format labelstudio"
    )
    assert "no batch 'batch-9'; expected one of batch-001" in fault("export", "batch-9", out, "--format", "csv")
    path = workspace.batches / f"{BATCH}.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace(ARMY, "p16-gone"), encoding="utf-8")
    assert "unknown candidate p16-gone" in fault("export", BATCH, out, "--format", "csv")


def test_labels_of_another_codebook_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    record_answers(workspace, plain_answers(workspace, tmp_path / "a.jsonl"), annotator_id="human-a", batch=BATCH)
    codebook = workspace.codebook.read_text(encoding="utf-8")
    workspace.codebook.write_text(codebook.replace("16.10", "16.11"), encoding="utf-8")
    found = fault("export", BATCH, str(tmp_path / "out"), "--format", "csv", "--with-labels", "human-a")
    assert "unknown sub-code '16.10' of topic 16" in found and "stancebench labels check" in found
    assert not (tmp_path / "out").exists()


def test_argilla_gets_no_longer_guidelines_than_it_takes(workspace: Workspace, tmp_path: Path) -> None:
    run("export", BATCH, str(tmp_path / "short"), "--format", "argilla")
    workspace.guidelines.write_text("# Guidelines\n" * 1000, encoding="utf-8")
    run("export", BATCH, str(tmp_path / "long"), "--format", "argilla")
    for name, shown in (("short", "## Targets: 4"), ("long", "Read the file instructions.md")):
        for file in ("settings.json", "dataset.json"):
            settings = json.loads((tmp_path / name / ".argilla" / file).read_text(encoding="utf-8"))
            assert shown in settings["guidelines"] and len(settings["guidelines"]) <= 10_000
        assert "## Targets: 4" in (tmp_path / name / "instructions.md").read_text(encoding="utf-8")
