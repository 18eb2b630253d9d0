"""Agreement between the blind readings, with document-clustered intervals."""

from __future__ import annotations

import itertools
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from stancebench.errors import UserError
from stancebench.files import write_json
from stancebench.labels.codebook import STANCES, Codebook, read_codebook
from stancebench.labels.coincidence import coincidence_matrix, nominal_alpha
from stancebench.labels.conflict import find_conflict, readings
from stancebench.labels.event import LabelEvent, read_events
from stancebench.labels.ratings import Rating, evidence_overlap, ratings
from stancebench.records import Record
from stancebench.workspace import Workspace

RESAMPLES = 999
SEED = 13


class LayerAgreement(BaseModel):
    """Agreement on one layer of labels.

    Attributes:
        items: How many items were labelled by two or more annotators.
        raw: Share of equal pairs of labels.
        alpha: Krippendorff's alpha for nominal data (Krippendorff 2004, Content Analysis, chapter 11); none where only
            one label occurs, where it is not defined.
        low: Lower end of its 95 % interval; percentile bootstrap over documents.
        high: Upper end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: int
    raw: float
    alpha: float | None
    low: float | None = None
    high: float | None = None


class Agreement(Record):
    """Inter-model or inter-annotator agreement; `labels/agreement.json`.

    Attributes:
        kind: ``inter-model agreement`` when any annotator is a model, otherwise ``inter-annotator agreement``.
        annotators: Ids of the annotators compared.
        paragraphs: How many paragraphs they share.
        conflicts: How many paragraphs hold at least one conflict.
        layers: By name, see `stancebench.labels.ratings.LAYERS`.
        evidence_f1: Mean F1 of the characters of two spans given for the same stance.
        by_topic: Agreement on the topic, by the smallest code given.
        by_target: Agreement on the stance, by target.
        by_batch: Agreement on topic and stance, by batch.
        by_pair: Agreement on topic and stance of each two annotators.
        confusion: For each annotator, how often they gave which stance where each other annotator gave which:
            ``confusion[annotator][stance of the other][stance]``.
    """

    CURRENT: ClassVar[int] = 2

    schema_version: int = Field(default=2, ge=1)
    kind: str
    annotators: tuple[str, ...]
    paragraphs: int
    conflicts: int
    layers: dict[str, LayerAgreement]
    evidence_f1: float | None = None
    by_topic: dict[str, LayerAgreement] = Field(default_factory=dict)
    by_target: dict[str, LayerAgreement] = Field(default_factory=dict)
    by_batch: dict[str, dict[str, LayerAgreement]] = Field(default_factory=dict)
    by_pair: dict[str, dict[str, LayerAgreement]] = Field(default_factory=dict)
    confusion: dict[str, dict[str, dict[str, int]]] = Field(default_factory=dict)

    @classmethod
    def upgrade(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Version 1 had fewer tables, which stay empty."""
        return data


def measure_agreement(events: Sequence[LabelEvent], codebook: Codebook) -> Agreement:
    """Compare the blind readings.

    Args:
        events: All label events; adjudications are left out.
        codebook: The registry of targets.

    Returns:
        The agreement by layer, topic, target, batch and pair of annotators.

    Raises:
        UserError: No paragraph was read twice.
    """
    shared = {name: labels for name, labels in readings(events).items() if len(labels) > 1}
    if not shared:
        raise UserError("no paragraph was read by two annotators", fix="stancebench labels record")
    layers = ratings(shared, codebook)
    kinds = {label.annotator_kind for labels in shared.values() for label in labels}
    annotators = sorted({label.annotator_id for labels in shared.values() for label in labels})
    overlap = evidence_overlap(shared)
    main: dict[str, list[Rating]] = {name: layers[name] for name in ("topic", "stance") if name in layers}
    pairs = {
        f"{one} and {other}": {
            name: _layer([rating for rating in given if rating.annotator in (one, other)])
            for name, given in main.items()
        }
        for one, other in itertools.combinations(annotators, 2)
    }
    return Agreement(
        kind="inter-model agreement" if "model" in kinds else "inter-annotator agreement",
        annotators=tuple(annotators),
        paragraphs=len(shared),
        conflicts=sum(find_conflict(labels) is not None for labels in shared.values()),
        layers={name: _layer(given) for name, given in layers.items()},
        evidence_f1=round(float(np.mean(overlap)), 4) if overlap else None,
        by_topic=_grouped(layers["topic"], lambda rating: rating.group),
        by_target=_grouped(layers.get("stance", []), lambda rating: rating.group),
        by_batch=_by_batch(main),
        by_pair=pairs,
        confusion=_confusion(layers.get("stance", [])),
    )


