"""Label events: what one may say, and reading them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from stancebench.errors import UserError
from stancebench.files import read_jsonl, write_jsonl
from stancebench.labels.event import LabelEvent, read_events
from stancebench.workspace import Workspace
from tests.labels.support import QUIET, edit_event, event_path, forget_events, make_event

TAX = "p01-cut-taxes"


def changed(event: LabelEvent, **fields: object) -> dict[str, Any]:
    return {**event.model_dump(), **fields}


def marked(stance: str, start: int | None = 0, end: int | None = 5, target: str = TAX) -> dict[str, object]:
    return {"target": target, "stance": stance, "start": start, "end": end}


LABEL = make_event(QUIET, "pass-a", 1, {TAX: "favor"})
RULING = make_event(QUIET, "adjudicator", None, {TAX: "unrelated"}, kind="adjudication")


def test_a_target_that_is_not_marked_is_unrelated() -> None:
    assert LABEL.stance(TAX) == "favor"
    assert LABEL.stance("p01-cut-spending") == "unrelated"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (changed(LABEL, stances=[marked("favor", None, None)]), f"{TAX}: favor without evidence"),
        (changed(LABEL, stances=[marked("against", None, None)]), f"{TAX}: against without evidence"),
        (changed(LABEL, stances=[marked("mixed", None, None)]), f"{TAX}: mixed without evidence"),
        (changed(LABEL, stances=[marked("support")]), "Input should be 'favor', 'against', 'mixed', 'neutral'"),
        (changed(LABEL, stances=[marked("favor"), marked("neutral")]), f"target {TAX} is marked twice"),
        (changed(LABEL, stances=[marked("favor", 3, None)]), f"{TAX}: evidence with one end only"),
        (changed(LABEL, stances=[marked("favor", 3, 3)]), f"{TAX}: evidence from 3 to 3"),
        (changed(LABEL, stances=[marked("favor", -1, 3)]), "greater than or equal to 0"),
        (changed(LABEL, second_topic=1), "topic 1 is primary and secondary"),
        (changed(LABEL, kind="skip"), "a skipped paragraph with labels"),
        (changed(LABEL, kind="skip", topic=None, stances=[], sub_code="16.1"), "a skipped paragraph with labels"),
        (changed(LABEL, round=0), "greater than or equal to 1"),
        (changed(LABEL, topic=None), "a label without a topic"),
        (changed(RULING, reason=" "), "an adjudication without a reason"),
        (changed(LABEL, text_sha256="abc"), "String should match pattern"),
        (changed(LABEL, codebook_version="1"), "String should match pattern"),
        (changed(LABEL, order=-1), "greater than or equal to 0"),
        (changed(LABEL, annotator_kind="crowd"), "Input should be 'human' or 'model'"),
        (changed(LABEL, confidence=0.5), "Extra inputs are not permitted"),
    ],
)
def test_a_faulty_event_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        LabelEvent.model_validate(data)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        changed(LABEL, stances=[marked("neutral", None, None)]),
        changed(LABEL, stances=[]),
        changed(LABEL, stances=[marked("unrelated", None, None)]),
        changed(LABEL, kind="skip", topic=None, stances=[]),
        changed(LABEL, stances=[marked("favor"), marked("favor", target="p01-cut-spending")]),
        changed(RULING, topic=1, stances=[marked("unrelated", None, None)]),
        changed(RULING, topic=None),
    ],
)
def test_what_the_guidelines_allow_is_taken(data: dict[str, Any]) -> None:
    event = LabelEvent.model_validate(data)
    assert LabelEvent.model_validate_json(event.model_dump_json()) == event


def test_events_come_in_the_order_of_files_and_lines(workspace: Workspace) -> None:
    events = read_events(workspace)
    names = ["batch-001.pass-a", "batch-001.pass-b", "conflicts.adjudicator"]
    assert events == [event for name in names for event in read_jsonl(workspace.events / f"{name}.jsonl", LabelEvent)]
    assert [event.order for event in events[:216]] == list(range(216))


def test_no_event_at_all_says_what_to_type(workspace: Workspace) -> None:
    forget_events(workspace)
    with pytest.raises(UserError) as caught:
        read_events(workspace)
    assert str(caught.value) == (f"{workspace.events} holds no label event; to mend it: stancebench labels record")


def test_an_event_that_stands_twice_is_refused(workspace: Workspace) -> None:
    events = read_jsonl(event_path(workspace, "pass-a"), LabelEvent)
    write_jsonl(workspace.events / "copy.jsonl", events[:4])
    first, second, third = (event.event_id for event in events[:3])
    with pytest.raises(UserError) as caught:
        read_events(workspace)
    assert str(caught.value) == (
        f"4 event(s) stand twice: {first}, {second}, {third} and 1 more; expected one label an annotator, "
        f"paragraph and round; to mend it: remove the second from {workspace.events}"
    )


def test_a_faulty_line_is_named(workspace: Workspace) -> None:
    event = read_jsonl(event_path(workspace, "pass-a"), LabelEvent)[4]
    edit_event(workspace, "pass-a", event.paragraph_id, topic=None)
    with pytest.raises(UserError) as caught:
        read_events(workspace)
    path = event_path(workspace, "pass-a")
    assert str(caught.value).startswith(f"{path}, line 5: top level: Value error, a label without a topic")


def test_an_event_of_the_first_version_keeps_its_words(repository: Workspace) -> None:
    folder = repository.root / "labels" / "releases" / "0.1.0" / "events"
    events = [event for path in sorted(folder.glob("*.jsonl")) for event in read_jsonl(path, LabelEvent)]
    assert len(events) == 2 * 1440 + 183
    assert {event.schema_version for event in events} == {2}
    committed = [item for event in events for item in event.stances if item.stance in ("favor", "against", "mixed")]
    assert all(item.quote and item.start is None for item in committed)


def test_the_repository_has_two_blind_readings_of_every_labelled_paragraph(repository: Workspace) -> None:
    readers: dict[str, set[str]] = {}
    for event in read_events(repository):
        if event.kind == "label":
            readers.setdefault(event.paragraph_id, set()).add(event.annotator_id)
    assert all({"pass-a", "pass-b"} <= names for names in readers.values())


def test_the_passes_of_the_repository_read_in_different_orders(repository: Workspace) -> None:
    orders: dict[str, list[list[str]]] = {}
    for path in sorted(repository.events.glob("batch-*.jsonl")):
        events = read_jsonl(path, LabelEvent)
        assert [event.order for event in events] == list(range(len(events)))
        orders.setdefault(path.name.split(".")[0], []).append([event.paragraph_id for event in events])
    for read in orders.values():
        if len(read[0]) > 1:
            assert len({tuple(order) for order in read}) == len(read)
        assert len({frozenset(order) for order in read}) == 1


def test_what_is_pending_is_whole_and_no_event_yet(repository: Workspace) -> None:
    recorded = {event.event_id for event in read_events(repository)}
    for path in sorted((repository.root / "labels" / "pending").glob("*.jsonl")):
        events = read_jsonl(path, LabelEvent)
        assert len(events) > 0
        assert not recorded & {event.event_id for event in events}
