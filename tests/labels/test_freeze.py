"""Freezing to gold: origins, counts, evidence, and what is refused."""

from __future__ import annotations

import pytest

from stancebench.errors import UserError
from stancebench.files import write_jsonl
from stancebench.labels.conflict import open_conflicts, readings
from stancebench.labels.event import read_events
from stancebench.labels.freeze import freeze, frozen
from stancebench.labels.gold import GoldLabel, GoldSpan, GoldStance, read_gold
from stancebench.workspace import Workspace
from tests.labels.support import (
    QUIET,
    QUOTE,
    SPLIT,
    add_ruling,
    batch_items,
    drop_event,
    edit_event,
    event_path,
    fault,
    forget_events,
    run,
)

TAX, SPEND = "p01-cut-taxes", "p01-cut-spending"
SHORTER = "lowers the taxes"
WHOLE = GoldSpan(start=0, end=len(QUOTE))
PART = GoldSpan(start=QUOTE.index(SHORTER), end=QUOTE.index(SHORTER) + len(SHORTER))


def gold(workspace: Workspace) -> dict[str, GoldLabel]:
    return {label.paragraph_id: label for label in freeze(workspace)}


def mark(workspace: Workspace, annotator: str, paragraph_id: str, *stances: tuple[str, str, str]) -> None:
    marked = []
    for target, stance, quote in stances:
        start = QUOTE.index(quote)
        marked.append({"target": target, "stance": stance, "start": start, "end": start + len(quote)})
    edit_event(workspace, annotator, paragraph_id, stances=marked)


def test_a_unanimous_paragraph_is_gold_as_it_was_read(workspace: Workspace) -> None:
    mark(workspace, "pass-b", QUIET, (TAX, "against", SHORTER))
    assert gold(workspace)[QUIET] == GoldLabel(
        paragraph_id=QUIET,
        text_sha256=batch_items(workspace)[QUIET].text_sha256,
        codebook_version="0.1.0",
        tier="machine",
        readings=2,
        function="position",
        topic=1,
        topic_origin="unanimous",
        topic_counts={"1": 2},
        stances=(
            GoldStance(target=TAX, stance="against", origin="unanimous", evidence=(WHOLE, PART), counts={"against": 2}),
        ),
    )


def test_an_adjudicated_stance_takes_evidence_only_from_those_who_gave_it(workspace: Workspace) -> None:
    mark(workspace, "pass-b", SPLIT, (TAX, "mixed", SHORTER))
    assert gold(workspace)[SPLIT].stances == (
        GoldStance(
            target=TAX, stance="against", origin="adjudicated", evidence=(WHOLE,), counts={"against": 1, "mixed": 1}
        ),
    )
    assert gold(workspace)[SPLIT].topic_origin == "unanimous"


def test_a_ruling_that_no_reader_gave_brings_its_own_evidence(workspace: Workspace) -> None:
    drop_event(workspace, "adjudicator", SPLIT)
    add_ruling(workspace, SPLIT, None, {TAX: ("favor", SHORTER)})
    [stance] = gold(workspace)[SPLIT].stances
    assert (stance.stance, stance.evidence, stance.counts) == ("favor", (PART,), {"against": 1, "mixed": 1})


def test_an_adjudicated_unrelated_is_kept_with_its_origin(workspace: Workspace) -> None:
    mark(workspace, "pass-b", QUIET, (TAX, "against", QUOTE), (SPEND, "favor", SHORTER))
    add_ruling(workspace, QUIET, None, {SPEND: ("unrelated", "")})
    assert gold(workspace)[QUIET].stances == (
        GoldStance(target=SPEND, stance="unrelated", origin="adjudicated", counts={"favor": 1, "unrelated": 1}),
        GoldStance(target=TAX, stance="against", origin="unanimous", evidence=(WHOLE,), counts={"against": 2}),
    )


