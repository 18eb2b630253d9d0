"""Labels of one person under two ids, as printed in real transcripts."""

from __future__ import annotations

from typing import Any

import pytest

from stancebench.corpus.checks.aliases import check_aliases
from stancebench.corpus.checks.finding import CorpusFinding
from tests.corpus.checks.support import document, labelled, paragraph

NOBODY: dict[str, Any] = {"speaker_id": "", "speaker_name": ""}


def found(*speakers: tuple[str, str], **facts: Any) -> list[CorpusFinding]:
    return list(check_aliases([document(**facts)], labelled(*speakers)))


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("PM", "PRIME MINISTER", "they differ in case, punctuation or a short form only"),
        ("MS. PSAKI", "Jen Psaki", "they have the same surname"),
        ("MR HOWARD", "PRIME MINISTER HOWARD", "they have the same surname"),
        ("SECREATRY MAYORKAS", "SECRETARY MAYORKAS", "they have the same surname"),
        ("MICHELLE SMTH", "MICHELLE SMITH", "one surname reads like the other misspelt"),
        ("BOLGIER", "BOLGER", "one surname reads like the other misspelt"),
        ("PRESIDZNT CLINTON", "PRESIDENT CLINTON", "they have the same surname"),
        ("Senator Van Hollen", "CHRIS VAN HOLLEN", "they have the same surname"),
        ("PK", "PAUL KEATING", "one is the initials of the other"),
        ("PRIME MINISTER", "PM RUDD", "nobody else here is prime minister"),
        ("Chair Powell", "CHAIRMAN POWELL", "they differ in case, punctuation or a short form only"),
        ("The President", "THE PRESIDENT", "they differ in case, punctuation or a short form only"),
        ("MR. PRESIDENT", "THE PRESIDENT", "they differ in case, punctuation or a short form only"),
        ("MR. GREY", "MR. GREY", "the label is the same"),
    ],
)
def test_two_labels_of_one_person(left: str, right: str, reason: str) -> None:
    (finding,) = found((left, "one"), (right, "two"), **NOBODY)
    assert (finding.check, finding.level, finding.where) == ("speaker-alias", "warning", "mini-a")
    assert finding.message == f"{left!r} is 'one' and {right!r} is 'two': {reason}"
    assert finding.items == ("mini-a/000/000", "mini-a/001/000")
    assert found((left, "one"), (right, "one"), **NOBODY) == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("PRESIDENT BIDEN", "PRIME MINISTER LEE"),
        ("PRESIDENT", "PRIME MINISTER"),
        ("DEPUTY PM", "PM"),
        ("MR. LEE", "MR. LEW"),
        ("MR. BROWN", "MS. BROWNE"),
        ("JOHN SMITH", "MARY SMITH"),
        ("SENIOR OFFICIAL 1", "SENIOR OFFICIAL 2"),
        ("TREASURER", "WAYNE SWAN"),
        ("PK", "WAYNE SWAN"),
    ],
)
def test_two_persons(left: str, right: str) -> None:
    assert found((left, "one"), (right, "two"), **NOBODY) == []


def test_the_document_s_own_speaker_has_a_name_and_an_office() -> None:
    (by_office,) = found(("PM", "pm"))
    assert by_office.message == "'John Howard' is 'howard' and 'PM' is 'pm': nobody else here is prime minister"
    (by_name,) = found(("MR HOWARD", "mr-howard"))
    assert by_name.message == "'John Howard' is 'howard' and 'MR HOWARD' is 'mr-howard': they have the same surname"
    assert found(("PM", "howard"), ("MR HOWARD", "howard"), ("JOHN HOWARD", "howard")) == []


def test_an_office_that_two_bear_is_nobody_s() -> None:
    assert found(("PM", "x"), ("PM RUDD", "rudd"), ("PRIME MINISTER CLARK", "clark"), **NOBODY) == []


def test_two_ids_are_reported_once() -> None:
    (finding,) = found(("PM", "pm"), ("PRIME MINISTER", "pm"), ("MR HOWARD", "howard"))
    assert "'pm'" in finding.message


def test_a_misspelt_journalist() -> None:
    (finding,) = found(("JOUTRNALIST", "joutrnalist"), ("JOURNALIST", "journalist"), **NOBODY)
    assert finding.message == "'JOUTRNALIST' is 'joutrnalist': it reads like 'journalist' misspelt"


def test_one_id_of_two_persons() -> None:
    (finding,) = found(("MR. KIRBY", "briefer"), ("MS. SLOAT", "briefer"), ("JOHN KIRBY", "briefer"), **NOBODY)
    assert (finding.check, finding.level) == ("shared-speaker-id", "warning")
    assert finding.message == (
        "the id 'briefer' stands for 'MR. KIRBY', 'MS. SLOAT', 'JOHN KIRBY', who have different surnames"
    )


@pytest.mark.parametrize(
    "labels", [("MR. OH", "Mr. Oh Joon"), ("MR. SULIVAN", "MR. SULLIVAN"), ("PM", "MR HOWARD"), ("Q", "MR HOWARD")]
)
def test_one_person_under_one_id(labels: tuple[str, str]) -> None:
    assert found(*((label, "one") for label in labels), **NOBODY) == []


def test_an_id_of_anybody_may_stand_for_many() -> None:
    assert found(("Rep. Greene", "legislator"), ("Rep. Wilson", "legislator"), ("Mr. Nikoui", "audience")) == []


def test_without_labels_the_ids_are_read() -> None:
    rows = [
        {
            name: value
            for name, value in paragraph("Yes.", 0, turn=turn, speaker_id=speaker).items()
            if name != "speaker_label"
        }
        for turn, speaker in enumerate(("tony-bolger", "tony-bolgier", "journalist"))
    ]
    (finding,) = check_aliases([document(**NOBODY)], rows)
    assert finding.message == (
        "'tony bolger' is 'tony-bolger' and 'tony bolgier' is 'tony-bolgier': one surname reads like the other misspelt"
    )


def test_empty_labels_are_nobody() -> None:
    assert found(("", "howard"), ("", "journalist-1"), ("", "journalist-2")) == []
