"""Parsing a transcript: from the bytes of a source to a document with its structure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from stancebench.corpus.parse.document import ParsedDocument, SourceFacts
from stancebench.corpus.parse.facts import document_facts
from stancebench.corpus.parse.frame import find_frame
from stancebench.corpus.parse.labels import surname
from stancebench.corpus.parse.lines import cut_lines, format_marks
from stancebench.corpus.parse.marks import find_marks
from stancebench.corpus.parse.people import Person, people_of
from stancebench.corpus.parse.profile import GENERIC, Profile, choose_profile
from stancebench.corpus.parse.segments import RawTurn, cut_turns
from stancebench.corpus.parse.spans import Claims, turns_of
from stancebench.corpus.parse.speakers import Voice, resolve
from stancebench.corpus.read.reading import Reading, joined
from stancebench.corpus.read.source_text import read_source
from stancebench.errors import UserError
from stancebench.files import joined_sha256

MAX_LINES = 40_000
"""Most lines of text; the longest transcript known to us has under 10,000."""
_TITLES = 50
"""Lines of the head that are searched for people."""


def parse_transcript(
    parts: Sequence[tuple[str, bytes]],
    *,
    format_name: str = "auto",
    profile: Profile | None = None,
    profiles: Mapping[str, Profile] | None = None,
) -> ParsedDocument:
    """Parse the bytes of one transcript.

    Args:
        parts: Name and bytes of every file that it is published in, in order; mostly one.
        format_name: ``auto``, or the format.
        profile: The profile to use; chosen from `profiles` when omitted.
        profiles: Profiles by id; the generic one alone when omitted.

    Returns:
        The document.

    Raises:
        UserError: The bytes are no readable source, or nothing in it is speech.
    """
    name = parts[0][0]
    layout = profile.layout if profile else "auto"
    reading = _read(parts, format_name, layout)
    if profile is None:
        profile = choose_profile(dict(profiles or {}), reading, name)
        if profile.layout != layout and reading.format == "text":
            reading = _read(parts, format_name, profile.layout)
    sha256 = joined_sha256([hashlib.sha256(data).hexdigest() for _, data in parts])
    return parse_reading(reading, name, sha256, profile)


def _read(parts: Sequence[tuple[str, bytes]], format_name: str, layout: str) -> Reading:
    readings = [read_source(data, name, format_name, layout=layout) for name, data in parts]
    return readings[0] if len(readings) == 1 else joined(readings)


def parse_reading(reading: Reading, name: str, sha256: str, profile: Profile = GENERIC) -> ParsedDocument:
    """Parse a normalised source.

    Args:
        reading: The source as read.
        name: The file's name.
        sha256: Hash of its bytes; of several files: of their hashes joined by newlines.
        profile: The profile.

    Returns:
        The document.

    Raises:
        UserError: Nothing in it is speech, or it has too many lines.
    """
    text = reading.text
    if profile.void and re.search(profile.void, text, re.MULTILINE):
        raise UserError(
            f"{name} holds no transcript (found {profile.void!r}: something else stands in its place)",
            expected="a transcript",
        )
    lines = cut_lines(reading)
    if len(lines) > MAX_LINES:
        raise UserError(
            f"{name} has {len(lines):,} lines", expected=f"a transcript of at most {MAX_LINES:,} lines", fix="split it"
        )
    title = next((reading.metadata[key] for key in ("title", "headline") if reading.metadata.get(key)), "")[:1000]
    early = people_of([title], reading.metadata, profile.principal)
    given = format_marks(reading, lines)
    speech = [line for line in lines if line.kind in ("text", "heading", "speaker")]
    known = [person.surname for person in early if person.sure and len(person.surname) > 3]
    hits = given or find_marks(text, speech, profile, known)
    frame = find_frame(
        text,
        lines,
        profile,
        hits[0].start if hits else None,
        title,
        wrapped=reading.format in ("text", "markdown", "pdf"),
        noted=sum(cut.reason == "footnote mark" for cut in reading.cuts) >= 2,
    )
    marked = {hit.start for hit in hits}
    frame = {
        number: reason
        for number, reason in frame.items()
        if not (reason == "heading" and lines[number].start in marked)
    }
    out = [(frame[number], text[line.start : line.end]) for number, line in enumerate(lines) if number in frame]
    facts = document_facts(reading.metadata, out, name, profile.facts)
    titles = [facts.get("title", "")[:1000], *(text for reason, text in out if reason in ("title", "byline"))]
    people = people_of(titles[:_TITLES], reading.metadata, profile.principal)
    left = {line.start for number, line in enumerate(lines) if number in frame}
    hits = [hit for hit in hits if hit.start not in left]
    claims = Claims(reading, profile)
    for number, line in enumerate(lines):
        if number in frame:
            claims.leave_out(line.start, line.end, frame[number])
    raw_turns = cut_turns(reading, lines, frame, hits, profile)
    for turn in raw_turns:
        if turn.hit:
            claims.mark(turn.hit.start, turn.hit.end)
    if not any(turn.segments for turn in raw_turns):
        raise UserError(f"{name} holds no speech", expected="a transcript with at least one paragraph")
    said = claims.take(raw_turns)
    if not any(said):
        raise UserError(f"{name} holds no speech", expected="a transcript with at least one paragraph")
    voices = _voices(raw_turns, [" ".join(paragraph.text for paragraph in turn) for turn in said], people)
    turns = turns_of(raw_turns, said, resolve(voices, people, profile), claims)
    source = SourceFacts(
        name=name,
        sha256=sha256,
        format=reading.format,
        encoding=reading.encoding,
        n_characters=len(text),
        text_sha256=hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest(),
    )
    left_out, warnings = claims.left_out()
    return ParsedDocument(
        source=source,
        profile=profile.id,
        metadata={**facts, **_source_type(profile, facts.get("title", ""))},
        turns=tuple(turns),
        stage_directions=tuple(claims.stage_directions()),
        left_out=tuple(left_out),
        warnings=(*reading.warnings, *warnings),
        text=text,
    )


def _opening(turns: list[RawTurn], people: list[Person]) -> Person | None:
    """Return who speaks before the first mark: the first person named that is neither addressed nor marked next."""
    if not turns or (turns[0].hit is not None and turns[0].hit.label):
        marked = {surname(turn.hit.label) for turn in turns if turn.hit}
        return next((person for person in people if person.sure and person.surname in marked), None) or next(
            (person for person in people if person.sure), None
        )
    following = next((surname(turn.hit.label) for turn in turns[1:] if turn.hit and turn.hit.label), "")
    sure = [person for person in people if person.sure]
    others = [person for person in sure if person.surname != following]
    return next(iter(others or sure), None)


def _source_type(profile: Profile, title: str) -> dict[str, str]:
    for name, pattern in profile.source_types.items():
        if re.search(pattern, title, re.IGNORECASE):
            return {"source_type": name}
    return {"source_type": profile.source_type} if profile.source_type else {}


def _voices(turns: list[RawTurn], texts: list[str], people: list[Person]) -> list[Voice]:
    """Name the speaker of every turn; an opening without a mark is the first person whom title or record names."""
    opening = _opening(turns, people)
    voices = []
    for turn, text in zip(turns, texts, strict=True):
        if turn.hit and (turn.hit.label or turn.hit.speaker_id or turn.hit.role == "journalist"):
            voices.append(Voice(turn.hit.label, turn.hit.speaker_id, turn.hit.role, text, turn.hit.asks))
        else:
            voices.append(Voice(opening.name if opening else "", "", "" if opening else "principal", text))
    return voices
