"""The date of a document against the dates in its name and title."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from stancebench.corpus.checks.finding import CorpusFinding, Level, Rows
from stancebench.errors import some

NAME = "date"

FIRST_YEAR = 1700

AGREE = 0.8
"""A year alone is believed where this share of the source's names that bear a number agree with their date."""

FEW = 5
"""Of fewer names one cannot tell whether the number is a year: a warning only."""

_FIX = "correct `date` in the manifest"
_YEAR = r"1[6-9]\d\d|20\d\d"
_NUMBERS = re.compile(rf"(?<!\d)(?P<y>{_YEAR})([-_./]?)(?P<m>0[1-9]|1[0-2])\2(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})([-_./])(?P<b>\d{{1,2}})\2(?P<y>{_YEAR})(?!\d)")
_MONTH = r"[^\W\d_]{3,10}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WORDS = re.compile(rf"(?<![^\W_])(?:{_MONTH}[-_ ]{_DAY},?[-_ ]+|{_DAY}[-_ ]{_MONTH},?[-_ ])(?:{_YEAR})(?!\d)")
_YEAR_ALONE = re.compile(rf"(?<!\d)(?:{_YEAR})(?!\d)")
_OTHER_EVENT = re.compile(r"\bdated\s+\W*$", re.IGNORECASE)


def check_dates(documents: Rows, paragraphs: Rows) -> Iterator[CorpusFinding]:
    """Compare each document's date with its file's name, its key and its title.

    Args:
        documents: Rows of documents; ``path`` may be absent.
        paragraphs: Rows of paragraphs; not looked at.

    Yields:
        An error for a date in the future, before 1700, or of another year than the name says; a warning for one
        that is more than a day off, or that the title contradicts.
    """
    today = datetime.datetime.now(tz=datetime.UTC).date()
    years: dict[str, list[tuple[dict[str, Any], str, set[int]]]] = defaultdict(list)
    for row in documents:
        date = row["date"]
        if date is None:
            yield _finding(row, "error", "the document has no date")
            continue
        if date > today + datetime.timedelta(days=1) or date.year < FIRST_YEAR:
            yield _finding(row, "error", f"the date is {date}")
        for name in _names(row):
            dates = _dates_in(name, row["language"])
            numbers = {int(found) for found in _YEAR_ALONE.findall(name)}
            if dates and not _near(date, dates):
                level: Level = "warning" if date.year in {found.year for found in dates} else "error"
                yield _finding(row, level, f"the date is {date}, the name {name!r} says {some(sorted(dates))}")
            if dates or numbers:
                if not dates:
                    years[row["source"]].append((row, name, numbers))
                break
        titled = _dates_in(row["title"] or "", row["language"])
        if titled and not _near(date, titled):
            yield _finding(row, "warning", f"the date is {date}, the title says {some(sorted(titled))}")
    for named in years.values():
        yield from _years(named)


def _years(named: list[tuple[dict[str, Any], str, set[int]]]) -> Iterator[CorpusFinding]:
    """Judge names of one source that bear a number like a year, and no date."""
    wrong = [(row, name, numbers) for row, name, numbers in named if row["date"].year not in numbers]
    if len(named) >= FEW and len(named) - len(wrong) < AGREE * len(named):
        return
    for row, name, numbers in wrong:
        level: Level = "error" if len(named) >= FEW else "warning"
        yield _finding(row, level, f"the date is {row['date']}, the name {name!r} says {some(sorted(numbers))}")


def _finding(row: dict[str, Any], level: Level, message: str) -> CorpusFinding:
    return CorpusFinding.about(NAME, level, row["document_id"], message, items=[row["document_id"]], fix=_FIX)


def _names(row: dict[str, Any]) -> list[str]:
    """Return the file's name and the document's key, where they differ."""
    names = [PurePosixPath(row.get("path") or "").name, row["key"] or ""]
    return [name for name in dict.fromkeys(names) if name]


def _near(date: datetime.date, dates: set[datetime.date]) -> bool:
    return any(abs((date - found).days) <= 1 for found in dates)


def _dates_in(text: str, language: str | None) -> set[datetime.date]:
    """Return every date that a text names; of 02/03/2000 both readings."""
    found = set()
    for match in _NUMBERS.finditer(text):
        found |= _calendar(int(match["y"]), int(match["m"]), int(match["d"]))
    for match in _DAY_FIRST.finditer(text):
        year, first, second = int(match["y"]), int(match["a"]), int(match["b"])
        found |= _calendar(year, first, second) | _calendar(year, second, first)
    for match in _WORDS.finditer(text):
        if not _OTHER_EVENT.search(text[: match.start()]):
            found |= _spoken(match.group(), language)
    return found


def _calendar(year: int, month: int, day: int) -> set[datetime.date]:
    try:
        return {datetime.date(year, month, day)}
    except ValueError:
        return set()


def _spoken(text: str, language: str | None) -> set[datetime.date]:
    """Read a date with the name of a month (package dateparser)."""
    import dateparser
    from dateparser.data.languages_info import language_order

    languages = [language] if language in language_order else None
    parsed = dateparser.parse(
        re.sub(r"[-_]+", " ", text),
        languages=languages,
        settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]},
    )
    return {parsed.date()} if parsed else set()
