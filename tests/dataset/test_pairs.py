from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.dataset.pairs import stance_row, topic_row
from stancebench.dataset.select import Negative, Pair
from stancebench.files import sha256_text
from stancebench.labels.codebook import Codebook
from stancebench.labels.gold import GoldLabel, GoldStance

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
            {
                "id": name,
                "topic": topic,
                "name": name,
                "proposition": f"Let {name} be.",
                "scope": "As it says.",
                "reversed": f"Let {name} not be.",
            }
            for name, topic in [*((name, 1) for name in TAX), ("p16-navy", 16)]
        ],
    }
)
PARAGRAPH: dict[str, Any] = {
    "paragraph_id": "d/000/000",
    "document_id": "d",
    "text": TEXT,
    "text_sha256": sha256_text(TEXT),
    "source": "sotu",
    "speaker_id": "washington",
    "role": "head_of_state",
    "qa_role": "none",
    "date": datetime.date(1790, 1, 8),
    "venue": "Congress",
    "source_type": "speech",
    "language": "en",
    "licence": "public-domain",
    "source_url": "https://example.org",
    "n_words": 16,
    "inclusion_probability": 0.25,
}
WHERE = {
    name: PARAGRAPH[name]
    for name in (
        *("source", "speaker_id", "role", "qa_role", "date", "venue"),
        *("source_type", "language", "licence", "source_url"),
    )
}


def stance(target: str, given: str, *spans: tuple[int, int], origin: str = "unanimous", **more: Any) -> GoldStance:
    evidence = [{"start": start, "end": end} for start, end in spans]
    data = {"target": target, "stance": given, "origin": origin, "evidence": evidence, "counts": {given: 2}, **more}
    return GoldStance.model_validate(data)


def row_of(label: GoldLabel, target: str, *, twin: bool = False, negative: Negative = "") -> dict[str, Any]:
    return stance_row(label, PARAGRAPH, Pair(label.paragraph_id, target, twin, negative), CODEBOOK)


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
    told: dict[str, Any] = {
        "holder": "reported-endorsed",
        "context": "question",
        "confidence": 2,
        "flags": ["irony"],
        "implicit": True,
    }
    label = gold(stance("p16-navy", "favor", (0, 7), (8, 19), **told), topic=16)
    assert row_of(label, "p16-navy") == {
        "pair_id": "d/000/000#p16-navy",
        "paragraph_id": "d/000/000",
        "document_id": "d",
        "text": TEXT,
        "text_sha256": sha256_text(TEXT),
        "target_id": "p16-navy",
        "target": "Let p16-navy be.",
        "target_kind": "policy",
        "target_topic": "16 Defense",
        "reversed": False,
        "label": "favor",
        "stance": "favor",
        "scored": True,
        "origin": "unanimous",
        "negative": "no",
        "counts": {"favor": 2, "against": 0, "mixed": 0, "neutral": 0, "unrelated": 0},
        "evidence": [{"text": "We must", "start": 0, "end": 7}, {"text": "build ships", "start": 8, "end": 19}],
        "holder": "reported-endorsed",
        "reported": "",
        "implicit": True,
        "context_needed": "question",
        "confidence": 2,
        "flags": ["irony"],
        "topic": "16 Defense",
        **WHERE,
    }


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
    row = row_of(gold(stance("p16-navy", given), topic=16), "p16-navy")
    assert (row["stance"], row["label"], row["scored"]) == (given, label, scored)


@pytest.mark.parametrize(
    ("given", "turned"),
    [
        ("favor", "against"),
        ("against", "favor"),
        ("mixed", "mixed"),
        ("neutral", "neutral"),
        ("unrelated", "unrelated"),
    ],
)
def test_a_twin_turns_the_stance_and_nothing_else(given: str, turned: str) -> None:
    label = gold(stance("p16-navy", given, (0, 7), counts={given: 2, "neutral": 1}, reported="favor"), topic=16)
    plain, twin = row_of(label, "p16-navy"), row_of(label, "p16-navy", twin=True)
    assert (twin["stance"], twin["target"], twin["reversed"]) == (turned, "Let p16-navy not be.", True)
    assert twin["pair_id"] == f"{plain['pair_id']}~r"
    assert twin["counts"][turned] == plain["counts"][given]
    assert (plain["reported"], twin["reported"]) == ("favor", "against")
    turned_fields = {"pair_id", "target", "reversed", "stance", "label", "counts", "reported"}
    assert {k: v for k, v in twin.items() if k not in turned_fields} == {
        k: v for k, v in plain.items() if k not in turned_fields
    }


def test_a_target_that_nobody_named_is_unrelated_for_every_reading() -> None:
    row = row_of(gold(), TAX[0], negative="sampled")
    assert (row["stance"], row["negative"], row["origin"], row["evidence"]) == ("unrelated", "sampled", "unanimous", [])
    assert row["counts"]["unrelated"] == 2


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_a_span_points_at_its_words(start: int, length: int) -> None:
    end = min(len(TEXT), start + length)
    [span] = row_of(gold(stance("p16-navy", "favor", (start, end)), topic=16), "p16-navy")["evidence"]
    assert span == {"text": TEXT[start:end], "start": start, "end": end}


def test_a_quote_of_the_first_version_becomes_a_span() -> None:
    label = gold(stance("p16-navy", "favor", quotes=["build ships"]), topic=16)
    assert row_of(label, "p16-navy")["evidence"] == [{"text": "build ships", "start": 8, "end": 19}]


def test_a_topic_row() -> None:
    label = gold(stance("p16-navy", "favor"), stance(TAX[0], "unrelated"), topic=16)
    label = label.model_copy(update={"sub_code": "16.1", "second_topic": 1, "function": "position"})
    assert topic_row(label, PARAGRAPH, CODEBOOK) == {
        "paragraph_id": "d/000/000",
        "document_id": "d",
        "text": TEXT,
        "text_sha256": sha256_text(TEXT),
        "label": "16 Defense",
        "cap_code": 16,
        "sub_code": "16.1",
        "second_topic": "1 Macroeconomics",
        "function": "position",
        "origin": "adjudicated",
        "n_on_target": 1,
        **WHERE,
        "inclusion_probability": 0.25,
    }
