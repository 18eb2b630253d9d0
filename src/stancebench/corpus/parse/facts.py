"""Title, date, document number and place of a document."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

from stancebench.corpus.parse.furniture import is_furniture

_TITLE_KEYS = ("title", "headline", "subject")
_DATE_KEYS = ("date", "release-date", "published_time", "published", "datetime", "when", "created", "modified_time")
_NUMBER_KEYS = ("document_number", "transcript-id", "idno", "symbol", "id")
_URL_KEYS = ("url", "source_url", "link", "document")
_DATELINES = 20
"""Candidates that are tried: the library needs milliseconds for each."""
_HEAD = ("title", "furniture", "byline", "dateline")
_IN_NAME = re.compile(r"(?<!\d)((?:17|18|19|20)\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_IN_TEXT = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?[A-Za-zä]{3,10}\.?,?\s+\d{4}|[A-Za-z]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+"
    r"\d{4}|\d{4}-\d{2}-\d{2})\b"
)


def document_facts(
    metadata: Mapping[str, str], left_out: list[tuple[str, str]], name: str, patterns: Mapping[str, str]
) -> dict[str, str]:
    """Gather what is known of a document.

    Args:
        metadata: What the format says.
        left_out: Reason and text of the lines before and after the speech.
        name: The file's name; its date counts where nothing else tells one.
        patterns: The profile's own facts: a regular expression with one group a key.

    Returns:
        title, date (ISO 8601), document_number, place and url where found, and the format's other facts.
    """
    facts = {key: value for key, value in metadata.items() if value}
    title = _first(metadata, _TITLE_KEYS) or " ".join(text for reason, text in left_out[:40] if reason == "title")[:400]
    if not title:
        title = next((text for reason, text in left_out[:12] if reason in _HEAD and _like_title(text)), "")
    date = next(filter(None, (parse_date(metadata.get(key, "")) for key in _DATE_KEYS)), "")
    datelines = dict.fromkeys(text for reason, text in left_out if reason == "dateline")
    date = date or next(filter(None, (parse_date(text) for text in list(datelines)[:_DATELINES])), "")
    date = date or date_in_text(title) or _date_in_name(name)
    date = date or next(filter(None, (date_in_text(text) for reason, text in left_out[:12] if reason in _HEAD)), "")
    number = _first(metadata, _NUMBER_KEYS) or next(
        (text for reason, text in left_out if reason == "document number"), ""
    )
    found = {"title": title, "date": date, "document_number": number, "url": _first(metadata, _URL_KEYS)}
    text = "\n".join([title, *(text for _, text in left_out)])
    for key, pattern in patterns.items():
        match = re.search(pattern, text, re.MULTILINE)
        if match:
            found[key] = " ".join((match[1] if match.groups() else match[0]).split())
    return {**facts, **{key: value for key, value in found.items() if value}}


def _like_title(text: str) -> bool:
    """Tell whether a line of the head may be a title: some words, most of them letters, no bracketed reference."""
    words = len(text.split())
    return (
        3 <= words <= 40 and text[:1].isalpha() and "[" not in text and not is_furniture(text) and not parse_date(text)
    )


@lru_cache(maxsize=4096)
def parse_date(text: str) -> str:
    """Read a date, day before month where only numbers stand; empty when there is none.

    Args:
        text: Such as ``19 January 2023 19:02`` or ``06/12/2007``.

    Returns:
        ISO 8601, or an empty string.
    """
    text = " ".join(text.split())
    if not re.search(r"\d", text) or len(text) > 80:
        return ""
    found = _IN_NAME.match(text)
    if found:
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY_FIRST.match(text)
    if found:
        return _iso(int(found[3]), int(found[2]), int(found[1])) or _iso(int(found[3]), int(found[1]), int(found[2]))
    if not re.search(r"\d{4}", text):
        return ""
    return _by_library(text)


def date_in_text(text: str) -> str:
    """Find the first full date in a text; empty when there is none."""
    for found in islice(_IN_TEXT.finditer(text[:2000]), _DATELINES):
        date = parse_date(found.group())
        if date:
            return date
    return ""


def _by_library(text: str) -> str:
    import dateparser

    settings = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"], "RETURN_AS_TIMEZONE_AWARE": False}
    parsed = dateparser.parse(text, languages=["en", "de", "fr", "es"], settings=settings)
    return parsed.date().isoformat() if parsed else ""


def _date_in_name(name: str) -> str:
    found = _IN_NAME.search(name)
    return _iso(int(found[1]), int(found[2]), int(found[3])) if found else ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _first(metadata: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((metadata[key] for key in keys if metadata.get(key)), "")