@pytest.mark.parametrize("ruled", [1, 18, 999])
def test_an_adjudicated_topic_may_be_one_that_no_reader_gave(workspace: Workspace, ruled: int) -> None:
    edit_event(workspace, "pass-b", QUIET, topic=18)
    add_ruling(workspace, QUIET, ruled, {})
    label = gold(workspace)[QUIET]
    assert (label.topic, label.topic_origin, label.topic_counts) == (ruled, "adjudicated", {"1": 1, "18": 1})
    assert [stance.origin for stance in label.stances] == ["unanimous"]


def test_a_ruling_does_not_touch_what_the_readers_agree_on(workspace: Workspace) -> None:
    before = gold(workspace)
    drop_event(workspace, "adjudicator", SPLIT)
    add_ruling(workspace, SPLIT, 18, {TAX: ("against", QUOTE), SPEND: ("favor", SHORTER)})
    add_ruling(workspace, QUIET, 18, {TAX: ("favor", SHORTER)})
    assert gold(workspace) == before


@pytest.mark.parametrize(
    ("kinds", "tier"),
    [(("human", "human"), "human"), (("model", "model"), "machine")],
)
def test_the_tier_is_human_only_when_only_people_read(workspace: Workspace, kinds: tuple[str, str], tier: str) -> None:
    annotators = dict(zip(("pass-a", "pass-b", "adjudicator"), (*kinds, kinds[0]), strict=True))
    text = workspace.annotators.read_text(encoding="utf-8")
    for name, kind in annotators.items():
        text = text.replace(f"- id: {name}\n  kind: model", f"- id: {name}\n  kind: {kind}")
    workspace.annotators.write_text(text, encoding="utf-8")
    events = [
        event.model_copy(update={"annotator_kind": annotators.get(event.annotator_id, event.annotator_kind)})
        for event in read_events(workspace)
    ]
    forget_events(workspace)
    write_jsonl(workspace.events / "all.jsonl", events)
    assert {label.tier for label in freeze(workspace)} == {tier}


def test_readings_of_people_take_the_place_of_those_of_models(workspace: Workspace) -> None:
    events = read_events(workspace)
    people = [
        event.model_copy(
            update={
                "annotator_id": name,
                "annotator_kind": "human",
                "event_id": f"label/{name}/{QUIET}",
                "topic": 18,
                "stances": (),
            }
        )
        for event in events
        for name in ("ada", "ben")
        if event.event_id == f"label/pass-a/{QUIET}"
    ]
    label = {item.paragraph_id: item for item in frozen([*events, *people], "0.1.0")}[QUIET]
    assert (label.tier, label.readings, label.topic, label.stances) == ("human", 2, 18, ())


def test_readings_of_people_and_models_are_never_one_conflict(workspace: Workspace) -> None:
    event = next(event for event in read_events(workspace) if event.event_id == f"label/pass-a/{QUIET}")
    person = event.model_copy(update={"annotator_id": "ada", "annotator_kind": "human", "event_id": "x", "topic": 18})
    assert open_conflicts([event, person]) == []
    with pytest.raises(UserError, match=r"^no paragraph was read: every event is a skip or a ruling"):
        frozen([event.model_copy(update={"kind": "skip"})], "0.1.0")


def test_a_later_round_is_what_is_frozen(workspace: Workspace) -> None:
    events = read_events(workspace)
    again = [
        event.model_copy(update={"round": 2, "event_id": f"{event.event_id}/2", "topic": 18})
        for event in events
        if event.paragraph_id == QUIET and event.kind == "label"
    ]
    assert {item.paragraph_id: item.topic for item in frozen([*again, *events], "0.1.0")}[QUIET] == 18


def test_every_paragraph_comes_once_in_order_and_is_written(workspace: Workspace) -> None:
    before = workspace.gold.read_bytes()
    workspace.gold.unlink()
    frozen = freeze(workspace)
    assert [label.paragraph_id for label in frozen] == sorted(batch_items(workspace))
    assert read_gold(workspace) == frozen
    assert workspace.gold.read_bytes() == before


