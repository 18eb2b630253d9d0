"""Who labelled."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from stancebench.errors import UserError
from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace


class Annotator(BaseModel):
    """One annotator, by pseudonym.

    Attributes:
        id: Pseudonym, as in the label events.
        kind: ``human`` or ``model``; the two are never mixed silently.
        description: What is known of the annotator.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: Literal["human", "model"]
    description: str


class Annotators(Record):
    """All annotators; `labels/annotators.yaml`."""

    annotators: tuple[Annotator, ...]

    def find(self, annotator_id: str) -> Annotator:
        """Return one annotator.

        Raises:
            UserError: There is none of this id.
        """
        for annotator in self.annotators:
            if annotator.id == annotator_id:
                return annotator
        raise UserError(
            f"no annotator {annotator_id!r}",
            expected=f"one of {', '.join(item.id for item in self.annotators)}",
            fix="add it to labels/annotators.yaml",
        )


def read_annotators(workspace: Workspace) -> Annotators:
    """Read `labels/annotators.yaml`.

    Raises:
        UserError: It is missing or does not fit the schema.
    """
    return read_yaml(workspace.annotators, Annotators)
