"""From gold labels to rows of the tables `stance` and `topic`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from stancebench.dataset.schema import COARSE
from stancebench.labels.codebook import Codebook
from stancebench.labels.freeze import GoldLabel

_WHERE = ("speaker_id", "role", "date", "venue", "source_type", "language", "licence", "source_url")


def stance_rows(
    gold: GoldLabel, paragraph: Mapping[str, Any], codebook: Codebook, *, negatives: int
) -> list[dict[str, Any]]:
    """Make the paragraph-target pairs of one paragraph.

    Every target that a reading marked becomes a pair. Hard negatives are targets of the paragraph's own topic that
    every annotator saw and left unmarked; which ones are taken follows from a hash, never from the text.

    Args:
        gold: The frozen labels.
        paragraph: Its row in `paragraphs.parquet`.
        codebook: The registry of targets.
        negatives: How many hard negatives to take at most.

    Returns:
        One row a pair, sorted by pair id.
    """
    rows = []
    marked = {item.target: item for item in gold.stances}
    unmarked = [target for target in codebook.targets if target.topic == gold.topic and target.id not in marked]
    unmarked.sort(key=lambda target: hashlib.sha256(f"{gold.paragraph_id}#{target.id}".encode()).hexdigest())
    for target_id in sorted([*marked, *(target.id for target in unmarked[:negatives])]):
        item, target = marked.get(target_id), codebook.by_id[target_id]
        stance = item.stance if item else "unrelated"
        rows.append(
            {
                "pair_id": f"{gold.paragraph_id}#{target_id}",
                **_unit(gold, paragraph),
                "target_id": target_id,
                "target": target.proposition,
                "target_topic": codebook.topic(target.topic).label,
                "label": COARSE[stance],
                "stance": stance,
                "scored": stance != "mixed",
                "origin": item.origin if item else "unanimous",
                "evidence": [_span(paragraph["text"], quote) for quote in (item.evidence if item else ())],
                "topic": codebook.topic(gold.topic).label,
                **{name: paragraph[name] for name in _WHERE},
            }
        )
    return rows


def topic_row(gold: GoldLabel, paragraph: Mapping[str, Any], codebook: Codebook) -> dict[str, Any]:
    """Make the row of one paragraph in the table `topic`."""
    return {
        **_unit(gold, paragraph),
        "label": codebook.topic(gold.topic).label,
        "cap_code": gold.topic,
        "origin": gold.topic_origin,
        **{name: paragraph[name] for name in _WHERE},
    }


def _unit(gold: GoldLabel, paragraph: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "paragraph_id": gold.paragraph_id,
        "document_id": paragraph["document_id"],
        "text": paragraph["text"],
        "text_sha256": gold.text_sha256,
    }


def _span(text: str, quote: str) -> dict[str, Any]:
    start = text.index(quote)
    return {"text": quote, "start": start, "end": start + len(quote)}
