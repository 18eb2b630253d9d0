"""Text that makes careless regular expressions and loops slow: each was, or could be, a hang."""

from __future__ import annotations

import time

import pytest

from stancebench.corpus.parse.furniture import DATELINE
from stancebench.corpus.parse.notes import find_notes
from stancebench.corpus.parse.profile import read_profiles
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.support.outcome import outcome
from tests.support.stress import STRESS

PROFILES = read_profiles(Workspace(REPOSITORY))
SECONDS = 10.0
_HEAD = "Remarks by the President\n\n"
_TURNS = "MR. BERG: We said it here, and we say it there.\n\nQ Is it so?\n\nMR. BERG: We said so.\n\n"


def _html(text: str) -> str:
    return "<html><body>" + "".join(f"<p>{part}</p>\n" for part in text.split("\n\n")) + "</body></html>"


@pytest.mark.parametrize("place", ["head", "middle", "page"])
@pytest.mark.parametrize("what", STRESS)
def test_hard_text(what: str, place: str) -> None:
    hard = STRESS[what]()[:120_000]
    text = f"{_HEAD}{hard}\n\n{_TURNS}" if place == "head" else f"{_HEAD}{_TURNS}{hard}\n\n{_TURNS}"
    name, data = ("a.html", _html(text)) if place == "page" else ("a.txt", text)
    begin = time.perf_counter()
    outcome(name, data.encode(), profiles=PROFILES)
    assert time.perf_counter() - begin < SECONDS


@pytest.mark.parametrize(
    "line",
    [
        "10:30 a.m. EST",
        "19 January 2023",
        "Thursday, January 19, 2023, 2 pm (local)",
        "Date: 2023-01-19",
        "As delivered on 19 January 2023 10:30",
        "Dated 19.1.2023 – 10.30 Berlin",
        "Issued at: noon local time",
        "14:30 (Berlin)",
    ],
)
def test_a_dateline_is_still_one(line: str) -> None:
    assert DATELINE.fullmatch(line)


@pytest.mark.parametrize("line", ["on at on at " * 8 + "!", "noon " + "abcdefgh" * 12 + "!", "1:30 pm EST " * 20 + "!"])
def test_no_dateline_in_no_time(line: str) -> None:
    begin = time.perf_counter()
    assert not DATELINE.fullmatch(line)
    assert time.perf_counter() - begin < 0.5


@pytest.mark.parametrize("opened", ["[laughter", "(Applause.", "[members a", "{pause"])
def test_a_note_that_never_ends_takes_no_time(opened: str) -> None:
    begin = time.perf_counter()
    assert find_notes(opened + " " * 100_000 + "x", (), generic=True) == []
    assert time.perf_counter() - begin < 1.0
    assert (
        len(find_notes(opened.replace(".", "") + " . " + {"[": "]", "(": ")", "{": "}"}[opened[0]], (), generic=True))
        <= 1
    )
