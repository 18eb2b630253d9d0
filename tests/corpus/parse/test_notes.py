"""Stage directions: found, taken out, and where they stood."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.notes import find_notes, is_interpreted, join_said


def found(text: str, *own: str, generic: bool = True) -> list[str]:
    """The notes in a text."""
    return [text[note.start : note.end] for note in find_notes(text, own, generic=generic)]


@pytest.mark.parametrize(
    "note",
    ["(Laughter.)", "[laughter]", "(Applause)", "{inaudible}", "[Laughter and more]", "(cross-talk)", "[CROSSTALK]",
     "(Pause.)", "[00:12:30]", "(spoke in French)", "(as interpreted)", "(Through an interpreter)", "[Audience cheers]",
     "[A minute of silence was observed]", "(The bill is signed.)", "(holds up the chart)", "[members rise]",
     "(spoke in\nFrench)", "(End)", "(Points to the map.)"],
)  # fmt: skip
def test_what_a_transcriber_notes(note: str) -> None:
    expected = [] if note == "[Laughter and more]" else [note]
    assert found(f"We say it. {note} And so on.") == expected


@pytest.mark.parametrize(
    "text",
    ["(and so it is)", "[the law]", "(NATO)", "(see page 3)", "(U.S.A.)", "It was a pause.", "(members only)", "[sic]"],
)
def test_what_is_said_in_brackets_stays(text: str) -> None:
    assert found(f"We say it {text} here.") == []


def test_notes_of_a_profile() -> None:
    assert found("So <it> is (laughter)", "<[^>]*>", generic=False) == ["<it>"]
    assert found("So <it> is (laughter)", "<[^>]*>") == ["<it>", "(laughter)"]
    assert found("So it is (laughter)", generic=False) == []
    assert found("So it is", "x*", generic=False) == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("via interpreter", True),
        ("as translated", True),
        ("spoke in French", True),
        ("In Russian", True),
        ("spoke in English", False),
        ("no interpretation", False),
        ("translation audio lost", False),
        ("laughter", False),
    ],
)
def test_whose_words_they_are(note: str, expected: bool) -> None:
    assert is_interpreted([note]) is expected


@pytest.mark.parametrize(
    ("raw", "out", "text", "places"),
    [
        ("We  say\nit.", [], "We say it.", []),
        ("We say (laughter) it.", [(7, 17)], "We say it.", [6]),
        ("(laughter) We say it.", [(0, 10)], "We say it.", [0]),
        ("We say it. (laughter)", [(11, 21)], "We say it.", [10]),
        ("We say(laughter)it.", [(6, 16)], "We sayit.", [6]),
        ("We say(laughter) it.", [(6, 16)], "We say it.", [6]),
        ("A (x) (y) b.", [(2, 5), (6, 9)], "A b.", [1, 1]),
        ("(all of it)", [(0, 11)], "", [0]),
    ],
)
def test_words_are_joined_around_what_was_not_said(
    raw: str, out: list[tuple[int, int]], text: str, places: list[int]
) -> None:
    assert join_said(raw, out) == (text, places)


def test_a_hyphen_at_a_line_end_of_a_pdf() -> None:
    assert join_said("a long-\nterm plan, twenty-\nOne", [], hyphens=True)[0] == "a long-term plan, twenty- One"
    assert join_said("a long-\nterm plan", [])[0] == "a long- term plan"
