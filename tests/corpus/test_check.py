"""Checking what lies on disk: every fault is named, none hides another."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from stancebench.corpus.build import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA
from stancebench.corpus.check import Finding, check_corpus
from stancebench.workspace import Workspace
from tests.corpus.support import REINSTALL, drop_column, edit_manifest, edit_rows, edit_source
from tests.support.miniature import source_yaml

REBUILD = "; to mend it: stancebench corpus build"
LISTED = Finding(level="note", where="mini", message="24 documents in the manifest")
BUILT = Finding(level="note", where="build", message="240 paragraphs")


def errors(workspace: Workspace) -> list[tuple[str, str]]:
    """The errors found, with the notes checked to come last."""
    findings = check_corpus(workspace)
    levels = [finding.level for finding in findings]
    assert levels == sorted(levels)
    return [(finding.where, finding.message) for finding in findings if finding.level == "error"]


def test_a_whole_workspace_has_only_notes(workspace: Workspace) -> None:
    assert check_corpus(workspace) == [LISTED, BUILT]


def test_a_workspace_need_not_be_built(workspace: Workspace) -> None:
    workspace.documents.unlink()
    workspace.paragraphs.unlink()
    assert check_corpus(workspace) == [
        LISTED,
        Finding(level="note", where="build", message="not built yet: stancebench corpus build"),
    ]


def test_a_missing_and_a_changed_document_are_both_found(workspace: Workspace, site: Path) -> None:
    (site / "texts" / "1900.txt").unlink()
    with (site / "texts" / "1901.txt").open("a", encoding="utf-8") as handle:
        handle.write("x")
    missing, changed = errors(workspace)
    assert missing == ("mini", f"mini-1900: data/texts/1900.txt is missing; to mend it: {REINSTALL}")
    assert changed[1].startswith("mini-1901: data/texts/1901.txt has sha256 ")
    assert changed[1].endswith(f"…; to mend it: {REINSTALL}")


def test_a_broken_source_does_not_hide_the_next_one(workspace: Workspace, site: Path) -> None:
    gone = {**source_yaml(), "id": "alpha", "package": "no-such-texts"}
    (workspace.sources / "alpha.yaml").write_text(yaml.safe_dump(gone), encoding="utf-8")
    lines = (workspace.manifests / "mini.jsonl").read_text(encoding="utf-8").replace("mini", "alpha")
    (workspace.manifests / "alpha.jsonl").write_text(lines, encoding="utf-8")
    (site / "texts" / "1900.txt").unlink()
    assert errors(workspace) == [
        (
            "alpha",
            "source alpha: the package no-such-texts is not installed; expected no-such-texts==1.0; "
            "to mend it: pip install no-such-texts==1.0",
        ),
        ("mini", f"mini-1900: data/texts/1900.txt is missing; to mend it: {REINSTALL}"),
        (
            "build",
            "the built documents differ from the manifests in "
            f"alpha-1900, alpha-1901, alpha-1902, alpha-1903, alpha-1904 and 19 more{REBUILD}",
        ),
    ]


def test_a_broken_manifest_is_found(workspace: Workspace) -> None:
    path = edit_manifest(workspace, 1, document_id="mini-1901")
    assert errors(workspace)[0] == (
        "mini",
        f"{path} lists the document_id mini-1901 twice; expected one line a document",
    )


def test_another_version_of_the_package_is_found(workspace: Workspace) -> None:
    edit_source(workspace, version="1.1")
    assert errors(workspace) == [
        (
            "mini",
            "source mini: minitexts 1.0 is installed; expected minitexts==1.1; to mend it: pip install minitexts==1.1",
        )
    ]


def test_a_stale_build_is_found(workspace: Workspace) -> None:
    path = workspace.manifests / "mini.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[2:]), encoding="utf-8")
    assert errors(workspace) == [
        ("build", f"the built documents differ from the manifests in mini-1900, mini-1901{REBUILD}")
    ]


@pytest.mark.parametrize(
    ("column", "cells", "message"),
    [
        ("paragraph_id", {0: "mini-1900/000/001"}, "paragraph ids repeat: mini-1900/000/001"),
        ("text", {2: "Another text."}, "the text of mini-1900/000/002 does not have its hash"),
        ("document_id", {1: "mini-1800", 3: None}, "mini-1900/000/001, mini-1900/000/003 belong to no document"),
        ("licence", {0: "", 4: None}, "mini-1900/000/000, mini-1900/000/004 have no licence"),
    ],
    ids=["id twice", "changed text", "orphan", "no licence"],
)
def test_a_changed_table_is_found(workspace: Workspace, column: str, cells: dict[int, object], message: str) -> None:
    edit_rows(workspace.paragraphs, **{column: cells})
    assert errors(workspace) == [("build", message + REBUILD)]


def test_a_changed_hash_of_a_document_is_found(workspace: Workspace) -> None:
    edit_rows(workspace.documents, sha256={23: "0" * 64})
    assert errors(workspace) == [("build", f"the built documents differ from the manifests in mini-1923{REBUILD}")]


@pytest.mark.parametrize("name", ["documents", "paragraphs"])
def test_half_a_build_is_found(workspace: Workspace, name: str) -> None:
    path = workspace.root / "corpus" / "build" / f"{name}.parquet"
    path.unlink()
    assert errors(workspace) == [("build", f"{path} does not exist; expected a Parquet file{REBUILD}")]


@pytest.mark.parametrize(
    ("name", "column", "schema"),
    [("documents", "sha256", DOCUMENT_SCHEMA), ("paragraphs", "licence", PARAGRAPH_SCHEMA)],
)
def test_a_missing_column_is_found(workspace: Workspace, name: str, column: str, schema: object) -> None:
    path = workspace.root / "corpus" / "build" / f"{name}.parquet"
    drop_column(path, column)
    names: list[str] = getattr(schema, "names", [])
    assert errors(workspace) == [
        (
            "build",
            f"{path} lacks the column(s) {column}; expected {', '.join(names)}; "
            f"found {', '.join(item for item in names if item != column)}{REBUILD}",
        )
    ]


def test_a_truncated_table_is_found(workspace: Workspace) -> None:
    path = workspace.paragraphs
    path.write_bytes(path.read_bytes()[:-100])
    ((where, message),) = errors(workspace)
    assert where == "build"
    assert message.startswith(f"{path} is not a whole Parquet file (")
    assert message.endswith(f"); expected a Parquet file written by stancebench{REBUILD}")
