"""Turns, paragraphs, stage directions and what may be labelled."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebench.corpus.segment import Paragraph, segment
from tests.corpus.support import make_source

SOURCE = make_source()

MARKED = """The President. Thank you. Please sit.

My fellow citizens, we are strong.

Audience members. Four more years!

Audience member. No!

The President. As I said.

And on we go."""


def one(text: str) -> Paragraph:
    paragraphs = segment(text, SOURCE)
    assert len(paragraphs) == 1
    return paragraphs[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n\t\n ", []),
        ("One line.", ["One line."]),
        ("A line\nand its  second\thalf.", ["A line and its second half."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("\n\n  One.\n \t \n\n\nTwo.\n\n", ["One.", "Two."]),
        ("One.\u00a0\n\u2003\nTwo.", ["One.", "Two."]),
    ],
    ids=["empty", "blank", "line", "folded", "two", "many blank lines", "wide spaces"],
)
def test_a_blank_line_ends_a_paragraph(text: str, expected: list[str]) -> None:
    paragraphs = segment(text, SOURCE)
    assert [paragraph.text for paragraph in paragraphs] == expected
    assert [(paragraph.turn, paragraph.index) for paragraph in paragraphs] == [(0, n) for n in range(len(expected))]


def test_the_span_is_the_paragraph_as_published() -> None:
    text = "\n  The President. Good  evening. [Laughter]\n\n \nAudience members. Boo!\n"
    paragraphs = segment(text, SOURCE)
    assert [text[paragraph.start : paragraph.end] for paragraph in paragraphs] == [
        "The President. Good  evening. [Laughter]",
        "Audience members. Boo!",
    ]
    assert [paragraph.start for paragraph in paragraphs] == [3, 47]


def test_turn_marks_open_turns_and_leave_the_text() -> None:
    assert [
        (paragraph.turn, paragraph.index, paragraph.speaker_id, paragraph.role, paragraph.text)
        for paragraph in segment(MARKED, SOURCE)
    ] == [
        (0, 0, "principal", "head_of_state", "Thank you. Please sit."),
        (0, 1, "principal", "head_of_state", "My fellow citizens, we are strong."),
        (1, 0, "audience", "audience", "Four more years!"),
        (2, 0, "audience", "audience", "No!"),
        (3, 0, "principal", "head_of_state", "As I said."),
        (3, 1, "principal", "head_of_state", "And on we go."),
    ]


def test_what_precedes_the_first_mark_belongs_to_the_principal() -> None:
    paragraphs = segment("Good evening.\n\nAudience members. Hello!\n\nThe President. Sit.", SOURCE)
    assert [(paragraph.turn, paragraph.speaker_id) for paragraph in paragraphs] == [
        (0, "principal"),
        (1, "audience"),
        (2, "principal"),
    ]


def test_a_document_without_the_principal_s_mark_is_one_turn() -> None:
    paragraphs = segment("Audience members. So the old statute reads.\n\nIt lapsed.", SOURCE)
    assert [(paragraph.turn, paragraph.speaker_id, paragraph.text) for paragraph in paragraphs] == [
        (0, "principal", "Audience members. So the old statute reads."),
        (0, "principal", "It lapsed."),
    ]


def test_a_mark_within_a_paragraph_opens_no_turn() -> None:
    paragraphs = segment("The President. They asked: The President. Who else?\n\nAsk Audience members. Now.", SOURCE)
    assert [(paragraph.turn, paragraph.text) for paragraph in paragraphs] == [
        (0, "They asked: The President. Who else?"),
        (0, "Ask Audience members. Now."),
    ]


def test_a_paragraph_opens_with_one_mark_at_most() -> None:
    paragraphs = segment("Good evening.\n\nThe President. Audience members. So they are called.", SOURCE)
    assert [(paragraph.turn, paragraph.speaker_id, paragraph.text) for paragraph in paragraphs] == [
        (0, "principal", "Good evening."),
        (1, "principal", "Audience members. So they are called."),
    ]


def test_every_alternative_of_the_principal_s_mark_must_open_a_line() -> None:
    source = make_source(principal_mark=r"Mr\. President\. |The President\. ")
    paragraphs = segment("We thank The President. He came.\n\nAudience members. As printed.", source)
    assert [(paragraph.turn, paragraph.text) for paragraph in paragraphs] == [
        (0, "We thank The President. He came."),
        (0, "Audience members. As printed."),
    ]


@pytest.mark.parametrize(
    ("raw", "said", "notes"),
    [
        ("Good night. [Laughter]", "Good night.", [("[Laughter]", 11)]),
        ("[Applause] Thank you.", "Thank you.", [("[Applause]", 0)]),
        ("We will [applause] win.", "We will win.", [("[applause]", 7)]),
        ("We will[LAUGHTER] win.", "We will win.", [("[LAUGHTER]", 7)]),
        ("We\n[Applause]\nwin.", "We win.", [("[Applause]", 2)]),
        ("Yes. [Laughter] [Applause] No.", "Yes. No.", [("[Laughter]", 4), ("[Applause]", 4)]),
        ("[Applause]", "", [("[Applause]", 0)]),
        ("The sum [in dollars] is set.", "The sum [in dollars] is set.", []),
    ],
)
def test_stage_directions_are_kept_apart(raw: str, said: str, notes: list[tuple[str, int]]) -> None:
    paragraph = one(raw)
    assert paragraph.text == said
    assert [(note.text, note.offset) for note in paragraph.stage_directions] == notes
    assert paragraph.kind == ("speech" if said else "stage_direction")


def test_a_source_without_stage_directions_takes_none_out() -> None:
    paragraphs = segment("Yes. [Laughter]", make_source(stage_directions=[]))
    assert [(paragraph.text, paragraph.stage_directions) for paragraph in paragraphs] == [("Yes. [Laughter]", ())]


@pytest.mark.parametrize(
    ("words", "eligible"), [(1, False), (19, False), (20, True), (21, True), (249, True), (250, True), (251, False)]
)
def test_twenty_to_250_words_are_eligible(words: int, eligible: bool) -> None:
    paragraph = one("word " * words + "[Laughter]")
    assert (paragraph.n_words, paragraph.eligible) == (words, eligible)


@pytest.mark.parametrize(
    ("mark", "speaker", "eligible"),
    [("The President. ", "principal", True), ("Audience members. ", "audience", False)],
)
def test_only_the_principal_s_paragraphs_are_eligible(mark: str, speaker: str, eligible: bool) -> None:
    last = segment("The President. Hear.\n\n" + mark + "word " * 30, SOURCE)[-1]
    assert (last.speaker_id, last.n_words, last.eligible) == (speaker, 30, eligible)


PIECES = st.one_of(
    st.sampled_from(
        ["The President. ", "Audience members. ", "[Laughter]", "[applause]", "\n", "\n\n", " ", "\t", "\r", "\u00a0"]
    ),
    st.text(alphabet=st.characters(exclude_characters="[]", exclude_categories=["Cs"]), max_size=12),
)
DOCUMENTS = st.lists(PIECES, max_size=25).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(DOCUMENTS)
@settings(deadline=None)
def test_every_printed_character_lies_in_one_paragraph(text: str) -> None:
    covered = [0] * len(text)
    for paragraph in segment(text, SOURCE):
        for position in range(paragraph.start, paragraph.end):
            covered[position] += 1
    assert max(covered, default=0) <= 1
    assert [character for character, count in zip(text, covered, strict=True) if not count and character.strip()] == []


@given(DOCUMENTS)
@settings(deadline=None)
def test_numbers_are_unique_and_without_gaps(text: str) -> None:
    numbers = [(paragraph.turn, paragraph.index) for paragraph in segment(text, SOURCE)]
    lengths = Counter(turn for turn, _ in numbers)
    assert numbers == [(turn, index) for turn in range(len(lengths)) for index in range(lengths[turn])]


@given(DOCUMENTS)
@settings(deadline=None)
def test_stage_directions_are_all_kept_in_order(text: str) -> None:
    notes = [note.text for paragraph in segment(text, SOURCE) for note in paragraph.stage_directions]
    assert notes == re.findall(r"\[laughter\]|\[applause\]", text, re.IGNORECASE)


@given(DOCUMENTS)
@settings(deadline=None)
def test_words_and_directions_put_together_give_the_paragraph(text: str) -> None:
    marks = ("", "ThePresident.", "Audiencemembers.")
    for paragraph in segment(text, SOURCE):
        rebuilt, position = "", 0
        for note in paragraph.stage_directions:
            rebuilt += paragraph.text[position : note.offset] + note.text
            position = note.offset
        rebuilt = squeezed(rebuilt + paragraph.text[position:])
        assert squeezed(text[paragraph.start : paragraph.end]) in [mark + rebuilt for mark in marks]
