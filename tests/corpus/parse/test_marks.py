"""Which runs of a text open a turn, and which only look so."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.profile import Mark, Profile
from tests.corpus.parse.support import left, parsed, shapes


def speakers(text: str, name: str = "talk.txt", profile: Profile | None = None) -> list[str]:
    """The labels of the turns of a text."""
    document = parsed(text, name, profile) if profile else parsed(text, name)
    return [turn.speaker for turn in document.turns]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MS. BERG: We say it.\n\nMR. HALL: So do we.\n\nMS. BERG: Thank you.", ["MS. BERG", "MR. HALL", "MS. BERG"]),
        ("Q1. Why is that so?\n\nA1. It is so.\n\nQ2. And now?\n\nA2. Now we wait.", ["Q1", "A1", "Q2", "A2"]),
        ("Q  Why is that so?\n\nMS. BERG: It is so.\n\nQ  And now?", ["Q", "MS. BERG", "Q"]),
        ("Mr. HALL. We say it.\n\nThe SPEAKER. So it is.\n\nMr. HALL. Thank you.",
         ["Mr. HALL", "The SPEAKER", "Mr. HALL"]),
        ("Mr HALL (Benner—Minister) (2.03 p.m.)—We say it.\n\nMs BERG—Is it so?\n\nMr HALL—It is.",
         ["Mr HALL", "Ms BERG", "Mr HALL"]),
        ("[00:05] HOST: Is it so?\n\n[00:09] MINISTER: It is so.\n\n[01:00:20] HOST: And now?",
         ["HOST", "MINISTER", "HOST"]),
        ("00:05 - HOST: Is it so?\n\n00:09 - MINISTER: It is so.", ["HOST", "MINISTER"]),
        ("Anna Berg: We say it here.\n\nPaul Hall: So it is.\n\nAnna Berg: Thank you.\n\nPaul Hall: Yes.",
         ["Anna Berg", "Paul Hall", "Anna Berg", "Paul Hall"]),
        ("ANNA BERG\n\nWe say it here.\n\nTHE MINISTER\n\nSo it is.\n\nANNA BERG\n\nThank you.",
         ["ANNA BERG", "THE MINISTER", "ANNA BERG"]),
        ("MS. BERG: We say it. MR. HALL: So do we.\n\nMR. HALL: And so we do.\n\nMS. BERG: Thank you.",
         ["MS. BERG", "MR. HALL", "MR. HALL", "MS. BERG"]),
        ("Moderator: Is it so?\n\nHall: It is, and it will be.\n\nModerator: Well?\n\nOsei: It is not.\n\n"
         "Hall: It is.\n\nOsei: No.",
         ["Moderator", "Hall", "Moderator", "Osei", "Hall", "Osei"]),
    ],
    ids=["colon", "numbers", "letter", "dot", "dash", "stamps", "stamps with a dash", "names", "own lines", "in a line",
         "surnames"],
)  # fmt: skip
def test_marks_of_every_form(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We have one aim: peace.\n\nThe answer is simple: we must work for it.",
        "Let me say this: it is so.\n\nFirst: we work.\n\nSecond: we rest.\n\nFirst: again.",
        "A. It stands alone, as a letter at the head of a line may do.\n\nAnd so we go on.",
        "Note: this is a speech that we hold.\n\nNote: and it goes on.",
        "We met Mr. Hall—He was well—and went on.\n\nSo it went.",
    ],
)
def test_what_only_looks_like_a_mark(text: str) -> None:
    assert speakers(text) == [""]


def test_a_name_before_a_colon_in_wrapped_lines_is_a_mark_only_behind_a_sentence() -> None:
    text = (
        "Anna Berg: We met with many, among them\nPaul Hall: and we\nsay so.\nPaul Hall: So it is.\n\n"
        "Paul Hall: And so it was.\n\nAnna Berg: Thank you."
    )
    assert speakers(text) == ["Anna Berg", "Paul Hall", "Paul Hall", "Anna Berg"]


def test_notes_at_a_mark() -> None:
    document = parsed("MS. BERG (via interpreter) [off mic]: We say it.\n\nMR. HALL: So do we.\n\nMS. BERG: Yes.")
    assert document.turns[0].notes == ("via interpreter", "off mic")
    assert document.turns[0].interpreted
    assert not document.turns[1].interpreted


def test_labels_in_bold_are_marks() -> None:
    page = "".join(f"<p><b>{name}:</b> We say it here in full.</p>" for name in ("Ann", "Bob", "Cid"))
    assert speakers(f"<main>{page}</main>", "talk.html") == ["Ann", "Bob", "Cid"]


def test_speakers_as_headings() -> None:
    page = "".join(
        f"<h3>{name}</h3><p>We say it here, {word} and again, so that all of you hear it.</p>"
        for name, word in (("Senator Hall", "once"), ("Minister Berg", "twice"), ("Senator Hall", "thrice"))
    )
    assert speakers(f"<main>{page}</main>", "talk.html") == ["Senator Hall", "Minister Berg", "Senator Hall"]


def test_one_bold_question_is_no_interview() -> None:
    page = "<main><p>We say it here.</p><p><b>Is it so?</b></p><p>It is so, as all of us know.</p></main>"
    assert speakers(page, "talk.html") == [""]


OWN = Profile(
    id="own",
    generic=False,
    marks=(
        Mark(pattern=r"(?P<speaker>Frau \w+)(?P<note> \(\w+\))? sagt\. ", role="legislator"),
        Mark(pattern=r"\* ", speaker_id="principal", inline=True),
    ),
)


def test_the_marks_of_a_profile() -> None:
    document = parsed("Frau Berg (CDU) sagt. So ist es. * Nein.\n\nMR. HALL: No mark.\n\n* Doch.", profile=OWN)
    assert shapes(document) == [
        ("Frau Berg", "berg", "legislator", "none", 1),
        ("", "principal", "principal", "none", 2),
        ("", "principal", "principal", "none", 1),
    ]
    assert document.turns[0].notes == ("CDU",)


def test_marks_count_only_where_the_profile_finds_what_it_requires() -> None:
    strict = OWN.model_copy(update={"requires": "Sitzung"})
    text = "Frau Berg sagt. So ist es.\n\nFrau Hall sagt. Nein."
    assert speakers(text, profile=strict) == [""]
    assert speakers("Sitzung 1\n\n" + text, profile=strict) == ["", "Frau Berg", "Frau Hall"]


@pytest.mark.parametrize(
    ("line", "label", "speaker_id"),
    [
        ("PRIME MINISTR: We pay.", "PRIME MINISTR", "stone"),
        ("PRIKE MINISTER We pay.", "PRIKE MINISTER", "stone"),
        ("THE PRESIDENT; We pay.", "THE PRESIDENT;", None),
        ("We pay. Prime minister: is no mark.", "", None),
    ],
)
def test_marks_that_a_scanner_misread(line: str, label: str, speaker_id: str | None) -> None:
    scan = Profile(id="scan", scanned=True, principal="prime-minister")
    front = "---\nprime-minister: Stone, Henry\n---\n"
    head = "PRIME MINISTER: We begin.\n\nQUESTION: Who pays?\n\nPRIME MINISTER: We do.\n\nQUESTION: Who?\n\n"
    document = parsed(f"{front}{head}{line}\n", "talk.md", scan)
    last = document.turns[-1]
    if speaker_id:
        assert (last.speaker, last.speaker_id, last.role) == (label, speaker_id, "principal")
    else:
        assert last.speaker == "QUESTION"


def test_a_known_label_inside_a_scanned_line() -> None:
    scan = Profile(id="scan", scanned=True)
    document = parsed(
        "PRIME MINISTER: We begin.\n\nQUESTION: Who pays PRIME MINISTER: We do.\n\nQUESTION: Who?", profile=scan
    )
    assert [turn.speaker for turn in document.turns] == ["PRIME MINISTER", "QUESTION", "PRIME MINISTER", "QUESTION"]
    assert left(document) == []
