"""The frame around a transcript: titles, datelines, page furniture, end marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from stancebench.corpus.parse.foot import find_foot
from stancebench.corpus.parse.furniture import DATE, DATELINE, is_furniture
from stancebench.corpus.parse.labels import OFFICE
from stancebench.corpus.parse.mark import Line
from stancebench.corpus.parse.profile import LineRule, Profile

_PLACE_DATE = re.compile(rf"[A-Z][^.?!:]{{2,60}},\s*{DATE}\.?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?:no|doc(?:ument)?(?: no)?|ref(?:erence)?|press release|release(?: no)?)[.:]?\s*)?"
    r"(?=[^\s]*\d)[A-Z0-9]{1,8}(?:[-/.][A-Z0-9()]{1,10}){1,5}",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:remarks|speech|statement|press conference|news conference|press briefing|media (?:briefing|availability)|"
    r"interview|transcript|address|briefing|answers? to|questions?|joint|meeting|debate|hearing|doorstop|opening)\b",
    re.IGNORECASE,
)
_NUMBERED_HEADING = re.compile(r"(?:\d{1,2}|[IVX]{1,4})\.\s+[A-Z](?:[^\s.?!:;]+\s){0,9}[^\s.?!:;,]+")
_RULE = re.compile(r"[*_=~•·#\-–—\s]{2,}")
_SALUTATION = re.compile(r"(?:[^\s,.]+[ ]){0,8}[^\s,.]+(?:,[ ](?:[^\s,.]+[ ]){0,5}[^\s,.]+){0,4},")
_HEAD_LINES = 18
_LONG_LINE = 40


@dataclass(frozen=True)
class FrameLine:
    """A line of the frame: its number among the lines and why it is left out."""

    number: int
    reason: str


def find_frame(
    text: str, lines: list[Line], profile: Profile, first_mark: int | None, title: str, *, wrapped: bool, noted: bool
) -> dict[int, str]:
    """Say which lines are no speech, and why.

    Args:
        text: The normalised source.
        lines: Its lines.
        profile: The profile, whose line rules come first.
        first_mark: Where the first turn mark begins; None when there is none.
        title: The title that the metadata hold, or empty.
        wrapped: Whether the lines of a block are one paragraph, wrapped (text, Markdown, PDF).
        noted: Whether footnote marks stand in it.

    Returns:
        The reason by number of the line.
    """
    reasons: dict[int, str] = {}
    begins = _first_prose(text, lines, first_mark, title, wrapped) if profile.generic else 0
    for number, line in enumerate(lines):
        if line.kind in ("furniture", "page_header", "footnote"):
            reasons[number] = line.kind.replace("_", " ")
        elif line.kind == "stage_direction":
            if first_mark is not None and line.end <= first_mark:
                reasons[number] = "stage direction"
        elif number not in reasons:
            rules = [
                rule for rule in profile.lines if rule.where in ("anywhere", "head" if number < begins else "foot")
            ]
            reasons.update(_by_rules(text, lines, number, rules))
            if number not in reasons and profile.generic and number < begins:
                raw = text[line.start : line.end].strip()
                reasons[number] = "byline" if line.kind == "speaker" else head_reason(raw, title)
    if profile.generic:
        find_foot(text, lines, reasons, begins, noted=noted)
        for number, line in enumerate(lines):
            if number in reasons:
                continue
            if (
                line.kind == "heading"
                or _is_heading(text, line)
                or (line.whole and line.kind == "text" and _NUMBERED_HEADING.fullmatch(text[line.start : line.end]))
            ):
                reasons[number] = "heading"
            elif line.whole and _RULE.fullmatch(text[line.start : line.end]):
                reasons[number] = "furniture"
    return reasons


def _by_rules(text: str, lines: list[Line], number: int, rules: list[LineRule]) -> dict[int, str]:
    """Apply the profile's own rules to a line, and to its whole block when it opens one."""
    line = lines[number]
    raw = text[line.start : line.end].strip()
    whole = " ".join(text[line.start : line.block_end].split()) if line.opens and not line.whole else ""
    for rule in rules:
        if whole and len(whole) < 1200 and re.fullmatch(rule.pattern, whole, re.IGNORECASE):
            same = takewhile(lambda other: lines[other].block == line.block, range(number, len(lines)))
            return dict.fromkeys(same, rule.reason)
        # A heading is a block of its own: a wrapped line of a paragraph may look like one.
        if (rule.reason != "heading" or line.whole) and re.fullmatch(rule.pattern, raw, re.IGNORECASE):
            return {number: rule.reason}
    return {}


