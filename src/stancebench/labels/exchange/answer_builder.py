"""An answer, put together from what a tool holds of it."""

from __future__ import annotations

import re
from typing import Any

from stancebench.errors import UserError
from stancebench.files import validated
from stancebench.labels.answer import Answer
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.vocabulary import Vocabulary


class AnswerBuilder:
    """Gathers what one annotator said of one paragraph; what contradicts itself is refused.

    Args:
        task: The paragraph.
        vocabulary: Topics, targets and words.
        where: File and place, for messages.
    """

    def __init__(self, task: Task, vocabulary: Vocabulary, where: str) -> None:
        self._task = task
        self._vocabulary = vocabulary
        self._where = where
        self._said: dict[str, Any] = {}
        self._targets: dict[str, dict[str, Any]] = {}
        self._notes: list[str] = []

    @property
    def empty(self) -> bool:
        """Whether nothing was said at all."""
        return not (self._said or self._targets or self._notes)

    def function(self, label: str) -> None:
        """Take what the paragraph does.

        Raises:
            UserError: It was said to do something else, or the word is unknown.
        """
        if label not in self._vocabulary.functions:
            raise self._fault(f"unknown function {label[:60]!r}", f"one of {', '.join(self._vocabulary.functions)}")
        self._say("function", label)

    def topic(self, label: str) -> None:
        """Take the primary topic.

        Raises:
            UserError: Another one was given, or it is unknown.
        """
        self._say("topic", self._vocabulary.topic_code(label, self._where))

    def sub_code(self, label: str) -> None:
        """Take the part of the primary topic.

        Raises:
            UserError: Another one was given, or it is unknown; whether it is one of the topic is checked later.
        """
        self._say("sub", self._vocabulary.sub_code(label, self._where)[1])

    def second_topic(self, label: str) -> None:
        """Take the secondary topic.

        Raises:
            UserError: Another one was given, or it is unknown.
        """
        self._say("second", self._vocabulary.topic_code(label, self._where))

    def say(self, target: str, phrase: str) -> None:
        """Take a stance towards a target, or a detail of it.

        Args:
            target: Id or label of the target.
            phrase: One of `PHRASES`.

        Raises:
            UserError: Target or phrase is unknown, or the contrary was said.
        """
        name, value = self._vocabulary.phrase(phrase, self._where)
        fields = self._fields(target)
        if name == "flags":
            fields["flags"] = tuple(dict.fromkeys([*fields.get("flags", ()), value]))
        else:
            self._set(fields, name, value, f"{name} of {target.split(maxsplit=1)[0]}")

    def candidate(self, number: int, stance: str) -> None:
        """Take the stance towards one of the candidates, numbered from 0.

        Raises:
            UserError: There are not so many, the stance is unknown, or the contrary was said.
        """
        count = len(self._task.candidates)
        if not 0 <= number < count:
            raise self._fault(f"candidate {number + 1} of {count} is answered", "no answer there", "take it out")
        self.say(self._task.candidates[number], stance)

    def evidence(self, target: str, start: int, end: int) -> None:
        """Take the place of the evidence for a target, in characters.

        Raises:
            UserError: The target is unknown, another place was given, or it is not within the paragraph.
        """
        fields = self._fields(target)
        if not 0 <= start < end <= len(self._task.text):
            raise self._fault(
                f"the evidence for {target.split(maxsplit=1)[0]} goes from {start} to {end}",
                f"two places within the {len(self._task.text)} characters of the paragraph",
            )
        self._set(fields, "span", (start, end), f"evidence for {target.split(maxsplit=1)[0]}")

    def quote(self, target: str, words: str) -> None:
        """Take the evidence for a target in words.

        Raises:
            UserError: The target is unknown, or other words were given.
        """
        self._set(self._fields(target), "evidence", words, f"evidence for {target.split(maxsplit=1)[0]}")

    def note(self, text: str) -> None:
        """Take a note.

        Raises:
            UserError: It holds an e-mail address.
        """
        address = re.search(r"[\w.+-]+@[\w-]+\.\w+", text)
        if address:
            raise self._fault(f"the note holds the e-mail address {address[0]}", "no personal data", "take it out")
        if text and text not in self._notes:
            self._notes.append(text)

    def skipped(self) -> Answer:
        """Return that the annotator saw the paragraph and gave no label."""
        return self._validated({"skipped": True, "note": "\n".join(self._notes)})

    def answer(self) -> Answer:
        """Return what was said, the candidates first.

        Raises:
            UserError: The topic is missing, or something was said of a target without a stance.
        """
        if "topic" not in self._said:
            raise self._fault("no topic is given", "one of the topics of the codebook", "answer it in the tool")
        stances, unrelated = [], []
        named = [name for name in self._task.candidates if name in self._targets]
        for target in [*named, *(name for name in self._targets if name not in named)]:
            fields = dict(self._targets[target])
            if "stance" not in fields:
                raise self._fault(
                    f"{target} has {', '.join(fields)} but no stance",
                    f"one of {', '.join(self._vocabulary.stances)}",
                    "answer it in the tool",
                )
            if fields == {"stance": "unrelated"}:
                unrelated.append(target)
                continue
            start, end = fields.pop("span", (None, None))
            stances.append({"target": target, "start": start, "end": end, **fields})
        said = {**self._said, "stances": stances, "unrelated": unrelated, "note": "\n".join(self._notes)}
        return self._validated(said)

    def _fields(self, target: str) -> dict[str, Any]:
        return self._targets.setdefault(self._vocabulary.target_id(target, self._where), {})

    def _say(self, name: str, value: object) -> None:
        self._set(self._said, name, value, name)

    def _set(self, fields: dict[str, Any], name: str, value: object, what: str) -> None:
        if fields.setdefault(name, value) != value:
            raise self._fault(f"two answers for {what}: {fields[name]} and {value}", "one", "take one out in the tool")

    def _validated(self, data: dict[str, Any]) -> Answer:
        return validated({"key": self._task.key, **data}, Answer, self._where)

    def _fault(self, found: str, expected: str, fix: str = "") -> UserError:
        return UserError(f"{self._where}: {found}", expected=expected, fix=fix and f"{fix} and export from it again")
