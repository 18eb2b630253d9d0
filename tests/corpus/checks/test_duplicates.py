"""Planted repetitions: within a document, across documents, whole speeches, excerpts."""

from __future__ import annotations

import random
import time

import pytest

from stancebench.corpus.checks.duplicates import check_duplicates
from stancebench.corpus.checks.finding import CorpusFinding
from stancebench.corpus.checks.repeated import FORMULA
from tests.corpus.checks.support import OTHER, SPEECH, document, paragraph, paragraphs

TWO = [document("mini-a"), document("mini-b")]


def found(rows: list[dict[str, object]]) -> list[CorpusFinding]:
    return list(check_duplicates(TWO, rows))


def test_different_speeches_have_no_finding() -> None:
    assert found([*paragraphs(SPEECH), *paragraphs(OTHER, "mini-b")]) == []


def test_a_paragraph_twice_in_a_document() -> None:
    (finding,) = found(paragraphs([*SPEECH, SPEECH[1].upper()]))
    assert (finding.check, finding.level, finding.where) == ("exact-duplicate", "warning", "mini-a")
    assert finding.message == "the same text in mini-a/000/001, mini-a/000/005"
    assert finding.items == ("mini-a/000/001", "mini-a/000/005")


def test_a_nearly_equal_paragraph_in_another_document() -> None:
    long = " ".join(OTHER[:3])
    rest = " ".join(f"word{number}" for number in range(60))
    rows = [*paragraphs([*SPEECH, long]), *paragraphs([rest, long.replace("tired", "weary")], "mini-b")]
    near = [finding for finding in found(rows) if finding.check == "near-duplicate"]
    assert [(finding.level, finding.where, finding.items) for finding in near] == [
        ("warning", "mini-a, mini-b", ("mini-a/000/005", "mini-b/000/001"))
    ]
    assert near[0].message.startswith("nearly the same text (Jaccard 0.89) in ")


def test_short_formulae_may_repeat() -> None:
    assert (
        found([*paragraphs([*SPEECH, "Thank you.", "Thank you."]), *paragraphs([*OTHER, "Thank you."], "mini-b")]) == []
    )


def test_a_speech_published_twice_is_one_error() -> None:
    (finding,) = found([*paragraphs(SPEECH), *paragraphs([*SPEECH[:4], OTHER[0]], "mini-b")])
    assert (finding.check, finding.level, finding.items) == ("repeated-speech", "error", ("mini-a", "mini-b"))
    assert finding.message.startswith("the same speech twice: 79% of the words of mini-a, 81% of mini-b")


def test_a_speech_whose_paragraphs_are_cut_elsewhere_is_found() -> None:
    (finding,) = found([*paragraphs(SPEECH), paragraph(" ".join(SPEECH), 0, "mini-b")])
    assert (finding.check, finding.level) == ("repeated-speech", "error")
    assert finding.message == ("the same speech twice: 100% of the words of mini-a, 100% of mini-b stand in the other")


def test_a_document_that_repeats_itself_is_one_error() -> None:
    (finding,) = found(paragraphs([*SPEECH, *OTHER, *SPEECH]))
    assert (finding.check, finding.level, finding.where) == ("repeated-speech", "error", "mini-a")
    assert finding.message.startswith("35% of the document's words stand in it before")
    assert finding.items == tuple(f"mini-a/000/{number:03d}" for number in range(10, 15))


def test_an_excerpt_is_a_warning() -> None:
    (finding,) = found([*paragraphs([*SPEECH, *OTHER]), *paragraphs(SPEECH, "mini-b")])
    assert (finding.check, finding.level) == ("repeated-speech", "warning")
    assert finding.message.startswith("one is mostly an excerpt of the other: ")
    assert "100% of mini-b" in finding.message


def test_a_third_of_common_words_is_no_repeated_speech() -> None:
    kinds = [finding.check for finding in found([*paragraphs(SPEECH), *paragraphs([*SPEECH[:1], *OTHER], "mini-b")])]
    assert kinds == ["exact-duplicate"]


def test_the_same_bytes_under_two_names_are_an_error() -> None:
    rows = [document("mini-a"), document("mini-b", sha256=document("mini-a")["sha256"])]
    (finding,) = check_duplicates(rows, [])
    assert (finding.check, finding.level, finding.items) == ("repeated-speech", "error", ("mini-a", "mini-b"))


def test_a_sentence_of_many_documents_is_a_formula() -> None:
    names = [f"mini-{number}" for number in range(FORMULA + 1)]
    rows = [paragraph(SPEECH[0], 0, name) for name in names]
    (finding,) = check_duplicates([document(name) for name in names], rows)
    assert (finding.level, finding.where, finding.n_items) == (
        "note",
        f"mini-0, mini-1 and {FORMULA - 1} more",
        FORMULA + 1,
    )
    assert len(finding.items) == 20


def test_the_order_of_rows_does_not_change_what_is_found() -> None:
    rows = [*paragraphs([*SPEECH, SPEECH[0]]), *paragraphs([*OTHER, *SPEECH[:2]], "mini-b")]
    shuffled = rows.copy()
    random.Random(1).shuffle(shuffled)
    kinds = [sorted((finding.check, finding.n_items) for finding in found(order)) for order in (rows, shuffled)]
    assert kinds[0] == kinds[1] != []


@pytest.mark.parametrize("count", [2_000])
def test_thousands_of_paragraphs_take_seconds(count: int) -> None:
    draw = random.Random(7)
    words = [f"word{number}" for number in range(500)]
    rows = [paragraph(" ".join(draw.choices(words, k=80)), number, "mini-a") for number in range(count)]
    rows[-1]["text"] = rows[0]["text"]
    start = time.monotonic()
    (finding,) = found(rows)
    assert finding.items == (rows[0]["paragraph_id"], rows[-1]["paragraph_id"])
    assert time.monotonic() - start < 60
