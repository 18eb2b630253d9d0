"""The plan of a draw: which paragraphs are to be labelled, stratum by stratum."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from stancebench.files import read_yaml
from stancebench.records import Record


class Stratum(BaseModel):
    """One part of the corpus and how much of it is drawn.

    Attributes:
        id: Name of the stratum.
        sources: Ids of the sources; empty for all.
        roles: Roles of the speakers; empty for all.
        from_year: First year of the documents.
        to_year: Last year.
        count: How many paragraphs to draw; whole sections are drawn, so it may be passed by less than one section.
        section: Paragraphs a section: neighbours in a document.
        cue_share: Share of the paragraphs that come from sections in which the plan's cue occurs.
        new_documents: Whether only documents are drawn from of which no paragraph was drawn before.
        min_words: When given, paragraphs of at least so many words are drawn, eligible or not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    sources: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    from_year: int = 0
    to_year: int = 9999
    count: int = Field(ge=1)
    section: int = Field(default=1, ge=1)
    cue_share: float = Field(default=0, ge=0, le=1)
    new_documents: bool = False
    min_words: int | None = Field(default=None, ge=1)


class SamplingPlan(Record):
    """A draw; `labels/sampling/*.yaml`.

    Attributes:
        name: Name of the draw; it is recorded with every paragraph.
        seed: Seed of the draw.
        batch_size: Paragraphs a batch.
        candidates: Candidate targets shown with each paragraph.
        cue: Regular expression; line breaks and the spaces after them are dropped. It never decides a label.
        strata: The parts.
    """

    name: str = Field(pattern=r"^[a-z0-9.-]+$")
    seed: int
    batch_size: int = Field(default=40, ge=1)
    candidates: int = Field(default=0, ge=0)
    cue: str = ""
    strata: tuple[Stratum, ...] = Field(min_length=1)

    @field_validator("cue")
    @classmethod
    def _compiles(cls, cue: str) -> str:
        joined = re.sub(r"\n\s*", " ", cue).replace("| ", "|").replace(" |", "|").strip()
        try:
            re.compile(joined)
        except (re.error, OverflowError) as error:
            raise ValueError(f"is no regular expression ({error})") from None
        return joined

    @model_validator(mode="after")
    def _check(self) -> SamplingPlan:
        ids = [stratum.id for stratum in self.strata]
        if len(ids) != len(set(ids)):
            raise ValueError("two strata have one id")
        if not self.cue and any(stratum.cue_share for stratum in self.strata):
            raise ValueError("a stratum has a cue_share, and the plan has no cue")
        return self


def read_plan(path: Path) -> SamplingPlan:
    """Read a sampling plan.

    Raises:
        UserError: It is missing or does not fit the schema.
    """
    return read_yaml(path, SamplingPlan)
