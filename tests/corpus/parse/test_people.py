"""The people that titles and records name."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.people import Person, people_of


def named(*titles: str, key: str = "", **metadata: str) -> list[tuple[str, str, bool]]:
    """Name, office and certainty of the people."""
    people = people_of(list(titles), {name.replace("_", "-"): value for name, value in metadata.items()}, key)
    return [(person.name, person.office, person.sure) for person in people]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Remarks by President Ost", [("Ost", "president", True)]),
        ("Remarks by President Ost and Prime Minister Anna Berg of Norland in Joint Press Conference",
         [("Ost", "president", True), ("Anna Berg", "prime minister", True)]),
        ("REMARKS BY VICE PRESIDENT OST AT A DINNER", [("Ost", "vice president", True)]),
        ("Speech by Mr Paul Hall", [("Paul Hall", "", True)]),
        ("Talk with Prime Minister Anna May", [("Anna May", "prime minister", True)]),
        ("Talk by President Ost May 5", [("Ost", "president", True)]),
        ("A talk at Carnegie Hall", []),
        ("Joint press conference by the Secretary General, John Roe", [("John Roe", "secretary general", True)]),
        ("Interview with Paul Ost", [("Paul Ost", "", False)]),
        ("Press Briefing by Press Secretary Mary Major", [("Mary Major", "press secretary", True)]),
        ("A talk on trade", []),
        ("Press Conference, White House", []),
        ("", []),
    ],
)  # fmt: skip
def test_people_in_a_title(title: str, expected: list[tuple[str, str, bool]]) -> None:
    found = named(title)
    assert [(name, sure) for name, _, sure in found] == [(name, sure) for name, _, sure in expected]
    assert [office.removeprefix("the ") for _, office, _ in found] == [office for _, office, _ in expected]


def test_the_record_names_the_own_speaker_first() -> None:
    assert named("Talk with Minister Berg", key="prime-minister", prime_minister="Stone, Henry", speaker="Ms Hall") == [
        ("Henry Stone", "prime minister", True),
        ("Ms Hall", "", True),
        ("Berg", "minister", True),
    ]


def test_a_surname_is_listed_once_as_the_surest() -> None:
    assert named("Interview with Paul Ost", "Talk by Minister Paul Ost") == [("Paul Ost", "minister", True)]


def test_a_field_that_is_no_name_is_taken_as_it_is() -> None:
    assert named(speaker="various") == [("various", "", True)]
    assert named(speaker="x" * 90) == []


def test_a_person() -> None:
    person = Person("Anna Lefèvre Berg", "minister")
    assert (person.surname, person.words, person.initials) == ("berg", ("anna", "lefevre", "berg"), "alb")
