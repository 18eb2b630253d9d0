"""The results of a Label Studio annotation: an answer as the tool holds it, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from stancebench.errors import UserError
from stancebench.labels.answer import Answer
from stancebench.labels.exchange.answer_builder import AnswerBuilder
from stancebench.labels.exchange.labelstudio_config import CANDIDATE
from stancebench.labels.exchange.offsets import Offsets
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.vocabulary import Vocabulary


class LabelStudioResult(BaseModel):
    """One entry of ``result``: what one control holds.

    The format is https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks

    Attributes:
        from_name: Name of the control.
        type: Kind of the control.
        value: What it holds; the fields depend on the kind.
    """

    from_name: str = ""
    type: str
    value: dict[str, Any] = {}

    @property
    def is_evidence(self) -> bool:
        """Whether it is a marked span."""
        return self.from_name == "evidence"

    def span(self, where: str) -> tuple[int, int, str]:
        """Return start, end and words of a marked span, in whatever unit the tool counts.

        Raises:
            UserError: One of them is missing.
        """
        start, end, text = (self.value.get(name) for name in ("start", "end", "text"))
        if type(start) is not int or type(end) is not int or not isinstance(text, str):
            raise UserError(f"{where}: evidence without start, end and text", expected="a span of a Text tag")
        return start, end, text

    def values(self, where: str) -> list[Any]:
        """Return what was chosen, marked or typed.

        Raises:
            UserError: It is no list.
        """
        found = self.value.get("text" if self.type == "textarea" else self.type)
        if isinstance(found, str):
            found = [found]
        if not isinstance(found, list):
            raise UserError(f"{where}: the {self.type} {self.from_name!r} holds {str(found)[:60]!r}", expected="a list")
        return found


def same_words(found: str | None, shown: str) -> bool:
    """Whether words are the same but for white space, which Label Studio squeezes in what it hands out."""
    return found is not None and _bare(found) == _bare(shown)


def take_results(
    results: Iterable[LabelStudioResult], task: Task, vocabulary: Vocabulary, where: str, *, utf16: bool
) -> Answer:
    """Turn the results of one annotation into an answer.

    Args:
        results: The results.
        task: The paragraph.
        vocabulary: Topics, targets and words.
        where: File and place, for messages.
        utf16: Whether the file counts in UTF-16 code units.

    Returns:
        The answer.

    Raises:
        UserError: A control or label is unknown, an answer contradicts another, or evidence is not where it says.
    """
    builder, offsets = AnswerBuilder(task, vocabulary, where), Offsets(task.text)
    for result in results:
        if result.is_evidence:
            _take_evidence(result, offsets, builder, where, utf16=utf16)
        else:
            _take_choice(result, builder, where)
    return builder.answer()


def _bare(words: str) -> str:
    """Take white space out, also line breaks that earlier versions spelled as a backslash and an n."""
    return "".join(words.replace("\\n", " ").split())


def _take_evidence(
    result: LabelStudioResult, offsets: Offsets, builder: AnswerBuilder, where: str, *, utf16: bool
) -> None:
    start, end, shown = result.span(where)
    words = offsets.words(start, end, utf16=utf16)
    if words is None or not same_words(words, shown):
        raise UserError(
            f"{where}: the evidence from {start} to {end} is {shown[:60]!r}",
            expected=f"the words of the paragraph there, {(words or '')[:60]!r}",
            fix="mark it again in Label Studio and export again",
        )
    if utf16:
        start, end = offsets.from_utf16(start) or 0, offsets.from_utf16(end) or 0
    for target in result.values(where):
        builder.evidence(str(target), start, end)


def _take_choice(result: LabelStudioResult, builder: AnswerBuilder, where: str) -> None:
    candidate = re.fullmatch(rf"{CANDIDATE}_(\d+)", result.from_name)
    if not candidate and result.from_name not in ("function", "topic", "second_topic", "targets", "note"):
        raise UserError(
            f"{where}: unknown control {result.from_name!r} ({result.type})",
            expected="the controls of the config.xml that stancebench labels export wrote",
            fix="set that configuration in the project's settings",
        )
    for value in result.values(where):
        path = [str(part) for part in (value if isinstance(value, list) else [value])]
        if candidate:
            builder.candidate(int(candidate[1]), path[0])
        elif result.from_name == "topic":
            builder.topic(path[0])
            for part in path[1:]:
                builder.sub_code(part)
        elif result.from_name == "targets":
            if len(path) != 3:
                raise UserError(f"{where}: {' / '.join(path)[:80]!r} is chosen", expected="topic, target and stance")
            builder.say(path[1], path[2])
        else:
            {"function": builder.function, "second_topic": builder.second_topic, "note": builder.note}[
                result.from_name
            ](path[0])


def show_results(answer: Answer, task: Task, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Write an answer as results, such as of a prediction.

    Args:
        answer: The answer; evidence in offsets.
        task: The paragraph.
        vocabulary: Topics, targets and words.

    Returns:
        The results. Offsets are in characters, as Label Studio 1.23 counts.
    """
    results: list[tuple[str, str, dict[str, Any]]] = []
    if answer.function:
        results.append(("function", "choices", {"choices": [answer.function]}))
    if answer.topic is not None:
        path = [vocabulary.topic_label(answer.topic), *([vocabulary.sub_label(answer.sub)] if answer.sub else [])]
        results.append(("topic", "taxonomy", {"taxonomy": [path]}))
    if answer.second is not None:
        results.append(("second_topic", "choices", {"choices": [vocabulary.topic_label(answer.second)]}))
    said = {item.target: item.stance for item in answer.stances} | dict.fromkeys(answer.unrelated, "unrelated")
    for number, target in enumerate(task.candidates):
        if target in said:
            results.append((f"{CANDIDATE}_{number}", "choices", {"choices": [said[target]]}))
    phrases: list[tuple[str, list[str]]] = [
        (target, [stance]) for target, stance in said.items() if target not in task.candidates
    ]
    phrases += [(item.target, vocabulary.phrases(item.model_dump())) for item in answer.stances]
    paths = [[*_branch(target, vocabulary), phrase] for target, several in phrases for phrase in several]
    if paths:
        results.append(("targets", "taxonomy", {"taxonomy": paths}))
    for item in answer.stances:
        if item.start is not None and item.end is not None:
            words = task.text[item.start : item.end]
            value = {"start": item.start, "end": item.end, "text": words, "labels": [item.target]}
            results.append(("evidence", "labels", value))
    if answer.note:
        results.append(("note", "textarea", {"text": [answer.note]}))
    return [
        {"id": f"{task.key}-{number}", "from_name": name, "to_name": _object(name), "type": kind, "value": value}
        for number, (name, kind, value) in enumerate(results)
    ]


def _branch(target: str, vocabulary: Vocabulary) -> list[str]:
    topic = vocabulary.codebook.by_id[target].topic
    return [vocabulary.topic_label(topic), vocabulary.target_label(target)]


def _object(control: str) -> str:
    return control.replace(CANDIDATE, "candidate") if control.startswith(CANDIDATE) else "text"
