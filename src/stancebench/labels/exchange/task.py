"""What an annotator of another tool gets of one paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from stancebench.labels.answer import Answer


@dataclass(frozen=True)
class Task:
    """One drawn paragraph as the labelling view shows it; neither speaker, party, country nor date.

    Attributes:
        batch: Name of the batch.
        key: Key of the paragraph, as on the sheet.
        text: The paragraph, the speaker's own name masked.
        candidates: Targets that every annotator has to answer.
        role: Role of the speaker.
        before: The ends of the paragraphs before, the farther first.
        question: The end of the question that the paragraph answers, or an empty text.
        labels: An earlier answer to be shown, if that was asked for.
    """

    batch: str
    key: str
    text: str
    candidates: tuple[str, ...] = ()
    role: str = ""
    before: tuple[str, ...] = ()
    question: str = ""
    labels: Answer | None = None
