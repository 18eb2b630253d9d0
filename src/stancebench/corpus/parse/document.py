"""A parsed transcript: turns, paragraphs, stage directions and what was left out, with offsets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from stancebench.records import Record

Span = tuple[int, int]
QaRole = Literal["question", "answer", "none"]

ROLES = ("principal", "spokesperson", "journalist", "moderator", "interpreter", "audience", "unknown")
"""Roles that the parser gives. A profile may name finer ones, such as ``legislator``.

``principal`` speaks in his or her own authority: heads of state and government, ministers, delegates, experts,
candidates. ``spokesperson`` speaks for others: press secretaries, officials on background. ``moderator`` chairs.
"""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ParsedParagraph(_Part):
    """One paragraph of a turn.

    Attributes:
        paragraph: Its place in the turn, from 0; a stage direction that stands alone has a place of its own.
        start: Its first character in the normalised source.
        end: One past its last character.
        spans: The runs of the normalised source that make it, without stage directions, struck words and page
            headers within it.
        text: What was said, white space folded.
    """

    paragraph: int
    start: int
    end: int
    spans: tuple[Span, ...]
    text: str


class ParsedTurn(_Part):
    """What one speaker says until the next one speaks.

    Attributes:
        turn: Its place in the document, from 0.
        speaker: The label as printed, without notes; for an opening without a mark, the speaker's name as found.
        speaker_id: One id a person within the document.
        role: One of `ROLES`, or a finer one of the profile.
        qa_role: ``question`` for a turn that asks, ``answer`` for one that answers, else ``none``.
        interpreted: Whether the words are an interpreter's.
        mark: Where the mark stands; null for an opening without one.
        notes: What the transcriber added to the mark.
        paragraphs: In order.
    """

    turn: int
    speaker: str
    speaker_id: str
    role: str
    qa_role: QaRole
    interpreted: bool
    mark: Span | None
    notes: tuple[str, ...] = ()
    paragraphs: tuple[ParsedParagraph, ...]


class ParsedStageDirection(_Part):
    """What the transcriber noted.

    Attributes:
        start: First character in the normalised source.
        end: One past the last.
        text: The note.
        turn: The turn in which it stands.
        paragraph: The place in the turn of the paragraph in which it stands, or of itself.
        offset: Where in that paragraph's text it stood; null when it stands alone.
    """

    start: int
    end: int
    text: str
    turn: int
    paragraph: int
    offset: int | None


class LeftOut(_Part):
    """A run of the normalised source that is no speech, and why."""

    start: int
    end: int
    reason: str
    text: str


class SourceFacts(_Part):
    """Of what the document was made; hashes are SHA-256 in hexadecimal, of bytes and of the normalised text."""

    name: str
    sha256: str
    format: str
    encoding: str
    n_characters: int
    text_sha256: str


class ParsedDocument(Record):
    """A transcript with its structure.

    Every character of `text` lies in exactly one paragraph span, mark, stage direction or left-out span
    (white space between blocks is left out with the reason ``white space``).

    Attributes:
        source: Of what it was made.
        profile: The profile used.
        metadata: title, date (ISO 8601), document_number, place, url and other facts found.
        turns: In order.
        stage_directions: In order.
        left_out: In order.
        warnings: What had to be mended or guessed.
        text: The normalised source that all offsets count.
    """

    source: SourceFacts
    profile: str
    metadata: dict[str, str] = Field(default_factory=dict)
    turns: tuple[ParsedTurn, ...]
    stage_directions: tuple[ParsedStageDirection, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    text: str

    def spans(self) -> Iterator[tuple[int, int, str]]:
        """Yield every span with what it is: paragraph, mark, stage direction or the reason of leaving it out."""
        for turn in self.turns:
            if turn.mark:
                yield (*turn.mark, "mark")
            for paragraph in turn.paragraphs:
                for start, end in paragraph.spans:
                    yield start, end, "paragraph"
        for direction in self.stage_directions:
            yield direction.start, direction.end, "stage direction"
        for part in self.left_out:
            yield part.start, part.end, part.reason

    def gaps(self) -> list[str]:
        """Say where a character is in no span or in two; empty when the document is whole."""
        wrong, position = [], 0
        for start, end, kind in sorted(self.spans()):
            if start > position:
                wrong.append(f"characters {position} to {start} are in no span")
            elif start < position:
                wrong.append(f"characters {start} to {position} are in two spans ({kind})")
            position = max(position, end)
        if position != len(self.text):
            wrong.append(f"characters {position} to {len(self.text)} are in no span")
        return wrong
