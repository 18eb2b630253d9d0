"""Transcripts in the formats of real institutions, with invented words: the structure that a reader sees in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.errors import UserError

DOCUMENTS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "formats.json").read_text(encoding="utf-8"))
NAMES = [document["name"] for document in DOCUMENTS]


def parsed(document: dict[str, Any]) -> ParsedDocument:
    return parse_transcript([(document["name"], document["text"].encode())])


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_the_structure_is_the_one_that_a_reader_sees(document: dict[str, Any]) -> None:
    found = parsed(document)
    turns = [
        [turn.speaker, turn.speaker_id, turn.role, turn.qa_role, turn.interpreted, len(turn.paragraphs)]
        for turn in found.turns
    ]
    assert turns == document["turns"]
    assert {key: found.metadata[key] for key in ("title", "date") if key in found.metadata} == document["metadata"]
    assert sorted({part.reason for part in found.left_out} - {"white space"}) == document["left_out"]
    assert [note.text for note in found.stage_directions] == document["stage_directions"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_character_is_in_one_span_and_offsets_give_the_words(document: dict[str, Any]) -> None:
    found = parsed(document)
    assert found.gaps() == []
    for turn in found.turns:
        for paragraph in turn.paragraphs:
            pieces = "".join(found.text[start:end] for start, end in paragraph.spans)
            assert "".join(pieces.split()) == "".join(paragraph.text.split())
        if turn.mark:
            assert turn.speaker.split()[0].strip("*") in found.text[turn.mark[0] : turn.mark[1]]


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_a_record_of_a_document_is_read_back(document: dict[str, Any]) -> None:
    found = parsed(document)
    assert ParsedDocument.model_validate_json(found.model_dump_json()) == found


WORDS = st.lists(
    st.sampled_from(
        ["We", "will", "build", "it", "soon.", "Why?", "(Laughter.)", "[inaudible]", "Mr.", "—", "ﬁ", "é", "“so”"]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)
LABELS = st.sampled_from(["Q", "QUESTION", "MS. GREEN", "The President", "Jean-Luc Ábel", "THE INTERPRETER", ""])


@st.composite
def transcripts(draw: st.DrawFn) -> str:
    """A transcript with a head, turns, notes, odd white space and a foot."""
    gap = draw(st.sampled_from(["\n\n", "\r\n\r\n", "\n \n", "\n\u00a0\n\n"]))
    head = draw(st.sampled_from(["", "Remarks by the President", "5 May 2020", "Home | Press"]))
    foot = draw(st.sampled_from(["", "END 4:01 P.M.", "###", "© 2020. All rights reserved."]))
    turns = draw(st.lists(st.tuples(LABELS, st.lists(WORDS, min_size=1, max_size=3)), min_size=1, max_size=8))
    said = [gap.join([f"{label}: {words[0]}" if label else words[0], *words[1:]]) for label, words in turns]
    return gap.join(filter(None, [head, *said, foot]))


@settings(max_examples=120, deadline=None)
@given(transcripts(), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_no_character_of_a_made_transcript_is_lost(text: str, name: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n")) if name.endswith("html") else text
    data = f"<html><body>{body}</body></html>" if name.endswith("html") else body
    try:
        found = parse_transcript([(name, data.encode())])
    except UserError as error:
        assert "holds no speech" in str(error) or "has no" in str(error)
        return
    assert found.gaps() == []
    assert found == parse_transcript([(name, data.encode())])
