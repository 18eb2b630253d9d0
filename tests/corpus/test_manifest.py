"""Manifests: what is accepted, and the exact fault that is named."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import pytest

from stancebench.corpus.manifest import DocumentFacts, read_manifest
from stancebench.corpus.package import PackageTexts
from stancebench.corpus.source import Source, read_sources
from stancebench.errors import UserError
from stancebench.files import read_jsonl, write_jsonl
from stancebench.workspace import Workspace
from tests.corpus.support import edit_manifest, make_source
from tests.support.remote import add_source, facts, remote_yaml

WITHIN = "expected a path within the source"
AGAIN = "stancebench corpus manifest mini"


def refusal(workspace: Workspace) -> str:
    """The message with which the miniature manifest is refused."""
    with pytest.raises(UserError) as caught:
        read_manifest(workspace, make_source())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def sotu(workspace: Workspace) -> Source:
    """The embedded source of the repository."""
    return next(source for source in read_sources(workspace) if source.id == "sotu")


def test_the_real_manifest_is_what_the_installed_package_holds(repository: Workspace, tmp_path: Path) -> None:
    source = sotu(repository)
    facts = PackageTexts.open(source).facts()
    sizes = {fact.n_bytes for fact in facts}
    assert None not in sizes
    listed = [fact.model_copy(update={"n_bytes": None}) for fact in read_manifest(repository, source)]
    assert listed == [fact.model_copy(update={"n_bytes": None}) for fact in facts]
    write_jsonl(tmp_path / "sotu.jsonl", facts)
    assert read_jsonl(tmp_path / "sotu.jsonl", DocumentFacts) == facts


def test_the_other_sources_list_every_staged_document(repository: Workspace) -> None:
    counts = {}
    for source in read_sources(repository):
        manifest = read_manifest(repository, source)
        counts[source.id] = len(manifest)
        assert all(fact.n_bytes and fact.title and fact.language == "en" for fact in manifest)
    assert counts == {
        "au-pm": 41, "fed-speech": 12, "fomc": 8, "mid": 1, "sotu": 249, "unsc": 3, "whitehouse": 52
    }  # fmt: skip


def test_the_real_manifest_lists_every_address_with_a_licence(repository: Workspace) -> None:
    source = sotu(repository)
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
    ids=["id twice", "path twice", "other source", "other licence"],
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
        ({"path": "data/../../../etc/passwd"}, f"path: Value error, {WITHIN}, found 'data/../../../etc/passwd'"),
        ({"path": "/etc/passwd"}, f"path: Value error, {WITHIN}, found '/etc/passwd'"),
        ({"n_bytes": -1}, "n_bytes: Input should be greater than or equal to 0, found '-1'"),
        (
            {"parts": [{"path": "data/a/1.txt", "sha256": "ab" * 32}, {"path": "/etc/passwd", "sha256": "ab" * 32}]},
            f"parts.1.path: Value error, {WITHIN}, found '/etc/passwd'",
        ),
        ({"party": "none"}, "party: Extra inputs are not permitted, found 'none'"),
        ({"licence": None, "role": None, "key": None}, "key: Field required (and 2 more)"),
    ],
    ids=["no licence", "short hash", "bad id", "bad date", "upwards", "absolute", "size", "part", "unknown", "three"],
)
def test_a_line_that_does_not_fit_is_named(workspace: Workspace, changes: dict[str, object], fault: str) -> None:
    path = edit_manifest(workspace, 3, **changes)
    assert refusal(workspace) == (
        f"{path}, line 3: {fault}; expected a DocumentFacts; to mend it: git checkout {path}, or {AGAIN}"
    )


def test_a_newer_line_is_refused(workspace: Workspace) -> None:
    path = edit_manifest(workspace, 24, schema_version=3)
    assert refusal(workspace).startswith(
        f"{path}, line 24: top level: Value error, schema_version 3 is newer than this stancebench reads (2), found "
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


FILES = {"m1/1.txt": b"one", "m1/2.txt": b"two"}


def meetings(workspace: Workspace, *lines: DocumentFacts) -> list[DocumentFacts]:
    """Write a manifest of a source that is no package, and read it."""
    source = add_source(workspace, remote_yaml("own", "folder", obtain="Ask."), list(lines))
    return read_manifest(workspace, source)


def test_a_document_of_several_files_has_the_hash_of_their_hashes(workspace: Workspace) -> None:
    [line] = meetings(workspace, facts("own", "m1", FILES))
    assert (line.path, [part.path for part in line.files], line.n_bytes) == ("m1", list(FILES), 6)
    joined = "\n".join(hashlib.sha256(data).hexdigest() for data in FILES.values())
    assert line.sha256 == hashlib.sha256(joined.encode()).hexdigest()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"sha256": "ab" * 32}, "sha256 is not the hash of the parts' hashes"),
        ({"path": "m2"}, "the part 'm1/1.txt' lies outside the folder 'm2'"),
        ({"path": "m"}, "the part 'm1/1.txt' lies outside the folder 'm'"),
    ],
)
def test_parts_that_do_not_fit_are_named(workspace: Workspace, changes: dict[str, object], fault: str) -> None:
    broken = facts("own", "m1", FILES).model_copy(update=changes)
    with pytest.raises(UserError) as caught:
        meetings(workspace, broken)
    assert f"line 1: top level: Value error, {fault}, found " in str(caught.value)


def test_a_file_is_not_listed_twice_nor_as_a_folder(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"lists the path m1/2\.txt twice"):
        meetings(workspace, facts("own", "m1", FILES), facts("own", "x", {"m1/2.txt": b"two"}))
    with pytest.raises(UserError, match=r"lists m1/2\.txt as a file and as a folder"):
        meetings(workspace, facts("own", "m1", FILES), facts("own", "x", {"m1/2.txt/3.txt": b"two"}))
    with pytest.raises(UserError, match=r"lists m1 as a file and as a folder"):
        meetings(workspace, facts("own", "y", {"m1/1.txt": b"one"}), facts("own", "x", {"m1": b"two"}))
