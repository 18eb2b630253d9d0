"""Taking the labels of another labelling tool into the event log."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stancebench.errors import UserError, some
from stancebench.files import json_line
from stancebench.labels.annotators import Annotator, read_annotators
from stancebench.labels.answer import Answer
from stancebench.labels.batch import BatchItem, read_batches
from stancebench.labels.codebook import read_codebook
from stancebench.labels.event import LabelEvent, event_name
from stancebench.labels.exchange.annotator_map import read_annotator_map
from stancebench.labels.exchange.folder import write_together
from stancebench.labels.exchange.known_tasks import KnownTasks
from stancebench.labels.exchange.tool_answer import ToolAnswer
from stancebench.labels.exchange.tools import find_tool
from stancebench.labels.exchange.vocabulary import Vocabulary
from stancebench.labels.intake import Intake
from stancebench.workspace import Workspace

_FIX = "mend it in the tool, then export from it and import again"

Group = tuple[str, Annotator]
Placed = tuple[str, Answer]


def take_labels(
    workspace: Workspace,
    path: Path,
    *,
    tool: str,
    annotators: Path | None = None,
    annotator_id: str | None = None,
    partial: bool = False,
    time: datetime.datetime | None = None,
) -> dict[Path, int]:
    """Read what a tool exported, check it and write it as label events, one file a batch and annotator.

    Nothing is written unless every answer is right. Drafts and predictions are no labels. What an annotator skipped
    becomes a ``skip``; an answered paragraph without any target stays a ``label``.

    Args:
        workspace: The workspace, with a built corpus.
        path: The exported file.
        tool: Name of the format.
        annotators: The file that maps users of the tool to pseudonyms.
        annotator_id: In its place, the one annotator of the whole file.
        partial: Whether annotators may have read a part of the batch; what is recorded already is then left out.
        time: When; now if omitted.

    Returns:
        The files written, each with its number of events.

    Raises:
        UserError: The file is wrong, an annotator is unknown, a paragraph is missing or answered twice, an answer
            breaks a rule of the codebook, or the events exist already.
    """
    reader, codebook = find_tool(tool), read_codebook(workspace)
    if (annotators is None) == (annotator_id is None):
        raise UserError(
            "who labelled is not said" if annotators is None else "who labelled is said twice",
            expected="one of --annotators and --annotator",
            fix="--annotators MAP.yaml for several annotators, --annotator ID for one",
        )
    items = {(item.batch, item.key): item for item in read_batches(workspace)}
    intake = Intake(workspace, time=time)
    answers = reader.read(path, KnownTasks(items, intake.passages.text), Vocabulary(codebook))
    if not answers:
        raise UserError(f"{path} holds no finished annotation", expected="submitted or skipped tasks")
    grouped = _group(workspace, path, answers, annotators, annotator_id)
    _check_whole(path, grouped, items, fill=reader.absent_is_skipped, partial=partial)
    events: dict[Group, list[LabelEvent]] = {}
    for (batch, annotator), placed in grouped.items():
        drawn = {key: item for (name, key), item in items.items() if name == batch}
        events[batch, annotator] = intake.events(annotator, placed, drawn, source=path, fix=_FIX)
    known = intake.known()
    if partial:
        events = {group: _new(several, known) for group, several in events.items()}
    files = {_free(workspace, *group, partial=partial): several for group, several in events.items() if several}
    _refuse_changed([event for several in files.values() for event in several], known)
    if not files:
        raise UserError(f"everything in {path} is recorded already", expected="something new")
    write_together({out: "".join(map(json_line, several)) for out, several in files.items()})
    return {out: len(several) for out, several in files.items()}


def _group(
    workspace: Workspace, path: Path, answers: Sequence[ToolAnswer], annotators: Path | None, annotator_id: str | None
) -> dict[Group, list[Placed]]:
    known = read_annotators(workspace)
    mapped = read_annotator_map(annotators, known) if annotators else None
    names = list(dict.fromkeys(answer.names for answer in answers))
    if mapped is None and len(names) > 1:
        who = some([" or ".join(name) or "nobody named" for name in names])
        raise UserError(f"{path} holds the labels of {len(names)} annotators: {who}", fix="--annotators MAP.yaml")
    grouped: dict[Group, list[Placed]] = {}
    for answer in answers:
        if mapped is not None and annotators is not None:
            annotator = mapped.find(answer.names, known, annotators, f"{path}, {answer.place}")
        else:
            annotator = known.find(annotator_id or "")
        grouped.setdefault((answer.batch, annotator), []).append((answer.place, answer.answer))
    return grouped


def _check_whole(
    path: Path,
    grouped: dict[Group, list[Placed]],
    items: Mapping[tuple[str, str], BatchItem],
    *,
    fill: bool,
    partial: bool,
) -> None:
    """Refuse what was answered twice or is missing; where absence means a skip, add the skips."""
    for (batch, annotator), placed in grouped.items():
        keys = [answer.key for _, answer in placed]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            places = some([place for place, answer in placed if answer.key == twice[0]])
            raise UserError(
                f"{path}: {annotator.id} answered {len(twice)} paragraph(s) twice: {twice[0]} in {places}",
                expected="one answer an annotator and paragraph",
                fix="take one out in the tool, then export from it and import again",
            )
        missing = [key for name, key in items if name == batch and key not in keys]
        if partial or not missing:
            continue
        if not fill:
            raise UserError(
                f"{path}: {annotator.id} did not answer {len(missing)} paragraph(s) of {batch}: {some(missing)}",
                expected="an answer or a skip for every paragraph of the batch",
                fix="finish them in the tool, or import with --partial",
            )
        placed += [("not labelled", Answer(key=key, skipped=True)) for key in missing]


def _new(events: Sequence[LabelEvent], known: Mapping[str, LabelEvent]) -> list[LabelEvent]:
    """Leave out what is recorded already with the same content."""
    same = {"order", "time", "codebook_version", "guidelines_sha256"}
    return [
        event
        for event in events
        if event.event_id not in known
        or known[event.event_id].model_dump(exclude=same) != event.model_dump(exclude=same)
    ]


def _refuse_changed(events: Sequence[LabelEvent], known: Mapping[str, LabelEvent]) -> None:
    """Refuse an event that is recorded; a label may follow a skip, but not a skip a label."""
    names = {event.event_id: event_name("label", event.annotator_id, event.paragraph_id) for event in events}
    again = [name for name, label in names.items() if name in known or label in known]
    if again:
        raise UserError(
            f"{len(again)} event(s) are recorded already, with other labels: {some(again, 3)}",
            expected="recorded labels stay as they are",
            fix="undo the change in the tool, then export from it and import again",
        )


def _free(workspace: Workspace, batch: str, annotator: Annotator, *, partial: bool) -> Path:
    out = workspace.events / f"{batch}.{annotator.id}.jsonl"
    if not out.exists():
        return out
    if partial:
        return next(path for path in _numbered(out) if not path.exists())
    raise UserError(
        f"{out} exists", expected="no events of this batch and annotator", fix="--partial adds what is not recorded yet"
    )


def _numbered(path: Path) -> Iterator[Path]:
    number = 1
    while True:
        number += 1
        yield path.with_name(f"{path.stem}.{number}.jsonl")
