"""XML: speeches as elements, a transcript in one field, any other tree."""

from __future__ import annotations

import pytest

from stancebench.corpus.read.reading import Reading
from stancebench.errors import UserError
from tests.corpus.read.support import blocks, read

LONG = "We say it here, and we say it again, until the field is long enough to be the transcript. " * 6


def speeches(reading: Reading) -> list[tuple[str, str, str, bool]]:
    """Text, speaker, role and whether a turn begins, of every block of text."""
    return [
        (reading.text[block.start : block.end], block.speaker, block.role, block.new_turn)
        for block in reading.blocks
        if block.kind == "text"
    ]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<TEI><sp who='#a'><p>One.</p><p>Two.</p></sp><sp who='#b'><p>Three.</p></sp></TEI>",
         [("One.", "a", "", True), ("Two.", "a", "", False), ("Three.", "b", "", True)]),
        ("<TEI><person xml:id='a'><persName>Anna\n Berg</persName></person><u who='#a'>One\n  two.</u></TEI>",
         [("One\ntwo.", "Anna Berg", "", True)]),
        ("<d><speech as='Chair' by='#a'><p>One.</p></speech></d>", [("One.", "a", "", True)]),
        ("<d><question><p>One?</p></question><reply><p>Two.</p></reply></d>",
         [("One?", "", "question", True), ("Two.", "", "answer", True)]),
        ("<d><speech type='Start Question'><p>One?</p></speech><speech type='Start Answer'><p>Two.</p></speech></d>",
         [("One?", "", "question", True), ("Two.", "", "answer", True)]),
        ("<d><speech><talk.start><name>x</name></talk.start><para>One.</para></speech></d>", [("One.", "", "", True)]),
        ("<d><turn speaker='B'><line>One.</line><line>Two.</line></turn></d>",
         [("One.", "B", "", True), ("Two.", "B", "", False)]),
    ],
    ids=["tei", "names", "by", "elements that ask", "types that ask", "para", "turns"],
)  # fmt: skip
def test_speeches(xml: str, expected: list[tuple[str, str, str, bool]]) -> None:
    assert speeches(read(xml, "a.xml")) == expected


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<d><heading>Head</heading><sp><p>One.</p></sp></d>", [("heading", "Head"), ("text", "One.")]),
        ("<d><sp><from>Ms Berg</from><p>One.</p></sp></d>", [("speaker", "Ms Berg"), ("text", "One.")]),
        ("<d><note type='speaker'>Ms Berg:</note><u><seg>One.</seg><vocal>Cheers</vocal><note>Noise</note></u></d>",
         [("speaker", "Ms Berg:"), ("text", "One."), ("stage_direction", "Cheers"), ("stage_direction", "Noise")]),
        ("<d><a>One.</a><b><p>Two <i>and</i> three.</p></b></d>", [("heading", "One."), ("text", "Two and three.")]),
    ],
    ids=["heading", "speaker", "notes", "any tree"],
)  # fmt: skip
def test_kinds_of_blocks(xml: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(read(xml, "a.xml")) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", ["One.", "Two."]),
        ("<![CDATA[<p>One.<br />Two.</p>]]>", ["One.\nTwo."]),
        (f"{LONG}\n\nTwo.", [LONG.strip(), "Two."]),
    ],
    ids=["escaped", "cdata", "plain"],
)
def test_a_transcript_in_one_field(content: str, expected: list[str]) -> None:
    xml = f"<r><title> A\n talk</title><date>2001-02-03</date><title>again</title><none/><body>{content}</body></r>"
    reading = read(xml, "a.xml")
    assert [text for _, text in blocks(reading)] == expected
    assert reading.metadata == {"title": "A talk", "date": "2001-02-03"}


def test_facts_of_a_header() -> None:
    tei = (
        "<TEI><teiHeader><titleStmt><title>A talk</title></titleStmt><date when='2001-02-03'/><idno>7</idno>"
        "<p>No speech.</p></teiHeader><u><seg>One.</seg></u></TEI>"
    )
    akn = (
        "<akn><meta><FRBRdate date='2001-02-03'/><FRBRalias value='Sitting'/></meta>"
        "<speech by='#x'><p>One.</p></speech></akn>"
    )
    first, second = read(tei, "a.xml"), read(akn, "b.xml")
    assert first.metadata == {"title": "A talk", "date": "2001-02-03", "idno": "7"}
    assert second.metadata == {"title": "Sitting", "date": "2001-02-03"}
    assert blocks(first) == blocks(second) == [("text", "One.")]


def test_entities_are_not_resolved() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><d><sp><p>One &b; two.</p></sp></d>'
    assert "lol" not in read(bomb, "a.xml").text
    assert read(bomb, "a.xml").text.startswith("One")


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    reading = read("<d><sp who='a'><p>One.</p><p>Two.</sp></d>", "a.xml")
    assert [text for _, text in blocks(reading)] == ["One.", "Two."]
    assert reading.warnings == ("the XML is not well-formed: what could be read is taken",)


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<?xml version='1.0'?>", "a.xml is not"),
        ("no markup", "a.xml is not"),
        ("<d/>", "a.xml has no text; expected XML with a transcript"),
    ],
    ids=["only declared", "no markup", "empty"],
)
def test_what_is_no_transcript_is_refused(xml: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        read(xml, "a.xml")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
