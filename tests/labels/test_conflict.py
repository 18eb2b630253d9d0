"""Where readings differ, and the sheet of what is still open."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from stancebench.files import read_jsonl
from stancebench.labels.conflict import Conflict, find_conflict, readings, rulings, settles, write_conflict_sheet
from stancebench.labels.event import LabelEvent, read_events
from stancebench.labels.sheet import read_passages
from stancebench.workspace import Workspace
from tests.labels.support import (
    QUIET,
    QUOTE,
    SPLIT,
    TIME,
    add_ruling,
    batch_items,
    drop_event,
    edit_event,
    edit_rows,
    event_path,
    fault,
    make_event,
    read_rows,
    run,
)

SHEET = Path("conflicts.md")
TAX, SPEND, MILITARY = "p01-cut-taxes", "p01-cut-spending", "p16-stronger-military"


def sheet(workspace: Workspace, seed: int = 1) -> str:
    write_conflict_sheet(workspace, SHEET, seed=seed)
    return SHEET.read_text(encoding="utf-8")


def sections(text: str) -> dict[str, list[str]]:
    """The points in conflict by the key of the paragraph."""
    parts = re.split(r"^## ([0-9a-f]{12})$", text, flags=re.MULTILINE)
    return {
        key: [line for line in part.splitlines() if line.startswith("- ")]
        for key, part in zip(parts[1::2], parts[2::2], strict=True)
    }


@pytest.mark.parametrize(
    ("one", "other", "topics", "stances"),
    [
        ((1, {TAX: "favor"}), (16, {TAX: "favor"}), (1, 16), {}),
        ((1, {TAX: "mixed"}), (1, {TAX: "favor"}), (), {TAX: ("favor", "mixed")}),
        ((1, {TAX: "favor"}), (1, {}), (), {TAX: ("favor", "unrelated")}),
        ((18, {TAX: "neutral"}), (1, {}), (1, 18), {TAX: ("neutral", "unrelated")}),
        ((1, {TAX: "favor", SPEND: "favor"}), (1, {SPEND: "favor", TAX: "against"}), (), {TAX: ("against", "favor")}),
    ],
)
def test_a_conflict_names_what_differs_and_only_that(
    one: tuple[int, dict[str, str]],
    other: tuple[int, dict[str, str]],
    topics: tuple[int, ...],
    stances: dict[str, tuple[str, ...]],
) -> None:
    labels = [make_event("d1/000/000", "a", *one), make_event("d1/000/000", "b", *other)]
    found = find_conflict(labels)
    assert found == Conflict("d1/000/000", labels[0].text_sha256, topics, stances)  # type: ignore[arg-type]
    assert found == find_conflict(labels[::-1])


@pytest.mark.parametrize("stances", [{}, {TAX: "favor"}, {TAX: "favor", SPEND: "neutral"}])
def test_other_words_or_another_order_are_no_conflict(stances: dict[str, str]) -> None:
    labels = [
        make_event("d1/000/000", "a", 1, stances),
        make_event("d1/000/000", "b", 1, dict(reversed(stances.items()))),
    ]
    assert find_conflict(labels) is None


def test_readings_are_grouped_without_rulings() -> None:
    one, two, three = (make_event("d1/000/001", "b"), make_event("d1/000/001", "a"), make_event("d1/000/000", "b"))
    ruling = make_event("d1/000/001", "c", kind="adjudication")
    assert list(readings([ruling, one, two, three]).items()) == [("d1/000/000", [three]), ("d1/000/001", [two, one])]


def test_a_later_round_takes_the_place_of_an_earlier_one_and_a_skip_is_no_reading() -> None:
    first = make_event("d1/000/000", "a", 1)
    again = first.model_copy(update={"round": 2, "topic": 16, "event_id": f"{first.event_id}/2"})
    skipped = make_event("d1/000/001", "a", 1).model_copy(update={"kind": "skip", "topic": None})
    assert readings([again, first, skipped]) == {"d1/000/000": [again]}


def test_a_later_ruling_takes_the_place_of_an_earlier_one() -> None:
    later = make_event("d1/000/000", "c", 16, kind="adjudication", time=TIME + datetime.timedelta(days=1))
    earlier = make_event("d1/000/000", "d", 18, kind="adjudication")
    label = make_event("d1/000/001", "a", time=TIME + datetime.timedelta(days=2))
    assert rulings([later, earlier, label]) == rulings([label, earlier, later]) == {"d1/000/000": later}


@pytest.mark.parametrize(
    ("topic", "stances", "settled"),
    [
        (1, {TAX: "unrelated", SPEND: "favor"}, True),
        (3, {TAX: "unrelated", SPEND: "favor", MILITARY: "favor"}, True),
        (None, {TAX: "unrelated", SPEND: "favor"}, False),
        (1, {TAX: "favor"}, False),
        (1, {}, False),
    ],
)
def test_a_ruling_settles_when_it_speaks_on_everything(
    topic: int | None, stances: dict[str, str], settled: bool
) -> None:
    conflict = Conflict("d1/000/000", "0" * 64, (1, 16), {TAX: ("favor", "unrelated"), SPEND: ("favor", "mixed")})
    assert settles(conflict, make_event("d1/000/000", "c", topic, stances, kind="adjudication")) is settled
    assert not settles(conflict, None)


def test_the_sheet_holds_every_open_conflict_and_nothing_settled(workspace: Workspace) -> None:
    assert sheet(workspace) == "# 0 conflicts\n\n"
    ruled = read_jsonl(event_path(workspace, "adjudicator"), LabelEvent)
    for event in ruled[:4]:
        drop_event(workspace, "adjudicator", event.paragraph_id)
    text = sheet(workspace)
    assert text.startswith("# 4 conflicts\n\n## ")
    assert set(sections(text)) == {event.text_sha256[:12] for event in ruled[:4]}


def test_a_conflict_that_a_ruling_leaves_open_stays_on_the_sheet(workspace: Workspace) -> None:
    edit_event(workspace, "pass-b", SPLIT, topic=16)  # the ruling speaks on the stance alone
    [(key, points)] = sections(sheet(workspace)).items()
    assert key == batch_items(workspace)[SPLIT].key
    assert [point.split(":")[0] for point in points] == ["- topic", f"- {TAX}"]


def test_the_sheet_shows_text_points_and_quotes_but_no_name(workspace: Workspace) -> None:
    quote = "our schools"
    start = QUOTE.index(quote)
    stances = [
        {"target": TAX, "stance": "mixed", "start": start, "end": start + len(quote)},
        {"target": SPEND, "stance": "neutral"},
    ]
    edit_event(workspace, "pass-b", QUIET, topic=18, stances=stances, note="I was in doubt.")
    text = sheet(workspace)
    item = batch_items(workspace)[QUIET]
    [points] = sections(text).values()
    assert list(sections(text)) == [item.key]
    assert points[0] in ("- topic: 1 or 18?", "- topic: 18 or 1?")
    either = ("neutral or unrelated", "unrelated or neutral")
    assert points[1] in [f"- {SPEND}: {order}? Quotes given: none" for order in either]
    either = ("against or mixed", "mixed or against")
    assert points[2] in [f"- {TAX}: {order}? Quotes given: {QUOTE} | {quote}" for order in either]
    [row] = [row for row in read_rows(workspace) if row["paragraph_id"] == QUIET]
    assert row["text"] in read_passages(workspace).show(QUIET)
    assert f"\n{read_passages(workspace).show(QUIET)}\n" in text
    for secret in ("pass-a", "pass-b", "adjudicator", "doubt", "mini-", row["speaker_id"]):
        assert secret not in text


def open_all(workspace: Workspace) -> None:
    event_path(workspace, "adjudicator").unlink()


def test_the_seed_turns_the_order_of_paragraphs_and_of_answers(workspace: Workspace) -> None:
    open_all(workspace)
    first, again, other = sheet(workspace, 1), sheet(workspace, 1), sheet(workspace, 2)
    assert first == again
    assert list(sections(first)) != list(sections(other))
    assert sections(first).keys() == sections(other).keys()
    mixed_first = {
        sum("mixed or" in point for points in sections(text).values() for point in points) for text in (first, other)
    }
    assert all(0 < count < 21 for count in mixed_first)
    assert sections(first) != sections(other)


def test_the_command_writes_the_sheet(workspace: Workspace) -> None:
    open_all(workspace)
    conflicts = sum(find_conflict(labels) is not None for labels in readings(read_events(workspace)).values())
    assert conflicts == 21
    assert run("adjudicate", "open/sheet.md", "--seed", "3") == "21 conflicts written to open/sheet.md\n"
    assert Path("open/sheet.md").read_text(encoding="utf-8") == sheet(workspace, 3)


def test_a_corpus_that_lacks_a_paragraph_is_one_clear_line(workspace: Workspace) -> None:
    open_all(workspace)
    edit_rows(workspace, paragraph_id={SPLIT: "mini-1900/000/900"})
    assert fault("adjudicate", str(SHEET)) == (
        f"the corpus lacks {SPLIT}; to mend it: stancebench corpus hydrate, then stancebench corpus build --all"
    )
    assert not SHEET.exists()


def test_a_ruling_closes_a_conflict(workspace: Workspace) -> None:
    edit_event(workspace, "pass-b", QUIET, stances=[])
    assert list(sections(sheet(workspace))) == [batch_items(workspace)[QUIET].key]
    add_ruling(workspace, QUIET, None, {TAX: ("unrelated", "")})
    assert sheet(workspace) == "# 0 conflicts\n\n"
