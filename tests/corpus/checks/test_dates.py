"""Dates in names and titles against the date of the document."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from stancebench.corpus.checks.dates import FEW, check_dates
from tests.corpus.checks.support import document

DAY = datetime.date(2021, 8, 24)


def levels(**changes: Any) -> list[str]:
    rows = [document(**{"date": DAY, "key": "", "path": "", **changes})]
    return [finding.level for finding in check_dates(rows, [])]


@pytest.mark.parametrize(
    "name",
    [
        "2021-08-24-press-briefing.md",
        "FOMCpresconf20210824.pdf",
        "press-briefing-august-24-2021-3.md",
        "briefing_24_August_2021.txt",
        "24.08.2021.xml",
        "UNSC_2021_SPV.7138",
        "2021-08-23-late-evening",
        "transcript-11482.xml",
        "no-date",
        "2020-02-02-to-2021-08-24",
    ],
)
def test_names_that_agree(name: str) -> None:
    assert levels(path=f"texts/{name}") == []
    assert levels(key=name) == []


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("2021-08-26-press-briefing.md", "warning"),
        ("20210804", "warning"),
        ("briefing-august-14-2021", "warning"),
        ("2020-08-24-press-briefing.md", "error"),
        ("press-briefing-august-24-2020.md", "error"),
        ("UNSC_2014_SPV.7138", "warning"),
    ],
)
def test_names_that_disagree(name: str, level: str) -> None:
    assert levels(path=f"texts/{name}") == [level]
    assert levels(key=name, path="texts/a.txt") == [level]


def test_the_message_names_both_dates() -> None:
    (finding,) = check_dates([document(date=DAY, path="a/2020-08-24.md")], [])
    assert finding.message == "the date is 2021-08-24, the name '2020-08-24.md' says 2020-08-24"
    assert (finding.check, finding.fix) == ("date", "correct `date` in the manifest")


def test_a_folder_s_year_is_not_the_document_s() -> None:
    assert levels(path="dump-2019/texts/a.txt") == []


def test_a_year_alone_is_believed_where_the_other_names_agree() -> None:
    rows = [document(f"mini-{year}", date=datetime.date(year, 1, 5)) for year in range(1900, 1900 + FEW)]
    assert list(check_dates(rows, [])) == []
    rows[2]["date"] = datetime.date(1950, 1, 5)
    (finding,) = check_dates(rows, [])
    assert (finding.level, finding.where) == ("error", "mini-1902")


def test_numbers_that_are_no_years_are_not_believed() -> None:
    assert list(check_dates([document(f"mini-{number}", date=DAY) for number in range(1900, 1900 + FEW)], [])) == []


@pytest.mark.parametrize("day", [datetime.date(1699, 12, 31), datetime.date(2999, 1, 1), None])
def test_dates_that_cannot_be(day: datetime.date | None) -> None:
    assert levels(date=day) == ["error"]


@pytest.mark.parametrize("day", [datetime.date(1700, 1, 1), datetime.datetime.now(tz=datetime.UTC).date()])
def test_dates_that_can_be(day: datetime.date) -> None:
    assert levels(date=day) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Press briefing, August 24, 2021", []),
        ("Press briefing, August 14th, 2021", ["warning"]),
        ("Remarks of 14 August 2021", ["warning"]),
        ("Letter dated 28 February 2014 from the Permanent Representative", []),
        ("Speech in 1999 on the budget", []),
        ("On the day of September 11, 2001, remembered on August 24, 2021", []),
    ],
)
def test_titles(title: str, expected: list[str]) -> None:
    assert levels(title=title) == expected


def test_months_are_read_in_the_document_s_language() -> None:
    assert levels(title="Conférence de presse, 14 août 2021", language="fr") == ["warning"]
    assert levels(title="Conférence de presse, 24 août 2021", language="fr") == []


def test_tables_without_paths_are_read() -> None:
    row = document(date=DAY, key="2020-08-24")
    del row["path"]
    assert [finding.level for finding in check_dates([row], [])] == ["error"]
