"""What one annotator of another tool said of one paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from stancebench.labels.answer import Answer


@dataclass(frozen=True)
class ToolAnswer:
    """One submitted or skipped annotation; neither a draft nor a prediction.

    Attributes:
        names: What the tool calls the annotator, such as number and e-mail; empty when the file does not say. These
            never go into an event.
        place: Where it stands in the file.
        batch: The batch of the paragraph.
        answer: What was said.
    """

    names: tuple[str, ...]
    place: str
    batch: str
    answer: Answer
