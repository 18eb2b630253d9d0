"""Texts decoded wrongly on purpose, and texts that only look unusual."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.corpus.checks.finding import CorpusFinding
from stancebench.corpus.checks.mojibake import MANY, check_mojibake
from tests.corpus.checks.support import SPEECH, paragraphs

RIGHT = "The minister’s café — “very dear”, she said — cost £5."
WRONG = RIGHT.encode("utf-8").decode("windows-1252", errors="replace").replace("\ufffd", "")


def found(*texts: str) -> list[CorpusFinding]:
    return list(check_mojibake([], paragraphs([*SPEECH, *texts])))


def test_right_texts_have_no_finding() -> None:
    assert found(RIGHT, "Élysée, Łódź, Москва, 東京, 𝄞", "naïve – ‘no’ … ™ ½ °") == []


def test_a_wrong_decoding_is_shown_with_what_it_should_read() -> None:
    (finding,) = found("The minister’s word".encode().decode("windows-1252"))
    assert (finding.check, finding.level, finding.items) == ("mojibake", "warning", ("mini-a/000/005",))
    assert finding.message == (
        "mojibake in 1 of 6 paragraphs, such as 'ministerâ€™s word', which should read 'minister’s word'"
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The co\ufffdst of bread", "replacement characters"),
        ("The cost\x07 of bread", "control characters"),
        ("The cost\x81 of bread", "control characters"),
        ("The \uf0b7 cost of bread", "glyphs without a character"),
        ("The (cid:127) cost of bread", "glyphs without a character"),
        ("The \u202ecost of bread", "unbalanced marks of direction"),
        ("The \u2067cost of bread", "unbalanced marks of direction"),
    ],
)
def test_characters_that_no_transcript_has(text: str, kind: str) -> None:
    (finding,) = found(text)
    assert finding.message.startswith(f"{kind} in 1 of 6 paragraphs, such as ")


def test_a_byte_that_was_left_as_a_control_character_is_shown_mended() -> None:
    (finding,) = found("The cost \x96 of bread")
    assert finding.message.endswith(r"such as '\x96 of bread', which should read '– of bread'")


def test_balanced_marks_of_direction_are_right() -> None:
    assert found("He said \u2067שלום\u2069 and left, \u202bשלום\u202c.") == []


def test_a_document_spoilt_throughout_is_an_error() -> None:
    (finding,) = found(*[WRONG] * MANY)
    assert (finding.level, finding.n_items) == ("error", MANY)
    (finding,) = found(*[WRONG] * (MANY - 1))
    assert finding.level == "warning"


def test_few_of_many_paragraphs_are_a_warning() -> None:
    rows = paragraphs([*[SPEECH[0]] * 400, *[WRONG] * MANY])
    (finding,) = check_mojibake([], rows)
    assert (finding.level, finding.n_items) == ("warning", MANY)


def test_what_is_shown_stays_short() -> None:
    (finding,) = found(("word " * 200) + "é".encode().decode("latin-1") * 100)
    assert len(finding.message) < 160


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=60))
def test_plain_ascii_has_no_finding(text: str) -> None:
    assert found(text.replace("(cid:", "")) == []
