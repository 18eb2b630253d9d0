"""Title, date, number and place of a document."""

from __future__ import annotations

import pytest

from stancebench.corpus.parse.facts import date_in_text, document_facts, parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2001-02-03", "2001-02-03"),
        ("2001-02-03T10:00:00+01:00", "2001-02-03"),
        ("20010203", "2001-02-03"),
        ("06/12/2007", "2007-12-06"),
        ("6.12.2007", "2007-12-06"),
        ("12/31/2007", "2007-12-31"),
        ("31/31/2007", ""),
        ("19 January 2023 19:02", "2023-01-19"),
        ("March 5, 2024", "2024-03-05"),
        ("5. März 2024", "2024-03-05"),
        ("2001-02-30", ""),
        ("March 2024", ""),
        ("5 March", ""),
        ("yesterday", ""),
        ("", ""),
        ("1 " + "x" * 80, ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Held in Oslo on 5 March 2024 and 6 March 2024.", "2024-03-05"),
        ("On Tuesday, March 5th, 2024", "2024-03-05"),
        ("See 99 Blurb 2024, then 7 May 1999", "1999-05-07"),
        ("the year 2024", ""),
    ],
)
def test_the_first_date_in_a_text(text: str, date: str) -> None:
    assert date_in_text(text) == date


@pytest.mark.parametrize(
    ("metadata", "left", "name", "date"),
    [
        ({"date": "2001-02-03", "created": "1999-01-01"}, [("dateline", "5 May 1998")], "1997-01-01.txt", "2001-02-03"),
        ({"date": "soon", "release-date": "04/05/2001"}, [], "", "2001-05-04"),
        ({}, [("furniture", "1 May 1990"), ("dateline", "noon"), ("dateline", "5 May 1998")], "a.txt", "1998-05-05"),
        ({"title": "A talk of 5 May 1998"}, [("furniture", "1 May 1990")], "1997-01-01.txt", "1998-05-05"),
        ({}, [("furniture", "on 1 May 1990")], "talk_19970102.txt", "1997-01-02"),
        ({}, [("footnote", "1 May 1989"), ("furniture", "Vol. 1 (1 May 1990)")], "a.txt", "1990-05-01"),
        ({}, [], "talk-19971332.txt", ""),
        ({}, [], "talk-1997-02-30.txt", ""),
    ],
    ids=["metadata", "second key", "dateline", "title", "name", "head", "no date", "no such day"],
)
def test_where_the_date_comes_from(metadata: dict[str, str], left: list[tuple[str, str]], name: str, date: str) -> None:
    assert document_facts(metadata, left, name, {}).get("date", "") == date


def test_facts_of_a_document() -> None:
    left = [("title", "A talk"), ("title", "in Oslo"), ("document number", "S/PV.1"), ("furniture", "Ref 12, Oslo")]
    patterns = {"place": r"Ref \d+, (\w+)$", "ref": r"Ref \d+", "none": "xyz"}
    assert document_facts({"source_url": "https://a.example", "empty": ""}, left, "a.txt", patterns) == {
        "source_url": "https://a.example",
        "title": "A talk in Oslo",
        "document_number": "S/PV.1",
        "url": "https://a.example",
        "place": "Oslo",
        "ref": "Ref 12",
    }
    assert document_facts({"headline": "B", "symbol": "7"}, left, "a.txt", {})["title"] == "B"
    assert document_facts({"headline": "B", "symbol": "7"}, left, "a.txt", {})["document_number"] == "7"
