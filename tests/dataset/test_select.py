"""Which pairs a split holds."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebench.dataset.select import Pair, select_pairs
from stancebench.labels.codebook import Codebook
from stancebench.labels.gold import GoldLabel
from stancebench.params import DatasetParams
from tests.support.miniature import codebook_yaml

CODEBOOK = Codebook.model_validate(codebook_yaml())
TAX, SPEND, NAVY, TARIFF = (target.id for target in CODEBOOK.targets)
STANCES = ("favor", "against", "mixed", "neutral", "unrelated")


def params(**changes: Any) -> DatasetParams:
    shares = {"version": "1.0.0", "validation_share": 0.15, "test_share": 0.3, "split_seed": 7, "near_duplicate": 0.8}
    return DatasetParams.model_validate(shares | changes)


def gold(name: str, topic: int = 1, **stances: str) -> GoldLabel:
    by_short = {"tax": TAX, "spend": SPEND, "navy": NAVY, "tariff": TARIFF}
    return GoldLabel.model_validate(
        {
            "paragraph_id": name,
            "text_sha256": "0" * 64,
            "codebook_version": "1.0.0",
            "tier": "machine",
            "readings": 2,
            "topic": topic,
            "topic_origin": "unanimous",
            "topic_counts": {str(topic): 2},
            "stances": [
                {"target": by_short[short], "stance": stance, "origin": "unanimous", "counts": {stance: 2}}
                for short, stance in stances.items()
            ],
        }
    )


def select(
    labels: list[GoldLabel], split: str = "test", *, text: str = "Words.", **changes: Any
) -> dict[str, list[Pair]]:
    documents = {label.paragraph_id.split("/")[0]: split for label in labels}
    texts = {label.paragraph_id: text for label in labels}
    return select_pairs(labels, texts, documents, CODEBOOK, params(**changes))


@st.composite
def many(draw: st.DrawFn) -> list[GoldLabel]:
    labels = []
    for number in range(draw(st.integers(1, 12))):
        shorts = draw(st.sets(st.sampled_from(["tax", "spend", "navy", "tariff"])))
        stances = {short: draw(st.sampled_from(STANCES)) for short in sorted(shorts)}
        labels.append(gold(f"d{number}/000/000", draw(st.sampled_from([1, 16, 18, 999])), **stances))
    return labels


@settings(deadline=None)  # the first call loads the stop words
@given(many(), st.floats(0, 3))
def test_every_marked_pair_is_there_once_and_no_negative_is_marked(labels: list[GoldLabel], ratio: float) -> None:
    pairs = select(labels, none_ratio=ratio).get("test", [])
    marked = {(label.paragraph_id, item.target) for label in labels for item in label.marked}
    assert Counter((p.paragraph_id, p.target_id) for p in pairs if not p.negative) == Counter(marked)
    negatives = {(p.paragraph_id, p.target_id): p.negative for p in pairs if p.negative}
    assert not negatives.keys() & marked
    judged = {(label.paragraph_id, i.target) for label in labels for i in label.stances if i.stance == "unrelated"}
    topics = {label.paragraph_id: label.topic for label in labels}
    for (name, target), kind in negatives.items():
        assert kind == ("judged" if (name, target) in judged else "sampled")
        if kind == "sampled":
            assert topics[name] == CODEBOOK.by_id[target].topic
    assert pairs == sorted(pairs)


@pytest.mark.parametrize(("ratio", "count"), [(0, 0), (1, 4), (1.25, 5), (9, 10)])
def test_none_is_the_ratio_times_the_more_frequent_label(ratio: float, count: int) -> None:
    labels = [gold(f"a{n}/0/0", tax="favor") for n in range(4)] + [gold("a9/0/0", tax="against")]
    labels += [gold(f"b{n}/0/0", tax="unrelated") for n in range(10)]
    pairs = select(labels, none_ratio=ratio)["test"]
    assert sum(pair.negative == "judged" for pair in pairs) == count


def test_neutral_pairs_count_as_none() -> None:
    labels = [gold(f"a{n}/0/0", tax="favor") for n in range(4)] + [gold(f"n{n}/0/0", tax="neutral") for n in range(3)]
    labels += [gold(f"b{n}/0/0", tax="unrelated") for n in range(10)]
    pairs = select(labels, none_ratio=1)["test"]
    assert sum(bool(pair.negative) for pair in pairs) == 1


def test_judged_ones_are_taken_before_sampled_ones() -> None:
    labels = [gold(f"a{n}/0/0", tax="favor", spend="favor") for n in range(3)]
    labels += [gold(f"b{n}/0/0", topic=16, tax="unrelated") for n in range(2)]
    labels += [gold(f"c{n}/0/0", spend="favor") for n in range(5)]
    pairs = select(labels, none_ratio=1)["test"]
    kinds = Counter(pair.negative for pair in pairs if pair.target_id == TAX)
    assert kinds == {"": 3, "judged": 2, "sampled": 1}


def test_negatives_share_words_with_the_target_as_often_as_the_marked_pairs() -> None:
    labels = [gold(f"a{n:02d}/0/0", tax="favor") for n in range(10)]
    labels += [gold(f"b{n:02d}/0/0", tax="unrelated") for n in range(40)]
    texts = {label.paragraph_id: "Of taxes." for label in labels[:6]} | {
        label.paragraph_id: "Else." for label in labels[6:]
    }
    texts |= {f"b{n:02d}/0/0": "Of taxes." for n in range(20)}
    split_of = {label.paragraph_id.split("/")[0]: "test" for label in labels}
    pairs = select_pairs(labels, texts, split_of, CODEBOOK, params(none_ratio=1))["test"]
    chosen = [texts[pair.paragraph_id] for pair in pairs if pair.negative]
    assert Counter(chosen) == {"Of taxes.": 6, "Else.": 4}


@pytest.mark.parametrize("split", ["train", "validation", "test", "test_press"])
def test_held_out_targets_are_never_trained_on(split: str) -> None:
    labels = [gold(f"a{n}/0/0", tax="favor", navy="against") for n in range(5)]
    found = select(labels, split, unseen_targets=[NAVY])
    targets = {name: {pair.target_id for pair in pairs} for name, pairs in found.items()}
    expected = {"train": {TAX}, "validation": {TAX}, "test": {TAX}, "test_press": {TAX, NAVY}}[split]
    assert targets[split] == expected
    assert targets.get("test_unseen_target", set()) == ({NAVY} if split == "test" else set())


def test_a_share_of_the_paragraphs_has_its_pairs_twice() -> None:
    labels = [gold(f"a{n:03d}/0/0", tax="favor", navy="against") for n in range(300)]
    pairs = select(labels, none_ratio=0, twin_share=0.25)["test"]
    twins = {pair.paragraph_id for pair in pairs if pair.twin}
    assert 50 < len(twins) < 100
    for name in twins:
        assert Counter((p.target_id, p.twin) for p in pairs if p.paragraph_id == name) == Counter(
            {(TAX, False): 1, (TAX, True): 1, (NAVY, False): 1, (NAVY, True): 1}
        )


@settings(deadline=None)
@given(many(), st.randoms())
def test_the_order_of_the_labels_does_not_matter(labels: list[GoldLabel], rng: Any) -> None:
    shuffled = list(labels)
    rng.shuffle(shuffled)
    assert select(shuffled, twin_share=0.5) == select(labels, twin_share=0.5)
