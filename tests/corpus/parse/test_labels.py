"""What a speaker's label tells."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.labels import fold, has_title, is_caps, is_plausible, label_role, likeness, surname


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Q", "journalist"),
        ("Q1:", "journalist"),
        ("QUESTION", "journalist"),
        ("Question 3", "journalist"),
        ("Reporter 1", "journalist"),
        ("JOURNALIST", "journalist"),
        ("Frage Meier", "journalist"),
        ("Вопрос", "journalist"),
        ("THE PRESS", "journalist"),
        ("THE INTERPRETER", "interpreter"),
        ("Translator", "interpreter"),
        ("MODERATOR", "moderator"),
        ("The Presiding Officer", "moderator"),
        ("The Acting Speaker", "moderator"),
        ("Operator", "moderator"),
        ("SENIOR ADMINISTRATION OFFICIAL", "spokesperson"),
        ("Regierungssprecher Hall", ""),
        ("Sprecher", "spokesperson"),
        ("Government Spokeswoman", "spokesperson"),
        ("AUDIENCE MEMBER", "audience"),
        ("Participant", "audience"),
        ("A", "principal"),
        ("Antwort", "principal"),
        ("MS. BERG", ""),
        ("The President", ""),
        ("", ""),
    ],
)
def test_the_role_in_a_label(label: str, role: str) -> None:
    assert label_role(label) == role


@pytest.mark.parametrize(
    "label",
    ["Q", "MS. BERG", "Anna Berg", "Prime Minister Berg", "Ursula von der Hall", "Mr. O’Neil", "Jean d'Arc", "El-Amin",
     "Mr al-Hall", "Senator Hall", "The Minister for Health", "Anna Berg, Minister", "SPEAKER 12"],
)  # fmt: skip
def test_what_may_be_a_label(label: str) -> None:
    assert is_plausible(label)


@pytest.mark.parametrize(
    "label",
    ["", "   ", "123", "we said", "Note", "Date", "First", "Thank you all", "For example", "My answer is",
     "The problem", "He said. And so", "A sentence. then more", 'He said "no"', "In 2023", "A/RES", "Of the people",
     "A very long one " * 8, "Our plan is to go", "https"],
)  # fmt: skip
def test_what_is_no_label(label: str) -> None:
    assert not is_plausible(label)


@pytest.mark.parametrize(
    ("label", "caps", "titled"),
    [
        ("MS. BERG", True, True),
        ("Mr. McHALL", True, True),
        ("The PRESIDENT", True, True),
        ("Mr. Hall", False, True),
        ("ANNA BERG", True, False),
        ("Anna Berg", False, False),
        ("Mr", False, False),
        ("12", False, False),
    ],
)
def test_capitals_and_titles(label: str, caps: bool, titled: bool) -> None:
    assert (is_caps(label), has_title(label)) == (caps, titled)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("MS. BERG", "berg"),
        ("Anna Berg, Minister of Trade", "berg"),
        ("Prime Minister Anna Lefèvre-Ost", "lefevre-ost"),
        ("Foreign Minister", ""),
        ("The President", ""),
        ("Mr. Hall (Westland)", "hall"),
        ("Paul Hall Jr", "hall"),
        ("Secretary of State", ""),
    ],
)
def test_surname(label: str, name: str) -> None:
    assert surname(label) == name


def test_fold_and_likeness() -> None:
    assert fold("Mme  Lefèvre-Ößt’s") == "mme-lefevre-oßts".casefold()
    assert likeness("PRIME MINSTER", "PRIME MINISTER", 0.9) == pytest.approx(26 / 27)
    assert likeness("THE PRESS", "MR. HALL", 0.7) == 0.0
