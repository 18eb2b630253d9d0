"""The desk: where an annotator's answers to a batch are taken in, finished, skipped and opened again.

Every change is a new line of the log of drafts. Finishing a paragraph adds one label event and touches no earlier one.
A paragraph is finished when an event exists of the round that its last draft is for, so no crash between the two
files can part them. Opening a finished paragraph again begins a draft for the next round; finishing it then adds an
event with that ``round``, which takes the place of the earlier one in everything that is computed from events.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from stancebench.errors import UserError
from stancebench.labels.batch import BatchItem
from stancebench.labels.check import label_faults
from stancebench.labels.event import LabelEvent
from stancebench.labels.serve.draft import Draft, DraftAnswer
from stancebench.labels.serve.draft_log import DraftLog
from stancebench.labels.serve.event_log import EventLog
from stancebench.labels.serve.fault import Fault, find_faults
from stancebench.labels.serve.reading import Reading
from stancebench.labels.serve.refusal import RefusedError

Status = Literal["open", "begun", "finished", "skipped", "reopened"]

_DONE: tuple[Status, ...] = ("finished", "skipped")


class Progress(NamedTuple):
    """How far the batch is.

    Attributes:
        finished: Paragraphs that are finished, skipped ones among them.
        skipped: Paragraphs that were skipped.
        total: Paragraphs of the batch.
    """

    finished: int
    skipped: int
    total: int


@dataclass(frozen=True)
class State:
    """One paragraph and what was answered of it.

    Attributes:
        item: The paragraph.
        number: Its place in the reading, from 1.
        status: ``open`` was never answered, ``begun`` has drafts, ``finished`` and ``skipped`` have an event,
            ``reopened`` has one too and is being answered anew.
        round: The round of the draft or, when it is finished, of the event.
        version: Number of the last saved draft; 0 when there is none.
        answer: The answers.
        faults: What they lack.
    """

    item: BatchItem
    number: int
    status: Status
    round: int
    version: int
    answer: DraftAnswer
    faults: tuple[Fault, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.status in _DONE


class Desk:
    """One annotator's work on one batch.

    Args:
        reading: What is read.
        drafts: Where changes go.
        events: Where finished paragraphs go.
        clock: The time now.
    """

    def __init__(
        self,
        reading: Reading,
        drafts: DraftLog,
        events: EventLog,
        clock: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
    ) -> None:
        self.reading = reading
        self._drafts = drafts
        self._events = events
        self._clock = clock
        self._places = {item.key: number for number, item in enumerate(reading.items)}

    @property
    def name(self) -> str:
        """What the desk is called: batch and annotator."""
        return f"{self.reading.batch}.{self.reading.annotator.id}"

    def state(self, key: str) -> State:
        """Return a paragraph and its answers.

        Raises:
            RefusedError: The batch has no such paragraph.
        """
        if key not in self._places:
            raise RefusedError("This batch has no such paragraph.", 404)
        item = self.reading.items[self._places[key]]
        draft, event = self._drafts.latest(key), self._events.latest(item.paragraph_id)
        status = self._status(item)
        answer = draft.answer if draft else DraftAnswer()
        if event and status == "finished":
            answer = DraftAnswer.of_event(event)
        return State(
            item=item,
            number=self._places[key] + 1,
            status=status,
            round=max(draft.round if draft else 1, event.round if event else 1),
            version=draft.version if draft else 0,
            answer=answer,
            faults=() if status in _DONE else tuple(find_faults(self.reading, item, answer)),
        )

    def states(self) -> list[State]:
        """Return all paragraphs in the order of the reading."""
        return [self.state(item.key) for item in self.reading.items]

    def progress(self) -> Progress:
        """Count the paragraphs that are done."""
        statuses = [self._status(item) for item in self.reading.items]
        skipped = statuses.count("skipped")
        return Progress(statuses.count("finished") + skipped, skipped, len(statuses))

    def neighbour(self, key: str, step: int) -> str | None:
        """Return the key of the paragraph so many places on, or None at either end."""
        place = self._places[key] + step
        return self.reading.items[place].key if 0 <= place < len(self.reading.items) else None

    def next_open(self, key: str | None = None) -> str | None:
        """Return the key of the first paragraph after `key`, then from the start, that is not done; None if all are."""
        start = self._places[key] + 1 if key else 0
        for item in (*self.reading.items[start:], *self.reading.items[:start]):
            if item.key != key and self._status(item) not in _DONE:
                return item.key
        return None

    def save(self, key: str, version: int, answer: DraftAnswer) -> State:
        """Save a change.

        Args:
            key: The paragraph.
            version: The version that the page knows.
            answer: All answers to the paragraph.

        Returns:
            The new state. Sending what is saved already changes nothing, so a page may send again.

        Raises:
            RefusedError: There is no such paragraph, it is finished, or it was changed by another page.
        """
        state = self.state(key)
        if state.is_done:
            raise RefusedError("This paragraph is finished. Open it again to change it.", 409)
        if state.version and state.answer == answer:
            return state
        self._check_version(state, version)
        return self._write(state, answer, state.round)

    def finish(self, key: str, version: int) -> State:
        """Finish a paragraph: add the label event of its answers.

        One that was opened again and answers the same as before gets no second event.

        Raises:
            RefusedError: There is no such paragraph, it is finished, the page knows an older version, or the answer
                is not whole.
        """
        state = self._open_state(key, version)
        if state.faults:
            left = len(state.faults)
            raise RefusedError(f"{left} {'thing is' if left == 1 else 'things are'} left to do.", 422, state.faults)
        return self._record(state, skipped=False)

    def skip(self, key: str, version: int) -> State:
        """Finish a paragraph without a label: add an event of kind ``skip`` that holds only the note.

        Raises:
            RefusedError: There is no such paragraph, it is finished, the page knows an older version, or the paragraph
                was labelled in an earlier round, which a skip would not take back.
        """
        state = self._open_state(key, version)
        before = self._events.latest(state.item.paragraph_id)
        if before is not None and before.kind == "label":
            raise RefusedError(
                "This paragraph has a label, which a skip would not take back. Change the answers, or keep the earlier"
                " ones.",
                422,
            )
        return self._record(state, skipped=True)

    def reopen(self, key: str, version: int) -> State:
        """Begin a new round of a finished paragraph, from the answers of the last one.

        Raises:
            RefusedError: There is no such paragraph, it is not finished, or the page knows an older version.
        """
        state = self.state(key)
        if not state.is_done:
            raise RefusedError("This paragraph is open already. Load the page again.", 409)
        self._check_version(state, version)
        return self._write(state, state.answer, state.round + 1)

    def keep(self, key: str, version: int) -> State:
        """Give up the new round of a paragraph that was opened again; its earlier event goes on to count.

        Raises:
            RefusedError: There is no such paragraph, it was not opened again, or the page knows an older version.
        """
        state = self.state(key)
        if state.status != "reopened":
            raise RefusedError("This paragraph has no earlier answer to keep. Load the page again.", 409)
        self._check_version(state, version)
        return self._give_up(state)

    def _status(self, item: BatchItem) -> Status:
        draft, event = self._drafts.latest(item.key), self._events.latest(item.paragraph_id)
        if event is None:
            return "begun" if draft else "open"
        if draft is not None and draft.round > event.round:
            return "reopened"
        return "skipped" if event.kind == "skip" else "finished"

    def _open_state(self, key: str, version: int) -> State:
        state = self.state(key)
        if state.is_done:
            raise RefusedError("This paragraph is finished already. Load the page again.", 409)
        self._check_version(state, version)
        return state

    def _check_version(self, state: State, version: int) -> None:
        if version != state.version:
            raise RefusedError(
                "This paragraph was changed in another tab or window after this page was loaded. Load the saved state"
                " to go on; what you changed here since then is not saved.",
                409,
            )

    def _write(self, state: State, answer: DraftAnswer, round_: int) -> State:
        key, version = state.item.key, state.version + 1
        self._drafts.append(Draft(key=key, version=version, round=round_, time=self._clock(), answer=answer))
        return self.state(key)

    def _give_up(self, state: State) -> State:
        event = self._events.latest(state.item.paragraph_id)
        return self._write(state, state.answer, event.round if event else 1)

    def _record(self, state: State, *, skipped: bool) -> State:
        reading, item = self.reading, state.item
        try:
            answer = state.answer.to_answer(item.key, reading.text(item), skipped=skipped)
            event = reading.event(item, answer, round_=state.round, time=self._clock())
            faults = label_faults(event, reading.codebook, reading.texts)
        except UserError as error:
            faults = [error.found]
        if faults:
            raise RefusedError(faults[0], 422, [Fault(field="", message=fault) for fault in faults])
        before = self._events.latest(item.paragraph_id)
        if before is not None and _content(before) == _content(event):
            return self._give_up(state)
        self._events.append(event)
        return self.state(item.key)


def _content(event: LabelEvent) -> tuple[object, ...]:
    """Return what an annotator answered, whatever the order."""
    stances = tuple(sorted(event.stances, key=lambda item: item.target))
    return event.kind, event.function, event.topic, event.sub_code, event.second_topic, stances, event.note
