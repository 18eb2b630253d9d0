"""Taking labels in: whole and partial batches, again and again, all or nothing."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from stancebench.files import read_jsonl
from stancebench.labels.answer import Answer, AnswerStance
from stancebench.labels.event import LabelEvent
from stancebench.labels.exchange.take import take_labels
from stancebench.workspace import Workspace
from tests.labels.exchange.simulate import SIMULATED, Answers
from tests.labels.exchange.support import ARMY, BATCH, TARIFF, TAX, batch_keys, events_of, fault, run, write_map

TIME = datetime.datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=datetime.UTC)


def answers(workspace: Workspace) -> dict[str, Answer]:
    """Answers to the whole batch by key: two labels, one without any target, one skip."""
    first, second, third, fourth = batch_keys(workspace)
    span = AnswerStance(target=TAX, stance="favor", start=59, end=68)
    return {
        first: Answer(key=first, function="position", topic=1, stances=(span,), unrelated=(ARMY,)),
        second: Answer(key=second, topic=16, sub="16.10", unrelated=(TAX, ARMY, TARIFF)),
        third: Answer(key=third, skipped=True, note="Too hard."),
        fourth: Answer(key=fourth, function="procedural", topic=999),
    }


def left(workspace: Workspace, folder: Path, tool: str, said: Answers) -> Path:
    """The file that a tool would leave."""
    if not (folder / f"out-{tool}").exists():
        run("export", BATCH, str(folder / f"out-{tool}"), "--format", tool)
    return SIMULATED[tool](folder / f"out-{tool}", said, folder)


@pytest.mark.parametrize("tool", SIMULATED)
def test_the_command_says_what_it_wrote(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = left(workspace, tmp_path, tool, {"anna": answers(workspace)})
    printed = run("import", str(path), "--format", tool, "--annotator", "human-a")
    assert printed == f"written: {workspace.events / 'batch-001.human-a.jsonl'} (4 events)\n"
    assert "error" not in run("check")


@pytest.mark.parametrize("tool", SIMULATED)
def test_skipped_stays_apart_from_none(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    path = left(workspace, tmp_path, tool, {"anna": answers(workspace)})
    take_labels(workspace, path, tool=tool, annotator_id="human-a", time=TIME)
    events = events_of(workspace, "human-a")
    first, second, third, fourth = (events[key] for key in batch_keys(workspace))
    assert (third.kind, third.topic, third.stances) == ("skip", None, ())
    assert (fourth.kind, fourth.topic, fourth.stances) == ("label", 999, ())
    assert [item.stance for item in second.stances] == ["unrelated"] * 3
    assert first.time == TIME.replace(microsecond=0)
    assert {event.annotator_kind for event in events.values()} == {"human"}
    assert {event.event_id for event in events.values()} == {
        f"{event.kind}/human-a/{event.paragraph_id}" for event in events.values()
    }


@pytest.mark.parametrize("tool", [tool for tool in SIMULATED if tool != "doccano"])
def test_what_was_not_read_is_refused_or_left_out(workspace: Workspace, tmp_path: Path, tool: str) -> None:
    said = answers(workspace)
    del said[batch_keys(workspace)[1]]
    path = left(workspace, tmp_path, tool, {"anna": said})
    found = fault("import", str(path), "--format", tool, "--annotator", "human-a")
    assert f"human-a did not answer 1 paragraph(s) of batch-001: {batch_keys(workspace)[1]}" in found
    assert "--partial" in found
    run("import", str(path), "--format", tool, "--annotator", "human-a", "--partial")
    assert set(events_of(workspace, "human-a")) == set(said)


def test_what_comes_later_is_added(workspace: Workspace, tmp_path: Path) -> None:
    said = answers(workspace)
    late = batch_keys(workspace)[1]
    early = {key: answer for key, answer in said.items() if key != late}
    run("import", str(left(workspace, tmp_path, "labelstudio", {"anna": early})), *_partial("labelstudio"))
    path = left(workspace, tmp_path, "labelstudio", {"anna": said})
    printed = run("import", str(path), *_partial("labelstudio"))
    assert printed == f"written: {workspace.events / 'batch-001.human-a.2.jsonl'} (1 events)\n"
    assert set(events_of(workspace, "human-a")) == set(said)
    assert "is recorded already" in fault("import", str(path), *_partial("labelstudio"))
    whole = fault("import", str(path), "--format", "labelstudio", "--annotator", "human-a")
    assert "batch-001.human-a.jsonl exists" in whole and "--partial adds what is not recorded yet" in whole


def test_what_was_changed_later_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    said = answers(workspace)
    run("import", str(left(workspace, tmp_path, "csv", {"anna": said})), *_partial("csv"))
    first, _, third, _ = batch_keys(workspace)
    changed = {**said, first: said[first].model_copy(update={"topic": 18})}
    path = left(workspace, tmp_path, "csv", {"anna": changed})
    found = fault("import", str(path), *_partial("csv"))
    assert "1 event(s) are recorded already, with other labels: label/human-a/mini-2001/001/001" in found
    path = left(workspace, tmp_path, "csv", {"anna": {**said, first: Answer(key=first, skipped=True)}})
    assert "recorded already, with other labels: skip/human-a/mini-2001/001/001" in fault(
        "import", str(path), *_partial("csv")
    )
    answered = {**said, third: Answer(key=third, topic=16, unrelated=(ARMY,))}
    run("import", str(left(workspace, tmp_path, "csv", {"anna": answered})), *_partial("csv"))
    written = read_jsonl(workspace.events / "batch-001.human-a.2.jsonl", LabelEvent)
    assert [(event.kind, event.text_sha256[:12]) for event in written] == [("label", third)]


def _partial(tool: str) -> tuple[str, ...]:
    return ("--format", tool, "--annotator", "human-a", "--partial")


def test_when_one_annotator_is_wrong_nothing_of_the_others_is_written(workspace: Workspace, tmp_path: Path) -> None:
    first = batch_keys(workspace)[0]
    wrong = {**answers(workspace), first: answers(workspace)[first].model_copy(update={"sub": "16.1"})}
    path = left(workspace, tmp_path, "csv", {"anna": answers(workspace), "bob": wrong})
    users = write_map(tmp_path / "map.yaml", anna="human-a", bob="human-b")
    found = fault("import", str(path), "--format", "csv", "--annotators", str(users))
    assert "unknown sub-code '16.1' of topic 1, the topic has none" in found
    assert not workspace.events.exists()


def test_when_a_file_cannot_be_written_none_is_left(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = left(workspace, tmp_path, "csv", {"anna": answers(workspace), "bob": answers(workspace)})
    users = write_map(tmp_path / "map.yaml", anna="human-a", bob="human-b")
    replaced, real = [], Path.replace

    def fail_second(self: Path, target: Path) -> Path:
        replaced.append(target)
        if len(replaced) == 2:
            raise PermissionError("no")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fail_second)
    with pytest.raises(PermissionError):
        take_labels(workspace, path, tool="csv", annotators=users)
    assert len(replaced) == 2
    assert list(workspace.events.iterdir()) == []


def test_a_sheet_without_a_written_annotator_is_one_s_whole(workspace: Workspace, tmp_path: Path) -> None:
    path = left(workspace, tmp_path, "csv", {"": answers(workspace)})
    users = write_map(tmp_path / "map.yaml", anna="human-a")
    found = fault("import", str(path), "--format", "csv", "--annotators", str(users))
    assert "does not say who labelled; to mend it: --annotator ID in place of --annotators" in found
    run("import", str(path), "--format", "csv", "--annotator", "human-a")


def test_two_annotators_of_one_sheet_need_their_names_on_every_row(workspace: Workspace, tmp_path: Path) -> None:
    path = left(workspace, tmp_path, "csv", {"anna": answers(workspace), "bob": answers(workspace)})
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows[0]["annotator"] = ""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    users = write_map(tmp_path / "map.yaml", anna="human-a", bob="human-b")
    found = fault("import", str(path), "--format", "csv", "--annotators", str(users))
    assert "annotator is blank; expected one of anna, bob" in found


def test_words_of_a_sheet_are_found_without_offsets(workspace: Workspace, tmp_path: Path) -> None:
    path = left(workspace, tmp_path, "csv", {"anna": answers(workspace)})
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    [row] = [row for row in rows if row["stance"] == "favor"]
    row.update({"start": "", "end": "", "evidence": "cut taxes"})
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), delimiter="\t")
        writer.writeheader()
        writer.writerows(rows)
    run("import", str(path), "--format", "csv", "--annotator", "human-a")
    event = events_of(workspace, "human-a")[batch_keys(workspace)[0]]
    assert [(item.start, item.end) for item in event.marked] == [(8, 17)]


def test_drafts_and_predictions_are_no_labels(workspace: Workspace, tmp_path: Path) -> None:
    path = left(workspace, tmp_path, "labelstudio", {})
    assert "holds no finished annotation" in fault("import", str(path), *_partial("labelstudio"))
    run("export", BATCH, str(tmp_path / "plain"), "--format", "argilla")
    path = SIMULATED["argilla"](tmp_path / "plain", {"anna": answers(workspace)}, tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"submitted"', '"draft"'), encoding="utf-8")
    take_labels(workspace, path, tool="argilla", annotator_id="human-a", partial=True)
    assert {event.kind for event in events_of(workspace, "human-a").values()} == {"skip"}


def test_clearer_guidelines_do_not_make_a_label_new(workspace: Workspace, tmp_path: Path) -> None:
    path = left(workspace, tmp_path, "csv", {"anna": answers(workspace)})
    run("import", str(path), *_partial("csv"))
    workspace.guidelines.write_text("# Guidelines, clearer\n", encoding="utf-8")
    assert "is recorded already" in fault("import", str(path), *_partial("csv"))
