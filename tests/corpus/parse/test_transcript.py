"""Whole transcripts in the formats of real institutions, and what the parser makes of them."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest

from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.errors import UserError
from tests.corpus.parse.expectations import FACTS, LEFT, NOTES, TURNS
from tests.corpus.parse.samples import SAMPLES
from tests.corpus.parse.support import left, notes, parsed, profiles, sample, shapes


@pytest.mark.parametrize("key", SAMPLES)
def test_every_turn_is_found(key: str) -> None:
    assert shapes(sample(key)) == TURNS[key]


@pytest.mark.parametrize("key", SAMPLES)
def test_every_character_is_in_one_span_and_paragraphs_follow_from_offsets(key: str) -> None:
    document = sample(key)
    assert document.gaps() == []
    assert document.warnings == ()
    for turn in document.turns:
        for paragraph in turn.paragraphs:
            runs = [document.text[start:end] for start, end in paragraph.spans]
            assert "".join(paragraph.text.split()) == "".join("".join(runs).split())
            assert paragraph.start <= paragraph.spans[0][0] < paragraph.spans[-1][1] <= paragraph.end
        if turn.mark and turn.speaker:
            start, end = turn.mark
            assert "".join(document.text[start:end].split()).startswith("".join(turn.speaker.split()))


@pytest.mark.parametrize("key", LEFT)
def test_what_nobody_said_is_left_out_with_the_reason(key: str) -> None:
    assert left(sample(key)) == LEFT[key]


@pytest.mark.parametrize("key", NOTES)
def test_what_the_transcriber_noted(key: str) -> None:
    assert notes(sample(key)) == NOTES[key]


@pytest.mark.parametrize("key", FACTS)
def test_what_is_known_of_the_document(key: str) -> None:
    found = sample(key).metadata
    assert {name: found.get(name) for name in FACTS[key]} == FACTS[key]


@pytest.mark.parametrize(
    ("key", "profile"),
    [("au scan", "au-pm"), ("white house", "whitehouse"), ("unsc", "unsc"), ("fomc", "fomc"), ("state", "generic")],
)
def test_the_profile_is_chosen_by_the_document(key: str, profile: str) -> None:
    assert sample(key).profile == profile


def test_words_of_an_interpreter_are_marked() -> None:
    assert [turn.interpreted for turn in sample("nato").turns] == [False] * 5 + [True] * 2
    assert [turn.notes for turn in sample("nato").turns][5:] == [("via interpreter",), ("via interpreter",)]
    assert [(turn.interpreted, turn.notes) for turn in sample("unsc").turns] == [
        (False, ()),
        (True, ("Norland", "spoke in French")),
        (False, ()),
    ]


@pytest.mark.parametrize(
    ("key", "turn", "paragraph", "text"),
    [
        ("white house", 0, 0, "Good afternoon, everyone. I have one thing at the top, and then Mr. Hill will speak "
         "about the [surplus]."),
        ("au html", 2, 0, "We will, and the Premier has agreed to that. We shall begin next year."),
        ("au scan", 1, 0, "I have. The Government will support the price until the end of the season, and the growers "
         "have been told about this."),
        ("ecb", 0, 1, "The Governing Council today decided to keep the three key interest rates unchanged."),
        ("fomc", 0, 1, "Prices have risen faster than we thought they would. This shows how strong the demand for "
         "goods is, and how slowly the supply of many of them answers to it, so that we expect prices to rise more "
         "slowly next year."),
        ("sentences", 0, 0, "Good afternoon, everyone. We kept rates unchanged."),
        ("state", 4, 0, "I don’t have anything new. We will continue to enforce the sanctions that are in place "
         "against those who are responsible."),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_it_was_said(key: str, turn: int, paragraph: int, text: str) -> None:
    assert sample(key).turns[turn].paragraphs[paragraph].text == text


@pytest.mark.parametrize("key", SAMPLES)
def test_parsing_twice_gives_the_same_bytes(key: str) -> None:
    again = parse_transcript([SAMPLES[key]], profiles=profiles())
    assert again.model_dump_json() == sample(key).model_dump_json()


def test_a_document_of_several_files_is_one() -> None:
    parts = [("UNSC_2001_SPV.1_0.txt", b"The President: The meeting is open, and I welcome you all here.\n")]
    parts.append(("UNSC_2001_SPV.1_1.txt", b"\n\nMr. Hall (Westland): I thank you for that, Madam President.\n"))
    document = parse_transcript(parts, profiles=profiles())
    assert document.gaps() == []
    assert [turn.speaker for turn in document.turns] == ["The President", "Mr. Hall"]
    hashes = "\n".join(hashlib.sha256(data).hexdigest() for _, data in parts)
    assert document.source.sha256 == hashlib.sha256(hashes.encode()).hexdigest()
    assert document.source.name == parts[0][0]
    assert document.source.n_characters == len(document.text)
    assert document.source.text_sha256 == hashlib.sha256(document.text.encode()).hexdigest()


def test_a_speech_without_marks_is_one_turn_of_the_person_in_the_title() -> None:
    front = "---\ntitle: Remarks by Governor Ann Smith at the harbour\ndate: 2001-02-03\n---\n"
    document = parsed(
        front + "Thank you all for coming to this harbour on such a day.\n\nIt is a day to remember for us all.\n",
        "speech.md",
    )
    assert shapes(document) == [("Ann Smith", "smith", "principal", "none", 2)]
    assert document.turns[0].mark is None


def test_an_opening_without_mark_is_the_person_who_is_not_marked_next() -> None:
    document = parsed(
        "<main><h1>Remarks by Minister Anna Berg and Senator Paul Hall to the press</h1>"
        "<p>Good morning to you all, and thank you for coming here today to meet us.</p>"
        "<p><b>SENATOR HALL:</b> I thank the Minister for that and say that we agree.</p>"
        "<p><b>QUESTION:</b> Do you agree on the dates that were named in the last week, or not?</p></main>",
        "talk.html",
    )
    assert [turn.speaker_id for turn in document.turns] == ["berg", "hall", "journalist"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"1234\n\n5678\n", "a.txt holds no speech; expected a transcript with at least one paragraph"),
        ("a.txt", b"12 March 2001\n", "a.txt holds no speech; expected a transcript with at least one paragraph"),
        (
            "a.xml",
            b"<record><prime-minister>Stone, H</prime-minister><period-of-service>1</period-of-service><content>"
            b"<![CDATA[<p>Skip to main content</p><p>Welcome to our home page, on which we say much.</p>]]>"
            b"</content></record>",
            "a.xml holds no transcript (found '^(?:Skip to main content|Get updates from the Prime Minister directly "
            "to your inbox)$': something else stands in its place); expected a transcript",
        ),
    ],
    ids=["numbers", "a date", "home page"],
)
def test_what_holds_no_speech_is_refused(name: str, data: bytes, message: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_transcript([(name, data)], profiles=profiles())
    assert str(caught.value) == message


def test_spans_lie_in_the_order_of_the_text() -> None:
    for key in SAMPLES:
        starts = [turn.mark[0] if turn.mark else turn.paragraphs[0].start for turn in sample(key).turns]
        assert all(first < second for first, second in pairwise(starts)), key


def test_a_document_of_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stancebench.corpus.parse.transcript.MAX_LINES", 2)
    parsed("We say it here for you all.\n\nAnd again.")
    with pytest.raises(UserError) as caught:
        parsed("We say it here for you all.\n\nAnd again.\n\nAnd so on.")
    assert str(caught.value) == "talk.txt has 3 lines; expected a transcript of at most 2 lines; to mend it: split it"
