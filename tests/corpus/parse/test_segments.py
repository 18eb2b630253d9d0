"""Paragraphs: where they begin, and where they go on."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.profile import LineRule, Profile
from tests.corpus.parse.support import left, parsed

LINE = "We say it in a line that is as long as most of the lines of this sheet are"
LONG = (
    "We say it in one line that goes on and on, as the lines of those do who set one paragraph a line and never wrap. "
    * 2
)


def paragraphs(text: str, name: str, profile: Profile | None = None) -> list[str]:
    """The paragraphs of all turns."""
    document = parsed(text, name, profile) if profile else parsed(text, name)
    return [paragraph.text for turn in document.turns for paragraph in turn.paragraphs]


def scan(*lines: str) -> str:
    """A scanned sheet: one field, its lines parted by br."""
    return f"<r><title>T</title><body><![CDATA[<p>{'<br />'.join(lines)}</p>]]></body></r>"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("We say it here,\nand again.\n\nAnd so on.", "a.txt", ["We say it here, and again.", "And so on."]),
        (scan(LONG, LONG), "a.xml", [LONG.strip(), LONG.strip()]),
        (scan(LINE, f"{LINE}.", LINE, "and here it ends.", LINE, f"{LINE}.", LINE), "a.xml",
         [f"{LINE} {LINE}. {LINE} and here it ends.", f"{LINE} {LINE}. {LINE}"]),
        (scan(LINE, "ends here.", LINE), "a.xml", [f"{LINE} ends here. {LINE}"]),
        (scan(LINE, "", LINE), "a.xml", [LINE, LINE]),
    ],
    ids=["blank lines", "long lines", "short line", "few lines", "empty line"],
)  # fmt: skip
def test_where_a_paragraph_begins(text: str, name: str, expected: list[str]) -> None:
    assert paragraphs(text, name) == expected


def test_a_paragraph_goes_on_behind_a_page_number() -> None:
    rules = Profile(id="own", lines=(LineRule(pattern=r"- \d+ -", reason="page header"),))
    begin = "We begin a sentence at the foot of this page of the record, and we"
    page = f"<main><p>{begin}</p><p>- 2 -</p><p>end it at the head of the next one.</p><p>Then more.</p></main>"
    assert paragraphs(page, "a.html", rules) == [f"{begin} end it at the head of the next one.", "Then more."]
    document = parsed(page, "a.html", rules)
    assert left(document) == [("page header", "- 2 -")]
    first = document.turns[0].paragraphs[0]
    assert [document.text[start:end].strip() for start, end in first.spans] == [
        begin, "end it at the head of the next one."
    ]  # fmt: skip
    whole = page.replace("<p>- 2 -</p>", "")
    assert len(paragraphs(whole, "a.html", rules)) == 3


def test_an_indented_block_goes_on_where_the_profile_says_so() -> None:
    page = "<main><p>We say it here for all.</p><p> And again, for all.</p></main>"
    assert len(paragraphs(page, "a.html")) == 2
    joins = Profile(id="own", continuation="indented")
    assert paragraphs(page, "a.html", joins) == ["We say it here for all. And again, for all."]


def test_words_before_a_mark_in_a_line_belong_to_the_turn_before() -> None:
    document = parsed("MS. BERG: We say it. MR. HALL: No.\nThat is it.\n\nMR. HALL: Yes.\n\nMS. BERG: Thank you.")
    assert [(turn.speaker, [paragraph.text for paragraph in turn.paragraphs]) for turn in document.turns] == [
        ("MS. BERG", ["We say it."]),
        ("MR. HALL", ["No. That is it."]),
        ("MR. HALL", ["Yes."]),
        ("MS. BERG", ["Thank you."]),
    ]
