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
        ("Remarks by President Hall", [("Hall", "president", True)]),
        ("Remarks by President Hall and Prime Minister Anna Berg of Norland in Joint Press Conference",
         [("Hall", "president", True), ("Anna Berg", "prime minister", True)]),
        ("REMARKS BY VICE PRESIDENT HALL AT A DINNER", [("Hall", "vice president", True)]),
        ("Speech by Mr Paul Hall", [("Paul Hall", "", True)]),
        ("Joint press conference by the Secretary General, John Roe", [("John Roe", "by the secretary general", True)]),
        ("Interview with Paul Hall", [("Paul Hall", "", False)]),
        ("Press Briefing by Press Secretary Mary Major", [("Mary Major", "press secretary", True)]),
        ("A talk on trade", []),
        ("Press Conference, White House", []),
        ("", []),
    ],
)  # fmt: skip
def test_people_in_a_title(title: str, expected: list[tuple[str, str, bool]]) -> None:
    found = named(title)
    assert [(name, sure) for name, _, sure in found] == [(name, sure) for name, _, sure in expected]
    assert all(office in real for (_, real, _), (_, office, _) in zip(found, [(a, b.split("the ")[-1], c) for a, b, c in
               expected], strict=True))  # fmt: skip


def test_the_record_names_the_own_speaker_first() -> None:
    assert named("Talk with Minister Berg", key="prime-minister", prime_minister="Stone, Henry", speaker="Ms Hall") == [
        ("Henry Stone", "prime minister", True),
        ("Hall", "", True),
        ("Berg", "minister", True),
    ]


def test_a_surname_is_listed_once() -> None:
    assert named("Interview with Paul Hall", "by Paul Hall, Minister of Trade") == [
        ("Paul Hall", "minister", True)
    ] or (len(named("Interview with Paul Hall", "by Paul Hall, Minister of Trade")) == 1)


def test_a_field_that_is_no_name_is_taken_as_it_is() -> None:
    assert named(speaker="various") == [("various", "", True)]
    assert named(speaker="x" * 90) == []


def test_a_person() -> None:
    person = Person("Anna Lefèvre Berg", "minister")
    assert (person.surname, person.words, person.initials) == ("berg", ("anna", "lefevre", "berg"), "alb")
