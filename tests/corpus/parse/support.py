"""What the tests of the parser share."""

from __future__ import annotations

from functools import cache

from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.profile import GENERIC, Profile, read_profiles
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.corpus.parse.samples import SAMPLES

Shape = tuple[str, str, str, str, int]
"""Of a turn: label, id, role, part in questions and answers, number of paragraphs."""


@cache
def profiles() -> dict[str, Profile]:
    """The profiles of the repository."""
    return read_profiles(Workspace(REPOSITORY))


@cache
def sample(key: str) -> ParsedDocument:
    """One of the invented transcripts, parsed as the command does it."""
    return parse_transcript([SAMPLES[key]], profiles=profiles())


def parsed(text: str, name: str = "talk.txt", profile: Profile = GENERIC) -> ParsedDocument:
    """Parse a text; every character of it must lie in one span."""
    document = parse_transcript([(name, text.encode())], profile=profile)
    assert document.gaps() == []
    return document


def shapes(document: ParsedDocument) -> list[Shape]:
    """What every turn of a document is."""
    return [(turn.speaker, turn.speaker_id, turn.role, turn.qa_role, len(turn.paragraphs)) for turn in document.turns]


def left(document: ParsedDocument) -> list[tuple[str, str]]:
    """Reason and text of what was left out, white space between aside."""
    return [(part.reason, " ".join(part.text.split())) for part in document.left_out if part.reason != "white space"]


def notes(document: ParsedDocument) -> list[tuple[str, int, int, int | None]]:
    """Text, turn, paragraph and offset of the stage directions."""
    return [(note.text, note.turn, note.paragraph, note.offset) for note in document.stage_directions]
