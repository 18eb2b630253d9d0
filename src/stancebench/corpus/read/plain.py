"""Reading plain text."""

from __future__ import annotations

import re
from statistics import median

from stancebench.corpus.read.decode import Decoded
from stancebench.corpus.read.reading import Block, Reading

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LONG_LINE = 140


def read_plain(source: Decoded, *, layout: str = "auto") -> Reading:
    """Read plain text; the text is kept as it is, character by character.

    Blocks end at blank lines. Where a text has long lines, as one-paragraph-a-line files do, each line is a block.

    Args:
        source: The decoded text.
        layout: ``auto``, ``blank-line`` or ``line``: what parts two paragraphs.

    Returns:
        The reading.
    """
    text = source.text
    by_line = layout == "line" or (layout == "auto" and lines_are_paragraphs(text))
    separator = re.compile(r"\n\s*") if by_line else _BLANK_LINE
    blocks, position = [], 0
    for gap in [*separator.finditer(text), None]:
        end = gap.start() if gap else len(text)
        chunk = text[position:end]
        if chunk.strip():
            start = position + len(chunk) - len(chunk.lstrip())
            blocks.append(Block(start, start + len(chunk.strip()), indented=start > position, emphasis=start))
        position = gap.end() if gap else end
    return Reading(text, "text", source.encoding, tuple(blocks), (), {}, source.warnings)


def lines_are_paragraphs(text: str) -> bool:
    """Tell whether single line ends part paragraphs.

    So they do where long lines are common: hard-wrapped text has none over 140 characters. A text of short lines
    counts too when it has no blank lines and its lines mostly end as sentences do.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return False
    long = [line for line in lines if len(line) > _LONG_LINE]
    if len(long) >= max(1, len(lines) // 12):
        return True
    if _BLANK_LINE.search(text.strip()):
        return False
    ended = sum(line.endswith((".", "?", "!", ":", '"', "”", ")")) for line in lines)
    return ended > 0.7 * len(lines) or median(len(line) for line in lines) > _LONG_LINE or len(lines) < 4
