"""Batches: which paragraphs were drawn for labelling, and how."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from stancebench.corpus.manifest import HASH
from stancebench.errors import UserError
from stancebench.files import read_jsonl
from stancebench.records import Record
from stancebench.workspace import Workspace


class BatchItem(Record):
    """One paragraph drawn for labelling; a line of `labels/batches/*.jsonl`.

    Version 1 named the document as stratum, spelled the cue out in `frame`, and had no candidates.

    Attributes:
        batch: Name of the batch.
        paragraph_id: The paragraph.
        text_sha256: Hash of its text when it was drawn.
        draw: Name of the sampling plan.
        frame: ``all``, or ``cue`` when it was drawn from the sections with the plan's cue.
        stratum: Stratum of the plan.
        inclusion_probability: Probability that a draw by this plan takes it, of what no earlier draw took.
        seed: Seed of the draw.
        candidates: Targets that every annotator has to answer for this paragraph.
        candidate_method: How they were found.
    """

    CURRENT: ClassVar[int] = 2

    schema_version: int = Field(default=2, ge=1)
    batch: str = Field(pattern=r"^[a-z0-9-]+$")
    paragraph_id: str
    text_sha256: str = Field(pattern=HASH)
    draw: str = ""
    frame: str = "all"
    stratum: str
    inclusion_probability: float = Field(gt=0, le=1)
    seed: int
    candidates: tuple[str, ...] = ()
    candidate_method: str = ""

    @classmethod
    def upgrade(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Name the frames of version 1 as those of version 2."""
        return {**data, "frame": "cue" if str(data.get("frame", "")).startswith("cue") else "all"}

    @property
    def key(self) -> str:
        """The name under which an annotator sees it: says nothing of the speaker or the year."""
        return self.text_sha256[:12]


def read_batches(workspace: Workspace) -> list[BatchItem]:
    """Read every drawn paragraph, batch by batch.

    Raises:
        UserError: A file does not fit, or a paragraph was drawn twice.
    """
    items = [item for path in sorted(workspace.batches.glob("*.jsonl")) for item in read_jsonl(path, BatchItem)]
    seen: dict[str, str] = {}
    for item in items:
        if item.paragraph_id in seen:
            raise UserError(f"{item.paragraph_id} is in the batches {seen[item.paragraph_id]} and {item.batch}")
        seen[item.paragraph_id] = item.batch
    return items
