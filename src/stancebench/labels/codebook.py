"""The codebook: topics and the registry of targets."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace

Stance = Literal["favor", "against", "mixed", "neutral", "unrelated"]

STANCES: tuple[Stance, ...] = ("favor", "against", "mixed", "neutral", "unrelated")
"""The fine stance labels, in the order of the dataset's ClassLabel."""

SEMVER = r"^\d+\.\d+\.\d+$"
NO_POLICY = 999


class Topic(BaseModel):
    """A field of policy.

    Attributes:
        code: Major topic code of the Comparative Agendas Project, or 999 for no policy content.
        name: Short name.
        definition: What belongs to it, in our own words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: int = Field(ge=1, le=999)
    name: str
    definition: str = Field(min_length=20)

    @property
    def label(self) -> str:
        """Name of its class in the dataset, such as ``18 Foreign Trade``."""
        return f"{self.code} {self.name}"


class Target(BaseModel):
    """A contested proposition.

    Attributes:
        id: ``p<topic>-<slug>``.
        topic: CAP code of the topic that it belongs to.
        name: Short name for tables.
        proposition: One affirmative clause that a speaker can favor or oppose.
        scope: What counts as being about it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^p\d{2}-[a-z0-9-]+$")
    topic: int
    name: str
    proposition: str = Field(min_length=10)
    scope: str = Field(min_length=10)


class Codebook(Record):
    """What an annotator may say of a paragraph; `labels/codebook.yaml`.

    Attributes:
        version: Semantic version; a changed meaning raises the first number that is not zero.
        topics: Topics by code.
        targets: The closed registry that every annotator goes through for every paragraph.
    """

    version: str = Field(pattern=SEMVER)
    topics: tuple[Topic, ...] = Field(min_length=2)
    targets: tuple[Target, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_ids(self) -> Codebook:
        codes = [topic.code for topic in self.topics]
        ids = [target.id for target in self.targets]
        for name, values in (("topic code", list(map(str, codes))), ("target id", ids)):
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"{name} {', '.join(twice)} is listed twice")
        for target in self.targets:
            if target.topic not in codes or not target.id.startswith(f"p{target.topic:02d}-"):
                raise ValueError(f"target {target.id} names the topic {target.topic}")
        return self

    def topic(self, code: int) -> Topic:
        """Return the topic with this code.

        Raises:
            KeyError: There is none.
        """
        return {topic.code: topic for topic in self.topics}[code]

    @property
    def by_id(self) -> dict[str, Target]:
        """The targets by their id."""
        return {target.id: target for target in self.targets}


def read_codebook(workspace: Workspace) -> Codebook:
    """Read `labels/codebook.yaml`.

    Raises:
        UserError: It is missing or does not fit the schema.
    """
    return read_yaml(workspace.codebook, Codebook)
