"""Raw label events: who said what of which paragraph, and when."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancebench.corpus.manifest import HASH
from stancebench.errors import UserError, some
from stancebench.files import read_jsonl
from stancebench.labels.codebook import SEMVER, Stance
from stancebench.records import Record
from stancebench.workspace import Workspace

Function = Literal["position", "informational", "procedural"]
Holder = Literal["speaker", "institution", "reported-endorsed", "reported-rejected", "reported-neutral"]
Context = Literal["paragraph", "question", "document", "world"]
Flag = Literal["conditional", "evasive", "loaded_question", "irony"]

FUNCTIONS: tuple[Function, ...] = ("position", "informational", "procedural")
HOLDERS: tuple[Holder, ...] = (
    "speaker",
    "institution",
    "reported-endorsed",
    "reported-rejected",
    "reported-neutral",
)
CONTEXTS: tuple[Context, ...] = ("paragraph", "question", "document", "world")
FLAGS: tuple[Flag, ...] = ("conditional", "evasive", "loaded_question", "irony")
COMMITTED: tuple[Stance, ...] = ("favor", "against", "mixed")
"""The stances that need evidence."""


class StanceDetails(BaseModel):
    """What is said of a stance beside the stance itself.

    Attributes:
        implicit: Whether the stance has to be inferred from the words.
        holder: Whose view is told.
        reported: The stance of others that is handed on without endorsement.
        context: What was needed beside the paragraph.
        confidence: 3 sure, 2, 1 a guess.
        flags: What makes it hard.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    implicit: bool = False
    holder: Holder = "speaker"
    reported: Stance | None = None
    context: Context = "paragraph"
    confidence: int = Field(default=3, ge=1, le=3)
    flags: tuple[Flag, ...] = ()


class StanceLabel(StanceDetails):
    """A stance towards one target.

    Attributes:
        target: Id of the target.
        stance: The fine label; ``unrelated`` for a candidate that the paragraph is not on, or as a ruling.
        start: First character of the evidence in the paragraph; required for favor, against and mixed.
        end: The character behind it.
        quote: The words of the evidence; only in events of version 1, which had no offsets.
    """

    target: str
    stance: Stance
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=1)
    quote: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError(f"{self.target}: evidence with one end only")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError(f"{self.target}: evidence from {self.start} to {self.end}")
        if self.stance in COMMITTED and self.start is None and not self.quote.strip():
            raise ValueError(f"{self.target}: {self.stance} without evidence")
        return self


class LabelEvent(Record):
    """One annotator's labels of one paragraph; one line of `labels/events/*.jsonl`. Never changed afterwards.

    Version 1 held the words of the evidence instead of offsets, and neither function, second topic nor sub-code.

    Attributes:
        event_id: ``<kind>/<annotator>/<paragraph>``, with ``/<round>`` from the second reading of the same annotator.
        kind: ``label`` is a whole, blind reading; ``adjudication`` settles only what was in conflict; ``skip`` says
            that the annotator saw the paragraph and gave no label.
        annotator_id: Who, as in `labels/annotators.yaml`.
        annotator_kind: ``human`` or ``model``.
        round: Which reading of this annotator it is; a later one takes the place of an earlier one.
        codebook_version: Version of the codebook that was read.
        guidelines_sha256: Hash of the guidelines that were read.
        prompt_sha256: Hash of the instruction, for models.
        function: What the paragraph does; None in an adjudication where it was not in conflict.
        topic: Code of the primary topic; None in an adjudication where the topic was not in conflict.
        sub_code: Part of the primary topic.
        second_topic: Code of the secondary topic.
        stances: The answered targets: marked ones, and candidates that are unrelated; in an adjudication, the targets
            in conflict.
        reason: Why, in an adjudication.
    """

    CURRENT: ClassVar[int] = 2

    schema_version: int = Field(default=2, ge=1)
    event_id: str
    kind: Literal["label", "adjudication", "skip"]
    annotator_id: str
    annotator_kind: Literal["human", "model"]
    batch: str
    order: int = Field(ge=0)
    round: int = Field(default=1, ge=1)
    paragraph_id: str
    text_sha256: str = Field(pattern=HASH)
    codebook_version: str = Field(pattern=SEMVER)
    guidelines_sha256: str = Field(pattern=HASH)
    prompt_sha256: str | None = Field(default=None, pattern=HASH)
    function: Function | None = None
    topic: int | None
    sub_code: str = ""
    second_topic: int | None = None
    stances: tuple[StanceLabel, ...]
    note: str = ""
    reason: str = ""
    time: datetime.datetime

    @classmethod
    def upgrade(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the words of evidence of version 1 as quotes."""
        lifted = []
        for item in data.get("stances", ()):
            fields = dict(item)
            lifted.append({**fields, "quote": fields.pop("evidence", "")})
        return {**data, "stances": [{k: v for k, v in fields.items() if k != "evidence"} for fields in lifted]}

    @model_validator(mode="after")
    def _check(self) -> Self:
        twice = [target for target, count in Counter(item.target for item in self.stances).items() if count > 1]
        if twice:
            raise ValueError(f"target {', '.join(twice)} is marked twice")
        if self.second_topic is not None and self.second_topic == self.topic:
            raise ValueError(f"topic {self.topic} is primary and secondary")
        if self.kind == "label" and self.topic is None:
            raise ValueError("a label without a topic")
        if self.kind == "adjudication" and not self.reason.strip():
            raise ValueError("an adjudication without a reason")
        given = (self.topic, self.second_topic, self.function)
        if self.kind == "skip" and (any(item is not None for item in given) or self.sub_code or self.stances):
            raise ValueError("a skipped paragraph with labels")
        return self

    def stance(self, target: str) -> Stance:
        """Return the stance towards a target; unrelated when it is not marked."""
        return next((item.stance for item in self.stances if item.target == target), "unrelated")

    @property
    def marked(self) -> tuple[StanceLabel, ...]:
        """The stances towards targets that the paragraph is on."""
        return tuple(item for item in self.stances if item.stance != "unrelated")


def event_name(kind: str, annotator_id: str, paragraph_id: str, round_: int = 1) -> str:
    """Return the id of an event."""
    return f"{kind}/{annotator_id}/{paragraph_id}" + (f"/{round_}" if round_ > 1 else "")


def read_events(workspace: Workspace) -> list[LabelEvent]:
    """Read every label event, in the order of files and lines.

    Raises:
        UserError: There is none, a line does not fit, or an annotator labelled a paragraph twice in one round.
    """
    paths: list[Path] = sorted(workspace.events.glob("*.jsonl"))
    events = [event for path in paths for event in read_jsonl(path, LabelEvent)]
    if not events:
        raise UserError(f"{workspace.events} holds no label event", fix="stancebench labels record")
    twice = [name for name, count in Counter(event.event_id for event in events).items() if count > 1]
    if twice:
        raise UserError(
            f"{len(twice)} event(s) stand twice: {some(twice, 3)}",
            expected="one label an annotator, paragraph and round",
            fix=f"remove the second from {workspace.events}",
        )
    return events
