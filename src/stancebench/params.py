"""Parameters of the pipeline; `params.yaml`."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace


class DatasetParams(BaseModel):
    """How the dataset is built.

    Attributes:
        version: Semantic version of the dataset.
        config: ``core`` holds what a fresh clone can always build, ``open`` every source whose texts may be
            redistributed, ``full`` all of them.
        none_ratio: Pairs labelled none for each pair of a target's more frequent other label.
        twin_share: Share of paragraphs whose pairs stand a second time with the target worded in reverse.
        validation_share: Share of documents in validation, 0 to 1, of those that a hash decides.
        test_share: Share of documents in test, 0 to 1, likewise.
        split_seed: Seed of the hash.
        near_duplicate: Jaccard index from which two paragraphs must lie in one split.
        recent_from: Documents from this day on are in `test_recent`.
        unseen_speakers: Speakers whose documents are in `test_unseen_speaker`.
        unseen_targets: Targets that are never in train or validation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    config: Literal["core", "open", "full"] = "core"
    none_ratio: float = Field(default=1.15, ge=0)
    twin_share: float = Field(default=0, ge=0, le=1)
    validation_share: float = Field(gt=0, lt=1)
    test_share: float = Field(gt=0, lt=1)
    split_seed: int
    near_duplicate: float = Field(gt=0, le=1)
    recent_from: datetime.date = datetime.date(9999, 12, 31)
    unseen_speakers: tuple[str, ...] = ()
    unseen_targets: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check_shares(self) -> DatasetParams:
        if self.validation_share + self.test_share >= 1:
            raise ValueError("validation_share and test_share leave nothing to train on")
        return self


class EvalParams(BaseModel):
    """How predictions are scored.

    Attributes:
        split: The split that is scored.
        resamples: Draws of the bootstrap.
        seed: Seed of the bootstrap.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    split: str
    resamples: int = Field(ge=99)
    seed: int


class Params(Record):
    """All parameters. Version 1 had `negatives_per_paragraph`, which is gone."""

    CURRENT: ClassVar[int] = 2

    schema_version: int = Field(default=2, ge=1)
    dataset: DatasetParams
    eval: EvalParams

    @classmethod
    def upgrade(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Drop what version 2 no longer has."""
        dataset = {key: value for key, value in dict(data["dataset"]).items() if key != "negatives_per_paragraph"}
        return {**data, "dataset": dataset}


def read_params(workspace: Workspace) -> Params:
    """Read `params.yaml`.

    Raises:
        UserError: It is missing or does not fit the schema.
    """
    return read_yaml(workspace.params, Params)
