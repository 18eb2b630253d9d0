"""Blind readings as ratings: which annotator gave which item which label, layer by layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stancebench.labels.codebook import Codebook
from stancebench.labels.event import COMMITTED, LabelEvent

LAYERS = ("function", "topic", "sub_code", "relevance", "stance", "stance3", "holder")
"""`relevance` is whether a target is marked, `stance` all five labels, `stance3` favor, against, mixed or none; all
three over the candidate pairs: each paragraph with the targets that any annotator answered. `sub_code` is over
paragraphs on whose topic the annotators agree, `holder` over pairs that two annotators marked."""

_COARSE = {"favor": "favor", "against": "against", "mixed": "mixed", "neutral": "none", "unrelated": "none"}


class Rating(NamedTuple):
    """One label of one item by one annotator.

    Attributes:
        annotator: Who.
        item: Paragraph, or paragraph and target.
        label: The label.
        document: The document of the paragraph.
        batch: The batch of the paragraph.
        group: Target of a pair, topic of a paragraph (the smallest code that was given).
    """

    annotator: str
    item: str
    label: str
    document: str
    batch: str
    group: str


def ratings(grouped: Mapping[str, Sequence[LabelEvent]], codebook: Codebook) -> dict[str, list[Rating]]:
    """Lay the readings out as ratings.

    Args:
        grouped: Blind readings by paragraph, two or more each.
        codebook: The registry of targets.

    Returns:
        The ratings by layer.
    """
    found: dict[str, list[Rating]] = defaultdict(list)
    for name, labels in grouped.items():
        answered = {item.target for label in labels for item in label.stances}
        targets = [target.id for target in codebook.targets if target.id in answered]
        topics = sorted(label.topic for label in labels if label.topic is not None)
        for label in labels:
            where = (name.split("/")[0], label.batch)
            topic = (*where, str(topics[0]))
            found["topic"].append(Rating(label.annotator_id, name, str(label.topic), *topic))
            if label.function:
                found["function"].append(Rating(label.annotator_id, name, label.function, *topic))
            if label.sub_code and len(set(topics)) == 1:
                found["sub_code"].append(Rating(label.annotator_id, name, label.sub_code, *topic))
            marked = {item.target: item for item in label.marked}
            for target in targets:
                pair, given = (*where, target), label.stance(target)
                item = f"{name}#{target}"
                found["relevance"].append(Rating(label.annotator_id, item, str(given != "unrelated"), *pair))
                found["stance"].append(Rating(label.annotator_id, item, given, *pair))
                found["stance3"].append(Rating(label.annotator_id, item, _COARSE[given], *pair))
                if target in marked:
                    found["holder"].append(Rating(label.annotator_id, item, marked[target].holder, *pair))
    return {layer: found[layer] for layer in LAYERS if found[layer]}


def evidence_overlap(grouped: Mapping[str, Sequence[LabelEvent]]) -> list[float]:
    """Compare the evidence of each two readings that gave a pair the same committed stance.

    Args:
        grouped: Blind readings by paragraph.

    Returns:
        F1 of the characters of each two spans (as token-F1 in Rajpurkar et al. 2016, over characters).
    """
    scores = []
    for labels in grouped.values():
        spans: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for label in labels:
            for item in label.stances:
                if item.stance in COMMITTED and item.start is not None and item.end is not None:
                    spans[item.target, item.stance].append((item.start, item.end))
        for given in spans.values():
            for number, (start, end) in enumerate(given):
                for other_start, other_end in given[number + 1 :]:
                    shared = max(0, min(end, other_end) - max(start, other_start))
                    scores.append(2 * shared / (end - start + other_end - other_start))
    return scores
