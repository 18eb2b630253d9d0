"""What became of a document: parsed, parsed with warnings, or refused with a clear error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.profile import Profile
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.errors import UserError

Outcome = Literal["parsed", "warned", "refused"]


def outcome(
    name: str, data: bytes, *, format_name: str = "auto", profiles: Mapping[str, Profile] | None = None
) -> Outcome:
    """Parse a document and look whether it is whole.

    Args:
        name: Its name.
        data: Its bytes.
        format_name: As `stancebench corpus parse` takes it.
        profiles: Profiles by id.

    Returns:
        What became of it.

    Raises:
        AssertionError: It was parsed and is not whole, or cannot be written and read again, or the error says nothing.
    """
    try:
        document = parse_transcript([(name, data)], format_name=format_name, profiles=profiles)
    except UserError as error:
        assert error.found
        assert "\n" not in str(error)
        return "refused"
    assert document.gaps() == []
    assert any(turn.paragraphs for turn in document.turns)
    assert all(paragraph.text.strip() for turn in document.turns for paragraph in turn.paragraphs)
    written = document.model_dump_json()
    assert ParsedDocument.model_validate_json(written) == document
    return "warned" if document.warnings else "parsed"
