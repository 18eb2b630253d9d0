"""Saving, finishing, skipping and opening again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stancebench.files import read_jsonl, write_jsonl
from stancebench.labels.check import check_labels
from stancebench.labels.event import LabelEvent
from stancebench.labels.record import record_answers
from stancebench.labels.serve.desk import Desk, Progress
from stancebench.labels.serve.draft import DraftAnswer
from stancebench.labels.serve.refusal import RefusedError
from stancebench.workspace import Workspace
from tests.labels.serve.support import (
    ANNOTATOR,
    ASIDE,
    BATCH,
    CANDIDATES,
    CUT,
    QUESTION,
    TARIFF,
    TAXES,
    TIME,
    key,
    label,
    open_desk,
    whole_answer,
)

STALE = "changed in another tab or window"


def events(workspace: Workspace) -> list[LabelEvent]:
    return read_jsonl(workspace.events / f"{BATCH}.{ANNOTATOR}.jsonl", LabelEvent)


@contextmanager
def refused(status: int, match: str) -> Iterator[None]:
    with pytest.raises(RefusedError, match=match) as caught:
        yield
    assert caught.value.status == status


def test_the_first_draft_begins_a_paragraph(desk: Desk) -> None:
    assert (desk.state(key(TAXES)).status, desk.state(key(TAXES)).version) == ("open", 0)
    state = desk.save(key(TAXES), 0, DraftAnswer(function="position"))
    assert (state.status, state.version, state.round, state.answer.function) == ("begun", 1, 1, "position")
    assert desk.progress() == Progress(0, 0, 4)


def test_a_page_that_knows_an_older_version_is_refused(desk: Desk) -> None:
    desk.save(key(TAXES), 0, DraftAnswer(note="first tab"))
    with refused(409, STALE):
        desk.save(key(TAXES), 0, DraftAnswer(note="second tab"))
    with refused(409, STALE):
        desk.finish(key(TAXES), 0)
    with refused(409, STALE):
        desk.skip(key(TAXES), 7)
    assert desk.state(key(TAXES)).answer.note == "first tab"


def test_sending_again_what_is_saved_changes_nothing(desk: Desk) -> None:
    first = desk.save(key(TAXES), 0, DraftAnswer(note="same"))
    assert desk.save(key(TAXES), 0, DraftAnswer(note="same")) == first


def test_a_finished_paragraph_is_a_label_event_like_one_that_was_recorded(room: Workspace, tmp_path: Path) -> None:
    desk, log = open_desk(room)
    for text in CANDIDATES:
        label(desk, text)
    served = {event.event_id: event for event in events(room)}
    assert desk.progress() == Progress(4, 0, 4)
    assert desk.next_open() is None
    answers = [whole_answer(text).to_answer(key(text), text) for text in CANDIDATES]
    log.close()
    (room.events / f"{BATCH}.{ANNOTATOR}.jsonl").unlink()
    write_jsonl(tmp_path / "answers.jsonl", answers)
    record_answers(room, tmp_path / "answers.jsonl", annotator_id=ANNOTATOR, batch=BATCH, time=TIME)
    recorded = {event.event_id: event for event in events(room)}
    assert set(served) == set(recorded)
    for name, event in recorded.items():
        assert served[name].model_copy(update={"order": event.order}) == event
        assert (event.annotator_kind, event.prompt_sha256, event.schema_version) == ("human", None, 2)
    assert [finding.level for finding in check_labels(room)] == ["note"]


def test_an_unfinished_answer_gives_no_event(room: Workspace, desk: Desk) -> None:
    state = desk.save(key(TAXES), 0, whole_answer(TAXES).model_copy(update={"function": None}))
    with pytest.raises(RefusedError, match="1 thing is left to do") as caught:
        desk.finish(key(TAXES), state.version)
    assert caught.value.status == 422
    assert [fault.field for fault in caught.value.faults] == ["function"]
    assert not room.events.exists()


def test_the_checks_of_record_have_the_last_word(room: Workspace, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stancebench.labels.serve.desk.find_faults", lambda reading, item, answer: [])
    desk.save(key(QUESTION), 0, whole_answer(TAXES).model_copy(update={"stances": ()}))
    with refused(422, "the candidate p01-cut-taxes is not answered"):
        desk.finish(key(QUESTION), 1)
    desk.save(key(TAXES), 0, whole_answer(TAXES).model_copy(update={"topic": 7}))
    with refused(422, "unknown topic 7"):
        desk.finish(key(TAXES), 1)
    desk.save(key(TARIFF), 0, whole_answer(TARIFF).model_copy(update={"topic": None}))
    with refused(422, "a label without a topic"):
        desk.finish(key(TARIFF), 1)
    assert not room.events.exists()


def test_a_skip_is_an_event_of_its_own_kind_and_no_empty_answer(room: Workspace, desk: Desk) -> None:
    desk.save(key(TAXES), 0, whole_answer(TAXES).model_copy(update={"note": "The text is broken."}))
    assert desk.skip(key(TAXES), 1).status == "skipped"
    label(desk, ASIDE)
    skip, empty = events(room)
    assert (skip.kind, skip.topic, skip.stances, skip.note) == ("skip", None, (), "The text is broken.")
    assert (skip.function, skip.sub_code, skip.second_topic) == (None, "", None)
    assert (empty.kind, empty.topic, empty.stances) == ("label", 999, ())
    assert desk.progress() == Progress(2, 1, 4)
    assert not any(finding.level == "error" for finding in check_labels(room))


def test_a_skipped_paragraph_can_be_labelled_later(room: Workspace, desk: Desk) -> None:
    desk.save(key(TAXES), 0, whole_answer(TAXES))
    desk.skip(key(TAXES), 1)
    state = desk.reopen(key(TAXES), 1)
    assert (state.status, state.round, state.answer) == ("reopened", 2, whole_answer(TAXES))
    desk.finish(key(TAXES), state.version)
    assert [(event.kind, event.round) for event in events(room)] == [("skip", 1), ("label", 2)]


def test_a_label_is_not_taken_back_by_a_skip(desk: Desk) -> None:
    label(desk, TAXES)
    state = desk.reopen(key(TAXES), 1)
    with refused(422, "has a label, which a skip would not take back"):
        desk.skip(key(TAXES), state.version)


def test_opening_again_begins_a_round_and_never_edits_an_event(room: Workspace, desk: Desk) -> None:
    label(desk, TARIFF)
    path = room.events / f"{BATCH}.{ANNOTATOR}.jsonl"
    before = path.read_bytes()
    with refused(409, "finished. Open it again"):
        desk.save(key(TARIFF), 1, DraftAnswer())
    state = desk.reopen(key(TARIFF), 1)
    assert (state.status, state.round, state.answer) == ("reopened", 2, whole_answer(TARIFF))
    assert desk.progress().finished == 0
    assert path.read_bytes() == before
    changed = whole_answer(TARIFF).model_copy(update={"sub": "18.1"})
    state = desk.save(key(TARIFF), state.version, changed)
    assert desk.finish(key(TARIFF), state.version).status == "finished"
    assert path.read_bytes().startswith(before)
    first, second = events(room)
    paragraph = first.paragraph_id
    assert [event.event_id for event in (first, second)] == [f"label/ada/{paragraph}", f"label/ada/{paragraph}/2"]
    assert [(event.round, event.sub_code) for event in (first, second)] == [(1, "18.2"), (2, "18.1")]
    assert desk.state(key(TARIFF)).answer == changed
    assert desk.reopen(key(TARIFF), state.version).round == 3


def test_opening_again_without_a_change_adds_nothing(room: Workspace, desk: Desk) -> None:
    label(desk, TAXES)
    state = desk.reopen(key(TAXES), 1)
    turned = state.answer.model_copy(update={"stances": state.answer.stances[::-1]})
    state = desk.save(key(TAXES), state.version, turned)
    state = desk.finish(key(TAXES), state.version)
    assert (state.status, state.round, len(events(room))) == ("finished", 1, 1)


def test_the_earlier_answer_can_be_kept(room: Workspace, desk: Desk) -> None:
    label(desk, TAXES)
    state = desk.reopen(key(TAXES), 1)
    state = desk.save(key(TAXES), state.version, DraftAnswer(note="I was wrong to open it."))
    with refused(409, STALE):
        desk.keep(key(TAXES), 1)
    state = desk.keep(key(TAXES), state.version)
    assert (state.status, state.round, state.answer) == ("finished", 1, whole_answer(TAXES))
    assert (desk.progress().finished, len(events(room))) == (1, 1)
    with refused(409, "no earlier answer to keep"):
        desk.keep(key(TAXES), state.version)


def test_steps_out_of_order_are_refused(desk: Desk) -> None:
    with refused(409, "is open already"):
        desk.reopen(key(TAXES), 0)
    label(desk, TAXES)
    with refused(409, "is finished already"):
        desk.finish(key(TAXES), 1)
    with refused(409, "is finished already"):
        desk.skip(key(TAXES), 1)
    with refused(404, "no such paragraph"):
        desk.state("0" * 12)


def test_everything_is_there_after_a_new_start(room: Workspace) -> None:
    desk, log = open_desk(room)
    label(desk, TAXES)
    desk.skip(key(QUESTION), 0)
    desk.save(key(TARIFF), 0, DraftAnswer(topic=18))
    label(desk, ASIDE)
    desk.reopen(key(ASIDE), 1)
    before = desk.states(), desk.progress(), desk.next_open()
    log.close()
    again, log = open_desk(room)
    assert (again.states(), again.progress(), again.next_open()) == before
    assert {state.item.key: state.status for state in again.states()} == {
        key(TAXES): "finished",
        key(QUESTION): "skipped",
        key(TARIFF): "begun",
        key(ASIDE): "reopened",
    }
    log.close()


def test_a_crash_between_event_and_anything_else_leaves_the_paragraph_finished(room: Workspace) -> None:
    desk, log = open_desk(room)
    label(desk, TAXES)
    log.close()
    (room.drafts / f"{BATCH}.{ANNOTATOR}.jsonl").unlink()  # as if the drafts had been lost
    again, log = open_desk(room)
    assert (again.state(key(TAXES)).status, again.state(key(TAXES)).answer) == ("finished", whole_answer(TAXES))
    log.close()


def test_neighbours_and_the_next_open_one(desk: Desk) -> None:
    keys = [item.key for item in desk.reading.items]
    assert [desk.neighbour(name, 1) for name in keys] == [*keys[1:], None]
    assert [desk.neighbour(name, -1) for name in keys] == [None, *keys[:-1]]
    assert desk.next_open() == keys[0]
    assert desk.next_open(keys[-1]) == keys[0]
    desk.skip(keys[0], 0)
    assert desk.next_open(keys[-1]) == keys[1]


def test_annotators_do_not_see_each_other(room: Workspace, desk: Desk) -> None:
    label(desk, TAXES)
    other, log = open_desk(room, "bob")
    assert other.state(key(TAXES)).status == "open"
    assert other.progress() == Progress(0, 0, 4)
    log.close()
    assert CUT in CANDIDATES[TAXES]
