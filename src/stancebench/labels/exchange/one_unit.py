"""Texts in which every character is one UTF-16 code unit."""

from __future__ import annotations

import re


def one_unit(text: str) -> str:
    """Put U+FFFD for each character beyond U+FFFF, such as most emoji.

    For tools that hand out offsets without the words beside them: their pages count in UTF-16 code units, their
    servers in characters. In such a text both are the same, and the same as in the paragraph.

    Args:
        text: The text.

    Returns:
        A text of as many characters.
    """
    return re.sub("[\U00010000-\U0010ffff]", "\ufffd", text)
