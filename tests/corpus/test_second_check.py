"""A second, independent check of the PDF path: somebody else's tables of the same press conferences."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.labels import fold
from stancebench.corpus.parse.profile import read_profiles
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY

STAGED = REPOSITORY.parent / "shared" / "data" / "t-fomc-presconf"
EVENTS = sorted(path.stem for path in (STAGED / "pdf").glob("*.pdf"))

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not EVENTS, reason="needs the real press conferences beside the repository"),
]


@cache
def parsed(path: Path) -> ParsedDocument:
    return parse_transcript([(path.name, path.read_bytes())], profile=read_profiles(Workspace(REPOSITORY))["fomc"])


def turns(document: ParsedDocument) -> list[str]:
    """Speaker and first words of every turn; the tables' own times before a name are taken off."""
    found = []
    for turn in document.turns:
        words = re.findall(r"\w+", " ".join(paragraph.text for paragraph in turn.paragraphs).casefold())
        speaker = fold(re.sub(r"^\[[\d:.]+\]\s*", "", turn.speaker))
        found.append(f"{speaker}: {' '.join(words[:5])}")
    return found


@pytest.mark.parametrize("event", EVENTS)
def test_the_turns_of_the_table_are_turns_of_the_pdf(event: str) -> None:
    """The tables miss turns and hold page headers, so not every turn of the PDF is one of theirs."""
    pdf, table = turns(parsed(STAGED / "pdf" / f"{event}.pdf")), turns(parsed(STAGED / "csv" / f"{event}.csv"))
    same = sum(block.size for block in SequenceMatcher(None, pdf, table, autojunk=False).get_matching_blocks())
    assert same / len(table) >= 0.95, sorted(set(table) - set(pdf))
    assert same / len(pdf) >= 0.85, sorted(set(pdf) - set(table))


@pytest.mark.parametrize("event", EVENTS)
def test_the_words_of_the_pdf_are_those_of_the_table(event: str) -> None:
    words = [
        re.findall(r"\w+", " ".join(p.text for turn in parsed(path).turns for p in turn.paragraphs).casefold())
        for path in (STAGED / "pdf" / f"{event}.pdf", STAGED / "csv" / f"{event}.csv")
    ]
    same = sum(block.size for block in SequenceMatcher(None, words[0], words[1], autojunk=False).get_matching_blocks())
    assert same / len(words[1]) >= 0.965  # page headers stand in the tables
