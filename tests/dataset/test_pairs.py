from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.dataset.pairs import stance_rows, topic_row
from stancebench.files import sha256_text
from stancebench.labels.codebook import Codebook
from stancebench.labels.freeze import GoldLabel, GoldStance

TEXT = "We must build ships. We must build ships, and the tariff should stay as it is."
TAX = [f"p01-tax-{letter}" for letter in "abcdef"]
CODEBOOK = Codebook.model_validate(
    {
        "version": "0.1.0",
        "topics": [
            {"code": code, "name": name, "definition": f"What belongs to the field of {name}."}
            for code, name in ((1, "Macroeconomics"), (16, "Defense"), (999, "No policy content"))
        ],
        "targets": [
            {"id": name, "topic": topic, "name": name, "proposition": f"Let {name} be.", "scope": "As it says."}
            for name, topic in [*((name, 1) for name in TAX), ("p16-navy", 16)]
        ],
    }
)
PARAGRAPH: dict[str, Any] = {
    "paragraph_id": "d/000/000",
    "document_id": "d",
    "text": TEXT,
    "text_sha256": sha256_text(TEXT),
    "speaker_id": "washington",
    "role": "head_of_state",
    "date": datetime.date(1790, 1, 8),
    "venue": "Congress",
    "source_type": "speech",
    "language": "en",
    "licence": "public-domain",
    "source_url": "https://example.org",
    "n_words": 16,
}


def stance(target: str, given: str, *, evidence: tuple[str, ...] = (), origin: str = "unanimous") -> GoldStance:
    data = {"target": target, "stance": given, "origin": origin, "evidence": evidence, "counts": {given: 2}}
    return GoldStance.model_validate(data)


def gold(*stances: GoldStance, topic: int = 1, name: str = "d/000/000") -> GoldLabel:
    return GoldLabel(
        paragraph_id=name,
        text_sha256=sha256_text(TEXT),
        codebook_version="0.1.0",
        tier="machine",
        readings=2,
        topic=topic,
        topic_origin="adjudicated",
        topic_counts={str(topic): 1, "999": 1},
        stances=stances,
    )


def test_a_marked_target_becomes_a_pair() -> None:
    label = gold(stance("p16-navy", "favor", evidence=("build ships", "We must")), topic=16)
    assert stance_rows(label, PARAGRAPH, CODEBOOK, negatives=1) == [
        {
            "pair_id": "d/000/000#p16-navy",
            "paragraph_id": "d/000/000",
            "document_id": "d",
            "text": TEXT,
            "text_sha256": sha256_text(TEXT),
            "target_id": "p16-navy",
            "target": "Let p16-navy be.",
            "target_topic": "16 Defense",
            "label": "favor",
            "stance": "favor",
            "scored": True,
            "origin": "unanimous",
            "evidence": [{"text": "build ships", "start": 8, "end": 19}, {"text": "We must", "start": 0, "end": 7}],
            "topic": "16 Defense",
            "speaker_id": "washington",
            "role": "head_of_state",
            "date": datetime.date(1790, 1, 8),
            "venue": "Congress",
            "source_type": "speech",
            "language": "en",
            "licence": "public-domain",
            "source_url": "https://example.org",
        }
    ]


@pytest.mark.parametrize(
    ("given", "label", "scored"),
    [
        ("favor", "favor", True),
        ("against", "against", True),
        ("mixed", "none", False),
        ("neutral", "none", True),
        ("unrelated", "none", True),
    ],
)
def test_fine_label_class_and_whether_it_is_scored(given: str, label: str, scored: bool) -> None:
    [row] = stance_rows(gold(stance("p16-navy", given), topic=16), PARAGRAPH, CODEBOOK, negatives=0)
    assert (row["stance"], row["label"], row["scored"]) == (given, label, scored)


