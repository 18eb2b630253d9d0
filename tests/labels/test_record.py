"""Taking answers in: everything or nothing, and every fault is one line."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stancebench.files import read_jsonl, sha256_file, sha256_text, write_jsonl
from stancebench.labels.batch import read_batches
from stancebench.labels.check import check_labels
from stancebench.labels.event import LabelEvent, read_events
from stancebench.labels.record import record_answers
from stancebench.workspace import Workspace
from tests.labels.support import (
    QUIET,
    QUOTE,
    TIME,
    Row,
    batch_items,
    digests,
    event_path,
    fault,
    forget_batches,
    forget_events,
    good_answers,
    run,
    write_lines,
)

PATH = Path("answers.jsonl")
ARGUMENTS = ("record", str(PATH), "--annotator", "pass-a", "--batch", "batch-001")


@pytest.fixture
def blank(workspace: Workspace) -> Workspace:
    """The miniature workspace, drawn but not read."""
    forget_events(workspace)
    return workspace


def ruling(workspace: Workspace, paragraph_id: str = QUIET, **fields: object) -> Row:
    return {"key": batch_items(workspace)[paragraph_id].key, "reason": "Rule 1.", **fields}


def test_right_answers_become_events(blank: Workspace, tmp_path: Path) -> None:
    rows = good_answers(blank, tmp_path / "good.jsonl")
    rows[0]["note"] = "Hard."
    prompt = tmp_path / "prompt.md"
    prompt.write_text("Read.", encoding="utf-8")
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    path = event_path(blank, "pass-a")
    write_lines(PATH, rows)
    assert run(*ARGUMENTS, "--prompt", str(prompt)) == f"written: {path}\n"
    events = read_jsonl(path, LabelEvent)
    item = batch_items(blank)[QUIET]
    assert events[0].model_dump(exclude={"time"}) == {
        "schema_version": 2,
        "event_id": f"label/pass-a/{QUIET}",
        "kind": "label",
        "annotator_id": "pass-a",
        "annotator_kind": "model",
        "batch": "batch-001",
        "order": 0,
        "round": 1,
        "paragraph_id": QUIET,
        "text_sha256": item.text_sha256,
        "codebook_version": "0.1.0",
        "guidelines_sha256": sha256_file(blank.root / "labels" / "GUIDELINES.md"),
        "prompt_sha256": sha256_text("Read."),
        "function": "position",
        "topic": 1,
        "sub_code": "",
        "second_topic": None,
        "stances": (
            {
                "target": "p01-cut-taxes",
                "stance": "against",
                "start": 0,
                "end": len(QUOTE),
                "implicit": False,
                "holder": "speaker",
                "reported": None,
                "context": "paragraph",
                "confidence": 3,
                "flags": (),
                "quote": "",
            },
        ),
        "note": "Hard.",
        "reason": "",
    }
    keys = {item.paragraph_id: item.key for item in read_batches(blank)}
    assert [keys[event.paragraph_id] for event in events] == [row["key"] for row in rows]
    assert [event.order for event in events] == list(range(216))
    [time] = {event.time for event in events}
    assert before <= time <= datetime.datetime.now(datetime.UTC)
    assert time.microsecond == 0
    assert [finding.level for finding in check_labels(blank)] == ["note"]


def test_without_a_prompt_no_hash_is_recorded(blank: Workspace, tmp_path: Path) -> None:
    write_lines(PATH, good_answers(blank, tmp_path / "good.jsonl"))
    path = record_answers(blank, PATH, annotator_id="pass-a", batch="batch-001", time=TIME)
    assert {(event.prompt_sha256, event.time) for event in read_jsonl(path, LabelEvent)} == {(None, TIME)}


def _set(**fields: object) -> Callable[[list[Row]], object]:
    return lambda rows: rows[0].update(fields)


def _stances(*stances: tuple[str, str, str]) -> Callable[[list[Row]], object]:
    return _set(stances=[dict(zip(("target", "stance", "evidence"), item, strict=True)) for item in stances])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda rows: rows.pop(0),
            "{path}: 1 paragraph(s) missing: {key}; expected one line a paragraph",
        ),
        (
            lambda rows: rows.insert(0, {**rows[0], "key": "0" * 12}),
            "{path}: 1 paragraph(s) not in the batch: 000000000000; expected one line a paragraph",
        ),
        (
            lambda rows: rows.append(rows[0]),
            "{path}: 1 paragraph(s) answered twice: {key}; expected one line a paragraph",
        ),
        (
            _set(topic=2),
            "{path}, line 1 ({key}): unknown topic 2, expected one of 1, 16, 18, 999; to mend it: edit it",
        ),
        (
            _stances(("p01-raise-taxes", "favor", QUOTE)),
            "{path}, line 1 ({key}): unknown target 'p01-raise-taxes', expected one of the 4 of labels/codebook.yaml; "
            "to mend it: edit it",
        ),
        (
            _stances(("p01-cut-taxes", "against", QUOTE.lower())),
            "{path}, line 1 ({key}): the evidence 'i will refuse any bill that lowers the taxes on which our sc' for "
            "p01-cut-taxes does not occur in the paragraph; to mend it: edit it",
        ),
        (
            _stances(("p01-cut-taxes", "favor", "")),
            "{path}, line 1 ({key}): p01-cut-taxes: favor without evidence; to mend it: edit it",
        ),
        (
            _stances(("p01-cut-taxes", "favor", QUOTE), ("p01-cut-taxes", "against", QUOTE)),
            "{path}, line 1 ({key}): the answer to {key}: top level: Value error, target p01-cut-taxes is marked twice",
        ),
        (_stances(("p01-cut-taxes", "pro", QUOTE)), "{path}, line 1: stances.0.stance: Input should be 'favor', "),
        (
            _set(topic=None),
            "{path}, line 1 ({key}): the answer to {key}: top level: Value error, a label without a topic",
        ),
        (_set(topic="taxes"), "{path}, line 1: topic: Input should be a valid integer"),
        (_set(key="1"), "{path}, line 1: key: String should match pattern"),
        (_set(sure=True), "{path}, line 1: sure: Extra inputs are not permitted, found 'True'"),
    ],
)
def test_a_faulty_answer_is_one_line_and_nothing_is_written(
    blank: Workspace, tmp_path: Path, change: Callable[[list[Row]], object], message: str
) -> None:
    rows = good_answers(blank, tmp_path / "good.jsonl")
    key = rows[0]["key"]
    change(rows)
    write_lines(PATH, rows)
    expected = message.format(path=PATH, key=key)
    found = fault(*ARGUMENTS)
    assert found == expected if "to mend it" in message or "one line" in message else found.startswith(expected)
    assert digests(blank.events) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"key": "000000000000", "topic": 1', 'Expecting \',\' delimiter): \'{{"key": "000000000000", "topic": 1\''),
        ("000000000000: 1", "Extra data): '000000000000: 1'"),
        ("", None),
    ],
)
def test_broken_json_is_one_line_and_nothing_is_written(
    blank: Workspace, tmp_path: Path, text: str, message: str | None
) -> None:
    rows = good_answers(blank, tmp_path / "good.jsonl")
    write_lines(PATH, rows[1:])
    with PATH.open("a", encoding="utf-8") as handle:
        handle.write(text)
    found = fault(*ARGUMENTS)
    if message is None:
        assert found == f"{PATH}: 1 paragraph(s) missing: {rows[0]['key']}; expected one line a paragraph"
    else:
        start = f"{PATH}, line 216 is not valid JSON ({message.replace('{{', '{')}"
        assert found == f"{start}; expected one whole JSON object a line; to mend it: remove or mend line 216"
    assert digests(blank.events) == {}


def test_the_line_of_the_file_is_named_even_after_blank_lines(blank: Workspace, tmp_path: Path) -> None:
    rows = good_answers(blank, tmp_path / "good.jsonl")
    PATH.write_text("\n\n" + "\n".join(json.dumps({**row, "topic": 2}) for row in rows), encoding="utf-8")
    assert fault(*ARGUMENTS).startswith(f"{PATH}, line 3 ({rows[0]['key']}): unknown topic 2")
    PATH.write_text("\n" + "\n".join(json.dumps({**row, "topic": None}) for row in rows), encoding="utf-8")
    assert fault(*ARGUMENTS).startswith(f"{PATH}, line 2 ({rows[0]['key']}): the answer to ")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"--annotator": "pass-c"},
            "no annotator 'pass-c'; expected one of pass-a, pass-b, adjudicator; "
            "to mend it: add it to labels/annotators.yaml",
        ),
        ({"--batch": "batch-002"}, "no batch 'batch-002'; to mend it: stancebench labels sample"),
        ({"--batch": "../x"}, "the batch name '../x' is refused; expected small letters, digits and hyphens"),
        ({"--batch": "more/2"}, "the batch name 'more/2' is refused; expected small letters, digits and hyphens"),
        ({"--prompt": "none.md"}, "none.md does not exist; expected a file"),
        ({"record": "none.jsonl"}, "none.jsonl does not exist; expected a file"),
        ({"record": "labels"}, "labels cannot be read (Is a directory); expected a file"),
    ],
)
def test_what_the_command_cannot_find_is_one_line(
    blank: Workspace, tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    write_lines(PATH, good_answers(blank, tmp_path / "good.jsonl"))
    options = {**dict(zip(ARGUMENTS[::2], ARGUMENTS[1::2], strict=True)), **changes}
    assert fault(*(part for pair in options.items() for part in pair)) == message
    assert digests(blank.root / "labels" / "events") == {}


def test_events_that_exist_are_not_replaced(workspace: Workspace, tmp_path: Path) -> None:
    write_lines(PATH, good_answers(workspace, tmp_path / "good.jsonl"))
    before = digests(workspace.events)
    assert fault(*ARGUMENTS) == (
        f"{event_path(workspace, 'pass-a')} exists; expected no events of this batch and annotator; "
        "to mend it: another batch name"
    )
    assert digests(workspace.events) == before


def test_a_ruling_is_not_recorded_twice_under_another_name(workspace: Workspace) -> None:
    ruled = read_jsonl(event_path(workspace, "adjudicator"), LabelEvent)[0]
    write_lines(PATH, [ruling(workspace, ruled.paragraph_id)])
    before = digests(workspace.events)
    assert fault("record", str(PATH), "--annotator", "adjudicator", "--batch", "again", "--adjudication") == (
        f"1 event(s) exist already: {ruled.event_id}; to mend it: take them out of {PATH}"
    )
    assert digests(workspace.events) == before


def test_a_ruling_is_recorded_with_the_batch_of_its_paragraph(workspace: Workspace) -> None:
    stances = [{"target": "p01-cut-taxes", "stance": "unrelated", "evidence": ""}]
    write_lines(PATH, [ruling(workspace, stances=stances)])
    printed = run("record", str(PATH), "--annotator", "adjudicator", "--batch", "more-2", "--adjudication")
    path = workspace.events / "more-2.adjudicator.jsonl"
    assert printed == f"written: {path}\n"
    [event] = read_jsonl(path, LabelEvent)
    assert (event.event_id, event.batch) == (f"adjudication/adjudicator/{QUIET}", "batch-001")
    assert (event.topic, event.stance("p01-cut-taxes"), event.reason) == (None, "unrelated", "Rule 1.")
    assert len(read_events(workspace)) == len({item.event_id for item in read_events(workspace)})


def test_a_ruling_needs_a_reason(workspace: Workspace) -> None:
    write_lines(PATH, [ruling(workspace, reason="")])
    before = digests(workspace.events)
    found = fault("record", str(PATH), "--annotator", "adjudicator", "--batch", "more", "--adjudication")
    assert "top level: Value error, an adjudication without a reason" in found
    assert found.startswith(f"{PATH}, line 1 (")
    assert digests(workspace.events) == before


def test_a_reading_may_not_be_longer_than_its_batch(workspace: Workspace, tmp_path: Path) -> None:
    rows = good_answers(workspace, tmp_path / "good.jsonl")
    items = read_batches(workspace)
    forget_batches(workspace)
    for name, part in (("small", items[:10]), ("large", items[10:])):
        write_jsonl(workspace.batches / f"{name}.jsonl", [item.model_copy(update={"batch": name}) for item in part])
    write_lines(PATH, rows)
    found = fault("record", str(PATH), "--annotator", "pass-a", "--batch", "small")
    assert found.startswith(f"{PATH}: 206 paragraph(s) not in the batch: ")
    assert found.endswith(" and 201 more; expected one line a paragraph")
    assert not (workspace.events / "small.pass-a.jsonl").exists()
