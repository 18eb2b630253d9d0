"""Blind probes on made-up pairs where it is known what gives the label away."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from stancebench.dataset.probes import PROBES, PairRow, run_probes

LABELS = ("favor", "against", "none")


def bag(texts: Sequence[str], *_: object, **__: object) -> np.ndarray:
    """A stand-in for the sentence encoder: a unit vector of the words, each at a place that its hash gives."""
    vectors = np.zeros((len(texts), 256), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().split():
            vectors[row, int(hashlib.sha256(word.encode()).hexdigest(), 16) % 256] += 1
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def pairs(label_of: Callable[[int, int, int], str], seed: int, count: int = 400) -> list[PairRow]:
    """Pairs whose label follows from text, target and speaker as the given rule says."""
    rng = random.Random(seed)
    rows = []
    for _ in range(count):
        text, target, speaker = rng.randrange(12), rng.randrange(6), rng.randrange(5)
        rows.append(
            PairRow(
                text=f"text{text} says words{text % 3}",
                target=f"target{target} stands",
                speaker_id=f"speaker{speaker}",
                role="principal",
                year=1900 + speaker,
                source="mini",
                label=label_of(text, target, speaker),
            )
        )
    return rows


def scores(monkeypatch: pytest.MonkeyPatch, label_of: Callable[[int, int, int], str]) -> dict[str, float]:
    monkeypatch.setattr("stancebench.sentence_encoder.encode", bag)
    splits = {name: pairs(label_of, seed) for seed, name in enumerate(("train", "validation", "test"))}
    found = run_probes(splits, ["test"])["test"]
    assert set(found) == set(PROBES)
    return {name: score.macro_f1 for name, score in found.items()}


def test_a_leak_in_the_target_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch, lambda text, target, speaker: LABELS[target % 3])
    assert min(found["target_only"], found["majority_per_target"], found["text_and_target"]) > 0.95
    assert max(found["text_only"], found["metadata_only"]) < 0.5


def test_a_leak_in_the_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch, lambda text, target, speaker: LABELS[text % 3])
    assert min(found["text_only"], found["text_and_target"]) > 0.95
    assert max(found["target_only"], found["metadata_only"], found["majority_per_target"]) < 0.5


def test_a_leak_in_the_speaker_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = scores(monkeypatch, lambda text, target, speaker: LABELS[speaker % 3])
    assert found["metadata_only"] > 0.95
    assert max(found["target_only"], found["text_only"]) < 0.5


def test_where_nothing_tells_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    found = scores(monkeypatch, lambda text, target, speaker: rng.choice(LABELS))
    assert max(found.values()) < 0.45


def test_the_overlap_rule_reads_shared_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stancebench.sentence_encoder.encode", bag)
    row = pairs(lambda *_: "none", 1, 1)[0]
    shared = PairRow(**{**row.__dict__, "text": "of ships", "target": "Ships come.", "label": "favor"})
    splits = {name: [row, shared, *pairs(lambda t, *_: LABELS[t % 3], 2, 60)] for name in ("train", "validation")}
    found = run_probes({**splits, "test": [row, shared]}, ["test"])["test"]["overlap_rule"]
    assert found.f1 == {"favor": 1.0, "against": 0.0, "none": 1.0}


def test_a_target_that_train_lacks_gets_the_commonest_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stancebench.sentence_encoder.encode", bag)
    train = pairs(lambda text, target, speaker: "none" if text < 8 else LABELS[target % 2], 1)
    test = [PairRow(**{**row.__dict__, "target": "new target", "label": "none"}) for row in train[:20]]
    found = run_probes({"train": train, "validation": train, "test": test}, ["test"])["test"]
    assert found["majority_per_target"].f1["none"] == 1.0
