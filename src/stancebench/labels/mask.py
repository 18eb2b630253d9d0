"""Masking a speaker's name in what an annotator reads."""

from __future__ import annotations

import re

from nameparser import HumanName

MASK = "▮"

_OFFICES = frozenset(
    {
        *("chair", "chairman", "chairperson", "delegate", "minister", "moderator", "official", "president"),
        *("representative", "secretary", "spokesman", "spokesperson", "speaker"),
    }
)
"""Last words of a label that names an office and no person."""


def mask_name(text: str, name: str) -> str:
    """Put a mark for each letter of the speaker's family name, so that character offsets stay true.

    Party and country are never shown as facts about the speaker; in the text itself they are content and stay.

    Args:
        text: What is shown.
        name: Name of the speaker, as a person's name or as a label such as ``MS. PSAKI``.

    Returns:
        The text, of the same length.
    """
    person = HumanName(name.title())
    family = person.last or person.first
    if family.lower() in _OFFICES:
        return text
    if len(family) < 3:
        return text
    return re.sub(rf"\b{re.escape(family)}\b", lambda found: MASK * len(found[0]), text, flags=re.IGNORECASE)
