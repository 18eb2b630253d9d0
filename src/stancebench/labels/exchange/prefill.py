"""Earlier labels as an answer that a tool can show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stancebench.errors import UserError
from stancebench.labels.answer import Answer, AnswerStance
from stancebench.labels.check import label_faults
from stancebench.labels.codebook import Codebook
from stancebench.labels.event import LabelEvent, StanceLabel

_FIX = "stancebench labels check; or leave --with-labels out"


def prefill(
    events: Iterable[LabelEvent], annotator_id: str, text: Mapping[str, str], codebook: Codebook
) -> dict[str, Answer]:
    """Turn one annotator's labels back into answers.

    Args:
        events: Label events.
        annotator_id: Whose labels are taken; of several rounds the last one.
        text: The text of each paragraph that is wanted, as it is shown, by id.
        codebook: Topics and targets that the tool can show.

    Returns:
        Answers by paragraph; skipped and unread paragraphs have none.

    Raises:
        UserError: A label does not fit the codebook.
    """
    latest = {
        event.paragraph_id: event
        for event in sorted(events, key=lambda event: event.round)
        if event.annotator_id == annotator_id and event.kind == "label" and event.paragraph_id in text
    }
    for event in latest.values():
        faults = label_faults(event, codebook, {})
        if faults:
            raise UserError(f"{event.event_id}: {faults[0]}", expected="labels of this codebook", fix=_FIX)
    return {name: _answer(event, text[name]) for name, event in latest.items()}


def _answer(event: LabelEvent, text: str) -> Answer:
    plain = [item for item in event.stances if item == StanceLabel(target=item.target, stance="unrelated")]
    return Answer(
        key=event.text_sha256[:12],
        function=event.function,
        topic=event.topic,
        sub=event.sub_code or None,
        second=event.second_topic,
        stances=tuple(_stance(item, text) for item in event.stances if item not in plain),
        unrelated=tuple(item.target for item in plain),
        note=event.note,
    )


def _stance(item: StanceLabel, text: str) -> AnswerStance:
    start, end = item.start, item.end
    place = text.find(item.quote) if item.quote and start is None else -1
    if place >= 0:
        start, end = place, place + len(item.quote)
    return AnswerStance(**item.model_dump(exclude={"start", "end", "quote"}), start=start, end=end)