def test_the_order_of_events_does_not_matter(workspace: Workspace) -> None:
    before = freeze(workspace)
    events = read_events(workspace)
    forget_events(workspace)
    write_jsonl(workspace.events / "all.jsonl", events[::-1])
    assert freeze(workspace) == before


CONFLICTS = "; to mend it: stancebench labels adjudicate SHEET, then stancebench labels record --adjudication"


def _lose_ruling(workspace: Workspace) -> None:
    drop_event(workspace, "adjudicator", SPLIT)


def _open_topic(workspace: Workspace) -> None:
    edit_event(workspace, "pass-b", SPLIT, topic=18)


def _open_target(workspace: Workspace) -> None:
    mark(workspace, "pass-b", SPLIT, (SPEND, "favor", SHORTER))


def _read_once(workspace: Workspace) -> None:
    drop_event(workspace, "pass-a", QUIET)


def _fault(workspace: Workspace) -> None:
    edit_event(workspace, "pass-a", QUIET, topic=2)
    edit_event(workspace, "pass-b", QUIET, topic=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_lose_ruling, f"1 conflict(s) are not adjudicated: {SPLIT}{CONFLICTS}"),
        (_open_topic, f"1 conflict(s) are not adjudicated: {SPLIT}{CONFLICTS}"),
        (_open_target, f"1 conflict(s) are not adjudicated: {SPLIT}{CONFLICTS}"),
        (
            _read_once,
            f"1 paragraph(s) were read only once: {QUIET}; expected two blind readings; "
            "to mend it: stancebench labels sheet, then stancebench labels record",
        ),
        (
            _fault,
            f"2 label event(s) are faulty: label/pass-a/{QUIET}: unknown topic 2, expected one of 1, 16, 18, 999; "
            "to mend it: stancebench labels check",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_not_settled_is_refused_and_the_old_gold_stays(
    workspace: Workspace, change: object, message: str
) -> None:
    before = workspace.gold.read_bytes()
    assert callable(change)
    change(workspace)
    assert fault("freeze") == message
    assert workspace.gold.read_bytes() == before


def test_many_open_conflicts_are_counted(workspace: Workspace) -> None:
    event_path(workspace, "adjudicator").unlink()
    found = fault("freeze")
    assert found.startswith(f"21 conflict(s) are not adjudicated: {SPLIT}, mini-1900/000/006, mini-1901/000/000 and 18")


def test_the_command_counts_what_was_frozen(workspace: Workspace) -> None:
    stances = [stance for label in read_gold(workspace) for stance in label.stances]
    assert len(stances) == 24 * 8
    assert run("freeze") == f"216 paragraphs, 192 stances (21 adjudicated) frozen to {workspace.gold}\n"


def test_missing_gold_says_what_to_type(workspace: Workspace) -> None:
    workspace.gold.unlink()
    with pytest.raises(UserError) as caught:
        read_gold(workspace)
    assert str(caught.value) == (
        f"{workspace.gold} does not exist; expected a file; to mend it: stancebench labels freeze"
    )


def test_the_gold_of_the_repository_follows_from_its_events(real_copy: Workspace) -> None:
    events = read_events(real_copy)
    assert [event.event_id for event in events if event.kind == "adjudication" and not event.reason.strip()] == []
    recorded = real_copy.gold.read_bytes()
    gold = freeze(real_copy)
    assert real_copy.gold.read_bytes() == recorded
    grouped = readings(events)
    for label in gold:
        read = grouped[label.paragraph_id]
        agreed = len({event.topic for event in read}) == 1
        assert label.topic_origin == ("unanimous" if agreed else "adjudicated")
        for stance in label.stances:
            agreed = len({event.stance(stance.target) for event in read}) == 1
            assert stance.origin == ("unanimous" if agreed else "adjudicated")
    assert {label.tier for label in gold} == {"machine"}