def write_agreement(workspace: Workspace) -> Agreement:
    """Measure the agreement and write `labels/agreement.json`."""
    agreement = measure_agreement(read_events(workspace), read_codebook(workspace))
    write_json(workspace.agreement, agreement.model_dump(mode="json"))
    return agreement


def _grouped(given: Sequence[Rating], key: Callable[[Rating], str]) -> dict[str, LayerAgreement]:
    groups: dict[str, list[Rating]] = defaultdict(list)
    for rating in given:
        groups[key(rating)].append(rating)
    return {name: _layer(group) for name, group in sorted(groups.items())}


def _by_batch(main: dict[str, list[Rating]]) -> dict[str, dict[str, LayerAgreement]]:
    found: dict[str, dict[str, LayerAgreement]] = defaultdict(dict)
    for layer, given in main.items():
        for batch, value in _grouped(given, lambda rating: rating.batch).items():
            found[batch][layer] = value
    return dict(sorted(found.items()))


def _confusion(given: Sequence[Rating]) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, dict[str, int]]] = {
        name: {other: dict.fromkeys(STANCES, 0) for other in STANCES}
        for name in sorted({rating.annotator for rating in given})
    }
    for group in _by_item(given):
        for own, other in itertools.permutations(group, 2):
            found[own.annotator][other.label][own.label] += 1
    return found


def _alpha(given: Sequence[Rating]) -> float | None:
    from nltk.metrics.agreement import AnnotationTask

    if len({rating.label for rating in given}) < 2:
        return None
    task = AnnotationTask(data=[(rating.annotator, rating.item, rating.label) for rating in given])
    return round(float(task.alpha()), 4)


def _layer(given: Sequence[Rating]) -> LayerAgreement:
    groups = [group for group in _by_item(given) if len(group) > 1]
    kept = [rating for group in groups for rating in group]
    if not kept:
        return LayerAgreement(items=0, raw=1.0, alpha=None)
    alpha = _alpha(kept)
    pairs = [a.label == b.label for group in groups for a, b in itertools.combinations(group, 2)]
    low, high = _interval(kept) if alpha is not None else (None, None)
    return LayerAgreement(items=len(groups), raw=round(float(np.mean(pairs)), 4), alpha=alpha, low=low, high=high)


def _interval(kept: Sequence[Rating]) -> tuple[float | None, float | None]:
    from scipy.stats import DegenerateDataWarning, bootstrap

    documents: dict[str, list[Rating]] = defaultdict(list)
    for rating in kept:
        documents[rating.document].append(rating)
    labels = sorted({rating.label for rating in kept})
    matrices = np.array(
        [
            coincidence_matrix([[r.label for r in group] for group in _by_item(part)], labels)
            for part in documents.values()
        ]
    )
    if len(matrices) < 2:
        return None, None

    def draw(numbers: np.ndarray, axis: int = -1) -> np.ndarray:
        """Alpha of the drawn documents; a document drawn twice counts twice."""
        return nominal_alpha(matrices[numbers.astype(int)].sum(axis=-3))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)
        interval = bootstrap(
            (np.arange(len(matrices)),),
            draw,
            n_resamples=RESAMPLES,
            batch=100,
            vectorized=True,
            axis=-1,
            method="percentile",
            rng=np.random.default_rng(SEED),
        ).confidence_interval
    return round(float(interval.low), 4), round(float(interval.high), 4)


def _by_item(given: Sequence[Rating]) -> list[list[Rating]]:
    grouped: dict[str, list[Rating]] = defaultdict(list)
    for rating in given:
        grouped[rating.item].append(rating)
    return list(grouped.values())
