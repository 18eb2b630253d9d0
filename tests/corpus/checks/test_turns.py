"""Turns and documents without words."""

from __future__ import annotations

from stancebench.corpus.checks.turns import check_turns
from tests.corpus.checks.support import SPEECH, document, paragraph


def test_turns_with_words_have_no_finding() -> None:
    rows = [paragraph(SPEECH[0], 0, turn=0), paragraph("", 1, turn=0), paragraph("No.", 0, turn=1)]
    assert list(check_turns([document()], rows)) == []


def test_turns_without_words_are_one_warning() -> None:
    rows = [
        paragraph(SPEECH[0], 0, turn=0),
        paragraph("", 0, turn=1),
        paragraph("— … —", 1, turn=1),
        paragraph("", 0, turn=2),
        paragraph("Yes.", 1, turn=2),
        paragraph("***", 0, turn=3),
    ]
    (finding,) = check_turns([document()], rows)
    assert (finding.check, finding.level, finding.items) == ("empty-turn", "warning", ("mini-a/001", "mini-a/003"))
    assert finding.message == "2 of 4 turns have no words: mini-a/001, mini-a/003"


def test_a_document_without_words_is_an_error() -> None:
    documents = [document("mini-a"), document("mini-b"), document("mini-c")]
    rows = [paragraph("Yes.", 0, "mini-a"), paragraph("...", 0, "mini-b")]
    findings = list(check_turns(documents, rows))
    assert [(finding.level, finding.where) for finding in findings] == [("error", "mini-b"), ("error", "mini-c")]
