"""The label events of one annotator and batch: read at the start, one line added for each finished paragraph."""

from __future__ import annotations

import os

from stancebench.errors import UserError
from stancebench.files import atomic_path, json_line, read_jsonl
from stancebench.labels.event import LabelEvent
from stancebench.workspace import Workspace


class EventLog:
    """What an annotator has finished: `labels/events/<batch>.<annotator>.jsonl`.

    Lines are only added, never changed. The file is written anew and put in place of the old one as a whole, so that
    no reader ever sees half of a line.

    Args:
        workspace: The workspace.
        annotator_id: Who labels.
        batch: What is labelled.

    Raises:
        UserError: A file of events does not fit.
    """

    def __init__(self, workspace: Workspace, annotator_id: str, batch: str) -> None:
        self.path = workspace.events / f"{batch}.{annotator_id}.jsonl"
        self._ids: set[str] = set()
        self._latest: dict[str, LabelEvent] = {}
        for path in sorted(workspace.events.glob("*.jsonl")):
            for event in read_jsonl(path, LabelEvent):
                if event.annotator_id == annotator_id and event.kind != "adjudication":
                    self._take(event)

    def latest(self, paragraph_id: str) -> LabelEvent | None:
        """Return the annotator's last label or skip of a paragraph, whichever file it is in."""
        return self._latest.get(paragraph_id)

    def append(self, event: LabelEvent) -> None:
        """Add one event; it is on disk when this returns.

        Raises:
            UserError: An event of this id exists, or the file cannot be read any more.
            OSError: The disk is full or refuses; then the file is as it was before.
        """
        there = self.path.read_bytes() if self.path.exists() else b""
        known = {other.event_id for other in read_jsonl(self.path, LabelEvent)} if there else set()
        if event.event_id in self._ids | known:
            raise UserError(
                f"{self.path.name} holds an event of this paragraph and round {event.round} already",
                expected="one event an annotator, paragraph and round",
                fix="start the labelling page again",
            )
        gap = b"" if there.endswith(b"\n") or not there else b"\n"
        with atomic_path(self.path) as temporary, temporary.open("wb") as handle:
            handle.write(there + gap + json_line(event).encode("utf-8"))
            handle.flush()
            os.fsync(handle.fileno())
        self._take(event)

    def _take(self, event: LabelEvent) -> None:
        self._ids.add(event.event_id)
        last = self._latest.get(event.paragraph_id)
        if last is None or event.round >= last.round:
            self._latest[event.paragraph_id] = event
