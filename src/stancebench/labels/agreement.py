"""Agreement between the blind readings, with document-clustered intervals."""

from __future__ import annotations

import itertools
import warnings
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from stancebench.errors import UserError
from stancebench.files import write_json
from stancebench.labels.codebook import Codebook, read_codebook
from stancebench.labels.coincidence import coincidence_matrix, nominal_alpha
from stancebench.labels.conflict import find_conflict, readings
from stancebench.labels.event import LabelEvent, read_events
from stancebench.records import Record
from stancebench.workspace import Workspace

RESAMPLES = 999
SEED = 13


class Rating(NamedTuple):
    """One label of one item by one annotator, as nltk takes it."""

    annotator: str
    item: str
    label: str


class LayerAgreement(BaseModel):
    """Agreement on one layer of labels.

    Attributes:
        items: How many items were labelled by two or more annotators.
        raw: Share of equal pairs of labels.
        alpha: Krippendorff's alpha for nominal data (Krippendorff 2004, Content Analysis, chapter 11).
        low: Lower end of its 95 % interval; percentile bootstrap over documents.
        high: Upper end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: int
    raw: float
    alpha: float
    low: float
    high: float


class Agreement(Record):
    """Inter-model or inter-annotator agreement; `labels/agreement.json`.

    Attributes:
        kind: ``inter-model agreement`` when any annotator is a model, otherwise ``inter-annotator agreement``.
        annotators: Ids of the annotators compared.
        paragraphs: How many paragraphs they share.
        conflicts: How many paragraphs hold at least one conflict.
        layers: By name: ``topic``; ``relevance`` (whether a target is marked) and ``stance`` (all five labels), both
            over the candidate pairs: each paragraph with the targets that any annotator marked and those of its topics.
    """

    kind: str
    annotators: tuple[str, ...]
    paragraphs: int
    conflicts: int
    layers: dict[str, LayerAgreement]


def measure_agreement(events: Sequence[LabelEvent], codebook: Codebook) -> Agreement:
    """Compare the blind readings.

    Args:
        events: All label events; adjudications are left out.
        codebook: The registry of targets.

    Returns:
        The agreement by layer.

    Raises:
        UserError: No paragraph was read twice.
    """
    shared = {name: labels for name, labels in readings(events).items() if len(labels) > 1}
    if not shared:
        raise UserError("no paragraph was read by two annotators", fix="stancebench labels record")
    topic: dict[str, list[Rating]] = defaultdict(list)
    relevance: dict[str, list[Rating]] = defaultdict(list)
    stance: dict[str, list[Rating]] = defaultdict(list)
    for name, labels in shared.items():
        document = name.split("/")[0]
        topics = {label.topic for label in labels}
        marked = {item.target for label in labels for item in label.stances}
        candidates = [target.id for target in codebook.targets if target.topic in topics or target.id in marked]
        for label in labels:
            topic[document].append(Rating(label.annotator_id, name, str(label.topic)))
            for target in candidates:
                given = label.stance(target)
                item = f"{name}#{target}"
                relevance[document].append(Rating(label.annotator_id, item, str(given != "unrelated")))
                stance[document].append(Rating(label.annotator_id, item, given))
    kinds = {label.annotator_kind for labels in shared.values() for label in labels}
    return Agreement(
        kind="inter-model agreement" if "model" in kinds else "inter-annotator agreement",
        annotators=tuple(sorted({label.annotator_id for labels in shared.values() for label in labels})),
        paragraphs=len(shared),
        conflicts=sum(find_conflict(labels) is not None for labels in shared.values()),
        layers={name: _layer(data) for name, data in (("topic", topic), ("relevance", relevance), ("stance", stance))},
    )


def write_agreement(workspace: Workspace) -> Agreement:
    """Measure the agreement and write `labels/agreement.json`."""
    agreement = measure_agreement(read_events(workspace), read_codebook(workspace))
    write_json(workspace.agreement, agreement.model_dump(mode="json"))
    return agreement


def _alpha(ratings: Sequence[Rating]) -> float:
    """Krippendorff's alpha; 1 when only one label occurs at all, where it is not defined."""
    from nltk.metrics.agreement import AnnotationTask

    if len({rating.label for rating in ratings}) < 2:
        return 1.0
    return float(AnnotationTask(data=[tuple(rating) for rating in ratings]).alpha())


def _layer(by_document: dict[str, list[Rating]]) -> LayerAgreement:
    from scipy.stats import DegenerateDataWarning, bootstrap

    every = [rating for group in by_document.values() for rating in group]
    labels = sorted({rating.label for rating in every})
    matrices = np.array([coincidence_matrix(_by_item(group), labels) for group in by_document.values()])

    def draw(documents: np.ndarray, axis: int = -1) -> np.ndarray:
        """Alpha of the drawn documents; a document drawn twice counts twice."""
        return nominal_alpha(matrices[documents.astype(int)].sum(axis=-3))

    alpha = _alpha(every)
    low = high = alpha
    if len(matrices) > 1:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DegenerateDataWarning)
            result = bootstrap(
                (np.arange(len(matrices)),),
                draw,
                n_resamples=RESAMPLES,
                batch=100,
                vectorized=True,
                axis=-1,
                method="percentile",
                rng=np.random.default_rng(SEED),
            )
        low, high = map(float, result.confidence_interval)
    items = _by_item(every)
    pairs = [a == b for given in items for a, b in itertools.combinations(given, 2)]
    return LayerAgreement(
        items=len(items),
        raw=round(float(np.mean(pairs or [True])), 4),
        alpha=round(alpha, 4),
        low=round(low, 4),
        high=round(high, 4),
    )


def _by_item(ratings: Sequence[Rating]) -> list[list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for rating in ratings:
        grouped[rating.item].append(rating.label)
    return list(grouped.values())
