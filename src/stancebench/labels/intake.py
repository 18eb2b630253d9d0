"""The checks that every answer passes on its way into the event log."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

from stancebench.errors import UserError, some
from stancebench.files import read_jsonl, read_text, sha256_text
from stancebench.labels.annotators import Annotator
from stancebench.labels.answer import Answer
from stancebench.labels.answer_event import answer_event
from stancebench.labels.batch import BatchItem
from stancebench.labels.check import label_faults, read_texts
from stancebench.labels.codebook import read_codebook
from stancebench.labels.event import LabelEvent
from stancebench.labels.sheet import Passages, read_passages
from stancebench.workspace import Workspace


class Intake:
    """Turns answers into label events, whatever wrote the answers down.

    Args:
        workspace: The workspace, with a built corpus.
        prompt: The instruction that a model was given.
        time: When; now if omitted.
        round_: Which reading of the annotator it is.

    Raises:
        UserError: The codebook, the guidelines, the instruction or the corpus cannot be read.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        prompt: Path | None = None,
        time: datetime.datetime | None = None,
        round_: int = 1,
    ) -> None:
        self._events = workspace.events
        self._codebook = read_codebook(workspace)
        self._common = {
            "round": round_,
            "codebook_version": self._codebook.version,
            "guidelines_sha256": sha256_text(read_text(workspace.guidelines)),
            "prompt_sha256": sha256_text(read_text(prompt)) if prompt else None,
            "time": (time or datetime.datetime.now(datetime.UTC)).replace(microsecond=0),
        }
        self._texts = read_texts(workspace)
        self.passages: Passages = read_passages(workspace)

    def events(
        self,
        annotator: Annotator,
        answers: Iterable[tuple[str, Answer]],
        items: Mapping[str, BatchItem],
        *,
        source: Path,
        kind: str = "label",
        fix: str = "edit it",
    ) -> list[LabelEvent]:
        """Check the answers of one annotator.

        Args:
            annotator: Who answered.
            answers: The answers in the order of the reading, each with its place in the source.
            items: The drawn paragraphs by key; every answer has one.
            source: The file of the answers.
            kind: ``label`` or ``adjudication``; skipped paragraphs become ``skip`` by themselves.
            fix: What the user should do when an answer is wrong.

        Returns:
            One event an answer.

        Raises:
            UserError: A label is not in the codebook, a candidate is not answered, evidence is missing or not in the
                paragraph, or the text is another one than was drawn.
        """
        common = {"annotator_id": annotator.id, "annotator_kind": annotator.kind, **self._common}
        events, faults = [], []
        own = fix
        for order, (place, answer) in enumerate(answers):
            try:
                event = answer_event(answer, items[answer.key], self.passages, kind=kind, order=order, common=common)
                found = label_faults(event, self._codebook, self._texts)
            except UserError as error:
                found, own = [error.found], error.fix or own
            if found:
                faults.append(f"{place} ({answer.key}): {found[0]}")
            else:
                events.append(event)
        if faults:
            raise UserError(f"{source}, {faults[0]}" + (f", and {len(faults) - 1} more" if faults[1:] else ""), fix=own)
        return events

    def known(self) -> dict[str, LabelEvent]:
        """Return the recorded events by id.

        Raises:
            UserError: An event file does not fit.
        """
        paths = sorted(self._events.glob("*.jsonl"))
        return {event.event_id: event for path in paths for event in read_jsonl(path, LabelEvent)}

    def refuse_known(self, events: Iterable[LabelEvent], source: Path) -> None:
        """Refuse events that are recorded already.

        Raises:
            UserError: An event of this id exists.
        """
        known = self.known()
        again = [event.event_id for event in events if event.event_id in known]
        if again:
            raise UserError(f"{len(again)} event(s) exist already: {some(again, 3)}", fix=f"take them out of {source}")
