"""Tables of turns and sentences: CSV, TSV, JSON lines."""

from __future__ import annotations

import csv
import json

import pytest

from stancebench.errors import UserError
from tests.corpus.read.support import blocks, read

TURNS = [("speaker", "Berg"), ("text", "One."), ("text", "Two."), ("speaker", "Hall"), ("text", "Three.")]


def lines(*rows: dict[str, object]) -> str:
    """Rows as JSON lines."""
    return "\n".join(json.dumps(row) for row in rows) + "\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "speaker,text\nBerg,One.\nBerg,Two.\nHall,Three.\n"),
        ("a.csv", 'Speaker;Text;x\nBerg;"One.";1\nBerg;Two.\n\nHall;Three.;3;4\n'),
        ("a.tsv", "text\tspeaker\nOne.\tBerg\nTwo.\tBerg\nThree.\tHall\n"),
        ("a.csv", "speaker_name|utterance\nBerg|One.\nBerg|Two.\nBerg|\nHall|Three."),
        ("a.jsonl", lines({"speaker": "Berg", "text": "One."}, {"speaker": "Berg", "text": " Two. "}) + "\n"
         + lines({"speaker": "Hall", "text": "Three."}, {"speaker": "Hall", "text": None})),
        ("a.json", json.dumps([{"who": "Berg", "speech": "One."}, {"who": "Berg", "speech": "Two."},
                               {"who": "Hall", "speech": "Three."}])),
    ],
    ids=["commas", "semicolons", "tabs", "bars", "lines", "an array"],
)  # fmt: skip
def test_rows_of_one_speaker_are_one_turn(name: str, text: str) -> None:
    reading = read(text, name)
    assert blocks(reading) == TURNS
    assert [block.new_turn for block in reading.blocks] == [True, False, False, True, False]
    assert [block.speaker for block in reading.blocks] == ["Berg"] * 3 + ["Hall"] * 2


def test_sentences_are_joined_to_paragraphs() -> None:
    reading = read('speaker,sentence\nBerg,"One,\ntwo."\nBerg,Three.\nHall,Four.\n', "a.csv")
    assert blocks(reading) == [
        ("speaker", "Berg"),
        ("text", "One, two. Three."),
        ("speaker", "Hall"),
        ("text", "Four."),
    ]


def test_a_role_alone_marks_turns() -> None:
    reading = read("qa,text\nQ,Why?\nA,So.\nA,And so.\n", "a.csv")
    assert [(kind, text) for kind, text in blocks(reading)] == [
        ("speaker", "Q"),
        ("text", "Why?"),
        ("speaker", "A"),
        ("text", "So."),
        ("text", "And so."),
    ]
    assert [block.role for block in reading.blocks] == ["q", "q", "a", "a", "a"]


def test_words_alone_are_paragraphs() -> None:
    assert blocks(read("text\nOne.\nTwo.\n", "a.csv")) == [("text", "One."), ("text", "Two.")]


def test_facts_that_every_row_repeats_are_metadata() -> None:
    rows: list[dict[str, object]] = [
        {"text": "One.", "date": "2001-02-03", "title": "A", "topic": ""},
        {"text": "Two.", "title": "B"},
    ]
    rows[1]["date"] = "2001-02-03"
    assert read(lines(*rows), "a.jsonl").metadata == {"date": "2001-02-03"}


def test_an_object_that_holds_the_rows() -> None:
    whole = {"title": "A talk", "secret": "x", "other": [], "turns": [{"speaker": "Berg", "text": "One."}]}
    reading = read(json.dumps(whole), "a.json")
    assert blocks(reading) == [("speaker", "Berg"), ("text", "One.")]
    assert reading.metadata == {"title": "A talk"}
    assert blocks(read(json.dumps({"text": "One.", "n": 1}), "a.json")) == [("text", "One.")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "x,y\n1,2\n",
         "a.csv has the columns x, y; expected one of text, sentence, speech, content, utterance, paragraph with the "
         "words, and best a column speaker; to mend it: rename the column"),
        ("a.csv", "text,speaker\n", "a.csv has the columns none; expected one of text"),
        ("a.csv", "doc_id,text\n1,One.\n2,Two.\n",
         "a.csv holds 2 documents (column doc_id: 1, 2); expected the rows of one document; to mend it: split the "
         "table, one file a document"),
        ("a.csv", "speaker,text\nBerg,\n", "a.csv has no words in its column text; expected a transcript"),
        ("a.jsonl", '{"text": "One."}\n{"text": "Tw\n',
         "a.jsonl, line 2 is not valid JSON (Unterminated string starting at); expected one whole JSON object a line"),
        ("a.jsonl", '{"text": "One."}\n' + "[" * 100_000,
         "a.jsonl, line 2 is not valid JSON (nested too deep); expected one whole JSON object a line"),
        ("a.jsonl", '["a", "b"]', "a.jsonl holds JSON that is no object; expected one JSON object a line"),
        ("a.jsonl", '{"text": "One."}\n7\n', "a.jsonl holds JSON that is no object; expected one JSON object a line"),
    ],
    ids=["no text", "no rows", "two documents", "no words", "half a line", "too deep", "words", "a number"],
)  # fmt: skip
def test_what_is_no_transcript_is_refused(name: str, text: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        read(text, name)
    assert str(caught.value).startswith(message)


def test_reading_a_small_table_does_not_lower_the_limit_of_others() -> None:
    before = csv.field_size_limit()
    read("text\nOne.\n", "a.csv")
    assert csv.field_size_limit() >= before