def head_reason(raw: str, title: str) -> str:
    """Say what a line before the speech is."""
    if DATELINE.fullmatch(raw) or _PLACE_DATE.fullmatch(raw):
        return "dateline"
    if title and _words(raw) and (_words(raw) in _words(title) or _words(title) in _words(raw)) and len(raw) > 8:
        return "title"
    if _NUMBER.fullmatch(raw):
        return "document number"
    if OFFICE.search(raw) and re.search(r"[a-z]+ [A-Z][a-z]+", raw) and len(raw.split()) < 40 and "," in raw:
        return "byline"
    if _TITLE.search(raw[:400]) and len(raw.split()) > 4 and not is_furniture(raw):
        return "title"
    return "furniture"


def _is_heading(text: str, line: Line) -> bool:
    """Tell whether a line that opens a block is emphasised as a whole, short, and no sentence."""
    raw = text[line.start : line.end]
    return (
        line.kind == "text"
        and line.opens
        and line.emphasis >= line.end
        and len(raw.split()) <= 12
        and not raw.endswith((".", "?", "!", ":", ",", ")", "]"))
    )


def _first_prose(text: str, lines: list[Line], first_mark: int | None, title: str, wrapped: bool) -> int:
    """Return the number of the first line that is speech."""
    limit = next(
        (number for number, line in enumerate(lines) if first_mark is not None and line.end > first_mark), len(lines)
    )
    first = limit
    for number in range(limit):
        raw = text[lines[number].start : lines[number].end].strip()
        if lines[number].kind != "text":
            continue
        if wrapped and lines[number].opens:
            raw = " ".join(text[lines[number].start : lines[number].block_end].split())
        if _is_prose(raw, title):
            first = number
            break
    # A dateline, title or number that stands below what looked like prose shows that the head goes on to there.
    for number in range(min(limit, _HEAD_LINES) - 1, first - 1, -1):
        raw = text[lines[number].start : lines[number].end].strip()
        if (
            lines[number].kind == "text"
            and len(raw) < 300
            and (DATELINE.fullmatch(raw) or (title and _words(raw) == _words(title)))
        ):
            later = number + 1
            while later < limit and not _is_prose(text[lines[later].start : lines[later].end].strip(), title):
                later += 1
            # Where nothing is said behind it, it stands at the foot of a short text.
            first = later if later < len(lines) else first
            break
    return first


def _is_prose(raw: str, title: str) -> bool:
    words = len(raw.split())
    if is_furniture(raw):
        return False
    if DATELINE.fullmatch(raw) or _NUMBER.fullmatch(raw) or (title and _words(raw) == _words(title)):
        return False
    if _SALUTATION.fullmatch(raw) and words <= 14 and not re.search(r"\d", raw):
        return True
    ended = bool(re.search(r"[.?!…:;][\"”’')\]]*$", raw))
    if ended:
        return words >= 6 and not (raw.isupper() and words < 20)
    # A line of running text that a line end cuts off: words in small letters, as titles have few.
    small = sum(word[:1].islower() for word in raw.split())
    running = words >= 12 and small >= 0.6 * words
    return (words > _LONG_LINE or running) and not _TITLE.search(raw[:200])


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
