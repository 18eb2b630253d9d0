"""A line of a source, and a mark found in one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of the normalised source: where it starts and ends, and what its block is.

    Attributes:
        start: First character.
        end: One past the last.
        block: Number of its block.
        kind: Kind of its block.
        emphasis: Where the emphasised run at the block's start ends.
        whole: Whether it is the whole block.
        block_end: Where its block ends.
        opens: Whether it is the first line of its block.
    """

    start: int
    end: int
    block: int
    kind: str
    emphasis: int
    whole: bool
    block_end: int
    opens: bool


@dataclass(frozen=True)
class Hit:
    """A mark found.

    Attributes:
        start: Where the mark begins.
        end: Where what is said begins; white space and notes after the mark are inside.
        label: The label as printed.
        notes: Notes of the transcriber in or right after the mark.
        kind: By which form it was found; ``profile``, ``colon``, ``letter``, ``dot``, ``dash``, ``line``, ``format``.
        speaker_id: Given by the profile, or empty.
        role: Given by the profile or the format, or empty.
        asks: Whether the format says that it is a question or an answer: ``question``, ``answer`` or empty.
    """

    start: int
    end: int
    label: str
    notes: tuple[str, ...]
    kind: str
    speaker_id: str = ""
    role: str = ""
    asks: str = ""