@pytest.mark.parametrize(("negatives", "expected"), [(0, 0), (1, 1), (3, 3), (5, 5), (6, 5), (50, 5)])
def test_at_most_so_many_hard_negatives_and_all_of_the_own_topic(negatives: int, expected: int) -> None:
    rows = stance_rows(
        gold(stance(TAX[2], "favor"), stance("p16-navy", "against")), PARAGRAPH, CODEBOOK, negatives=negatives
    )
    drawn = [row for row in rows if row["stance"] == "unrelated"]
    assert len(drawn) == expected
    assert len(rows) == expected + 2
    assert {row["target_id"] for row in drawn} <= set(TAX) - {TAX[2]}
    for row in drawn:
        assert (row["label"], row["scored"], row["origin"], row["evidence"]) == ("none", True, "unanimous", [])
        assert row["target_topic"] == row["topic"] == "1 Macroeconomics"


def test_a_ruled_unrelated_target_is_a_pair_of_its_own_and_no_drawn_one() -> None:
    label = gold(
        stance(TAX[0], "unrelated", origin="adjudicated"), stance("p16-navy", "unrelated", origin="adjudicated")
    )
    rows = stance_rows(label, PARAGRAPH, CODEBOOK, negatives=2)
    origins = {row["target_id"]: row["origin"] for row in rows}
    assert len(rows) == len(origins) == 4
    assert {name for name, origin in origins.items() if origin == "adjudicated"} == {TAX[0], "p16-navy"}
    assert {name for name, origin in origins.items() if origin == "unanimous"} < set(TAX[1:])


def test_a_paragraph_without_policy_gives_no_pair() -> None:
    assert stance_rows(gold(topic=999), PARAGRAPH, CODEBOOK, negatives=3) == []


def test_negatives_differ_between_paragraphs() -> None:
    taken = {
        stance_rows(gold(name=f"d/000/{number:03d}"), PARAGRAPH, CODEBOOK, negatives=1)[0]["target_id"]
        for number in range(60)
    }
    assert taken == set(TAX)


@given(st.text(max_size=80), st.integers(0, 5), st.integers(0, 99))
def test_negatives_do_not_depend_on_the_text_and_grow_without_change(text: str, few: int, number: int) -> None:
    label = gold(name=f"d/000/{number:03d}")
    chosen = {row["pair_id"] for row in stance_rows(label, PARAGRAPH, CODEBOOK, negatives=few)}
    other = {row["pair_id"] for row in stance_rows(label, {**PARAGRAPH, "text": text}, CODEBOOK, negatives=few)}
    more = {row["pair_id"] for row in stance_rows(label, PARAGRAPH, CODEBOOK, negatives=few + 1)}
    assert chosen == other
    assert chosen < more


@given(st.sets(st.sampled_from(TAX)), st.integers(0, 6))
def test_pairs_are_sorted_and_none_stands_twice(marked: set[str], negatives: int) -> None:
    label = gold(*(stance(name, "neutral") for name in sorted(marked, reverse=True)))
    ids = [row["pair_id"] for row in stance_rows(label, PARAGRAPH, CODEBOOK, negatives=negatives)]
    assert ids == sorted(set(ids))
    assert len(ids) == min(len(TAX), len(marked) + negatives)


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_a_span_points_at_its_quote(start: int, length: int) -> None:
    quote = TEXT[start : start + length]
    [row] = stance_rows(
        gold(stance("p16-navy", "favor", evidence=(quote,)), topic=16), PARAGRAPH, CODEBOOK, negatives=0
    )
    [span] = row["evidence"]
    assert span["text"] == quote == TEXT[span["start"] : span["end"]]
    assert span["start"] <= start


def test_a_topic_row() -> None:
    row = topic_row(gold(topic=16), PARAGRAPH, CODEBOOK)
    assert row == {
        "paragraph_id": "d/000/000",
        "document_id": "d",
        "text": TEXT,
        "text_sha256": sha256_text(TEXT),
        "label": "16 Defense",
        "cap_code": 16,
        "origin": "adjudicated",
        "speaker_id": "washington",
        "role": "head_of_state",
        "date": datetime.date(1790, 1, 8),
        "venue": "Congress",
        "source_type": "speech",
        "language": "en",
        "licence": "public-domain",
        "source_url": "https://example.org",
    }
