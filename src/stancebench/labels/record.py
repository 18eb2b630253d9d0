"""Taking an annotator's answers into the event log."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from stancebench.errors import UserError, some
from stancebench.files import read_jsonl, read_text, write_jsonl
from stancebench.labels.annotators import read_annotators
from stancebench.labels.answer import Answer
from stancebench.labels.batch import read_batches
from stancebench.labels.intake import Intake
from stancebench.workspace import Workspace


def record_answers(
    workspace: Workspace,
    path: Path,
    *,
    annotator_id: str,
    batch: str,
    adjudication: bool = False,
    prompt: Path | None = None,
    time: datetime.datetime | None = None,
    round_: int = 1,
    partial: bool = False,
) -> Path:
    """Check an annotator's answers and write them as label events.

    Nothing is written unless every answer is right.

    Args:
        workspace: The workspace, with a built corpus.
        path: The answers, one JSON object a line, in the order of the reading.
        annotator_id: Who answered, as in `labels/annotators.yaml`.
        batch: The batch that was read; an adjudication or a second reading may span several, then this only names
            the file.
        adjudication: Whether the answers settle conflicts.
        prompt: The instruction that a model was given.
        time: When; now if omitted.
        round_: Which reading of this annotator it is; 2 when affected paragraphs are read again after a rule changed.
        partial: Whether a part of the batch, or parts of several, may be answered.

    Returns:
        The event file written.

    Raises:
        UserError: The annotator or batch is unknown, a paragraph is missing, unknown or answered twice, a
            label is not in the codebook, evidence does not occur in the paragraph, or the events exist already.
    """
    annotator = read_annotators(workspace).find(annotator_id)
    if not re.fullmatch(r"[a-z0-9-]+", batch):
        raise UserError(f"the batch name {batch!r} is refused", expected="small letters, digits and hyphens")
    out = workspace.events / f"{batch}.{annotator.id}.jsonl"
    if out.exists():
        raise UserError(f"{out} exists", expected="no events of this batch and annotator", fix="another batch name")
    free = adjudication or partial
    items = {item.key: item for item in read_batches(workspace) if free or item.batch == batch}
    if not items:
        raise UserError(f"no batch {batch!r}", fix="stancebench labels sample")
    answers = read_jsonl(path, Answer)
    _check_keys(path, [answer.key for answer in answers], set(items), whole=not free)
    intake = Intake(workspace, prompt=prompt, time=time, round_=round_)
    lines = [number for number, line in enumerate(read_text(path).split("\n"), start=1) if line.strip()]
    placed = [(f"line {line}", answer) for line, answer in zip(lines, answers, strict=True)]
    kind = "adjudication" if adjudication else "label"
    events = intake.events(annotator, placed, items, source=path, kind=kind)
    intake.refuse_known(events, path)
    write_jsonl(out, events)
    return out


def _check_keys(path: Path, keys: list[str], known: set[str], *, whole: bool) -> None:
    unknown = [key for key in keys if key not in known]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    missing = sorted(known - set(keys)) if whole else []
    for word, names in (("not in the batch", unknown), ("answered twice", twice), ("missing", missing)):
        if names:
            raise UserError(f"{path}: {len(names)} paragraph(s) {word}: {some(names)}", expected="one line a paragraph")
