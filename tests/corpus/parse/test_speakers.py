"""One id a person, roles, and who asks and who answers."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.people import Person
from stancebench.corpus.parse.profile import GENERIC, LabelRule, Profile
from stancebench.corpus.parse.speakers import Voice, resolve

BERG = Person("Anna Berg", "prime minister")


def voices(*turns: tuple[str, str], people: tuple[Person, ...] = (), profile: Profile = GENERIC) -> list[Voice]:
    """Resolve turns of label and words."""
    return resolve([Voice(label, "", "", text) for label, text in turns], list(people), profile)


def ids(*labels: str, people: tuple[Person, ...] = (), profile: Profile = GENERIC) -> list[str]:
    """The ids of labels, each the label of one turn."""
    return [voice.speaker_id for voice in voices(*((label, "So.") for label in labels), people=people, profile=profile)]


@pytest.mark.parametrize(
    ("labels", "people", "expected"),
    [
        (["Prime Minister Anna Berg", "MS. BERG", "Berg"], (), ["berg", "berg", "berg"]),
        (["Prime Minister", "PM", "The Prime Minister"], (BERG,), ["berg", "berg", "berg"]),
        (["Prime Minister Berg", "Prime Minister"], (), ["berg", "berg"]),
        (["AB", "Anna"], (BERG,), ["berg", "berg"]),
        (["The President"], (), ["president"]),
        (["Anna Hall", "Paul Hall"], (), ["anna-hall", "paul-hall"]),
        (["Paul Hall", "Paulie Hall", "Mr. Hall"], (), ["hall", "hall", "hall"]),
        (["Q", "QUESTION", "Reporter"], (), ["journalist", "journalist", "journalist"]),
        (["Anna Bergmann", "Anna Bergmann", "Anna Bergmnan"], (), ["bergmann", "bergmann", "bergmann"]),
        (["SPEAKER 1", "SPEAKER 2"], (), ["speaker-1", "speaker-2"]),
        (["Ms. Anna"], (Person("Anna Berg", ""),), ["berg"]),
        (["", "MS. BERG"], (), ["", "berg"]),
    ],
    ids=["forms", "office", "office in a label", "initials", "office alone", "one surname", "short first name",
         "journalists", "misprint", "numbered", "first name with title", "no label"],
)  # fmt: skip
def test_one_id_a_person(labels: list[str], people: tuple[Person, ...], expected: list[str]) -> None:
    assert ids(*labels, people=people) == expected


def test_labels_that_a_scanner_misread() -> None:
    scan = Profile(id="scan", scanned=True)
    labels = ["PRIME MINISTER", "PRIME MINIS1ER", "PR1ME MINISTER", "QUESTION", "QUESTI0N", "Mr. Hall"]
    assert ids(*labels, people=(BERG,), profile=scan) == ["berg"] * 3 + ["journalist"] * 2 + ["hall"]
    assert ids("PRIME MINIS1ER", people=(BERG,)) != ["berg"]


@pytest.mark.parametrize(
    ("turns", "people", "expected"),
    [
        ([("Q", "Why?"), ("MS. BERG", "So."), ("Q", "And?"), ("MR. HALL", "So.")], (),
         ["journalist", "principal", "journalist", "principal"]),
        ([("Anna Berg", "We say it."), ("Paul Hall", "Why?"), ("Anna Berg", "So."), ("Paul Hall", "And?")], (BERG,),
         ["principal", "journalist", "principal", "journalist"]),
        ([("John Major", "We say it.")], (Person("John Major", "press secretary"),), ["spokesperson"]),
        ([("Anna Berg", "We say it."), ("Paul Hall", "So do we.")], (), ["principal", "principal"]),
        ([("The President", "We begin."), ("Mr. A Hall", "So."), ("Ms. B Ost", "So."), ("Mr. C Roe", "So.")], (),
         ["moderator", "principal", "principal", "principal"]),
        ([("Tom Day", "Next question, please."), ("Q", "Why?"), ("MINISTER", "So."), ("Q", "And?"),
          ("Tom Day", "Last question.")], (),
         ["moderator", "journalist", "principal", "journalist", "moderator"]),
        ([("Tom Day", "I call Ann Ost."), ("Ann Ost", "Why?"), ("Minister Berg", "So."), ("Tom Day", "Now Bo Roe."),
          ("Bo Roe", "And why?"), ("Minister Berg", "So.")], (),
         ["moderator", "journalist", "principal", "moderator", "journalist", "principal"]),
        ([("The Speaker", "Order."), ("Ann Ost", "Why?"), ("Minister Berg", "So.")], (),
         ["moderator", "principal", "principal"]),
        ([("Mr. Hall", "Why? So we say."), ("Minister Berg", "So."), ("Ann Ost", "Why?")], (),
         ["principal", "principal", "journalist"]),
    ],
    ids=["explicit", "interview", "press secretary", "talk", "council", "host", "calls", "parliament", "member"],
)  # fmt: skip
def test_roles(turns: list[tuple[str, str]], people: tuple[Person, ...], expected: list[str]) -> None:
    assert [voice.role for voice in voices(*turns, people=people)] == expected


def test_the_roles_of_a_profile() -> None:
    own = Profile(id="own", own_role="delegate", roles=(LabelRule(pattern="^q$", role="pupil"),))
    assert [voice.role for voice in voices(("Q", "Why?"), ("Hall", "So."), profile=own)] == ["pupil", "delegate"]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([("MS. BERG", "We say it."), ("Q", "Why"), ("MS. BERG", "So."), ("MODERATOR", "Thank you.")],
         ["none", "question", "answer", "none"]),
        ([("Q", "Why?"), ("INTERPRETER", "So."), ("MS. BERG", "So.")], ["question", "question", "answer"]),
        ([("INTERPRETER", "So."), ("Q", "Why?")], ["none", "question"]),
        ([("AUDIENCE", "Why?"), ("Q", "Why?"), ("AUDIENCE", "And why?"), ("AUDIENCE", "Yes.")],
         ["none", "question", "question", "none"]),
        ([("MODERATOR", "Why?"), ("HALL", "So."), ("MODERATOR", "Well?"), ("OST", "No.")],
         ["question", "answer", "question", "answer"]),
        ([("MODERATOR", "Welcome."), ("HALL", "So."), ("MODERATOR", "Next."), ("OST", "No.")],
         ["none", "none", "none", "none"]),
    ],
    ids=["press", "interpreter", "interpreter first", "audience", "debate", "no debate"],
)  # fmt: skip
def test_who_asks_and_who_answers(turns: list[tuple[str, str]], expected: list[str]) -> None:
    assert [voice.qa_role for voice in voices(*turns)] == expected


def test_what_the_format_says_counts_most() -> None:
    given = [
        Voice("Hall", "", "", "So.", "question"),
        Voice("Q", "x1", "pupil", "Why?", "answer"),
        Voice("Ost", "", "", "No."),
    ]
    resolved = resolve(given, [], GENERIC)
    assert [(voice.speaker_id, voice.role, voice.qa_role) for voice in resolved] == [
        ("hall", "principal", "question"),
        ("x1", "pupil", "answer"),
        ("ost", "principal", "answer"),
    ]
