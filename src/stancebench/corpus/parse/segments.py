"""Cutting the speech into turns and paragraphs."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import quantiles

from stancebench.corpus.parse.mark import Hit, Line
from stancebench.corpus.parse.profile import Profile
from stancebench.corpus.read.reading import Reading

_ENDED = re.compile(r"""[.?!:;…][\s"'”’)\]]*$|[)\]][\s"'”’]*$""")
_SENTENCE_END = re.compile(r"""[.?!…][\s"'”’)\]]*$""")
_JOINING = ("pdf", "xml", "html")
_LONG_LINE = 140
_MANY_LINES = 6


@dataclass
class Segment:
    """A paragraph before notes and cuts are taken out of it.

    Attributes:
        start: First character.
        end: One past the last.
        between: Runs inside it that belong to the frame (a page number between its halves).
    """

    start: int
    end: int
    between: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class RawTurn:
    """A turn with its mark, before its speaker is resolved."""

    hit: Hit | None
    segments: list[Segment] = field(default_factory=list)


def cut_turns(
    reading: Reading, lines: list[Line], frame: Mapping[int, str], hits: list[Hit], profile: Profile
) -> list[RawTurn]:
    """Cut what is no frame into turns, and turns into paragraphs.

    A paragraph is a block, cut further at marks, at empty lines, and where a block of many short lines shows by a
    short line that a paragraph ends. It goes on in the next block where the page broke it.

    Args:
        reading: The reading.
        lines: Its lines.
        frame: Numbers of the lines that are frame, with the reasons.
        hits: The marks in order.
        profile: The profile.

    Returns:
        The turns in order.
    """
    text = reading.text
    turns: list[RawTurn] = []
    waiting = deque(hits)
    by_block: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        by_block.setdefault(line.block, []).append(number)
    passed: list[tuple[int, int]] = []
    marked = 0
    for block_number, numbers in by_block.items():
        own = [lines[number] for number in numbers]
        breaks = _breaks(text, own, reading.format, profile)
        first = True
        previous: int | None = None
        for place, number in enumerate(numbers):
            line = lines[number]
            if number in frame:
                passed.append((line.start, line.end))
                first = True
                continue
            position = max(line.start, marked)  # a mark may go on over a line end
            while waiting and waiting[0].start < line.end:
                hit = waiting.popleft()
                before = text[position : hit.start].strip()
                if before:
                    _append(turns, Segment(position, position + len(text[position : hit.start].rstrip())), first)
                turns.append(RawTurn(hit))
                passed.clear()
                position = marked = max(hit.end, hit.start)
                first = True
            while position < line.end and text[position].isspace():
                position += 1
            if position >= line.end:
                continue
            new = first or place in breaks or (previous is not None and "\n\n" in text[previous : line.start])
            if (
                new
                and turns
                and turns[-1].segments
                and _goes_on(reading, turns[-1].segments[-1], position, block_number, (profile, bool(passed)))
            ):
                last = turns[-1].segments[-1]
                last.between += [span for span in passed if span[0] >= last.end]
                last.end = line.end
            elif new:
                _append(turns, Segment(position, line.end), True)
            else:
                turns[-1].segments[-1].end = line.end
            passed.clear()
            first, previous = False, line.end
    return turns


def _append(turns: list[RawTurn], segment: Segment, new: bool) -> None:
    if not turns:
        turns.append(RawTurn(None))
    if new or not turns[-1].segments:
        turns[-1].segments.append(segment)
    else:
        turns[-1].segments[-1].end = segment.end


def _goes_on(reading: Reading, last: Segment, position: int, block_number: int, given: tuple[Profile, bool]) -> bool:
    """Tell whether a block goes on with the paragraph before it."""
    profile, framed = given
    block = reading.blocks[block_number]
    at_start = position == block.start
    if profile.continuation == "indented" and at_start and block.indented:
        return True
    if reading.format not in _JOINING or block.kind != "text" or (reading.format == "html" and not framed):
        return False
    before = reading.text[max(last.start, last.end - 200) : last.end]
    return not _ENDED.search(before) and reading.text[position].islower() and len(before) > 60


def _breaks(text: str, lines: list[Line], format_name: str, profile: Profile) -> set[int]:
    """Return the places of the lines at which a new paragraph begins within a block of lines."""
    if len(lines) < 2 or format_name not in ("xml", "html"):
        return set()
    lengths = [line.end - line.start for line in lines]
    if sum(length > _LONG_LINE for length in lengths) >= max(1, len(lengths) // 4):
        return set(range(1, len(lines)))
    if len(lines) < _MANY_LINES:
        return set()
    full = quantiles(lengths, n=10)[7]
    return {
        place
        for place in range(1, len(lines))
        if lengths[place - 1] < 0.7 * full
        and _SENTENCE_END.search(text[lines[place - 1].start : lines[place - 1].end])
        and not text[lines[place].start].islower()
    }
