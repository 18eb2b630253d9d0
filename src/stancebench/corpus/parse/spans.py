"""Claiming every character of the normalised source once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from itertools import islice

from stancebench.corpus.parse.document import (
    LeftOut,
    ParsedParagraph,
    ParsedStageDirection,
    ParsedTurn,
    Span,
)
from stancebench.corpus.parse.notes import find_notes, is_interpreted, join_said
from stancebench.corpus.parse.profile import Profile
from stancebench.corpus.parse.segments import RawTurn, Segment
from stancebench.corpus.parse.speakers import Voice
from stancebench.corpus.read.reading import Reading


class Claims:
    """Who has which characters: paragraphs, marks, stage directions and what was left out.

    Args:
        reading: The reading.
        profile: The profile, for its stage directions.
    """

    def __init__(self, reading: Reading, profile: Profile) -> None:
        self._reading = reading
        self._profile = profile
        self._left = sorted((cut.start, cut.end, cut.reason) for cut in reading.cuts)
        self._cut_ends = [cut.end for cut in reading.cuts]
        self._notes: list[ParsedStageDirection] = []
        self._notes_of: dict[int, list[ParsedStageDirection]] = {}
        self._spans: list[Span] = []

    def leave_out(self, start: int, end: int, reason: str) -> None:
        """Claim a run as no speech; cuts inside it are part of it."""
        self._drop_within(start, end)
        insort(self._left, (start, end, reason))

    def mark(self, start: int, end: int) -> None:
        """Claim a run as the mark of a turn, without the white space at its end."""
        span = self.mark_of(start, end)
        if span:
            self._drop_within(start, end)
            self._spans.append(span)

    def _drop_within(self, start: int, end: int) -> None:
        first, last = bisect_left(self._left, (start, 0, "")), bisect_left(self._left, (end + 1, 0, ""))
        if first < last:
            self._left[first:last] = [part for part in self._left[first:last] if part[1] > end]

    def mark_of(self, start: int, end: int) -> Span | None:
        """Return the span of a mark, without white space at its end; None when it has no width."""
        end = start + len(self._reading.text[start:end].rstrip())
        return (start, end) if end > start else None

    def take(self, turns: list[RawTurn]) -> list[list[ParsedParagraph]]:
        """Claim the paragraphs and stage directions of every turn.

        Args:
            turns: The turns as cut.

        Returns:
            The paragraphs of each turn; a segment that is nothing but a note is a stage direction only.
        """
        return [
            [
                paragraph
                for place, segment in enumerate(turn.segments)
                if (paragraph := self._paragraph(number, place, segment)) is not None
            ]
            for number, turn in enumerate(turns)
        ]

    def _paragraph(self, turn: int, place: int, segment: Segment) -> ParsedParagraph | None:
        raw = self._reading.text[segment.start : segment.end]
        outs: list[tuple[int, int, bool]] = sorted((start, end, False) for start, end in segment.between)
        for cut in islice(self._reading.cuts, bisect_right(self._cut_ends, segment.start), None):
            if cut.start >= segment.end:
                break
            _take(outs, max(cut.start, segment.start), min(cut.end, segment.end), is_note=False)
        for rule in self._profile.cuts:
            for found in re.finditer(rule.pattern, raw, re.MULTILINE):
                start, end = segment.start + found.start(), segment.start + found.end()
                if end > start and _take(outs, start, end, is_note=False):
                    insort(self._left, (start, end, rule.reason))
        for found_note in find_notes(raw, self._profile.stage_directions, generic=self._profile.generic):
            _take(outs, segment.start + found_note.start, segment.start + found_note.end, is_note=True)
        if self._kind(segment) == "stage_direction":
            outs = [(segment.start, segment.end, True)]
        said, places = join_said(
            raw,
            [(start - segment.start, end - segment.start) for start, end, _ in outs],
            hyphens=self._reading.format == "pdf",
        )
        spoken = any(char.isalnum() for char in said) if self._profile.generic else bool(said)
        for (start, end, is_note), offset in zip(outs, places, strict=True):
            if is_note:
                note = ParsedStageDirection(
                    start=start,
                    end=end,
                    text=" ".join(self._reading.text[start:end].split()),
                    turn=turn,
                    paragraph=place,
                    offset=offset if spoken else None,
                )
                self._notes.append(note)
                self._notes_of.setdefault(turn, []).append(note)
        spans = _minus(segment.start, segment.end, [(start, end) for start, end, _ in outs])
        if not spoken:
            for start, end in spans:
                if self._reading.text[start:end].strip():
                    insort(self._left, (start, end, "furniture"))
            return None
        self._spans += spans
        return ParsedParagraph(paragraph=place, start=segment.start, end=segment.end, spans=tuple(spans), text=said)

    def _kind(self, segment: Segment) -> str:
        low, high = 0, len(self._reading.blocks)
        while low < high:
            middle = (low + high) // 2
            if self._reading.blocks[middle].end <= segment.start:
                low = middle + 1
            else:
                high = middle
        return self._reading.blocks[low].kind if low < len(self._reading.blocks) else "text"

    def notes_at_start(self, turn: int, first: int) -> list[str]:
        """Return the notes that open a turn: before its first word, or alone in its first place."""
        return [
            note.text for note in self._notes_of.get(turn, ()) if note.paragraph <= first and note.offset in (0, None)
        ]

    def stage_directions(self) -> list[ParsedStageDirection]:
        """Return the stage directions in order."""
        return sorted(self._notes, key=lambda note: note.start)

    def left_out(self) -> tuple[list[LeftOut], list[str]]:
        """Return what was left out, white space between the rest included, and a warning if anything was unclaimed."""
        text = self._reading.text
        taken = sorted(
            [
                *self._spans,
                *((note.start, note.end) for note in self._notes),
                *((start, end) for start, end, _ in self._left),
            ]
        )
        gaps, position, warnings = [], 0, []
        for start, end in [*taken, (len(text), len(text))]:
            if start > position:
                blank = not text[position:start].strip()
                gaps.append((position, start, "white space" if blank else "unclassified"))
                if not blank:
                    warnings.append(f"characters {position} to {start} were not understood")
            position = max(position, end)
        every = sorted([*self._left, *gaps])
        return [LeftOut(start=a, end=b, reason=why, text=text[a:b]) for a, b, why in every], warnings


def turns_of(
    raw: list[RawTurn], said: list[list[ParsedParagraph]], voices: list[Voice], claims: Claims
) -> list[ParsedTurn]:
    """Put turns together from their parts.

    Args:
        raw: The turns as cut.
        said: Their paragraphs.
        voices: Their speakers, resolved.
        claims: For the marks and the notes that open a turn.

    Returns:
        The turns.
    """
    turns = []
    for number, (turn, paragraphs, voice) in enumerate(zip(raw, said, voices, strict=True)):
        hit = turn.hit
        first = paragraphs[0].paragraph if paragraphs else 0
        notes = (*(hit.notes if hit else ()), *claims.notes_at_start(number, first))
        turns.append(
            ParsedTurn(
                turn=number,
                speaker=hit.label if hit and hit.label else voice.label,
                speaker_id=voice.speaker_id,
                role=voice.role,
                qa_role=voice.qa_role,
                interpreted=voice.role == "interpreter" or is_interpreted(notes),
                mark=claims.mark_of(hit.start, hit.end) if hit else None,
                notes=hit.notes if hit else (),
                paragraphs=tuple(paragraphs),
            )
        )
    return turns


def _take(outs: list[tuple[int, int, bool]], start: int, end: int, *, is_note: bool) -> bool:
    """Add a run to runs in order when it overlaps none of them; tells whether it was added."""
    place = bisect_left(outs, (start, 0, False))
    if (place < len(outs) and outs[place][0] < end) or (place > 0 and outs[place - 1][1] > start):
        return False
    outs.insert(place, (start, end, is_note))
    return True


def _minus(start: int, end: int, outs: list[Span]) -> list[Span]:
    spans, position = [], start
    for first, last in outs:
        if first > position:
            spans.append((position, first))
        position = max(position, last)
    if end > position:
        spans.append((position, end))
    return spans
