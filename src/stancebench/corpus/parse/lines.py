"""Cutting a reading into lines, and the marks that its format gives."""

from __future__ import annotations

import re
from dataclasses import replace

from stancebench.corpus.parse.labels import label_role
from stancebench.corpus.parse.mark import Hit, Line
from stancebench.corpus.read.reading import Reading

_ASKS = {
    "question": "question",
    "q": "question",
    "questioner": "question",
    "answer": "answer",
    "a": "answer",
    "reply": "answer",
}
_ROLES = {
    "question": "journalist",
    "q": "journalist",
    "questioner": "journalist",
    "answer": "principal",
    "a": "principal",
    "reply": "principal",
    "chair": "moderator",
    "official": "spokesperson",
    "host": "moderator",
    "principal": "principal",
}


def cut_lines(reading: Reading) -> list[Line]:
    """Cut every block into its lines; empty lines are left away.

    Args:
        reading: The reading.

    Returns:
        The lines in order, without white space at either end.
    """
    lines: list[Line] = []
    for number, block in enumerate(reading.blocks):
        first = len(lines)
        position = block.start
        for raw in reading.text[block.start : block.end].split("\n"):
            stripped = raw.strip()
            if stripped:
                start = position + len(raw) - len(raw.lstrip())
                opens = len(lines) == first
                lines.append(
                    Line(start, start + len(stripped), number, block.kind, block.emphasis, False, block.end, opens)
                )
            position += len(raw) + 1
        if len(lines) == first + 1:
            only = lines[-1]
            lines[-1] = replace(only, whole=True)
    return lines


def format_marks(reading: Reading, lines: list[Line]) -> list[Hit]:
    """Return the marks that the format itself gives: speakers as elements, attributes or columns.

    Args:
        reading: The reading.
        lines: Its lines.

    Returns:
        The marks; a mark of no width where the format names the speaker in no character of the text. Empty when the
        format names none.
    """
    if not any(block.new_turn for block in reading.blocks):
        return []
    hits: list[Hit] = []
    waiting = False
    for block in reading.blocks:
        role = format_role(block.role) if reading.format != "xml" else ""
        asks = _ASKS.get(block.role.casefold().strip(), "")
        whole = " ".join(reading.text[block.start : block.end].split()).strip(" :")
        notes = tuple(re.findall(r"\(([^()]+)\)", whole)) if block.kind == "speaker" else ()
        label = re.sub(r"\s*\([^()]+\)", "", whole) if notes else whole
        if asks and reading.format == "xml":  # who asks in a parliament is a member
            role = label_role(label if block.kind == "speaker" else block.speaker) or "principal"
        if block.kind == "speaker":
            hits.append(Hit(block.start, block.end, label, notes, "format", role=role, asks=asks))
            waiting = True
        elif block.new_turn:
            if waiting:
                hits[-1] = replace(hits[-1], role=hits[-1].role or role, asks=hits[-1].asks or asks)
            else:
                hits.append(Hit(block.start, block.start, block.speaker, (), "format", role=role, asks=asks))
            waiting = False
        elif block.kind == "text":
            waiting = False
    return hits


def format_role(word: str) -> str:
    """Return the role for a word that a format uses, or an empty string."""
    folded = word.casefold().strip()
    return _ROLES.get(folded) or (label_role(folded) if folded else "")
