"""Blind probes: what can be predicted without reading paragraph and target together, all with one learner."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancebench.dataset.overlap import overlaps
from stancebench.dataset.schema import LABELS

if TYPE_CHECKING:
    import numpy as np

STRENGTHS = (0.3, 3.0, 30.0)
"""Inverse strengths of the penalty; the one with the best macro-F1 on validation is taken, probe by probe."""

PROBES = ("majority_per_target", "target_only", "metadata_only", "text_only", "overlap_rule", "text_and_target")


@dataclass(frozen=True)
class PairRow:
    """What the probes see of a pair.

    Attributes:
        text: The paragraph.
        target: The proposition, as it is worded in the pair.
        speaker_id: Who speaks.
        role: The speaker's role.
        year: Year of the document.
        source: Source of the document.
        label: favor, against or none.
    """

    text: str
    target: str
    speaker_id: str
    role: str
    year: int
    source: str
    label: str


@dataclass(frozen=True)
class ProbeScore:
    """Scores of one probe on one split.

    Attributes:
        macro_f1: Mean F1 of favor, against and none.
        f1: F1 by class.
        strength: Inverse strength of the penalty that validation chose; 0 for the rules.
    """

    macro_f1: float
    f1: dict[str, float]
    strength: float = 0.0


def run_probes(splits: dict[str, list[PairRow]], tests: Sequence[str]) -> dict[str, dict[str, ProbeScore]]:
    """Fit every probe on train, choose its penalty on validation, score it on the tests.

    The learner is multinomial logistic regression on frozen sentence embeddings; the probes differ only in what they
    see: the target, the paragraph, the facts of the document, or paragraph and target with their product and
    difference.
    `majority_per_target` gives each wording its most frequent label in train, `overlap_rule` says none when no content
    word of the target occurs in the paragraph, and favor otherwise.

    Args:
        splits: Scored pairs by split; ``train`` and ``validation`` among them.
        tests: Splits to score.

    Returns:
        Scores by split, then by probe.

    Raises:
        UserError: The packages of [train] or the weights are missing.
    """
    from stancebench.sentence_encoder import encode

    rows = [row for part in splits.values() for row in part]
    texts = sorted({row.text for row in rows} | {row.target for row in rows})
    vector = dict(zip(texts, encode(texts), strict=True))
    found: dict[str, dict[str, ProbeScore]] = {name: {} for name in tests}
    for name in tests:
        found[name]["majority_per_target"] = _score(splits[name], _majority(splits["train"], splits[name]))
        found[name]["overlap_rule"] = _score(
            splits[name], ["favor" if overlaps(row.text, row.target) else "none" for row in splits[name]]
        )
    encoders = {
        "target_only": lambda part: _stack([vector[row.target] for row in part]),
        "text_only": lambda part: _stack([vector[row.text] for row in part]),
        "text_and_target": lambda part: _both(part, vector),
        "metadata_only": _metadata(splits["train"]),
    }
    for probe, features in encoders.items():
        for name, score in _learned(splits, tests, features).items():
            found[name][probe] = score
    return found


def _learned(splits: dict[str, list[PairRow]], tests: Sequence[str], features: Any) -> dict[str, ProbeScore]:
    from sklearn.linear_model import LogisticRegression

    train, validation = features(splits["train"]), features(splits["validation"])
    gold = [row.label for row in splits["train"]]
    models = {}
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=400, tol=1e-3).fit(train, gold)
        models[_score(splits["validation"], model.predict(validation)).macro_f1, -strength] = model
    best = max(models)
    return {
        name: _score(splits[name], models[best].predict(features(splits[name])), strength=-best[1]) for name in tests
    }


def _score(rows: Sequence[PairRow], predicted: Sequence[str], *, strength: float = 0.0) -> ProbeScore:
    from sklearn.metrics import f1_score

    gold = [row.label for row in rows]
    scores = f1_score(gold, list(predicted), labels=list(LABELS), average=None, zero_division=0)
    f1 = {str(label): round(float(score), 4) for label, score in zip(LABELS, scores, strict=True)}
    return ProbeScore(round(float(scores.mean()), 4), f1, strength)


def _majority(train: Sequence[PairRow], rows: Sequence[PairRow]) -> list[str]:
    overall = Counter(row.label for row in train).most_common(1)[0][0]
    by_target: dict[str, Counter[str]] = defaultdict(Counter)
    for row in train:
        by_target[row.target][row.label] += 1
    return [by_target[row.target].most_common(1)[0][0] if row.target in by_target else overall for row in rows]


def _stack(vectors: Sequence[np.ndarray]) -> np.ndarray:
    import numpy as np

    return np.stack(vectors)


def _both(rows: Sequence[PairRow], vector: dict[str, np.ndarray]) -> np.ndarray:
    import numpy as np

    text, target = _stack([vector[row.text] for row in rows]), _stack([vector[row.target] for row in rows])
    cosine = (text * target).sum(axis=1, keepdims=True)
    return np.hstack([text, target, text * target * text.shape[1] ** 0.5, np.abs(text - target), cosine])


def _metadata(train: Sequence[PairRow]) -> Any:
    from sklearn.preprocessing import OneHotEncoder

    def facts(rows: Sequence[PairRow]) -> list[list[str]]:
        return [[row.speaker_id, row.role, str(row.year), row.source] for row in rows]

    encoder = OneHotEncoder(handle_unknown="ignore").fit(facts(train))
    return lambda rows: encoder.transform(facts(rows))
