"""The rows of one document: turns and paragraphs as the tables have them."""

from __future__ import annotations

from typing import Any

import pytest

from stancebench.corpus.parse.profile import GENERIC
from stancebench.corpus.rows import ELIGIBLE_WORDS, document_rows
from stancebench.corpus.source import Source
from stancebench.errors import UserError
from stancebench.files import sha256_text
from tests.support.remote import facts, remote_yaml

LONG = (
    "We say it here, and we say it again, so that the number of the words of this paragraph is large enough to count."
)
PRESS = (
    f"MS. BERG: {LONG}\n\n(Pause.)\n\nQUESTION: {LONG}\n\nTHE INTERPRETER: {LONG}\n\n"
    f"MS. BERG: So it is. (Laughter.) (Applause.)\n\nMODERATOR: {LONG}\n"
)


def rows(text: str, **changes: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The row of a document and those of its paragraphs."""
    source = Source.model_validate(remote_yaml("far", "folder", obtain="Ask us.", redistribute=False))
    source = source.model_copy(update={"parser": GENERIC})
    parts = {"a.txt": text.encode()}
    made = document_rows(source, facts("far", "a", parts, **changes), list(parts.items()))
    return made.document, made.paragraphs


def test_the_row_of_a_document() -> None:
    document, paragraphs = rows(PRESS)
    words = 4 * len(LONG.split()) + 3
    assert (document["document_id"], document["redistribute"]) == ("far-a", False)
    assert (document["n_turns"], document["n_paragraphs"], document["n_words"]) == (5, 6, words)
    assert len(paragraphs) == 6


def test_the_rows_of_its_paragraphs() -> None:
    _, paragraphs = rows(PRESS, role="")
    columns = ("paragraph_id", "kind", "speaker_id", "speaker_label", "role", "qa_role", "interpreted", "eligible")
    assert [tuple(row[name] for name in columns) for row in paragraphs] == [
        ("far-a/000/000", "speech", "berg", "MS. BERG", "principal", "none", False, True),
        ("far-a/000/001", "stage_direction", "berg", "MS. BERG", "principal", "none", False, False),
        ("far-a/001/000", "speech", "journalist", "", "journalist", "question", False, False),
        ("far-a/002/000", "speech", "interpreter", "THE INTERPRETER", "interpreter", "question", True, False),
        ("far-a/003/000", "speech", "berg", "MS. BERG", "principal", "answer", False, False),
        ("far-a/004/000", "speech", "moderator", "MODERATOR", "moderator", "none", False, False),
    ]
    last = paragraphs[4]
    assert last["stage_directions"] == [{"text": "(Laughter.)", "offset": 9}, {"text": "(Applause.)", "offset": 9}]
    alone = paragraphs[1]
    assert alone["stage_directions"] == [{"text": "(Pause.)", "offset": 0}]
    assert (alone["text"], alone["n_words"]) == ("", 0)
    for row in paragraphs:
        assert row["text_sha256"] == sha256_text(row["text"])
        assert row["n_words"] == len(row["text"].split())
        span = PRESS[row["start"] : row["end"]]
        assert span.startswith(row["text"][:9]) if row["text"] else span == "(Pause.)"


@pytest.mark.parametrize(
    ("n_words", "eligible"),
    [(ELIGIBLE_WORDS[0] - 1, False), (ELIGIBLE_WORDS[0], True), (ELIGIBLE_WORDS[-1], True), (251, False)],
)
def test_how_long_a_paragraph_is_that_may_be_labelled(n_words: int, eligible: bool) -> None:
    _, paragraphs = rows("MS. BERG: " + " ".join(["say"] * (n_words - 1)) + " it.\n\nMS. BERG: So it is.\n")
    assert (paragraphs[0]["n_words"], paragraphs[0]["eligible"]) == (n_words, eligible)


def test_an_opening_without_a_mark_is_the_document_s_own_speaker() -> None:
    _, own = rows(LONG, speaker_id="stone", speaker_name="Henry Stone", role="head_of_state")
    assert [(row["speaker_id"], row["speaker_label"], row["role"]) for row in own] == [("stone", "", "head_of_state")]
    _, many = rows(LONG, role="delegate")
    assert [(row["speaker_id"], row["role"]) for row in many] == [("", "principal")]


def test_what_cannot_be_parsed_names_the_document() -> None:
    with pytest.raises(UserError) as caught:
        rows("12 March 2001\n")
    assert str(caught.value) == (
        "source far, document far-a: a.txt holds no speech; expected a transcript with at least one paragraph; "
        "to mend it: take its line out of corpus/manifests/far.jsonl, or mend the source"
    )
