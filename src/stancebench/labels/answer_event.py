"""From one answer to a label event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stancebench.errors import UserError
from stancebench.files import validated
from stancebench.labels.answer import Answer, stance_labels
from stancebench.labels.batch import BatchItem
from stancebench.labels.event import COMMITTED, LabelEvent, event_name
from stancebench.labels.sheet import Passages


def answer_event(
    answer: Answer,
    item: BatchItem,
    passages: Passages,
    *,
    kind: str,
    order: int,
    common: Mapping[str, Any],
) -> LabelEvent:
    """Turn one answer into a label event.

    Args:
        answer: The answer.
        item: The drawn paragraph that it answers.
        passages: The paragraphs as they were shown.
        kind: ``label`` or ``adjudication``; a skipped answer becomes a ``skip``.
        order: Place of the paragraph in the reading.
        common: The fields that all events of the reading share.

    Returns:
        The event.

    Raises:
        UserError: A candidate is not answered, evidence is missing or does not occur in the paragraph, a question
            carries a stance, or a field does not fit.
    """
    kind = "skip" if answer.skipped else kind
    stances = stance_labels(answer, passages.text(item.paragraph_id))
    if kind == "label":
        answered = {label.target for label in stances}
        left = [target for target in item.candidates if target not in answered]
        if left:
            raise UserError(f"the candidate {', '.join(left)} is not answered")
    if passages.role(item.paragraph_id) == "journalist" and any(label.stance in COMMITTED for label in stances):
        raise UserError("a question carries no stance: favor, against or mixed in the words of a journalist")
    return validated(
        {
            "event_id": event_name(kind, common["annotator_id"], item.paragraph_id, common["round"]),
            "kind": kind,
            "batch": item.batch,
            "order": order,
            "paragraph_id": item.paragraph_id,
            "text_sha256": item.text_sha256,
            "function": answer.function,
            "topic": answer.topic,
            "sub_code": answer.sub or "",
            "second_topic": answer.second,
            "stances": stances,
            "note": answer.note,
            "reason": answer.reason,
            **common,
        },
        LabelEvent,
        f"the answer to {answer.key}",
    )
