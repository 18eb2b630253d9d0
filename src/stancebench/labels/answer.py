"""What an annotator writes: one line of answers a paragraph."""

from __future__ import annotations

from pydantic import Field

from stancebench.errors import UserError
from stancebench.labels.codebook import Stance
from stancebench.labels.event import COMMITTED, Function, StanceDetails, StanceLabel
from stancebench.records import Record

_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\n": " "})


class AnswerStance(StanceDetails):
    """A stance as it is answered: evidence in words, in offsets or in both.

    Attributes:
        target: Id of the target.
        stance: The fine label.
        evidence: Words of the paragraph; without offsets, the first place where they occur is meant.
        start: First character of the evidence in the paragraph; alone, where its words are looked for.
        end: The character behind it.
        implicit: As in `StanceLabel`, like the fields that follow.
    """

    target: str
    stance: Stance
    evidence: str = ""
    start: int | None = None
    end: int | None = None


class Answer(Record):
    """One line of an annotator's answers.

    Attributes:
        key: Key of the paragraph on the sheet: the first twelve digits of its hash.
        function: What the paragraph does; may be left out in an adjudication.
        topic: Code of the topic; may be left out in an adjudication.
        sub: Its sub-code.
        second: Code of the secondary topic.
        stances: Marked targets.
        unrelated: Candidates that the paragraph is not on.
        note: What was hard.
        reason: Why, in an adjudication.
        skipped: The annotator gives no label.
    """

    key: str = Field(pattern=r"^[0-9a-f]{12}$")
    function: Function | None = None
    topic: int | None = None
    sub: str | None = None
    second: int | None = None
    stances: tuple[AnswerStance, ...] = ()
    unrelated: tuple[str, ...] = ()
    note: str = ""
    reason: str = ""
    skipped: bool = False


def stance_labels(answer: Answer, text: str) -> tuple[StanceLabel, ...]:
    """Turn the answered stances into labels: evidence becomes offsets.

    Quotation marks, dashes and line breaks count as equal to their plain forms, one character for one.

    Args:
        answer: The answer.
        text: The paragraph, as the annotator read it.

    Returns:
        Its stances, the marked ones first.

    Raises:
        UserError: Evidence is missing, does not occur in the paragraph or ends behind it.
    """
    plain = text.translate(_PLAIN)
    labels = []
    for item in answer.stances:
        start, end = _span(item, plain)
        if start is None and item.stance in COMMITTED:
            raise UserError(f"{item.target}: {item.stance} without evidence")
        details = item.model_dump(exclude={"evidence", "start", "end"})
        labels.append(StanceLabel(**details, start=start, end=end))
    named = {item.target for item in answer.stances}
    both = sorted(named & set(answer.unrelated))
    if both:
        raise UserError(f"the target {', '.join(both)} is marked and under unrelated")
    labels += [StanceLabel(target=target, stance="unrelated") for target in dict.fromkeys(answer.unrelated)]
    return tuple(labels)


def _find(plain: str, quote: str, start: int | None) -> int:
    if not quote:
        return -1
    if start is None:
        return plain.find(quote)
    return start if start >= 0 and plain.startswith(quote, start) else -1


def _span(item: AnswerStance, plain: str) -> tuple[int, int] | tuple[None, None]:
    quote = item.evidence.strip().translate(_PLAIN)
    if item.end is None and (item.start is None or quote):
        start = _find(plain, quote, item.start)
        if quote and start < 0:
            raise UserError(
                f"the evidence {item.evidence[:60]!r} for {item.target} does not occur in the paragraph",
                expected="words of the paragraph, letter for letter",
            )
        return (start, start + len(quote)) if quote else (None, None)
    if item.start is None or item.end is None or not 0 <= item.start < item.end <= len(plain):
        raise UserError(
            f"the evidence for {item.target} goes from {item.start} to {item.end}",
            expected=f"two places within the {len(plain)} characters of the paragraph",
        )
    if quote and plain[item.start : item.end].strip() != quote:
        raise UserError(
            f"the evidence {item.evidence[:60]!r} for {item.target} does not stand from {item.start} to {item.end}",
            expected=repr(plain[item.start : item.end][:60]),
        )
    return item.start, item.end
