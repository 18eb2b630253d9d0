"""Cutting a transcript into turns and paragraphs, stage directions kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stancebench.corpus.source import Source

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")

ELIGIBLE_WORDS = range(20, 251)
"""Length in words that a paragraph needs to be labelled: 20 to 250."""


@dataclass(frozen=True)
class StageDirection:
    """A note of the transcriber.

    Attributes:
        text: As printed, brackets included.
        offset: Character position in the paragraph's text where it stood.
    """

    text: str
    offset: int


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the transcript as published, within one turn.

    Attributes:
        turn: Number of the turn, from 0.
        index: Number of the paragraph within the turn, from 0.
        text: What was said; white space folded, turn mark and stage directions taken out.
        speaker_id: ``principal`` for the document's own speaker.
        role: The speaker's role.
        start: First character in the source text.
        end: One past the last character in the source text.
        stage_directions: What the transcriber noted, in order.
    """

    turn: int
    index: int
    text: str
    speaker_id: str
    role: str
    start: int
    end: int
    stage_directions: tuple[StageDirection, ...]

    @property
    def n_words(self) -> int:
        """Number of words, split at white space."""
        return len(self.text.split())

    @property
    def kind(self) -> str:
        """``speech``, or ``stage_direction`` when nothing was said in it."""
        return "speech" if self.text else "stage_direction"

    @property
    def eligible(self) -> bool:
        """Whether it is of a length to be labelled and spoken by the document's own speaker."""
        return self.n_words in ELIGIBLE_WORDS and self.speaker_id == "principal"


def segment(text: str, source: Source) -> list[Paragraph]:
    """Cut a document into paragraphs.

    A paragraph ends at a blank line. A turn begins where a paragraph opens with one of the source's turn
    marks; only documents that hold the principal's mark have more than one turn.

    Args:
        text: The document as published.
        source: Its turn marks and stage directions.

    Returns:
        The paragraphs in order; turns and paragraphs are numbered from 0.
    """
    directions = re.compile("|".join(source.stage_directions) or r"(?!)", re.IGNORECASE)
    marks = [(re.compile(mark.pattern), mark) for mark in source.turn_marks]
    marked = re.search(f"^(?:{source.principal_mark})", text, re.MULTILINE) is not None
    speaker, role, turn, index = "principal", source.role, 0, 0
    paragraphs: list[Paragraph] = []
    for start, end in _blocks(text):
        raw = text[start:end]
        if marked:
            for pattern, mark in marks:
                found = pattern.match(raw)
                if found:
                    if paragraphs:
                        turn, index = turn + 1, 0
                    speaker, role = mark.speaker_id, mark.role
                    raw = raw[found.end() :]
                    break
        said, notes = _split_directions(raw, directions)
        paragraphs.append(Paragraph(turn, index, said, speaker, role, start, end, notes))
        index += 1
    return paragraphs


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        block = text[position:end]
        if block.strip():
            start = position + len(block) - len(block.lstrip())
            yield start, start + len(block.strip())
        position = gap.end() if gap else end


def _split_directions(raw: str, pattern: re.Pattern[str]) -> tuple[str, tuple[StageDirection, ...]]:
    """Take the stage directions out; white space around one becomes a single space."""
    said, notes, position = "", [], 0
    for found in pattern.finditer(raw):
        said = _join(said, raw[position : found.start()])
        notes.append(StageDirection(" ".join(found.group().split()), len(said.rstrip())))
        position = found.end()
        if said and not said.endswith(" ") and raw[position : position + 1].isspace():
            said += " "
    return _join(said, raw[position:]).strip(), tuple(notes)


def _join(left: str, right: str) -> str:
    folded = re.sub(r"\s+", " ", right)
    return left + (folded.lstrip() if not left or left.endswith(" ") else folded)
