"""What an answer still lacks before it can be finished, each told at the field that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from stancebench.labels.batch import BatchItem
from stancebench.labels.event import COMMITTED
from stancebench.labels.serve.draft import DraftAnswer, DraftStance
from stancebench.labels.serve.reading import Reading

EVIDENCE_WORDS = 40
"""How many words of evidence the guidelines allow."""


class Fault(BaseModel):
    """One thing that is missing or wrong.

    Attributes:
        field: Part of the page: function, topic, sub, second, stance, evidence, or empty for the answer as a whole.
        target: The target that it is about, or empty.
        message: What to do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    message: str
    target: str = ""


def find_faults(reading: Reading, item: BatchItem, answer: DraftAnswer) -> list[Fault]:
    """Find what an answer still lacks.

    The checks of `stancebench labels record` have the last word when a paragraph is finished; these here say it
    earlier, all at once, and ask in addition for function and sub-code, which the guidelines require.

    Args:
        reading: What is read.
        item: The paragraph.
        answer: What was answered so far.

    Returns:
        The faults in the order of the page; empty when the answer is whole.
    """
    return [*_paragraph_faults(reading, answer), *_target_faults(reading, item, answer)]


def _paragraph_faults(reading: Reading, answer: DraftAnswer) -> Iterator[Fault]:
    topics = {topic.code: topic for topic in reading.codebook.topics}
    if answer.function is None:
        yield Fault(field="function", message="Choose what the paragraph does.")
    if answer.topic is None:
        yield Fault(field="topic", message="Choose the primary topic.")
    elif answer.topic not in topics:
        yield Fault(field="topic", message=f"The codebook has no topic {answer.topic}; choose another one.")
    else:
        parts = [sub.code for sub in topics[answer.topic].sub_codes]
        if parts and answer.sub is None:
            yield Fault(field="sub", message=f"Choose a sub-code of topic {answer.topic}.")
        elif answer.sub is not None and answer.sub not in parts:
            yield Fault(field="sub", message=f"Topic {answer.topic} has no sub-code {answer.sub}.")
    if answer.second is not None and answer.second not in topics:
        yield Fault(field="second", message=f"The codebook has no topic {answer.second}; choose another one.")
    elif answer.second is not None and answer.second == answer.topic:
        yield Fault(field="second", message="The secondary topic is the primary one; choose another one or none.")


def _target_faults(reading: Reading, item: BatchItem, answer: DraftAnswer) -> Iterator[Fault]:
    given = {stance.target: stance for stance in answer.stances}
    for target in dict.fromkeys([*item.candidates, *given]):
        stance = given.get(target, DraftStance(target=target))
        if target not in reading.codebook.by_id:
            yield Fault(field="stance", target=target, message=f"The codebook has no target {target}; remove it.")
        elif stance.stance is None:
            rest = "" if target in item.candidates else ", or remove it"
            yield Fault(field="stance", target=target, message=f"{_name(reading, target)}: choose an answer{rest}.")
        else:
            yield from _stance_faults(reading, item, stance)


def _stance_faults(reading: Reading, item: BatchItem, stance: DraftStance) -> Iterator[Fault]:
    name, text = _name(reading, stance.target), reading.text(item)
    if stance.stance in ("favor", "against") and reading.is_question(item):
        yield Fault(
            field="stance",
            target=stance.target,
            message=f"{name}: a question carries no stance; choose neutral or unrelated.",
        )
    if stance.stance == "unrelated":
        return
    _, words = stance.quote(text)
    if stance.end is not None and stance.end > len(text):
        message = f"{name}: the evidence ends behind the paragraph; choose it again."
    elif stance.stance in COMMITTED and not words:
        message = f"{name}: choose the words that show it is {stance.stance}."
    elif len(words.split()) > EVIDENCE_WORDS:
        message = f"{name}: the evidence has {len(words.split())} words; at most {EVIDENCE_WORDS} are allowed."
    else:
        return
    yield Fault(field="evidence", target=stance.target, message=message)


def _name(reading: Reading, target: str) -> str:
    return reading.codebook.by_id[target].name
