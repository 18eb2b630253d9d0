"""From gold labels to rows of the tables `stance` and `topic`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stancebench.dataset.schema import COARSE
from stancebench.dataset.select import Pair
from stancebench.labels.codebook import REVERSED, STANCES, Codebook
from stancebench.labels.gold import GoldLabel, GoldStance

_WHERE = (
    "source",
    "speaker_id",
    "role",
    "qa_role",
    "date",
    "venue",
    "source_type",
    "language",
    "licence",
    "source_url",
)
TWIN = "~r"
"""Ending of the pair id of a reversed target."""


def stance_row(gold: GoldLabel, paragraph: Mapping[str, Any], pair: Pair, codebook: Codebook) -> dict[str, Any]:
    """Make the row of one paragraph-target pair.

    Args:
        gold: The frozen labels of the paragraph.
        paragraph: Its row in `paragraphs.parquet`, with the source of its document.
        pair: The pair.
        codebook: The registry of targets.

    Returns:
        The row.
    """
    target = codebook.by_id[pair.target_id]
    item = next((item for item in gold.stances if item.target == target.id), None)
    if item is None:
        item = GoldStance(target=target.id, stance="unrelated", origin="unanimous", counts={"unrelated": gold.readings})
    stance = REVERSED[item.stance] if pair.twin else item.stance
    counts = {REVERSED[name] if pair.twin else name: count for name, count in item.counts.items() if name in REVERSED}
    reported = REVERSED[item.reported] if item.reported and pair.twin else item.reported
    spans = [(span.start, span.end) for span in item.evidence] or [_found(paragraph["text"], q) for q in item.quotes]
    return {
        "pair_id": f"{gold.paragraph_id}#{target.id}" + (TWIN if pair.twin else ""),
        **_unit(gold, paragraph),
        "target_id": target.id,
        "target": target.reversed if pair.twin else target.proposition,
        "target_kind": target.kind,
        "target_topic": codebook.topic(target.topic).label,
        "reversed": pair.twin,
        "label": COARSE[stance],
        "stance": stance,
        "scored": stance != "mixed",
        "origin": item.origin,
        "negative": pair.negative or "no",
        "counts": {name: counts.get(name, 0) for name in STANCES},
        "evidence": [{"text": paragraph["text"][start:end], "start": start, "end": end} for start, end in spans],
        "holder": item.holder,
        "reported": reported or "",
        "implicit": item.implicit,
        "context_needed": item.context,
        "confidence": item.confidence,
        "flags": list(item.flags),
        "topic": codebook.topic(gold.topic).label,
        **{name: paragraph[name] for name in _WHERE},
    }


def topic_row(gold: GoldLabel, paragraph: Mapping[str, Any], codebook: Codebook) -> dict[str, Any]:
    """Make the row of one paragraph in the table `topic`."""
    return {
        **_unit(gold, paragraph),
        "label": codebook.topic(gold.topic).label,
        "cap_code": gold.topic,
        "sub_code": gold.sub_code,
        "second_topic": codebook.topic(gold.second_topic).label if gold.second_topic else "",
        "function": gold.function or "",
        "origin": gold.topic_origin,
        "n_on_target": len(gold.marked),
        **{name: paragraph[name] for name in (*_WHERE, "inclusion_probability")},
    }


def _unit(gold: GoldLabel, paragraph: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "paragraph_id": gold.paragraph_id,
        "document_id": paragraph["document_id"],
        "text": paragraph["text"],
        "text_sha256": gold.text_sha256,
    }


def _found(text: str, quote: str) -> tuple[int, int]:
    start = text.index(quote)
    return start, start + len(quote)
