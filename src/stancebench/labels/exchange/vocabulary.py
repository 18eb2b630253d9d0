"""The words that tools show for topics, targets, stances and details, and their way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stancebench.errors import UserError, some
from stancebench.labels.codebook import STANCES, Codebook, Topic
from stancebench.labels.event import CONTEXTS, FLAGS, FUNCTIONS, HOLDERS, StanceLabel

_USUAL = StanceLabel(target="", stance="unrelated")

PHRASES: dict[str, tuple[str, Any]] = {
    **{stance: ("stance", stance) for stance in STANCES},
    **{f"holder {holder}": ("holder", holder) for holder in HOLDERS},
    **{f"reported {stance}": ("reported", stance) for stance in STANCES},
    **{f"context {context}": ("context", context) for context in CONTEXTS},
    **{f"confidence {number}": ("confidence", number) for number in (3, 2, 1)},
    "implicit": ("implicit", True),
    **{flag: ("flags", flag) for flag in FLAGS},
}
"""What may be said of a target: field and value of `StanceLabel` by what is shown."""


class Vocabulary:
    """Topics and targets of a codebook as tools show them.

    Every label begins with its code or id and a space, so that it is found again after a name was reworded.

    Args:
        codebook: The codebook.
    """

    functions = FUNCTIONS
    stances = STANCES

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._topics = {str(topic.code): topic.code for topic in codebook.topics}
        self._subs = {sub.code: topic.code for topic in codebook.topics for sub in topic.sub_codes}

    @property
    def topics(self) -> list[str]:
        """The labels of the topics, such as ``16 Defense``."""
        return [topic.label for topic in self.codebook.topics]

    @property
    def sub_codes(self) -> list[str]:
        """The labels of all parts of topics, such as ``16.1 Forces and readiness``."""
        return [label for topic in self.codebook.topics for label in self.parts(topic)]

    def topic_label(self, code: int) -> str:
        """Return the label of a topic."""
        return self.codebook.topic(code).label

    def sub_label(self, code: str) -> str:
        """Return the label of a part of a topic."""
        return next(label for label in self.sub_codes if label.startswith(f"{code} "))

    def parts(self, topic: Topic) -> list[str]:
        """Return the labels of the parts of one topic."""
        return [f"{sub.code} {sub.name}" for sub in topic.sub_codes]

    def target_label(self, target_id: str) -> str:
        """Return id and proposition of a target."""
        return f"{target_id} {self.codebook.by_id[target_id].proposition}"

    def targets(self, topic: Topic) -> list[str]:
        """Return the labels of the targets of one topic."""
        return [self.target_label(target.id) for target in self.codebook.targets if target.topic == topic.code]

    def topic_code(self, label: str, where: str) -> int:
        """Return the code of a topic by its label.

        Raises:
            UserError: There is no such topic.
        """
        return self._topics[_first(label, self._topics, "topic", where)]

    def sub_code(self, label: str, where: str) -> tuple[int, str]:
        """Return the topic and the code of a part by its label.

        Raises:
            UserError: There is no such part.
        """
        code = _first(label, self._subs, "sub-code", where)
        return self._subs[code], code

    def target_id(self, label: str, where: str) -> str:
        """Return the id of a target by its label.

        Raises:
            UserError: The registry holds no such target.
        """
        return _first(label, self.codebook.by_id, "target", where)

    def phrase(self, phrase: str, where: str) -> tuple[str, Any]:
        """Return field and value of something said of a target.

        Raises:
            UserError: Nothing of the kind can be said.
        """
        plain = " ".join(phrase.split())
        if plain not in PHRASES:
            raise UserError(f"{where}: unknown word {phrase[:60]!r}", expected=f"one of {', '.join(PHRASES)}")
        return PHRASES[plain]

    @staticmethod
    def phrases(fields: dict[str, Any]) -> list[str]:
        """Return the phrases for those fields of a stance that differ from what is usual, without the stance."""
        return [
            phrase
            for phrase, (name, value) in PHRASES.items()
            if name != "stance"
            and not _usual(name, value)
            and (value in fields["flags"] if name == "flags" else value == fields[name])
        ]


def _usual(name: str, value: object) -> bool:
    return name != "flags" and getattr(_USUAL, name) == value


def _first(label: str, known: Iterable[str], name: str, where: str) -> str:
    parts = label.split(maxsplit=1)
    if not parts or parts[0].rstrip(":") not in known:
        names = list(known)
        raise UserError(
            f"{where}: unknown {name} {label[:60]!r}",
            expected=f"one of {some(names, 30)}",
            fix=f"choose a {name} of labels/codebook.yaml in the tool and export from it again",
        )
    return parts[0].rstrip(":")
