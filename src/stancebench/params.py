"""Parameters of the pipeline; `params.yaml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace


class DatasetParams(BaseModel):
    """How the dataset is built.

    Attributes:
        version: Semantic version of the dataset.
        negatives_per_paragraph: Unrelated targets of the paragraph's own topic taken as pairs.
        validation_share: Share of documents in validation, 0 to 1.
        test_share: Share of documents in test, 0 to 1.
        split_seed: Seed of the split's hash.
        near_duplicate: Jaccard index from which two paragraphs must lie in one split.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    negatives_per_paragraph: int = Field(ge=0)
    validation_share: float = Field(gt=0, lt=1)
    test_share: float = Field(gt=0, lt=1)
    split_seed: int
    near_duplicate: float = Field(gt=0, le=1)

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
    """All parameters."""

    dataset: DatasetParams
    eval: EvalParams


def read_params(workspace: Workspace) -> Params:
    """Read `params.yaml`.

    Raises:
        UserError: It is missing or does not fit the schema.
    """
    return read_yaml(workspace.params, Params)
