"""Plain text: kept as it is, cut at blank lines or at line ends."""

from __future__ import annotations

import pytest

from stancebench.corpus.read.plain import lines_are_paragraphs
from stancebench.corpus.read.reading import Block, Reading, ReadingBuilder, joined
from tests.corpus.read.support import blocks, read, whole

LONG = (
    "We shall say this at such a length that no mail program of the last century would have left it in one line, " * 2
)


@pytest.mark.parametrize(
    ("text", "layout", "expected"),
    [
        ("One\ntwo.\n\n  Three.\n \n\nFour.", "auto", ["One\ntwo.", "Three.", "Four."]),
        ("One\ntwo.\n\nThree.", "line", ["One", "two.", "Three."]),
        (f"{LONG}\n{LONG}", "auto", [LONG.strip(), LONG.strip()]),
        (f"{LONG}\n{LONG}", "blank-line", [f"{LONG}\n{LONG}".strip()]),
        ("A: One.\nB: Two?\nC: Three!\nD: Four.\nE: Five.", "auto", ["A: One.", "B: Two?", "C: Three!", "D: Four.",
                                                                    "E: Five."]),
        ("one\ntwo\nthree\nfour and\nfive", "auto", ["one\ntwo\nthree\nfour and\nfive"]),
        ("\n\n  \n", "auto", []),
    ],
    ids=["blank lines", "named layout", "long lines", "long lines kept", "sentences", "wrapped", "nothing"],
)  # fmt: skip
def test_blocks(text: str, layout: str, expected: list[str]) -> None:
    from stancebench.corpus.read.decode import Decoded
    from stancebench.corpus.read.plain import read_plain

    reading = read_plain(Decoded(text, "utf-8", ()), layout=layout)
    whole(reading)
    assert reading.text == text
    assert [text for _, text in blocks(reading)] == expected


def test_a_block_knows_whether_it_is_indented() -> None:
    assert [block.indented for block in read("  One.\n\nTwo.\n\n\nThree.", "a.txt").blocks] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one line", False),
        (LONG + "\nshort", True),
        ("a\n\nb", False),
        ("One\ntwo\nthree", True),
        ("a\nb\nc\nd", False),
    ],
)
def test_lines_are_paragraphs(text: str, expected: bool) -> None:
    assert lines_are_paragraphs(text) is expected


def test_readings_are_joined_with_their_offsets() -> None:
    first = Reading("\nOne.\n", "text", "utf-8", (Block(1, 5, emphasis=1),), (), {"date": "2001-02-03"}, ("w",))
    builder = ReadingBuilder()
    builder.add("")
    builder.add("Two 1 three.", cuts=((4, 5, "footnote mark"),))
    builder.add("Four.", speaker="B")
    second = builder.reading("text", "utf-8", {"date": "2009-09-09", "title": "T"}, ("w", "v"))
    reading = joined([first, second])
    whole(reading)
    assert reading.text == "One.\n\nTwo 1 three.\n\nFour."
    assert blocks(reading) == [("text", "One."), ("text", "Two 1 three."), ("text", "Four.")]
    assert [reading.text[cut.start : cut.end] for cut in reading.cuts] == ["1"]
    assert reading.metadata == {"date": "2001-02-03", "title": "T"}
    assert reading.warnings == ("w", "v")
    assert [block.emphasis for block in reading.blocks] == [0, 6, 20]
