"""Gold: the frozen labels of each paragraph."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from stancebench.corpus.manifest import HASH
from stancebench.files import read_jsonl
from stancebench.labels.codebook import SEMVER, Stance
from stancebench.labels.event import Context, Flag, Function, Holder
from stancebench.records import Record
from stancebench.workspace import Workspace

Origin = Literal["unanimous", "adjudicated"]


class GoldSpan(BaseModel):
    """A run of characters of the paragraph that shows a stance.

    Attributes:
        start: First character.
        end: The character behind the last.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(ge=0)
    end: int = Field(ge=1)


class GoldStance(BaseModel):
    """The frozen stance towards one target.

    Attributes:
        target: Id of the target.
        stance: The fine label; ``unrelated`` when the annotators answered the target so, or a ruling said so.
        origin: ``unanimous`` when all readings agree, ``adjudicated`` when a conflict was settled.
        evidence: Spans of those readings that gave this label, sorted; quotes in gold of version 1.
        counts: How many readings gave which label: the soft label.
        holder: Whose view is told; by most of the readings that gave the label, the first of equals.
        reported: Stance of others that is handed on, likewise.
        implicit: Whether it has to be inferred, likewise.
        context: What was needed beside the paragraph, likewise.
        confidence: The lowest of the readings that gave the label.
        flags: All flags that those readings set.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    stance: Stance
    origin: Origin
    evidence: tuple[GoldSpan, ...] = ()
    quotes: tuple[str, ...] = ()
    counts: dict[str, int]
    holder: Holder = "speaker"
    reported: Stance | None = None
    implicit: bool = False
    context: Context = "paragraph"
    confidence: int = Field(default=3, ge=1, le=3)
    flags: tuple[Flag, ...] = ()


class GoldLabel(Record):
    """The frozen labels of one paragraph; one line of `labels/gold/gold.jsonl`.

    Attributes:
        paragraph_id: The paragraph.
        text_sha256: Hash of its text.
        codebook_version: Version of the codebook.
        tier: ``machine`` when a model labelled, ``human`` when only people did.
        readings: How many blind readings there are.
        function: What the paragraph does; by most readings, the first of equals.
        topic: CAP code.
        topic_origin: As for stances.
        topic_counts: How many readings gave which code.
        sub_code: Part of the topic; by most of the readings that gave the topic.
        second_topic: Secondary topic, when more than half of the readings gave it.
        stances: Every target that any reading answered or marked; a target not listed is unrelated.
    """

    CURRENT: ClassVar[int] = 2

    schema_version: int = Field(default=2, ge=1)
    paragraph_id: str
    text_sha256: str = Field(pattern=HASH)
    codebook_version: str = Field(pattern=SEMVER)
    tier: Literal["machine", "human"]
    readings: int = Field(ge=1)
    function: Function | None = None
    topic: int
    topic_origin: Origin
    topic_counts: dict[str, int]
    sub_code: str = ""
    second_topic: int | None = None
    stances: tuple[GoldStance, ...]

    @classmethod
    def upgrade(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the words of evidence of version 1 as quotes."""
        stances = []
        for item in data.get("stances", ()):
            kept = {key: value for key, value in dict(item).items() if key != "evidence"}
            stances.append({**kept, "quotes": dict(item).get("evidence", ())})
        return {**data, "stances": stances}

    @property
    def marked(self) -> tuple[GoldStance, ...]:
        """The stances towards targets that the paragraph is on."""
        return tuple(item for item in self.stances if item.stance != "unrelated")


def read_gold(workspace: Workspace) -> list[GoldLabel]:
    """Read the frozen labels.

    Raises:
        UserError: They are missing or a line does not fit.
    """
    return read_gold_file(workspace.gold)


def read_gold_file(path: Path) -> list[GoldLabel]:
    """Read frozen labels from any place, such as that of an earlier release.

    Raises:
        UserError: They are missing or a line does not fit.
    """
    return read_jsonl(path, GoldLabel, fix="stancebench labels freeze")
