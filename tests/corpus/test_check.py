"""Checking what lies on disk: every fault is named, none hides another."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from stancebench.corpus.build import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA
from stancebench.corpus.check import CHECKS, check_corpus
from stancebench.corpus.checks.finding import CorpusFinding
from stancebench.errors import UserError
from stancebench.files import sha256_text
from stancebench.workspace import Workspace
from tests.corpus.support import REINSTALL, drop_column, edit_manifest, edit_rows, edit_source
from tests.support.miniature import source_yaml

REBUILD = "stancebench corpus build"
LISTED = CorpusFinding.about("integrity", "note", "mini", "24 documents in the manifest")
BUILT = CorpusFinding.about("integrity", "note", "build", "240 paragraphs")


def errors(workspace: Workspace) -> list[tuple[str, str, str]]:
    """The errors of integrity, each with what mends it."""
    report = check_corpus(workspace, only=["turns"])
    assert {finding.check for finding in report.findings} == {"integrity"}
    assert report.failed
    return [(finding.where, finding.message, finding.fix) for finding in report.findings if finding.level == "error"]


def test_a_whole_workspace_has_only_notes(workspace: Workspace) -> None:
    report = check_corpus(workspace)
    assert report.findings == (LISTED, BUILT)
    assert report.checks == ("integrity", *CHECKS)
    assert (report.documents, report.paragraphs) == (24, 240)
    assert {count.check: count.error + count.warning for count in report.counts} == dict.fromkeys(
        ["integrity", *(kind for check in CHECKS.values() for kind in check.kinds)], 0
    )


def test_a_workspace_need_not_be_built(workspace: Workspace) -> None:
    workspace.documents.unlink()
    workspace.paragraphs.unlink()
    report = check_corpus(workspace)
    assert report.findings == (
        LISTED,
        CorpusFinding.about("integrity", "note", "build", "not built yet", fix=REBUILD),
    )
    assert report.checks == ("integrity",)


def test_only_the_named_checks_run(workspace: Workspace) -> None:
    edit_rows(workspace.documents, language={0: "fr"})
    edit_rows(workspace.paragraphs, language=dict.fromkeys(range(10), "fr"))
    assert not check_corpus(workspace, only=["dates", "mojibake"]).failed
    report = check_corpus(workspace, only=["language"])
    assert report.checks == ("integrity", "language")
    assert [(finding.check, finding.where) for finding in report.findings if finding.level == "error"] == [
        ("wrong-language", "mini-1900")
    ]


def test_an_unknown_check_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UserError) as caught:
        check_corpus(workspace, only=["dates", "spelling"])
    assert str(caught.value) == (
        "no check 'spelling'; expected one of duplicates, mojibake, language, turns, aliases, dates"
    )


def test_faults_of_every_kind_are_found_in_one_run(workspace: Workspace) -> None:
    texts = dict(enumerate(pq.read_table(workspace.paragraphs)["text"].to_pylist()))
    changed = {number: texts[number] for number in range(10, 20)}  # mini-1901 repeats mini-1900
    changed |= {number: texts[number - 10] for number in changed}
    changed[20] = texts[20].replace("work", "worâ€™k")
    edit_rows(
        workspace.paragraphs,
        text=changed,
        text_sha256={number: sha256_text(text) for number, text in changed.items()},
        turn={33: 1},  # the applause becomes a turn of its own
        speaker_id={40: "fourth", 41: "john-fourth"},
        language=dict.fromkeys(range(50, 60), "fr"),
        speaker_label={40: "MR. FOURTH", 41: "JOHN FOURTH"},
    )
    edit_rows(workspace.documents, language={5: "fr"}, date={6: datetime.date(1950, 1, 5)})
    report = check_corpus(workspace)
    found = {(finding.check, finding.level, finding.where) for finding in report.findings if finding.level != "note"}
    assert found == {
        ("repeated-speech", "error", "mini-1900"),
        ("wrong-language", "error", "mini-1905"),
        ("date", "error", "mini-1906"),
        ("date", "warning", "mini-1906"),
        ("mojibake", "warning", "mini-1902"),
        ("empty-turn", "warning", "mini-1903"),
        ("speaker-alias", "warning", "mini-1904"),
    }


def test_a_missing_and_a_changed_document_are_both_found(workspace: Workspace, site: Path) -> None:
    (site / "texts" / "1900.txt").unlink()
    with (site / "texts" / "1901.txt").open("a", encoding="utf-8") as handle:
        handle.write("x")
    missing, changed = errors(workspace)
    assert missing == ("mini", "mini-1900: data/texts/1900.txt is missing", REINSTALL)
    assert changed[1].startswith("mini-1901: data/texts/1901.txt has sha256 ")
    assert changed[1].endswith("…")
    assert changed[2] == REINSTALL


def test_a_broken_source_does_not_hide_the_next_one(workspace: Workspace, site: Path) -> None:
    gone = {**source_yaml(), "id": "alpha", "package": "no-such-texts"}
    (workspace.sources / "alpha.yaml").write_text(yaml.safe_dump(gone), encoding="utf-8")
    lines = (workspace.manifests / "mini.jsonl").read_text(encoding="utf-8").replace("mini", "alpha")
    (workspace.manifests / "alpha.jsonl").write_text(lines, encoding="utf-8")
    (site / "texts" / "1900.txt").unlink()
    assert errors(workspace) == [
        (
            "alpha",
            "source alpha: the package no-such-texts is not installed; expected no-such-texts==1.0",
            "pip install no-such-texts==1.0",
        ),
        ("mini", "mini-1900: data/texts/1900.txt is missing", REINSTALL),
        (
            "build",
            "the built documents differ from the manifests in "
            "alpha-1900, alpha-1901, alpha-1902, alpha-1903, alpha-1904 and 19 more",
            REBUILD,
        ),
    ]


def test_a_broken_manifest_is_found(workspace: Workspace) -> None:
    path = edit_manifest(workspace, 1, document_id="mini-1901")
    assert errors(workspace)[0] == (
        "mini",
        f"{path} lists the document_id mini-1901 twice; expected one line a document",
        "",
    )


def test_another_version_of_the_package_is_found(workspace: Workspace) -> None:
    edit_source(workspace, version="1.1")
    assert errors(workspace) == [
        (
            "mini",
            "source mini: minitexts 1.0 is installed; expected minitexts==1.1",
            "pip install minitexts==1.1",
        )
    ]


def test_a_stale_build_is_found(workspace: Workspace) -> None:
    path = workspace.manifests / "mini.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[2:]), encoding="utf-8")
    assert errors(workspace) == [
        ("build", "the built documents differ from the manifests in mini-1900, mini-1901", REBUILD)
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
    assert errors(workspace) == [("build", message, REBUILD)]


def test_a_changed_hash_of_a_document_is_found(workspace: Workspace) -> None:
    edit_rows(workspace.documents, sha256={23: "0" * 64})
    assert errors(workspace) == [("build", "the built documents differ from the manifests in mini-1923", REBUILD)]


@pytest.mark.parametrize("name", ["documents", "paragraphs"])
def test_half_a_build_is_found(workspace: Workspace, name: str) -> None:
    path = workspace.root / "corpus" / "build" / f"{name}.parquet"
    path.unlink()
    assert errors(workspace) == [("build", f"{path} does not exist; expected a Parquet file", REBUILD)]


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
            f"found {', '.join(item for item in names if item != column)}",
            REBUILD,
        )
    ]


def test_a_truncated_table_is_found(workspace: Workspace) -> None:
    path = workspace.paragraphs
    path.write_bytes(path.read_bytes()[:-100])
    ((where, message, fix),) = errors(workspace)
    assert (where, fix) == ("build", REBUILD)
    assert message.startswith(f"{path} is not a whole Parquet file (")
    assert message.endswith("); expected a Parquet file written by stancebench")


def test_rows_without_what_they_need_are_faults_and_stop_no_check(workspace: Workspace) -> None:
    edit_rows(workspace.paragraphs, text={0: None}, document_id={1: None})
    report = check_corpus(workspace)
    assert [finding.message for finding in report.findings if finding.level == "error"] == [
        "the text of mini-1900/000/000 does not have its hash",
        "mini-1900/000/001 belong to no document",
    ]
    assert report.paragraphs == 238


def test_an_optional_source_whose_texts_are_elsewhere_is_a_note(workspace: Workspace, site: Path) -> None:
    edit_source(workspace, embedded=False, schema_version=2)
    (site / "texts" / "1900.txt").unlink()
    report = check_corpus(workspace, only=["turns"])
    assert not report.failed
    notes = [finding.message for finding in report.findings if finding.where == "mini"]
    assert notes == ["1 of 24 texts are not on this machine", "24 documents in the manifest"]
