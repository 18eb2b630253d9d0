"""Taking an annotator's answers into the event log."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from pydantic import ConfigDict, Field

from stancebench.errors import UserError, some
from stancebench.files import read_jsonl, read_parquet, read_text, sha256_text, validated, write_jsonl
from stancebench.labels.annotators import read_annotators
from stancebench.labels.check import label_faults
from stancebench.labels.codebook import read_codebook
from stancebench.labels.event import LabelEvent, StanceLabel
from stancebench.labels.sample import read_batches
from stancebench.records import Record
from stancebench.workspace import Workspace


class Answer(Record):
    """One line of an annotator's answers.

    Attributes:
        key: Key of the paragraph on the sheet: the first twelve digits of its hash.
        topic: Code of the topic; may be null in an adjudication.
        stances: Marked targets.
        note: What was hard.
        reason: Why, in an adjudication.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[0-9a-f]{12}$")
    topic: int | None = None
    stances: tuple[StanceLabel, ...] = ()
    note: str = ""
    reason: str = ""


def record_answers(
    workspace: Workspace,
    path: Path,
    *,
    annotator_id: str,
    batch: str,
    adjudication: bool = False,
    prompt: Path | None = None,
    time: datetime.datetime | None = None,
) -> Path:
    """Check an annotator's answers and write them as label events.

    Nothing is written unless every answer is right.

    Args:
        workspace: The workspace, with a built corpus.
        path: The answers, one JSON object a line, in the order of the reading.
        annotator_id: Who answered, as in `labels/annotators.yaml`.
        batch: The batch that was read; an adjudication may span several, then this only names the file.
        adjudication: Whether the answers settle conflicts.
        prompt: The instruction that a model was given.
        time: When; now if omitted.

    Returns:
        The event file written.

    Raises:
        UserError: The annotator or batch is unknown, a paragraph is missing, unknown or answered twice, a
            label is not in the codebook, evidence does not occur in the paragraph, or the events exist already.
    """
    annotator = read_annotators(workspace).find(annotator_id)
    codebook = read_codebook(workspace)
    kind = "adjudication" if adjudication else "label"
    if not re.fullmatch(r"[a-z0-9-]+", batch):
        raise UserError(f"the batch name {batch!r} is refused", expected="small letters, digits and hyphens")
    out = workspace.events / f"{batch}.{annotator.id}.jsonl"
    if out.exists():
        raise UserError(f"{out} exists", expected="no events of this batch and annotator", fix="another batch name")
    items = {item.key: item for item in read_batches(workspace) if adjudication or item.batch == batch}
    if not items:
        raise UserError(f"no batch {batch!r}", fix="stancebench labels sample")
    answers = read_jsonl(path, Answer)
    lines = [number for number, line in enumerate(read_text(path).split("\n"), start=1) if line.strip()]
    keys = [answer.key for answer in answers]
    unknown = [key for key in keys if key not in items]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    missing = [] if adjudication else sorted(set(items) - set(keys))
    for word, names in (("not in the batch", unknown), ("answered twice", twice), ("missing", missing)):
        if names:
            raise UserError(f"{path}: {len(names)} paragraph(s) {word}: {some(names)}", expected="one line a paragraph")
    texts = _texts(workspace)
    guidelines = sha256_text(read_text(workspace.codebook.parent / "GUIDELINES.md"))
    now = (time or datetime.datetime.now(datetime.UTC)).replace(microsecond=0)
    events = []
    for order, (line, answer) in enumerate(zip(lines, answers, strict=True)):
        item = items[answer.key]
        event = validated(
            {
                "event_id": f"{kind}/{annotator.id}/{item.paragraph_id}",
                "kind": kind,
                "annotator_id": annotator.id,
                "annotator_kind": annotator.kind,
                "batch": item.batch,
                "order": order,
                "paragraph_id": item.paragraph_id,
                "text_sha256": item.text_sha256,
                "codebook_version": codebook.version,
                "guidelines_sha256": guidelines,
                "prompt_sha256": sha256_text(read_text(prompt)) if prompt else None,
                "time": now,
                **answer.model_dump(exclude={"key", "schema_version"}),
            },
            LabelEvent,
            f"{path}, line {line}",
        )
        faults = label_faults(event, codebook, texts)
        if faults:
            raise UserError(f"{path}, line {line} ({answer.key}): {faults[0]}", fix=f"edit line {line}")
        events.append(event)
    paths = sorted(workspace.events.glob("*.jsonl"))
    known = {event.event_id for recorded in paths for event in read_jsonl(recorded, LabelEvent)}
    again = [event.event_id for event in events if event.event_id in known]
    if again:
        raise UserError(f"{len(again)} event(s) exist already: {some(again, 3)}", fix=f"take them out of {path}")
    write_jsonl(out, events)
    return out


def _texts(workspace: Workspace) -> dict[str, tuple[str, str]]:
    table = read_parquet(
        workspace.paragraphs, columns=["paragraph_id", "text", "text_sha256"], fix="stancebench corpus build"
    )
    return {row["paragraph_id"]: (row["text"], row["text_sha256"]) for row in table.to_pylist()}
