"""The frame around the speech: heads, feet, headings, rules of a profile."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.frame import head_reason
from stancebench.corpus.parse.furniture import DATELINE, is_furniture
from stancebench.corpus.parse.profile import LineRule, Profile
from tests.corpus.parse.support import left, parsed, shapes

SAID = "We say it here, so that all of you may hear it."


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("12 March 2001", "dateline"),
        ("Frankfurt am Main, 7 March 2024", "dateline"),
        ("Joint Talk of the Ministers", "title"),
        ("S/PV.8701", "document number"),
        ("67-19-01-2023", "document number"),
        ("by Anna Berg, Minister of Trade of Norland", "byline"),
        ("Transcript of the remarks made to the press", "title"),
        ("Oslo", "furniture"),
        ("Sign up for our newsletter on questions of the day", "furniture"),
    ],
)
def test_the_lines_of_a_head(line: str, reason: str) -> None:
    assert head_reason(line, "Joint talk of the ministers") == reason


@pytest.mark.parametrize(
    "line",
    ["March 5, 2024", "1:17 p.m. EST", "Tuesday, 5 March 2024, 10:00 CET", "As delivered: 5 May 1999", "12.2.2024",
     "Released 2024-03-05 | 10:00", "5. März 2024", "(5 March 2024)", "4-5 March 2024", "noon"],
)  # fmt: skip
def test_datelines(line: str) -> None:
    assert DATELINE.fullmatch(line)


@pytest.mark.parametrize("line", ["We met in March.", "1999 was good", "5 loaves", "March on"])
def test_what_is_no_dateline(line: str) -> None:
    assert not DATELINE.fullmatch(line)


@pytest.mark.parametrize(
    "line", ["© 2024", "Share this page", "E&OE", "Check against delivery", "12", "* * *", "Home", "Tags: trade, tax"]
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)
    assert not is_furniture(f"{line} " + "and we say so, " * 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"REMARKS OF THE MINISTER TO US\n\nOslo\n\n12 March 2001\n\n{SAID}",
         [("title", "REMARKS OF THE MINISTER TO US"), ("furniture", "Oslo"), ("dateline", "12 March 2001")]),
        (f"The minister met the press and said what she thought.\n\n12 March 2001\n\n{SAID}",
         [("furniture", "The minister met the press and said what she thought."), ("dateline", "12 March 2001")]),
        (f"Dear Anna, dear friends,\n\n{SAID}", []),
        (f"{SAID}\n\n* * *\n\n{SAID}", [("furniture", "* * *")]),
        (f"{SAID}\n\n[ENDS]\n\nMedia contact: the press office\n\n5 May 1999",
         [("end mark", "[ENDS]"), ("furniture", "Media contact: the press office"), ("dateline", "5 May 1999")]),
        (f"{SAID}\n\nMarch 5, 2024\n\nPrivacy policy",
         [("dateline", "March 5, 2024"), ("furniture", "Privacy policy")]),
        (f"{SAID}\n\n{SAID}\n\nReferences\n\nHall, P. (1999) A book of ours.",
         [("footnote", "References"), ("footnote", "Hall, P. (1999) A book of ours.")]),
        (f"{SAID}\n\nThe meeting rose at 6.15 p.m.", [("end mark", "The meeting rose at 6.15 p.m.")]),
    ],
    ids=["head", "summary", "salutation", "stars", "end", "foot", "references", "rose"],
)  # fmt: skip
def test_head_and_foot(text: str, expected: list[tuple[str, str]]) -> None:
    assert left(parsed(text)) == expected


def test_numbered_notes_at_the_end_are_footnotes_where_marks_stand() -> None:
    body = "".join(f"<p>{SAID}<sup>{number}</sup></p>" for number in (1, 2))
    notes = "<p>1 See the book of Hall.</p><p>2 See there.</p>"
    document = parsed(f"<main><h1>A talk</h1>{body}{notes}</main>", "talk.html")
    assert [(reason, text) for reason, text in left(document) if reason.startswith("footnote")] == [
        ("footnote mark", "1"),
        ("footnote mark", "2"),
        ("footnote", "1 See the book of Hall."),
        ("footnote", "2 See there."),
    ]
    assert [paragraph.text for paragraph in document.turns[0].paragraphs] == [SAID, SAID]
    without = parsed(f"<main><h1>A talk</h1><p>{SAID}</p><p>{SAID}</p>{notes}</main>", "talk.html")
    assert len(without.turns[0].paragraphs) == 4
    one = parsed(f"<main><h1>A talk</h1>{body}<p>2 See there.</p></main>", "talk.html")
    assert len(one.turns[0].paragraphs) == 3


def test_headings_are_left_out() -> None:
    page = f"<main><h1>A talk</h1><p>{SAID}</p><h2>On trade</h2><p>{SAID}</p><p><b>On tax</b></p><p>{SAID}</p></main>"
    document = parsed(page, "talk.html")
    assert [text for reason, text in left(document) if reason == "heading"] == ["On trade", "On tax"]
    assert len(document.turns[0].paragraphs) == 3


RULES = Profile(
    id="own",
    lines=(
        LineRule(pattern="Top .*", reason="page header"),
        LineRule(pattern="only at the head", where="head"),
        LineRule(pattern="only at the foot", reason="end mark", where="foot"),
        LineRule(pattern="A vote .* taken", reason="stage direction"),
        LineRule(pattern="On trade", reason="heading"),
    ),
)


def test_the_rules_of_a_profile() -> None:
    text = (
        f"only at the head\n\n{SAID}\n\nTop 4\n\nA vote\nwas taken\n\nOn trade\n\nWe spoke\nOn trade\nand tax here.\n\n"
        "only at the head\n\nonly at the foot\n"
    )
    document = parsed(text, profile=RULES)
    assert left(document) == [
        ("furniture", "only at the head"),
        ("page header", "Top 4"),
        ("stage direction", "A vote"),
        ("stage direction", "was taken"),
        ("heading", "On trade"),
        ("end mark", "only at the foot"),
    ]
    assert [paragraph.text for paragraph in document.turns[0].paragraphs] == [
        SAID,
        "We spoke On trade and tax here.",
        "only at the head",
    ]


def test_without_general_rules_all_is_speech() -> None:
    document = parsed(f"12 March 2001\n\n{SAID}\n\n[ENDS]", profile=Profile(id="own", generic=False))
    assert left(document) == []
    assert shapes(document) == [("", "", "principal", "none", 3)]
