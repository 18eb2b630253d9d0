"""The log of drafts and the log of events: nothing confirmed is lost, nothing half-written stays."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from stancebench.errors import UserError
from stancebench.files import json_line, read_jsonl
from stancebench.labels.event import LabelEvent
from stancebench.labels.serve.desk import Desk
from stancebench.labels.serve.draft import Draft, DraftAnswer
from stancebench.labels.serve.draft_log import DraftLog
from stancebench.labels.serve.event_log import EventLog
from stancebench.workspace import Workspace
from tests.labels.serve.support import ANNOTATOR, ASIDE, BATCH, TARIFF, TAXES, TIME, key, label

KEY = key(TAXES)


def draft(version: int) -> Draft:
    return Draft(key=KEY, version=version, round=1, time=TIME, answer=DraftAnswer(note=f"Note {version} 😀"))


def test_every_line_is_whole_json_and_the_last_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "drafts" / "a.jsonl"
    with DraftLog(path) as log:
        assert log.latest(KEY) is None
        for version in (1, 2, 3):
            log.append(draft(version))
            assert [json.loads(line)["version"] for line in path.read_text().splitlines()][-1] == version
    with DraftLog(path) as log:
        assert log.latest(KEY) == draft(3)
    assert read_jsonl(path, Draft) == [draft(1), draft(2), draft(3)]


def test_a_last_line_cut_anywhere_is_tolerated(tmp_path: Path) -> None:
    first, second = (json_line(draft(version)).encode() for version in (1, 2))
    path = tmp_path / "a.jsonl"
    for cut in range(len(second) + 1):
        path.write_bytes(first + second[:cut])
        with DraftLog(path) as log:
            whole = cut >= len(second) - 1
            assert log.latest(KEY) == draft(2 if whole else 1)
            log.append(draft(3))
        assert [item.version for item in read_jsonl(path, Draft)] == ([1, 2, 3] if whole else [1, 3])


def test_zeros_after_a_loss_of_power_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_line(draft(1)).encode() + b"\0" * 512)
    with DraftLog(path) as log:
        assert log.latest(KEY) == draft(1)
    assert path.read_bytes() == json_line(draft(1)).encode()


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"key": \n' + json_line(draft(1)), encoding="utf-8")
    with pytest.raises(UserError, match=r"a\.jsonl, line 1 is not valid JSON"):
        DraftLog(path)
    path.write_text(json_line(draft(1)), encoding="utf-8")
    DraftLog(path).close()  # the lock was let go


def test_a_newer_version_of_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({**draft(1).model_dump(mode="json"), "schema_version": 2}) + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="schema_version 2 is newer than this stancebench reads"):
        DraftLog(path)


def test_two_servers_do_not_share_a_log(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with DraftLog(path), pytest.raises(UserError, match=r"a\.jsonl is in use; expected one labelling page"):
        DraftLog(path)
    DraftLog(path).close()


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with DraftLog(path) as log:
        log.append(draft(1))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="No space left"):
                log.append(draft(2))
        assert log.latest(KEY) == draft(1)
        log.append(draft(2))
    assert read_jsonl(path, Draft) == [draft(1), draft(2)]


def test_events_are_only_added(room: Workspace, desk: Desk) -> None:
    path = room.events / f"{BATCH}.{ANNOTATOR}.jsonl"
    label(desk, TAXES)
    before = path.read_bytes().rstrip(b"\n")
    path.write_bytes(before)  # somebody's editor took the last newline
    label(desk, TARIFF)
    assert path.read_bytes().startswith(before + b"\n")
    assert [event.order for event in read_jsonl(path, LabelEvent)] == [
        [item.key for item in desk.reading.items].index(key(text)) for text in (TAXES, TARIFF)
    ]
    assert [path.name for path in room.events.iterdir()] == [path.name]


def test_an_event_that_is_there_is_not_written_twice(room: Workspace, desk: Desk) -> None:
    log = EventLog(room, ANNOTATOR, BATCH)
    label(desk, TAXES)
    [event] = read_jsonl(log.path, LabelEvent)
    with pytest.raises(UserError, match="holds an event of this paragraph and round 1 already"):
        log.append(event)
    assert read_jsonl(log.path, LabelEvent) == [event]


def test_events_of_others_and_adjudications_are_not_mine(room: Workspace, desk: Desk) -> None:
    label(desk, ASIDE)
    [event] = read_jsonl(room.events / f"{BATCH}.{ANNOTATOR}.jsonl", LabelEvent)
    assert EventLog(room, ANNOTATOR, "batch-002").latest(event.paragraph_id) == event
    assert EventLog(room, "bob", BATCH).latest(event.paragraph_id) is None
    ruling = event.model_copy(update={"kind": "adjudication", "event_id": "adjudication/ada/x", "reason": "So."})
    (room.events / "conflicts.ada.jsonl").write_text(
        json_line(ruling.model_copy(update={"paragraph_id": "x"})), encoding="utf-8"
    )
    assert EventLog(room, ANNOTATOR, BATCH).latest("x") is None
