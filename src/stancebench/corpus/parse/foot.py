"""The foot of a transcript: end marks, footnotes, closing furniture."""

from __future__ import annotations

import re

from stancebench.corpus.parse.furniture import DATELINE, TIME, is_furniture
from stancebench.corpus.parse.mark import Line

_END = re.compile(
    r"[\[(<*\s]*(?:the )?ends?(?: of (?:transcript|press conference|interview|document|text))?[\])>*.\s]*|"
    r"(?:\\?#\s*){2,}|[-–—\s]*30[-–—\s]*|"
    rf"end\s+(?:{TIME}).*|(?:the )?(?:meeting|sitting|conference|briefing|hearing) (?:rose|ended|was adjourned|"
    rf"adjourned|concluded|closed)\b.{{0,60}}|transcript ends\.?|\[?transcript end(?:s|ed)?\]?",
    re.IGNORECASE,
)
_NOTES_HEADING = re.compile(
    r"(?:(?:foot|end)notes?|references|bibliography|works cited|appendix(?: [A-Z0-9]{1,3})?(?:[:.\s].{0,80})?)\s*:?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\[?(\d{1,3})[\].)]?\s")
_FOOT_LINES = 25


def find_foot(text: str, lines: list[Line], reasons: dict[int, str], begins: int, *, noted: bool) -> None:
    """Add the lines after the speech to the frame: end marks, footnotes, closing furniture.

    Args:
        text: The normalised source.
        lines: Its lines.
        reasons: Reason by number of the line; what is found is added.
        begins: Number of the first line of speech.
        noted: Whether footnote marks stand in the text: then a numbered run at its end is the footnotes.
    """
    from_number = max(begins, len(lines) - _FOOT_LINES)
    ended = next(
        (
            number
            for number in range(from_number, len(lines))
            if number not in reasons and _END.fullmatch(text[lines[number].start : lines[number].end].strip())
        ),
        None,
    )
    if ended is not None:
        reasons[ended] = "end mark"
    notes = _first_note(text, lines, reasons, begins, noted=noted)
    if notes is not None and all(line.kind != "speaker" for line in lines[notes:]):
        for number in range(notes, len(lines)):
            reasons.setdefault(number, "footnote")
    for number in range(len(lines) - 1, from_number - 1, -1):
        if number in reasons:
            continue
        raw = text[lines[number].start : lines[number].end].strip()
        words = len(raw.split())
        if ended is not None and number > ended and words < 60:
            reasons[number] = "dateline" if DATELINE.fullmatch(raw) else "furniture"
        elif DATELINE.fullmatch(raw):
            reasons[number] = "dateline"
        elif is_furniture(raw):
            reasons[number] = "furniture"
        else:
            break


def _first_note(text: str, lines: list[Line], reasons: dict[int, str], begins: int, *, noted: bool) -> int | None:
    """Return the number of the line at which footnotes, references or an appendix begin."""
    behind = range(max(begins, len(lines) // 3), len(lines))
    for number in behind:
        raw = text[lines[number].start : lines[number].end].strip()
        if number not in reasons and lines[number].opens and _NOTES_HEADING.fullmatch(raw):
            return number
    if not noted:
        return None
    numbered = [number for number in behind if lines[number].opens and _NUMBERED.match(text, lines[number].start)]
    ones = (number for number in reversed(numbered) if _number(text, lines[number]) == 1)
    first = next(ones, None)
    if first is None:
        return None
    rest = [number for number in range(first, len(lines)) if lines[number].opens and number not in reasons]
    return first if sum(number in numbered for number in rest) >= max(2, len(rest) // 2) else None


def _number(text: str, line: Line) -> int:
    found = _NUMBERED.match(text, line.start)
    return int(found[1]) if found else 0
