"""Aggregating blind readings: majority with margin, Dawid-Skene, MACE."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from stancebench.errors import UserError
from stancebench.files import write_jsonl
from stancebench.labels.codebook import Codebook, read_codebook
from stancebench.labels.conflict import one_tier, readings
from stancebench.labels.event import LabelEvent, read_events
from stancebench.labels.ratings import Rating, ratings
from stancebench.records import Record
from stancebench.workspace import Workspace

Method = Literal["majority", "dawid-skene", "mace"]
METHODS: tuple[Method, ...] = ("majority", "dawid-skene", "mace")
AGGREGATED = ("topic", "stance")
"""Layers that are aggregated."""

SURE = 0.9
"""Probability from which an aggregated label counts as sure in the summary."""

ITERATIONS = 50
RESTARTS = 4
SEED = 13


class Aggregated(Record):
    """The aggregated label of one item.

    Attributes:
        layer: ``topic`` or ``stance``.
        item: Paragraph id, or paragraph id and target parted by ``#``.
        method: How it was aggregated.
        label: The most probable label.
        probability: Its probability under the method; for majority, its share of the readings.
        margin: Probability of it less that of the next.
        readings: How many readings there are.
        tie: Whether no label leads; such an item goes to adjudication, and `label` says nothing.
    """

    layer: str
    item: str
    method: Method
    label: str
    probability: float = Field(ge=0, le=1)
    margin: float = Field(ge=0, le=1)
    readings: int = Field(ge=1)
    tie: bool


def aggregate(events: Sequence[LabelEvent], codebook: Codebook, method: Method) -> list[Aggregated]:
    """Aggregate the readings of every item that two or more annotators labelled.

    Sources: Dawid and Skene 1979, Applied Statistics 28(1); Hovy et al. 2013, Learning Whom to Trust with MACE; the
    implementation is crowd-kit's.

    Args:
        events: Label events; adjudications are left out.
        codebook: The registry of targets.
        method: ``majority``, ``dawid-skene`` or ``mace``.

    Returns:
        One label an item, in order of layer and item.

    Raises:
        UserError: The method is unknown, crowd-kit is missing, or no paragraph was read twice.
    """
    shared = {name: labels for name, labels in readings(one_tier(events)).items() if len(labels) > 1}
    if not shared:
        raise UserError("no paragraph was read by two annotators", fix="stancebench labels record")
    layers = ratings(shared, codebook)
    return [item for layer in AGGREGATED for item in _layer(layer, layers.get(layer, []), method)]


def write_aggregate(workspace: Workspace, method: str, path: Path) -> list[Aggregated]:
    """Aggregate all readings and write them as JSON lines.

    Args:
        workspace: The workspace.
        method: One of `METHODS`.
        path: Where to write.

    Returns:
        The aggregated labels.

    Raises:
        UserError: As `aggregate` does.
    """
    chosen = next((name for name in METHODS if name == method), None)
    if chosen is None:
        raise UserError(f"no method {method!r}", expected=f"one of {', '.join(METHODS)}")
    items = aggregate(read_events(workspace), read_codebook(workspace), chosen)
    write_jsonl(path, items)
    return items


def _model(method: Method) -> Any:
    try:
        from crowdkit.aggregation import MACE, DawidSkene, MajorityVote
    except ImportError:
        raise UserError("crowd-kit is not installed", fix='pip install "stancebench[annotate]"') from None
    if method == "majority":
        return MajorityVote()
    if method == "dawid-skene":
        return DawidSkene(n_iter=ITERATIONS)
    return MACE(n_restarts=RESTARTS, n_iter=ITERATIONS, random_state=SEED)


def _layer(layer: str, given: Sequence[Rating], method: Method) -> list[Aggregated]:
    import pandas as pd

    if not given:
        return []
    frame = pd.DataFrame(
        [(rating.item, rating.annotator, rating.label) for rating in given], columns=["task", "worker", "label"]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chances = _model(method).fit_predict_proba(frame)
    counts = frame.groupby("task").size()
    found = []
    for item, row in chances.sort_index().iterrows():
        ranked = row.sort_values(ascending=False, kind="stable")
        first, second = float(ranked.iloc[0]), float(ranked.iloc[1]) if len(ranked) > 1 else 0.0
        margin = max(0.0, round(first - second, 6))
        found.append(
            Aggregated(
                layer=layer,
                item=str(item),
                method=method,
                label=str(ranked.index[0]),
                probability=min(1.0, round(first, 6)),
                margin=margin,
                readings=int(counts[item]),
                tie=margin == 0,
            )
        )
    return found
