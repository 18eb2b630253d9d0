"""Claims: paragraphs, marks, notes and what was left out share no character."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.document import (
    LeftOut,
    ParsedDocument,
    ParsedParagraph,
    ParsedStageDirection,
    ParsedTurn,
    SourceFacts,
)
from stancebench.corpus.parse.profile import LineRule, Profile
from stancebench.corpus.parse.spans import Claims
from stancebench.corpus.read.reading import Block, Cut, Reading
from tests.corpus.parse.support import left, notes, parsed

PARAGRAPH = ParsedParagraph(paragraph=0, start=2, end=7, spans=((2, 7),), text="hello")
TURN = ParsedTurn(
    turn=0, speaker="A", speaker_id="a", role="principal", qa_role="none", interpreted=False, mark=(0, 2),
    paragraphs=(PARAGRAPH,),
)  # fmt: skip
NOTE = ParsedStageDirection(start=8, end=11, text="(x)", turn=0, paragraph=1, offset=None)


@pytest.mark.parametrize(
    ("spans", "wrong"),
    [
        ([(7, 8, "white space"), (11, 12, "furniture")], []),
        ([(7, 8, "white space")], ["characters 11 to 12 are in no span"]),
        ([(11, 12, "furniture")], ["characters 7 to 8 are in no span"]),
        ([(6, 8, "furniture"), (11, 12, "x")], ["characters 6 to 7 are in two spans (furniture)"]),
    ],
    ids=["whole", "end", "gap", "twice"],
)
def test_gaps_are_told(spans: list[tuple[int, int, str]], wrong: list[str]) -> None:
    text = "A:hello (x)."
    document = ParsedDocument(
        schema_version=1,
        source=SourceFacts(name="a", sha256="", format="text", encoding="utf-8", n_characters=12, text_sha256=""),
        profile="generic",
        turns=(TURN,),
        stage_directions=(NOTE,),
        left_out=tuple(LeftOut(start=a, end=b, reason=why, text=text[a:b]) for a, b, why in spans),
        text=text,
    )
    assert document.gaps() == wrong


def test_notes_alone_before_within_and_behind() -> None:
    document = parsed(
        "MS. BERG: (Laughter.) We say it (applause) here.\n\n(Pause.)\n\nAnd again. (Laughter.)\n\n"
        "MR. HALL: [inaudible]\n\n"
        "MS. BERG: Thank you."
    )
    assert notes(document) == [
        ("(Laughter.)", 0, 0, 0),
        ("(applause)", 0, 0, 9),
        ("(Pause.)", 0, 1, None),
        ("(Laughter.)", 0, 2, 10),
        ("[inaudible]", 1, 0, None),
    ]
    assert [[paragraph.paragraph for paragraph in turn.paragraphs] for turn in document.turns] == [[0, 2], [], [0]]


def test_a_note_that_opens_a_turn_tells_of_an_interpreter() -> None:
    document = parsed("MS. BERG: (via interpreter) We say it.\n\nMR. HALL: We say (in French) no.\n\nMS. BERG: So.")
    assert [turn.interpreted for turn in document.turns] == [True, False, False]


def test_the_cuts_of_a_profile() -> None:
    own = Profile(id="own", cuts=(LineRule(pattern=r"\s/ ?\d+$", reason="page header"), LineRule(pattern="x*")))
    document = parsed("MS. BERG: We say it here, to you all. /2\n\nand we go on / 3\nas before.", profile=own)
    assert left(document) == [("page header", "/2"), ("page header", "/ 3")]
    assert [paragraph.text for paragraph in document.turns[0].paragraphs] == [
        "We say it here, to you all.",
        "and we go on as before.",
    ]


def test_a_block_without_words_is_furniture() -> None:
    document = parsed("We say it here for you.\n\n“…”\n\nAnd we say it again.")
    assert left(document) == [("furniture", "“…”")]
    assert len(document.turns[0].paragraphs) == 2


def test_a_cut_inside_of_a_mark_or_a_line_that_is_left_out_is_part_of_it() -> None:
    page = (
        "<main><h1>A <s>talk</s> here</h1><p><b>MS. <s>ANN</s> BERG:</b> We <s>never</s> say it.</p>"
        "<p><b>QUESTION:</b> Why is that so?</p></main>"
    )
    document = parsed(page, "a.html")
    assert ("struck", "never") in left(document)
    assert [reason for reason, _ in left(document)].count("struck") == 1
    assert document.turns[0].paragraphs[0].text == "We say it."


def test_what_nothing_claims_is_told() -> None:
    reading = Reading("We say it. And this?", "text", "utf-8", (Block(0, 20),), (Cut(3, 6, "struck"),))
    claims = Claims(reading, Profile(id="own"))
    claims.mark(0, 3)
    assert claims.mark_of(3, 3) is None
    claims.leave_out(7, 10, "furniture")
    parts, warnings = claims.left_out()
    assert [(part.reason, part.text) for part in parts] == [
        ("white space", " "),
        ("struck", "say"),
        ("white space", " "),
        ("furniture", "it."),
        ("unclassified", " And this?"),
    ]
    assert warnings == ["characters 10 to 20 were not understood"]
