"""What holds for every row of a built dataset."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from stancebench.dataset.schema import LABELS
from stancebench.files import sha256_text
from stancebench.labels.codebook import STANCES, read_codebook
from stancebench.labels.event import read_events
from tests.dataset.support import Planted, Row, all_rows, rows

ORIGINS = ("unanimous", "adjudicated")


def named(row: Row) -> tuple[str, str, str]:
    """Name of the fine label, of the class, and of the origin."""
    return STANCES[row["stance"]], LABELS[row["label"]], ORIGINS[row["origin"]]


def test_the_planted_labels_are_all_there(planted: Planted) -> None:
    counts = Counter(named(row)[0] for row in all_rows(planted.workspace.dataset, "stance"))
    assert counts == {"favor": 95, "against": 95, "mixed": 1, "neutral": 1, "unrelated": 97}


def test_no_pair_and_no_paragraph_stands_twice(planted: Planted) -> None:
    for config, key, count in (("stance", "pair_id", 289), ("topic", "paragraph_id", 216)):
        ids = [row[key] for row in all_rows(planted.workspace.dataset, config)]
        assert len(ids) == len(set(ids)) == count


def test_no_document_lies_in_two_splits(planted: Planted) -> None:
    folder = planted.workspace.dataset
    said = {row["document_id"]: row["split"] for row in rows(folder, "documents/train")}
    for config in ("stance", "topic"):
        for split in ("train", "validation", "test"):
            documents = {row["document_id"] for row in rows(folder, f"{config}/{split}")}
            assert documents == {name for name, where in said.items() if where == split}


@pytest.mark.parametrize("config", ["stance", "topic"])
def test_every_row_has_its_text_hash_licence_and_source(planted: Planted, config: str) -> None:
    for row in all_rows(planted.workspace.dataset, config):
        assert row["text_sha256"] == sha256_text(row["text"])
        assert row["licence"] == "CC0-1.0"
        assert row["source_url"] == "https://example.org"
        assert row["paragraph_id"].startswith(row["document_id"] + "/")


def test_ids_and_propositions_belong_to_their_target(planted: Planted) -> None:
    codebook = read_codebook(planted.workspace)
    names = [topic.label for topic in codebook.topics]
    for row in all_rows(planted.workspace.dataset, "stance"):
        target = codebook.by_id[row["target_id"]]
        assert row["pair_id"] == f"{row['paragraph_id']}#{target.id}"
        assert row["target"] == target.proposition
        assert names[row["target_topic"]] == codebook.topic(target.topic).label


def test_spans_point_at_their_evidence(planted: Planted) -> None:
    for row in all_rows(planted.workspace.dataset, "stance"):
        for span in row["evidence"]:
            assert row["text"][span["start"] : span["end"]] == span["text"] != ""
        assert bool(row["evidence"]) == (named(row)[0] in ("favor", "against", "mixed"))


def test_only_mixed_pairs_are_not_scored_and_their_class_is_none(planted: Planted) -> None:
    found = all_rows(planted.workspace.dataset, "stance")
    [mixed] = [row for row in found if not row["scored"]]
    assert mixed["paragraph_id"] == planted.mixed
    assert named(mixed) == ("mixed", "none", "unanimous")


def test_a_neutral_pair_is_scored_as_none(planted: Planted) -> None:
    found = all_rows(planted.workspace.dataset, "stance")
    [neutral] = [row for row in found if named(row)[0] == "neutral"]
    assert (neutral["paragraph_id"], neutral["scored"]) == (planted.neutral, True)
    assert named(neutral) == ("neutral", "none", "unanimous")


def test_hard_negatives_are_of_the_own_topic_and_no_reader_marked_them(planted: Planted) -> None:
    marked: dict[str, set[str]] = defaultdict(set)
    for event in read_events(planted.workspace):
        marked[event.paragraph_id] |= {item.target for item in event.stances}
    drawn: Counter[str] = Counter()
    for row in all_rows(planted.workspace.dataset, "stance"):
        stance, _, origin = named(row)
        if stance != "unrelated" or origin == "adjudicated":
            continue
        assert row["topic"] == row["target_topic"]
        assert row["target_id"] not in marked[row["paragraph_id"]]
        drawn[row["paragraph_id"]] += 1
    assert max(drawn.values()) == 1
    # One of the 96 paragraphs on the economy had both targets of its topic marked.
    assert len(drawn) == 95


def test_a_target_that_one_reader_marked_and_the_ruling_took_away_is_unrelated(planted: Planted) -> None:
    found = all_rows(planted.workspace.dataset, "stance")
    ruled = {row["paragraph_id"]: row for row in found if named(row) == ("unrelated", "none", "adjudicated")}
    assert {name: row["target_id"] for name, row in ruled.items()} == {
        planted.foreign: "p18-protective-tariffs",
        planted.same: "p01-cut-spending",
    }
    assert ruled[planted.foreign]["topic"] != ruled[planted.foreign]["target_topic"]
    of_same = [row["target_id"] for row in found if row["paragraph_id"] == planted.same]
    assert of_same == ["p01-cut-spending", "p01-cut-taxes"]


def test_a_ruled_topic_is_marked_as_adjudicated(planted: Planted) -> None:
    found = all_rows(planted.workspace.dataset, "topic")
    [row] = [row for row in found if ORIGINS[row["origin"]] == "adjudicated"]
    assert (row["paragraph_id"], row["cap_code"]) == (planted.retopic, 16)


def test_the_raw_events_are_kept_whole(planted: Planted) -> None:
    found = {row["event_id"]: row for row in rows(planted.workspace.dataset, "annotations/train")}
    events = read_events(planted.workspace)
    assert len(found) == len(events) == 2 * 216 + 24
    for event in events:
        row = found[event.event_id]
        assert row["cap_code"] == event.topic
        assert [(s["target_id"], STANCES[s["stance"]], s["start"], s["end"]) for s in row["stances"]] == [
            (item.target, item.stance, item.start, item.end) for item in event.stances
        ]
        assert (row["annotator_id"], row["text_sha256"], row["reason"]) == (
            event.annotator_id,
            event.text_sha256,
            event.reason,
        )
        assert row["time"] == "2026-01-01T00:00:00Z"


def test_the_registry_counts_its_pairs(planted: Planted) -> None:
    folder = planted.workspace.dataset
    counts = Counter((row["target_id"], named(row)[0]) for row in all_rows(folder, "stance"))
    found = rows(folder, "targets/train")
    assert [row["target_id"] for row in found] == [target.id for target in read_codebook(planted.workspace).targets]
    for row in found:
        for stance in ("favor", "against", "mixed", "neutral"):
            assert row[f"n_{stance}"] == counts[row["target_id"], stance]
    assert sum(row["n_favor"] for row in found) == 95
