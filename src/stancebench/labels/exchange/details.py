"""What is said of a target beside its stance, in lines that an annotator types."""

from __future__ import annotations

import re

from stancebench.errors import UserError
from stancebench.labels.answer import AnswerStance
from stancebench.labels.exchange.answer_builder import AnswerBuilder
from stancebench.labels.exchange.vocabulary import Vocabulary

HELP = (
    "One line a target, only for what differs from the usual, such as: "
    "p01-name: holder institution, reported favor, context question, confidence 2, implicit, irony"
)
"""What an annotator is told of such lines."""

_LINE = re.compile(r"\s*(?P<target>[pa]\d{2}-[a-z0-9-]+)(?P<evidence>\s+evidence)?\s*:(?P<rest>.*)")
_PLACES = re.compile(r"\s*(\d+)\s*[-–]\s*(\d+)\s*")


class Details:
    """Lines such as ``p01-cut-taxes: holder institution, irony`` or ``p01-cut-taxes evidence: 17-42``.

    They are for tools that have no better place for details, or that do not let two targets have the same evidence.
    """

    @staticmethod
    def line(stance: AnswerStance) -> str:
        """Write the line for one target, or an empty text when everything is usual."""
        phrases = Vocabulary.phrases(stance.model_dump())
        return f"{stance.target}: {', '.join(phrases)}" if phrases else ""

    @staticmethod
    def read(text: str, builder: AnswerBuilder, where: str) -> None:
        """Take every line.

        Raises:
            UserError: A line is none of the kind, or its target or a word is unknown.
        """
        for line in text.split("\n"):
            found = _LINE.fullmatch(line)
            if found and found["evidence"]:
                places = _PLACES.fullmatch(found["rest"])
                if not places:
                    raise UserError(f"{where}: the line {line[:60]!r} names no places", expected="such as 17-42")
                builder.evidence(found["target"], int(places[1]), int(places[2]))
            elif found:
                for phrase in filter(str.strip, re.split("[,;]", found["rest"])):
                    builder.say(found["target"], phrase)
            elif line.strip():
                raise UserError(f"{where}: the line {line[:60]!r} is not understood", expected=HELP)

    @staticmethod
    def part(text: str) -> tuple[str, str]:
        """Part such lines from a note that was typed into the same field.

        Args:
            text: What was typed.

        Returns:
            The lines that begin with a target and a colon, and the note.
        """
        lines = text.split("\n")
        return (
            "\n".join(line for line in lines if _LINE.fullmatch(line)),
            "\n".join(line for line in lines if not _LINE.fullmatch(line)),
        )
