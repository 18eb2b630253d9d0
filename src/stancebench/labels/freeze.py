"""Freezing label events to gold."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from stancebench.corpus.manifest import HASH
from stancebench.errors import UserError, some
from stancebench.files import read_jsonl, write_jsonl
from stancebench.labels.check import check_labels
from stancebench.labels.codebook import SEMVER, Stance, read_codebook
from stancebench.labels.conflict import Conflict, find_conflict, readings, rulings, settles
from stancebench.labels.event import LabelEvent, read_events
from stancebench.records import Record
from stancebench.workspace import Workspace

Origin = Literal["unanimous", "adjudicated"]


class GoldStance(BaseModel):
    """The frozen stance towards one target.

    Attributes:
        target: Id of the target.
        stance: The fine label; never ``unrelated`` for a unanimous one, which is said by absence.
        origin: ``unanimous`` when all readings agree, ``adjudicated`` when a conflict was settled.
        evidence: Quotes of those readings that gave this label, sorted.
        counts: How many readings gave which label.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    stance: Stance
    origin: Origin
    evidence: tuple[str, ...] = ()
    counts: dict[str, int]


class GoldLabel(Record):
    """The frozen labels of one paragraph; one line of `labels/gold/gold.jsonl`.

    Attributes:
        paragraph_id: The paragraph.
        text_sha256: Hash of its text.
        codebook_version: Version of the codebook.
        tier: ``machine`` when a model labelled, ``human`` when only people did.
        readings: How many blind readings there are.
        topic: CAP code.
        topic_origin: As for stances.
        topic_counts: How many readings gave which code.
        stances: Every target that any reading marked; a target not listed is unrelated.
    """

    paragraph_id: str
    text_sha256: str = Field(pattern=HASH)
    codebook_version: str = Field(pattern=SEMVER)
    tier: Literal["machine", "human"]
    readings: int = Field(ge=2)
    topic: int
    topic_origin: Origin
    topic_counts: dict[str, int]
    stances: tuple[GoldStance, ...]


def read_gold(workspace: Workspace) -> list[GoldLabel]:
    """Read the frozen labels.

    Raises:
        UserError: They are missing or a line does not fit.
    """
    return read_jsonl(workspace.gold, GoldLabel, fix="stancebench labels freeze")


def freeze(workspace: Workspace) -> list[GoldLabel]:
    """Freeze the label events to gold and write it.

    Args:
        workspace: The workspace, with a built corpus.

    Returns:
        The gold labels, sorted by paragraph.

    Raises:
        UserError: An event is faulty, a paragraph was read only once, or a conflict is not adjudicated.
    """
    faults = [finding for finding in check_labels(workspace) if finding.level == "error"]
    if faults:
        raise UserError(
            f"{len(faults)} label event(s) are faulty: {faults[0].where}: {faults[0].message}",
            fix="stancebench labels check",
        )
    events = read_events(workspace)
    version = read_codebook(workspace).version
    ruled = rulings(events)
    grouped = readings(events)
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
            fix="stancebench labels conflicts SHEET, then stancebench labels record --adjudication",
        )
    write_jsonl(workspace.gold, gold)
    return gold


def _gold(labels: list[LabelEvent], conflict: Conflict | None, ruling: LabelEvent | None, version: str) -> GoldLabel:
    first = labels[0]
    split_topic = bool(conflict and conflict.topics)
    topic = ruling.topic if split_topic and ruling else first.topic
    if topic is None:
        raise ValueError(f"{first.paragraph_id}: no topic")
    stances = []
    for target in sorted({item.target for label in labels for item in label.stances}):
        split = bool(conflict and target in conflict.stances)
        stance = ruling.stance(target) if split and ruling else first.stance(target)
        sources = [*labels, *([ruling] if split and ruling else [])]
        quotes = {
            item.evidence
            for source in sources
            for item in source.stances
            if item.target == target and item.stance == stance and item.evidence
        }
        stances.append(
            GoldStance(
                target=target,
                stance=stance,
                origin="adjudicated" if split else "unanimous",
                evidence=tuple(sorted(quotes)),
                counts=_count([label.stance(target) for label in labels]),
            )
        )
    return GoldLabel(
        paragraph_id=first.paragraph_id,
        text_sha256=first.text_sha256,
        codebook_version=version,
        tier="machine" if any(label.annotator_kind == "model" for label in labels) else "human",
        readings=len(labels),
        topic=topic,
        topic_origin="adjudicated" if split_topic else "unanimous",
        topic_counts=_count([str(label.topic) for label in labels]),
        stances=tuple(stances),
    )


def _count(given: list[str] | list[Stance]) -> dict[str, int]:
    return {name: list(given).count(name) for name in sorted(set(given))}
