"""Which paragraph-target pairs a split holds."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from stancebench.dataset.overlap import overlaps
from stancebench.labels.codebook import Codebook, Target
from stancebench.labels.gold import GoldLabel
from stancebench.params import DatasetParams

Negative = Literal["", "judged", "sampled"]


@dataclass(frozen=True, order=True)
class Pair:
    """A paragraph with a target.

    Attributes:
        paragraph_id: The paragraph.
        target_id: The target.
        twin: Whether the target is worded in reverse.
        negative: ``judged`` for an unrelated target that a reader answered, ``sampled`` for one of the same topic
            that every reader saw and left unmarked, empty for the others.
    """

    paragraph_id: str
    target_id: str
    twin: bool
    negative: Negative


def select_pairs(
    gold: Sequence[GoldLabel],
    texts: Mapping[str, str],
    split_of: Mapping[str, str],
    codebook: Codebook,
    params: DatasetParams,
) -> dict[str, list[Pair]]:
    """Choose the pairs of each split.

    Every target that a paragraph is on becomes a pair. To these come unrelated ones, target by target, until none is
    the most frequent label of the target: so the target alone does not give the stance. They are targets that readers
    were asked about and answered with unrelated; where these run out, targets of the paragraph's own topic that nobody
    marked. As many of them share a content word with the target as of the pairs with a stance, as far as there are
    such, so that shared words tell little; else a hash decides. A share of the paragraphs has its pairs a second time,
    with the target worded in reverse.

    Args:
        gold: The frozen labels.
        texts: Text of each paragraph.
        split_of: Split of each document.
        codebook: The registry.
        params: Shares, seed and held-out targets.

    Returns:
        Pairs by split, sorted. Pairs of held-out targets stand in `test_unseen_target` when their document is in
        `test`, and nowhere when it is in train or validation.
    """
    by_split: dict[str, list[GoldLabel]] = defaultdict(list)
    for label in gold:
        by_split[split_of[label.paragraph_id.split("/", maxsplit=1)[0]]].append(label)
    chosen: dict[str, list[Pair]] = {}
    held = set(params.unseen_targets)
    for split, labels in by_split.items():
        pairs = _with_twins(_pairs(labels, texts, codebook, params), codebook, params)
        chosen[split] = sorted(pair for pair in pairs if pair.target_id not in held or split.startswith("test_"))
        if split == "test":
            chosen["test_unseen_target"] = sorted(pair for pair in pairs if pair.target_id in held)
    return {split: pairs for split, pairs in chosen.items() if pairs}


def _pairs(
    labels: Sequence[GoldLabel], texts: Mapping[str, str], codebook: Codebook, params: DatasetParams
) -> list[Pair]:
    marked: dict[str, dict[str, str]] = defaultdict(dict)
    judged: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        for item in label.stances:
            if item.stance == "unrelated":
                judged[item.target].append(label.paragraph_id)
            else:
                marked[item.target][label.paragraph_id] = item.stance
    listed = {label.paragraph_id: {item.target for item in label.stances} for label in labels}
    pairs = []
    for target in codebook.targets:
        unmarked = [
            label.paragraph_id
            for label in labels
            if label.topic == target.topic and target.id not in listed[label.paragraph_id]
        ]
        given = marked[target.id]
        pairs += [Pair(name, target.id, False, "") for name in given]
        pairs += _negatives(target, given, judged[target.id], unmarked, texts=texts, ratio=params.none_ratio)
    return pairs


def _negatives(
    target: Target,
    marked: Mapping[str, str],
    judged: Sequence[str],
    unmarked: Sequence[str],
    *,
    texts: Mapping[str, str],
    ratio: float,
) -> list[Pair]:
    seen = Counter(marked.values())
    wanted = round(max(seen["favor"], seen["against"]) * ratio) - seen["neutral"]
    if wanted <= 0:
        return []
    committed = [name for name, stance in marked.items() if stance in ("favor", "against")]
    share = sum(overlaps(texts[name], target.proposition) for name in committed) / len(committed)
    ranked: list[tuple[str, Negative]] = [(name, "judged") for name in _by_hash(judged, target.id)]
    ranked += [(name, "sampled") for name in _by_hash(unmarked, target.id)]
    alike = [item for item in ranked if overlaps(texts[item[0]], target.proposition)]
    unlike = [item for item in ranked if item not in alike]
    first = alike[: round(wanted * share)]
    chosen = [*first, *unlike[: wanted - len(first)]]
    chosen += [item for item in ranked if item not in chosen][: wanted - len(chosen)]
    return [Pair(name, target.id, False, kind) for name, kind in chosen]


def _with_twins(pairs: Sequence[Pair], codebook: Codebook, params: DatasetParams) -> list[Pair]:
    """Add the reversed twins of the pairs of a share of the paragraphs, for targets that have one."""
    found = list(pairs)
    for pair in pairs:
        if not codebook.by_id[pair.target_id].reversed:
            continue
        digest = hashlib.sha256(f"{params.split_seed}:twin:{pair.paragraph_id}".encode()).digest()
        if int.from_bytes(digest[:8], "big") / 2**64 < params.twin_share:
            found.append(replace(pair, twin=True))
    return found


def _by_hash(names: Sequence[str], target_id: str) -> list[str]:
    return sorted(names, key=lambda name: hashlib.sha256(f"{name}#{target_id}".encode()).hexdigest())
