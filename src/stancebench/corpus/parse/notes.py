"""Stage directions: what the transcriber noted, apart from what was said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_WORDS = (
    r"laugh(?:s|ter|ing)?|applause|applauds|cheer(?:s|ing)?(?: and applause)?|inaudible|indiscernible|unintelligible|"
    r"cross[- ]?talk|pause(?:s|d)?|interrupt(?:s|ed|ion)|off[- ]mi(?:c|ke)|no (?:audible )?response|"
    r"(?:audio|video|technical|feed) .{0,40}|a? ?(?:brief )?(?:recess|break)|music.{0,30}|silence|moment of silence|"
    r"(?:as )?(?:interpreted|translated)(?: (?:from|by) .{1,40})?|(?:via|through) (?:an? )?(?:interpreter|translator)|"
    r"(?:in progress|joined in progress|begins? in progress)|end of (?:audio|video|clip|recording).{0,30}|"
    r"(?:spoke|speaks?|speaking|continued?|continues|continuing|resumes?|answers?|replies|said) (?:in|through) .{1,60}|"
    r"interpreter|translator|translated|interpreted|interpretation(?: from .{1,30})?|translation(?: from .{1,30})?|"
    r"points?|gestur(?:es|ing).{0,40}|nods?.{0,20}|"
    r"sighs?|coughs?|sneezes?|whistles?|boo(?:s|ing|ed)?|phone rings?|shouting|multiple speakers.{0,30}|"
    r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?|"
    r"(?:transcript of )?(?:the )?(?:simultaneous |unofficial )?(?:translation|interpretation)|"
    r"bill (?:is )?signed.{0,30}|.{1,30} (?:is|are) signed|off the record.{0,40}|end(?:s|ed)?"
)
# In square brackets only: round ones hold such words in speech too.
_SQUARE = (
    r"(?:members?|audience|crowd|reporters?|guests?|officials?) [a-z].{0,60}|"
    r"(?:a |the )?(?:vote|minute of silence|slide|video|film|photo).{0,80}"
)
_GENERAL = re.compile(
    rf"\[\s*(?:{_WORDS}|{_SQUARE})\s*+[.,;…]*+\s*+\]|\(\s*(?:{_WORDS})\s*+[.,;…]*+\s*+\)|"
    rf"\{{\s*(?:{_WORDS})\s*+\}}|"
    # A whole sentence in brackets, or what somebody does: (Points to the map.) (holds up graphic)
    r"\((?-i:[A-Z])[^()]{2,90}(?-i:[^()A-Z.])\.\)|"
    r"[(\[](?:holds?|shows?|points?|waves?|turns?|looks?|nods?|shakes?|gestures?|reads?|clears?) [^()\[\]]{1,60}[)\]]",
    re.IGNORECASE,
)
_INTERPRETED = re.compile(
    r"(?i:interpret(?:ed|er|ation)|translat(?:ed|or|ion)|speaking (?:through|via))|"
    r"(?i:sp(?:oke|eaks?|eaking))(?: in)? (?!English\b)[A-Z]|"
    r"\b[Ii]n (?:Arabic|Chinese|French|German|Hebrew|Italian|Japanese|Korean|Mandarin|Persian|Polish|Portuguese|"
    r"Russian|Spanish|Turkish|Ukrainian|Hindi|Dari|Pashto|Farsi)\b",
)
_NOT_INTERPRETED = re.compile(r"no (?:interpret|translat)|without (?:interpret|translat)|audio", re.IGNORECASE)


@dataclass(frozen=True)
class Note:
    """A note found: its place in the text searched."""

    start: int
    end: int


@lru_cache(maxsize=64)
def _pattern(own: tuple[str, ...], generic: bool) -> re.Pattern[str]:
    parts = [*own, *([_GENERAL.pattern] if generic else [])]
    return re.compile("|".join(f"(?:{part})" for part in parts) or r"(?!)", re.IGNORECASE)


def find_notes(text: str, own: tuple[str, ...], *, generic: bool) -> list[Note]:
    """Find the stage directions in a run of text.

    Args:
        text: The run.
        own: The profile's patterns.
        generic: Whether the general ones count too.

    Returns:
        The notes in order, not overlapping.
    """
    return [
        Note(found.start(), found.end())
        for found in _pattern(own, generic).finditer(text.replace("\n", " "))  # a note may go over a line's end
        if found.end() > found.start()
    ]


def is_interpreted(notes: Iterable[str]) -> bool:
    """Tell whether notes say that the words are an interpreter's."""
    return any(_INTERPRETED.search(note) and not _NOT_INTERPRETED.search(note) for note in notes)


def join_said(raw: str, out: Iterable[tuple[int, int]], *, hyphens: bool = False) -> tuple[str, list[int]]:
    """Join what was said around the runs that were not.

    White space is folded; where a run is taken out, one space stands between what was around it.

    Args:
        raw: The paragraph's run of the normalised source.
        out: Start and end of the runs to take out, in order, not overlapping.
        hyphens: Whether a hyphen at a line's end stands within a word (PDF): then no space follows it.

    Returns:
        The text, and for each run the place in it where the run stood.
    """
    said: list[str] = []
    places, position, length = [], 0, 0
    for start, end in [*out, (len(raw), -1)]:
        run = raw[position:start]
        if hyphens:
            run = re.sub(r"(?<=\w-)\n\s*(?=[a-z])", "", run)
        folded = re.sub(r"\s+", " ", run)
        if not said or said[-1].endswith(" "):
            folded = folded.lstrip()
        if folded:
            said.append(folded)
            length += len(folded)
        if end < 0:
            break
        position = end
        spaced = bool(said) and said[-1].endswith(" ")
        places.append(length - spaced)
        if said and not spaced and raw[position : position + 1].isspace():
            said.append(" ")
            length += 1
    return "".join(said).strip(), places
