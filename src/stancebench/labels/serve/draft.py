"""Drafts: what an annotator has answered of one paragraph so far."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancebench.labels.answer import Answer, AnswerStance
from stancebench.labels.codebook import Stance
from stancebench.labels.event import Function, LabelEvent, StanceDetails
from stancebench.records import Record

NOTE_LENGTH = 2000
"""How many characters a note may have."""


class DraftStance(StanceDetails):
    """The answer to one target, perhaps not whole yet.

    Attributes:
        target: Id of the target.
        stance: The fine label; None while it is not chosen.
        start: First character of the evidence in the paragraph.
        end: The character behind it.
    """

    target: str = Field(min_length=1, max_length=100)
    stance: Stance | None = None
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError(f"{self.target}: evidence with one end only")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError(f"{self.target}: evidence from {self.start} to {self.end}")
        return self

    def quote(self, text: str) -> tuple[int, str]:
        """Return where the evidence begins and its words, without space around them; (0, "") where there is none."""
        if self.start is None or self.end is None:
            return 0, ""
        words = text[self.start : self.end]
        return self.start + len(words) - len(words.lstrip()), words.strip()


class DraftAnswer(BaseModel):
    """All that may be answered of a paragraph, perhaps not whole yet.

    Attributes:
        function: What the paragraph does.
        topic: Code of the primary topic.
        sub: Its sub-code.
        second: Code of the secondary topic.
        stances: Answers to candidates and to targets that the annotator added.
        note: What was hard.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    function: Function | None = None
    topic: int | None = None
    sub: str | None = Field(default=None, max_length=10)
    second: int | None = None
    stances: tuple[DraftStance, ...] = Field(default=(), max_length=500)
    note: str = Field(default="", max_length=NOTE_LENGTH)

    @model_validator(mode="after")
    def _check(self) -> Self:
        twice = [target for target, count in Counter(item.target for item in self.stances).items() if count > 1]
        if twice:
            raise ValueError(f"target {', '.join(twice)} is answered twice")
        return self

    def to_answer(self, key: str, text: str, *, skipped: bool = False) -> Answer:
        """Return the answer as it is recorded.

        Args:
            key: Key of the paragraph.
            text: The paragraph, as it was shown.
            skipped: Whether no label is given; then only the note is kept.

        Returns:
            The answer; targets that are not answered are left out.
        """
        if skipped:
            return Answer(key=key, note=self.note.strip(), skipped=True)
        stances = []
        for item in self.stances:
            if item.stance is None or item.stance == "unrelated":
                continue
            start, words = item.quote(text)
            fields = item.model_dump(exclude={"start", "end"})
            stances.append(AnswerStance(**fields, evidence=words, start=start if words else None))
        return Answer(
            key=key,
            function=self.function,
            topic=self.topic,
            sub=self.sub,
            second=self.second,
            stances=tuple(stances),
            unrelated=tuple(item.target for item in self.stances if item.stance == "unrelated"),
            note=self.note.strip(),
        )

    @classmethod
    def of_event(cls, event: LabelEvent) -> DraftAnswer:
        """Return what a recorded event answered."""
        return cls(
            function=event.function,
            topic=event.topic,
            sub=event.sub_code or None,
            second=event.second_topic,
            stances=tuple(DraftStance(**item.model_dump(exclude={"quote"})) for item in event.stances),
            note=event.note[:NOTE_LENGTH],
        )


class Draft(Record):
    """One saved state of the answers to a paragraph; a line of `labels/drafts/<batch>.<annotator>.jsonl`.

    The last line of a paragraph counts. It is unfinished as long as no label event of its round exists.

    Attributes:
        key: Key of the paragraph: the first twelve digits of its hash.
        version: Counts the saved states of the paragraph; a page that knows an older one may not write.
        round: Which reading of this annotator the answers are for.
        time: When it was saved.
        answer: The answers.
    """

    key: str = Field(pattern=r"^[0-9a-f]{12}$")
    version: int = Field(ge=1)
    round: int = Field(ge=1)
    time: datetime.datetime
    answer: DraftAnswer
