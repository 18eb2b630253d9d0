"""The codebook: topics and the registry of targets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace

Stance = Literal["favor", "against", "mixed", "neutral", "unrelated"]

STANCES: tuple[Stance, ...] = ("favor", "against", "mixed", "neutral", "unrelated")
"""The fine stance labels, in the order of the dataset's ClassLabel."""

REVERSED: dict[Stance, Stance] = {
    "favor": "against",
    "against": "favor",
    "mixed": "mixed",
    "neutral": "neutral",
    "unrelated": "unrelated",
}
"""What a stance towards a proposition is towards its reversed twin."""

SEMVER = r"^\d+\.\d+\.\d+$"
NO_POLICY = 999


class Boundary(BaseModel):
    """A rule that parts a topic from a neighbour.

    Attributes:
        with_: Code of the neighbour (`with` in the file).
        rule: What decides.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    with_: int = Field(alias="with")
    rule: str = Field(min_length=5)


class SubCode(BaseModel):
    """A part of a topic; parts nest, so that counts of topics are sums of counts of parts.

    Attributes:
        code: ``<topic>.<number>``.
        name: Short name.
        definition: What belongs to it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^\d{1,3}\.\d{1,2}$")
    name: str
    definition: str = Field(min_length=20)


class Topic(BaseModel):
    """A field of policy.

    Attributes:
        code: Major topic code of the Comparative Agendas Project, or 999 for no policy content.
        name: Short name.
        definition: What belongs to it, in our own words.
        boundaries: Rules towards its neighbours.
        sub_codes: Its parts, where it has any.
        examples: Sentences made up for the codebook.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: int = Field(ge=1, le=999)
    name: str
    definition: str = Field(min_length=20)
    boundaries: tuple[Boundary, ...] = ()
    sub_codes: tuple[SubCode, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name of its class in the dataset, such as ``18 Foreign Trade``."""
        return f"{self.code} {self.name}"


class Target(BaseModel):
    """What a stance is towards.

    Attributes:
        id: ``p<topic>-<slug>`` for a policy, ``a<topic>-<slug>`` for an actor.
        topic: CAP code of the topic that it belongs to.
        name: Short name for tables.
        proposition: One affirmative clause that a speaker can favor or oppose; for an actor, that the speaker approves
            of the actor's conduct.
        scope: What counts as being about it.
        reversed: The contrary, worded as a clause of its own; the stance towards it is the opposite one.
        paraphrases: Other wordings of the proposition.
        positive: Made-up sentences in favor.
        negative: Made-up sentences against.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[pa]\d{2}-[a-z0-9-]+$")
    topic: int
    name: str
    proposition: str = Field(min_length=10)
    scope: str = Field(min_length=10)
    reversed: str = ""
    paraphrases: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()

    @property
    def kind(self) -> Literal["policy", "actor"]:
        """Whether it is a proposition on policy or the conduct of an actor."""
        return "actor" if self.id.startswith("a") else "policy"


class Codebook(Record):
    """What an annotator may say of a paragraph; `labels/codebook.yaml`.

    Version 1 of the file knew neither boundaries, parts and examples of topics nor twins, paraphrases and examples of
    targets.

    Attributes:
        version: Semantic version; a changed meaning raises the first number that is not zero.
        topics: Topics by code.
        targets: The closed registry that every annotator goes through for every paragraph.
    """

    CURRENT: ClassVar[int] = 2

    schema_version: int = Field(default=2, ge=1)
    version: str = Field(pattern=SEMVER)
    topics: tuple[Topic, ...] = Field(min_length=2)
    targets: tuple[Target, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_ids(self) -> Codebook:
        codes = [topic.code for topic in self.topics]
        _once("topic code", list(map(str, codes)))
        _once("target id", [target.id for target in self.targets])
        for target in self.targets:
            if target.topic not in codes or int(target.id[1:3]) != target.topic:
                raise ValueError(f"target {target.id} names the topic {target.topic}")
        for topic in self.topics:
            strange = [rule.with_ for rule in topic.boundaries if rule.with_ not in codes]
            if strange:
                raise ValueError(f"topic {topic.code} has a boundary with the unknown topic {strange[0]}")
            _once("sub-code", [sub.code for sub in topic.sub_codes])
            alien = [sub.code for sub in topic.sub_codes if not sub.code.startswith(f"{topic.code}.")]
            if alien:
                raise ValueError(f"topic {topic.code} holds the sub-code {alien[0]}")
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
    return read_codebook_file(workspace.codebook)


def read_codebook_file(path: Path) -> Codebook:
    """Read a codebook from any place, such as that of an earlier release.

    Raises:
        UserError: It is missing or does not fit the schema.
    """
    return read_yaml(path, Codebook)


def _once(name: str, values: Sequence[Any]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"{name} {', '.join(twice)} is listed twice")
