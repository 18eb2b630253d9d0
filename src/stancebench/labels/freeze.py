"""Freezing label events to gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from stancebench.errors import UserError, some
from stancebench.files import write_jsonl
from stancebench.labels.check import check_labels
from stancebench.labels.codebook import read_codebook
from stancebench.labels.conflict import Conflict, find_conflict, one_tier, readings, rulings, settles
from stancebench.labels.event import LabelEvent, StanceLabel, read_events
from stancebench.labels.gold import GoldLabel, GoldSpan, GoldStance
from stancebench.labels.release import write_release
from stancebench.workspace import Workspace

T = TypeVar("T")


def freeze(workspace: Workspace) -> list[GoldLabel]:
    """Freeze the label events to gold and write it, with what changed since the last release.

    Readings by people and by models are never mixed: a paragraph with both is frozen from the readings of people.

    Args:
        workspace: The workspace, with a built corpus.

    Returns:
        The gold labels, sorted by paragraph.

    Raises:
        UserError: An event is faulty, a paragraph was read only once, a conflict is not adjudicated, or the version is
            too small a step.
    """
    faults = [finding for finding in check_labels(workspace) if finding.level == "error"]
    if faults:
        raise UserError(
            f"{len(faults)} label event(s) are faulty: {faults[0].where}: {faults[0].message}",
            fix="stancebench labels check",
        )
    gold = frozen(read_events(workspace), read_codebook(workspace).version)
    write_release(workspace, gold)
    write_jsonl(workspace.gold, [_line(label) for label in gold])
    return gold


def _line(label: GoldLabel) -> dict[str, Any]:
    """Return the fields of a line of gold; those that have their usual value are left out."""
    return {"schema_version": label.schema_version, **label.model_dump(mode="json", exclude_defaults=True)}


def frozen(events: Sequence[LabelEvent], version: str) -> list[GoldLabel]:
    """Freeze label events.

    Args:
        events: Readings and rulings.
        version: Version of the codebook.

    Returns:
        The gold labels, sorted by paragraph.

    Raises:
        UserError: A paragraph was read only once, or a conflict is not adjudicated.
    """
    events = one_tier(events)
    ruled, grouped = rulings(events), readings(events)
    if not grouped:
        raise UserError("no paragraph was read: every event is a skip or a ruling", fix="stancebench labels record")
    once = [name for name, labels in grouped.items() if len(labels) < 2]
    if once:
        raise UserError(
            f"{len(once)} paragraph(s) were read only once: {some(once, 3)}",
            expected="two blind readings",
            fix="stancebench labels sheet, then stancebench labels record",
        )
    gold, unsettled = [], []
    for paragraph_id, labels in grouped.items():
        conflict, ruling = find_conflict(labels), ruled.get(paragraph_id)
        if conflict and not settles(conflict, ruling):
            unsettled.append(paragraph_id)
            continue
        gold.append(_gold(labels, conflict, ruling, version))
    if unsettled:
        raise UserError(
            f"{len(unsettled)} conflict(s) are not adjudicated: {some(unsettled, 3)}",
            fix="stancebench labels adjudicate SHEET, then stancebench labels record --adjudication",
        )
    return gold


def _gold(labels: list[LabelEvent], conflict: Conflict | None, ruling: LabelEvent | None, version: str) -> GoldLabel:
    split_topic = bool(conflict and conflict.topics)
    topic = ruling.topic if split_topic and ruling else labels[0].topic
    if topic is None:
        raise ValueError(f"{labels[0].paragraph_id}: no topic")
    sources = [*labels, *([ruling] if split_topic and ruling else [])]
    parts = [label.sub_code for label in sources[::-1] if label.topic == topic and label.sub_code]
    second = Counter(label.second_topic for label in labels if label.second_topic not in (None, topic)).most_common(1)
    targets = sorted({item.target for label in labels for item in label.stances})
    return GoldLabel(
        paragraph_id=labels[0].paragraph_id,
        text_sha256=labels[0].text_sha256,
        codebook_version=version,
        tier="machine" if any(label.annotator_kind == "model" for label in labels) else "human",
        readings=len(labels),
        function=_most(label.function for label in labels),
        topic=topic,
        topic_origin="adjudicated" if split_topic else "unanimous",
        topic_counts=_count(str(label.topic) for label in labels),
        sub_code=_most(parts) or "",
        second_topic=second[0][0] if second and 2 * second[0][1] > len(labels) else None,
        stances=tuple(_stance(target, labels, conflict, ruling) for target in targets),
    )


def _stance(target: str, labels: list[LabelEvent], conflict: Conflict | None, ruling: LabelEvent | None) -> GoldStance:
    split = bool(conflict and target in conflict.stances)
    stance = ruling.stance(target) if split and ruling else labels[0].stance(target)
    sources = [*([ruling] if split and ruling else []), *labels]
    given = [(item, source) for source in sources for item in source.stances if item.target == target]
    said: list[StanceLabel] = [item for item, _ in given if item.stance == stance]
    spans = {(item.start, item.end) for item in said if item.start is not None and item.end is not None}
    return GoldStance(
        target=target,
        stance=stance,
        origin="adjudicated" if split else "unanimous",
        evidence=tuple(GoldSpan(start=start, end=end) for start, end in sorted(spans)),
        quotes=tuple(sorted({item.quote for item in said if item.quote})),
        counts=_count(label.stance(target) for label in labels),
        holder=_most(item.holder for item in said) or "speaker",
        reported=_most(item.reported for item in said),
        implicit=bool(_most(item.implicit for item in said)),
        context=_most(item.context for item in said) or "paragraph",
        confidence=min((item.confidence for item in said), default=3),
        flags=tuple(sorted({flag for item in said for flag in item.flags})),
    )


def _most(values: Iterable[T]) -> T | None:
    """Return the most frequent value, the first of equals."""
    ranked = Counter(values).most_common(1)
    return ranked[0][0] if ranked else None


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
