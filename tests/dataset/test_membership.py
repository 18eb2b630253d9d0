"""The record of splits only grows."""

from __future__ import annotations

import pytest

from stancebench.dataset.build import build_dataset
from stancebench.dataset.membership import extend_membership, membership_path, read_membership
from stancebench.errors import UserError
from stancebench.labels.gold import read_gold
from stancebench.workspace import Workspace
from tests.dataset.support import rows
from tests.labels.support import plain


def run(*arguments: str) -> str:
    from typer.testing import CliRunner

    from stancebench.cli import app

    result = CliRunner().invoke(app, ["dataset", *arguments])
    assert result.exit_code == 0, result.output
    return plain(result.stdout)


def test_documents_are_added_and_none_is_moved(workspace: Workspace) -> None:
    assert read_membership(workspace) == {}
    assert extend_membership(workspace, {"b": "test", "a": "train"}, "1.0.0") == 2
    assert extend_membership(workspace, {"c": "train", "a": "train"}, "1.1.0") == 1
    found = read_membership(workspace)
    assert {name: (line.split, line.since) for name, line in found.items()} == {
        "a": ("train", "1.0.0"),
        "b": ("test", "1.0.0"),
        "c": ("train", "1.1.0"),
    }
    assert list(found) == sorted(found)


def test_a_moved_document_is_refused(workspace: Workspace) -> None:
    extend_membership(workspace, {"a": "train"}, "1.0.0")
    before = membership_path(workspace).read_bytes()
    with pytest.raises(UserError) as caught:
        extend_membership(workspace, {"a": "test", "b": "test"}, "1.1.0")
    path = membership_path(workspace)
    assert str(caught.value) == (
        "1 document(s) would change their split: a; expected membership that only grows; "
        f"to mend it: restore {path}, or raise the first number of the version and remove it"
    )
    assert path.read_bytes() == before


def test_a_document_that_stands_twice_is_refused(workspace: Workspace) -> None:
    extend_membership(workspace, {"a": "train"}, "1.0.0")
    path = membership_path(workspace)
    path.write_text(path.read_text() * 2)
    with pytest.raises(UserError, match="lists a document twice; expected one line a document"):
        read_membership(workspace)


def test_the_command_records_every_labelled_document_and_the_build_keeps_to_it(workspace: Workspace) -> None:
    assert run("splits") == "24 documents added, 24 in all\n"
    assert run("splits") == "0 documents added, 24 in all\n"
    path = membership_path(workspace)
    lines = path.read_text().splitlines()
    turned = [line.replace('"train"', '"validation"') if "mini-1901" in line else line for line in lines]
    assert turned != lines
    path.write_text("\n".join(turned) + "\n")
    build_dataset(workspace)
    said = {row["document_id"]: row["split"] for row in rows(workspace.dataset, "documents/train")}
    assert said["mini-1901"] == "validation"


def test_a_word_that_is_no_split_is_refused(workspace: Workspace) -> None:
    extend_membership(workspace, {"a": "train"}, "1.0.0")
    path = membership_path(workspace)
    path.write_text(path.read_text().replace('"train"', '"training"'))
    with pytest.raises(UserError, match=r"line 1: split: Input should be 'train', "):
        read_membership(workspace)


def test_every_labelled_document_of_the_repository_has_its_split(repository: Workspace) -> None:
    labelled = {label.paragraph_id.split("/")[0] for label in read_gold(repository)}
    assert labelled <= set(read_membership(repository))
