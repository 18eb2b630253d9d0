"""Drawing paragraphs: who is drawn, how evenly, with which probability."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from stancebench.errors import UserError
from stancebench.files import read_jsonl, write_jsonl
from stancebench.labels.sample import BatchItem, read_batches, sample_paragraphs
from stancebench.workspace import Workspace
from tests.labels.support import digests, edit_rows, fault, forget_batches, read_rows, run


@pytest.fixture
def undrawn(workspace: Workspace) -> Workspace:
    """The miniature workspace before its first draw."""
    forget_batches(workspace)
    return workspace


def draw(workspace: Workspace, count: int, seed: int = 3, **options: Any) -> list[BatchItem]:
    """Draw one more batch from all years alike; return what it holds."""
    options = {"recent_share": 0.0, "batch_size": count, **options}
    paths = sample_paragraphs(workspace, count=count, seed=seed, **options)
    return [item for path in paths for item in read_jsonl(path, BatchItem)]


def years(items: list[BatchItem]) -> list[int]:
    return [int(item.stratum.removeprefix("mini-")) for item in items]


def test_batches_are_filled_one_after_the_other(undrawn: Workspace) -> None:
    paths = sample_paragraphs(undrawn, count=60, batch_size=25, seed=3, recent_share=0.0)
    assert paths == [undrawn.batches / f"batch-{number:03d}.jsonl" for number in (1, 2, 3)]
    items = read_batches(undrawn)
    assert Counter(item.batch for item in items) == {"batch-001": 25, "batch-002": 25, "batch-003": 10}
    assert {(item.seed, item.frame) for item in items} == {(3, "eligible")}


def test_decades_get_even_shares_and_so_do_their_documents(undrawn: Workspace) -> None:
    counts = Counter(years(draw(undrawn, 60)))
    assert counts == {**dict.fromkeys(range(1900, 1920), 2), **dict.fromkeys(range(1920, 1924), 5)}


@pytest.mark.parametrize(
    ("count", "share", "since", "recent"),
    [
        (40, 0.75, 1911, 30),
        (40, 0.0, 1911, 0),
        (40, 1.0, 1911, 40),
        (40, 0.75, 1922, 9),  # one recent document of nine paragraphs
        (40, 0.75, 1945, 0),  # no recent document
        (40, 0.75, 1800, 40),  # no old document
        (216, 0.75, 1911, 108),  # everything
        (210, 0.0, 1911, 102),  # the old are 108
    ],
)
def test_recent_documents_get_their_share_and_the_draw_is_always_whole(
    undrawn: Workspace, count: int, share: float, since: int, recent: int
) -> None:
    items = draw(undrawn, count, recent_share=share, recent_from=since)
    assert len(items) == count
    assert sum(year > since for year in years(items)) == recent


def test_the_probability_is_the_share_of_the_stratum_that_was_drawn(undrawn: Workspace) -> None:
    first = draw(undrawn, 61)
    eligible = Counter(row["document_id"] for row in read_rows(undrawn) if row["eligible"])
    taken = Counter(item.stratum for item in first)
    assert set(taken.values()) == {2, 3, 5}
    for item in first:
        assert item.inclusion_probability == round(taken[item.stratum] / eligible[item.stratum], 6)
    again = draw(undrawn, 50, seed=4)
    more = Counter(item.stratum for item in again)
    for item in again:
        left = eligible[item.stratum] - taken[item.stratum]
        assert item.inclusion_probability == round(more[item.stratum] / left, 6)


def test_items_name_their_paragraph_by_document_and_hash(undrawn: Workspace) -> None:
    rows = {row["paragraph_id"]: row for row in read_rows(undrawn)}
    for item in draw(undrawn, 30):
        row = rows[item.paragraph_id]
        assert (item.stratum, item.text_sha256) == (row["document_id"], row["text_sha256"])
        assert item.key == row["text_sha256"][:12]


def test_the_same_seed_draws_the_same_and_another_does_not(undrawn: Workspace) -> None:
    drawn = []
    for seed in (3, 3, 4):
        forget_batches(undrawn)
        sample_paragraphs(undrawn, count=40, batch_size=15, seed=seed, recent_share=0.0)
        drawn.append(digests(undrawn.batches))
    assert drawn[0] == drawn[1]
    assert not set(drawn[0].values()) & set(drawn[2].values())
    assert drawn[0].keys() == drawn[2].keys()


def test_nothing_is_drawn_twice_until_everything_eligible_is_drawn(undrawn: Workspace) -> None:
    ids = [item.paragraph_id for seed in range(4) for item in draw(undrawn, 54, seed=seed)]
    assert sorted(ids) == sorted(row["paragraph_id"] for row in read_rows(undrawn) if row["eligible"])
    assert len(set(ids)) == len(ids) == 216
    before = digests(undrawn.batches)
    with pytest.raises(UserError, match=r"^1 paragraphs asked for, 0 are left to draw$"):
        draw(undrawn, 1)
    assert digests(undrawn.batches) == before


def test_a_new_batch_never_takes_the_name_of_another(undrawn: Workspace) -> None:
    sample_paragraphs(undrawn, count=30, batch_size=10, seed=3, recent_share=0.0)
    (undrawn.batches / "batch-001.jsonl").unlink()
    before = digests(undrawn.batches)
    assert {item.batch for item in draw(undrawn, 5)} == {"batch-004"}
    after = digests(undrawn.batches)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("cue", [r"tariff|\bduty\b", "NAVY"])
def test_a_cue_is_the_frame_and_every_drawn_paragraph_holds_it(undrawn: Workspace, cue: str) -> None:
    texts = {row["paragraph_id"]: row["text"] for row in read_rows(undrawn)}
    holds = {name for name, text in texts.items() if re.search(cue, text, re.IGNORECASE)}
    items = draw(undrawn, 20, cue=cue)
    assert {item.frame for item in items} == {f"cue: {cue}"}
    assert {item.paragraph_id for item in items} < holds
    taken = Counter(item.stratum for item in items)
    frame = Counter(name.split("/")[0] for name in holds)
    for item in items:
        assert item.inclusion_probability == round(taken[item.stratum] / frame[item.stratum], 6)
    with pytest.raises(UserError) as caught:
        draw(undrawn, 100, cue=cue)
    assert str(caught.value) == f"100 paragraphs asked for, {len(holds) - 20} are left to draw"


@pytest.mark.parametrize(
    ("cue", "why"),
    [
        ("(tariff", "missing ), unterminated subpattern at position 0"),
        ("*", "nothing to repeat at position 0"),
        ("a{99999999999999999999}", "the repetition number is too large"),
    ],
)
def test_a_cue_that_is_no_pattern_is_one_clear_line(undrawn: Workspace, cue: str, why: str) -> None:
    message = fault("sample", "--count", "3", "--seed", "1", "--cue", cue)
    assert message == f"--cue {cue!r} is no regular expression ({why})"
    assert digests(undrawn.batches) == {}


def test_a_text_that_was_drawn_is_not_drawn_again_elsewhere(undrawn: Workspace) -> None:
    item = draw(undrawn, 1)[0]
    twin = "mini-1923/000/009" if item.stratum != "mini-1923" else "mini-1900/000/000"
    edit_rows(undrawn, text_sha256={twin: item.text_sha256})
    ids = {item.paragraph_id for item in draw(undrawn, 214)}
    assert twin not in ids
    with pytest.raises(UserError, match=r"^1 paragraphs asked for, 0 are left to draw$"):
        draw(undrawn, 1)


def test_a_draw_that_holds_one_text_twice_is_refused(undrawn: Workspace) -> None:
    edit_rows(undrawn, text_sha256=dict.fromkeys(("mini-1900/000/000", "mini-1901/000/000"), "a" * 64))
    message = fault("sample", "--count", "216", "--seed", "1")
    assert message == (
        "the draw holds one text more than once: mini-1900/000/000, mini-1901/000/000; to mend it: another --seed"
    )
    assert digests(undrawn.batches) == {}


def test_a_paragraph_in_two_batches_is_refused(workspace: Workspace) -> None:
    item = read_batches(workspace)[0]
    write_jsonl(workspace.batches / "other.jsonl", [item.model_copy(update={"batch": "other"})])
    with pytest.raises(UserError, match=f"^{item.paragraph_id} is in the batches batch-001 and other$"):
        read_batches(workspace)


def test_drawing_needs_a_built_corpus(workspace: Workspace) -> None:
    workspace.paragraphs.unlink()
    message = fault("sample", "--count", "3", "--seed", "1")
    assert message == (
        f"{workspace.paragraphs} does not exist; expected a Parquet file; to mend it: stancebench corpus build"
    )


def test_the_command_draws_what_is_asked_for_even_where_all_documents_are_old(undrawn: Workspace) -> None:
    printed = run("sample", "--count", "20", "--seed", "5", "--batch-size", "12", "--cue", "tax")
    assert printed.splitlines() == [str(undrawn.batches / f"batch-{number:03d}.jsonl") for number in (1, 2)]
    items = read_batches(undrawn)
    assert (len(items), items[0].frame, items[0].seed) == (20, "cue: tax", 5)


def test_the_draws_of_the_repository_come_again_from_their_recorded_seeds(real_copy: Workspace) -> None:
    recorded = digests(real_copy.batches)
    draws = Counter((item.seed, item.frame) for item in read_batches(real_copy))
    forget_batches(real_copy)
    for (seed, frame), count in draws.items():
        cue = None if frame == "eligible" else frame.removeprefix("cue: ")
        sample_paragraphs(real_copy, count=count, batch_size=80, seed=seed, cue=cue)
    assert digests(real_copy.batches) == recorded
