"""Rows with what the checks look at, and small documents to plant faults in."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any

SPEECH = (
    "We have come together this morning to speak about the price of bread and the wages of those who bake it.",
    "Nobody in this chamber can say that the winter was easy for the towns along the northern railway.",
    "I propose that the grain held in the public stores be sold at the cost at which it was bought.",
    "The second measure concerns the harbour, which has not been dredged since the war and fills with sand.",
    "My friends, a republic is judged by how it treats the person who can do nothing for it in return.",
)
OTHER = (
    "The committee has asked me for figures about the schools of the province, and I have brought them.",
    "There are nine hundred teachers where there ought to be twelve hundred, and most of them are tired.",
    "A new college will open beside the river in autumn and will take three hundred students every year.",
    "Parents write to me that books cost more than shoes, which no minister of education should accept.",
    "I shall answer your questions gladly, though I cannot promise you more money before the budget.",
)


def document(name: str = "mini-a", **changes: object) -> dict[str, Any]:
    """A row of documents, of the columns that the checks read."""
    return {
        "document_id": name,
        "source": "mini",
        "key": name,
        "path": f"texts/{name}.txt",
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "title": "A speech",
        "date": datetime.date(2001, 5, 6),
        "speaker_id": "howard",
        "speaker_name": "John Howard",
        "role": "head_of_government",
        "language": "en",
        **changes,
    }


def paragraph(text: str, number: int = 0, name: str = "mini-a", **changes: object) -> dict[str, Any]:
    """A row of paragraphs, of the columns that the checks read."""
    row: dict[str, Any] = {
        "document_id": name,
        "turn": 0,
        "text": text,
        "n_words": len(text.split()),
        "speaker_id": "howard",
        "speaker_label": "",
        "language": "en",
        **changes,
    }
    return {"paragraph_id": f"{name}/{row['turn']:03d}/{number:03d}", **row}


def paragraphs(texts: Sequence[str], name: str = "mini-a", **changes: object) -> list[dict[str, Any]]:
    """Rows of one document."""
    return [paragraph(text, number, name, **changes) for number, text in enumerate(texts)]


def labelled(*speakers: tuple[str, str], name: str = "mini-a") -> list[dict[str, Any]]:
    """One paragraph for each label and id."""
    return [
        paragraph("I will answer that.", 0, name, turn=turn, speaker_label=label, speaker_id=speaker_id)
        for turn, (label, speaker_id) in enumerate(speakers)
    ]
