"""Raw label events: who said what of which paragraph, and when."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancebench.corpus.manifest import HASH
from stancebench.errors import UserError, some
from stancebench.files import read_jsonl
from stancebench.labels.codebook import SEMVER, Stance
from stancebench.records import Record
from stancebench.workspace import Workspace


class StanceLabel(BaseModel):
    """A stance towards one target.

    Attributes:
        target: Id of the target.
        stance: The fine label. Annotators never write ``unrelated``: a target that they did not mark is
            unrelated. An adjudicator writes it to settle a conflict.
        evidence: Words of the paragraph, letter for letter; required for favor, against and mixed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    stance: Stance
    evidence: str = ""

    @model_validator(mode="after")
    def _needs_evidence(self) -> StanceLabel:
        if self.stance in ("favor", "against", "mixed") and not self.evidence.strip():
            raise ValueError(f"{self.target}: {self.stance} without evidence")
        return self


class LabelEvent(Record):
    """One annotator's labels of one paragraph; one line of `labels/events/*.jsonl`. Never changed afterwards.

    Attributes:
        event_id: ``<kind>/<annotator>/<paragraph>``.
        kind: ``label`` is a whole, blind reading; ``adjudication`` settles only what was in conflict.
        annotator_id: Who, as in `labels/annotators.yaml`.
        annotator_kind: ``human`` or ``model``.
        codebook_version: Version of the codebook that was read.
        guidelines_sha256: Hash of the guidelines that were read.
        prompt_sha256: Hash of the instruction, for models.
        topic: Code of the topic; None in an adjudication where the topic was not in conflict.
        stances: The marked targets; in an adjudication, the targets in conflict.
        reason: Why, in an adjudication.
    """

    event_id: str
    kind: Literal["label", "adjudication"]
    annotator_id: str
    annotator_kind: Literal["human", "model"]
    batch: str
    order: int = Field(ge=0)
    paragraph_id: str
    text_sha256: str = Field(pattern=HASH)
    codebook_version: str = Field(pattern=SEMVER)
    guidelines_sha256: str = Field(pattern=HASH)
    prompt_sha256: str | None = Field(default=None, pattern=HASH)
    topic: int | None
    stances: tuple[StanceLabel, ...]
    note: str = ""
    reason: str = ""
    time: datetime.datetime

    @model_validator(mode="after")
    def _check(self) -> LabelEvent:
        twice = [target for target, count in Counter(item.target for item in self.stances).items() if count > 1]
        if twice:
            raise ValueError(f"target {', '.join(twice)} is marked twice")
        if self.kind == "label":
            if self.topic is None:
                raise ValueError("a label without a topic")
            if any(item.stance == "unrelated" for item in self.stances):
                raise ValueError("unrelated is said by not marking the target")
        elif not self.reason.strip():
            raise ValueError("an adjudication without a reason")
        return self

    def stance(self, target: str) -> Stance:
        """Return the stance towards a target; unrelated when it is not marked."""
        return next((item.stance for item in self.stances if item.target == target), "unrelated")


def read_events(workspace: Workspace) -> list[LabelEvent]:
    """Read every label event, in the order of files and lines.

    Raises:
        UserError: There is none, a line does not fit, or an annotator labelled a paragraph twice.
    """
    paths: list[Path] = sorted(workspace.events.glob("*.jsonl"))
    events = [event for path in paths for event in read_jsonl(path, LabelEvent)]
    if not events:
        raise UserError(f"{workspace.events} holds no label event", fix="stancebench labels record")
    twice = [name for name, count in Counter(event.event_id for event in events).items() if count > 1]
    if twice:
        raise UserError(
            f"{len(twice)} event(s) stand twice: {some(twice, 3)}",
            expected="one label an annotator and paragraph",
            fix=f"remove the second from {workspace.events}",
        )
    return events
