"""Counting the built corpus."""

from __future__ import annotations

import datetime
import json

import pytest

from stancebench.corpus.stats import PartStats, corpus_stats, write_stats
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.corpus.support import drop_column, edit_rows


def part(name: str, documents: int = 24, speakers: int = 5) -> PartStats:
    """Counts of a part of the miniature corpus."""
    return PartStats(
        name=name,
        documents=documents,
        speakers=speakers,
        turns=documents,
        paragraphs=10 * documents,
        eligible=9 * documents,
        stage_directions=2 * documents,
        words=303 * documents,
    )


def test_a_corpus_of_one_kind_counts_the_same_in_every_part(workspace: Workspace) -> None:
    names = ("all", "source mini", "type speech", "from 1900")
    assert corpus_stats(workspace).parts == tuple(part(name) for name in names)


def test_parts_by_type_and_by_fifty_years_add_up(workspace: Workspace) -> None:
    dates = {0: datetime.date(1849, 12, 31), 1: datetime.date(1850, 1, 1), 2: datetime.date(1899, 12, 31)}
    edit_rows(workspace.documents, date=dates, source_type={23: "written_message"})
    assert corpus_stats(workspace).parts[2:] == (
        part("type speech", 23),
        part("type written_message", 1, 1),
        part("from 1800", 1, 1),
        part("from 1850", 2, 2),
        part("from 1900", 21),
    )


def test_the_counts_are_written_as_json(workspace: Workspace) -> None:
    write_stats(workspace)
    data = json.loads(workspace.corpus_stats.read_text(encoding="utf-8"))
    assert data["schema_version"] == 1
    assert data["parts"][0] == part("all").model_dump()


@pytest.mark.parametrize("name", ["documents", "paragraphs"])
def test_a_corpus_that_is_not_built_is_refused(workspace: Workspace, name: str) -> None:
    path = workspace.root / "corpus" / "build" / f"{name}.parquet"
    path.unlink()
    with pytest.raises(UserError) as caught:
        corpus_stats(workspace)
    assert str(caught.value) == (
        f"{path} does not exist; expected a Parquet file; to mend it: stancebench corpus build"
    )


@pytest.mark.parametrize(("name", "column"), [("documents", "n_turns"), ("paragraphs", "eligible")])
def test_a_missing_column_is_named(workspace: Workspace, name: str, column: str) -> None:
    path = workspace.root / "corpus" / "build" / f"{name}.parquet"
    drop_column(path, column)
    with pytest.raises(UserError, match=r"; to mend it: stancebench corpus build$") as caught:
        corpus_stats(workspace)
    assert str(caught.value).startswith(f"{path} lacks the column(s) {column}; expected ")
