"""What the tests of the readers share."""

from __future__ import annotations

from stancebench.corpus.read.reading import Reading
from stancebench.corpus.read.source_text import read_source


def read(text: str, name: str, **options: str) -> Reading:
    """Read a text; its blocks are in order and hold all of its ink, its cuts lie within them."""
    reading = read_source(text.encode(), name, **options)
    whole(reading)
    return reading


def whole(reading: Reading) -> None:
    """Check what every reading promises."""
    position = 0
    for block in reading.blocks:
        assert not reading.text[position : block.start].strip()
        assert position <= block.start < block.end <= len(reading.text)
        assert reading.text[block.start : block.end] == reading.text[block.start : block.end].strip()
        position = block.end
    assert not reading.text[position:].strip()
    for cut in reading.cuts:
        assert any(block.start <= cut.start < cut.end <= block.end for block in reading.blocks)


def blocks(reading: Reading) -> list[tuple[str, str]]:
    """Kind and text of every block."""
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def cuts(reading: Reading) -> list[tuple[str, str]]:
    """Reason and text of every cut."""
    return [(cut.reason, reading.text[cut.start : cut.end]) for cut in reading.cuts]
