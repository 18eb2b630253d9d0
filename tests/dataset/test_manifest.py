from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.dataset.build import build_dataset
from stancebench.dataset.manifest import DatasetManifest, TableFacts, labels_sha256, read_dataset_manifest
from stancebench.errors import UserError
from stancebench.labels.gold import GoldLabel
from stancebench.workspace import Workspace
from tests.dataset.support import edit_gold

pairs = st.lists(st.tuples(st.text("abc#", min_size=1), st.sampled_from(["favor", "none"])), unique_by=lambda p: p[0])


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def manifest(**tables: str) -> DatasetManifest:
    return DatasetManifest(
        name="stancebench",
        version="0.1.0",
        codebook_version="0.1.0",
        tier="machine",
        labels=("favor", "against", "none"),
        documents={},
        near_duplicates={},
        tables={name: TableFacts(rows=1, file_sha256="0" * 64, labels_sha256=value) for name, value in tables.items()},
    )


def test_the_hash_of_labels_is_over_lines_sorted_by_id() -> None:
    assert labels_sha256([("b", "none"), ("a", "favor")]) == sha("a\tfavor\nb\tnone\n")


@given(pairs)
def test_the_hash_of_labels_does_not_depend_on_the_order(rows: list[tuple[str, str]]) -> None:
    assert labels_sha256(reversed(rows)) == labels_sha256(rows)


@given(pairs.filter(bool), st.data())
def test_the_hash_of_labels_changes_with_any_label_or_row(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    name, label = rows[place]
    flipped = [*rows[:place], (name, "against"), *rows[place + 1 :]]
    assert label != "against"
    assert labels_sha256(flipped) != labels_sha256(rows)
    assert labels_sha256([*rows[:place], *rows[place + 1 :]]) != labels_sha256(rows)


def test_the_revision_is_seven_digits_of_a_hash_over_the_tables() -> None:
    assert manifest(b="22", a="11").revision == sha("a:11;b:22;")[:7]


def test_the_revision_does_not_depend_on_the_bytes_of_the_files() -> None:
    first = manifest(a="11")
    other = first.model_copy(
        update={"tables": {"a": TableFacts(rows=1, file_sha256="f" * 64, labels_sha256="11")}, "version": "9.9.9"}
    )
    assert other.revision == first.revision


def test_one_changed_label_changes_the_revision_and_its_own_table_alone(workspace: Workspace) -> None:
    before = read_dataset_manifest(workspace.dataset)

    def flip(labels: list[GoldLabel]) -> list[GoldLabel]:
        place = next(index for index, label in enumerate(labels) if label.stances)
        [item] = labels[place].stances
        other = item.model_copy(update={"stance": "against" if item.stance == "favor" else "favor"})
        labels[place] = labels[place].model_copy(update={"stances": (other,)})
        return labels

    edit_gold(workspace, flip)
    after = build_dataset(workspace)
    assert after.revision != before.revision
    changed = {n for n, facts in after.tables.items() if facts.labels_sha256 != before.tables[n].labels_sha256}
    assert len(changed) == 1
    assert changed < {"stance/train", "stance/validation", "stance/test"}
    assert {name: facts.rows for name, facts in after.tables.items()} == {
        name: facts.rows for name, facts in before.tables.items()
    }


def test_one_changed_topic_changes_the_revision(workspace: Workspace) -> None:
    before = read_dataset_manifest(workspace.dataset)

    def move(labels: list[GoldLabel]) -> list[GoldLabel]:
        place = next(index for index, label in enumerate(labels) if label.topic == 999)
        labels[place] = labels[place].model_copy(update={"topic": 18})
        return labels

    edit_gold(workspace, move)
    assert build_dataset(workspace).revision != before.revision


def test_the_manifest_on_disk_is_what_the_build_returned(workspace: Workspace) -> None:
    built = build_dataset(workspace)
    assert read_dataset_manifest(workspace.dataset) == built


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda data: {**data, "colour": "red"},
            "colour: Extra inputs are not permitted, found 'red'",
        ),
        (
            lambda data: {name: value for name, value in data.items() if name != "tables"},
            "tables: Field required",
        ),
        (
            lambda data: {**data, "schema_version": 2},
            "top level: Value error, schema_version 2 is newer than this stancebench reads (1), found ",
        ),
        (
            lambda data: {**data, "tables": {"stance/test": {"rows": 1, "file_sha256": "abc"}}},
            "tables.stance/test.file_sha256: String should match pattern '^[0-9a-f]{64}$', found 'abc'",
        ),
    ],
    ids=["unknown field", "no tables", "newer version", "no hash"],
)
def test_a_manifest_that_does_not_fit_is_refused(workspace: Workspace, change: Any, message: str) -> None:
    path = workspace.dataset / "manifest.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(UserError) as raised:
        read_dataset_manifest(workspace.dataset)
    assert str(raised.value).startswith(f"{path}: {message}")
    assert str(raised.value).endswith("; expected a DatasetManifest; to mend it: stancebench dataset build")


def test_a_manifest_that_was_cut_off_is_refused(workspace: Workspace) -> None:
    path = workspace.dataset / "manifest.json"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(UserError) as raised:
        read_dataset_manifest(workspace.dataset)
    assert str(raised.value).startswith(f"{path} is not valid JSON (")
    assert str(raised.value).endswith("; expected a whole JSON file; to mend it: stancebench dataset build")


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        read_dataset_manifest(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path}/manifest.json does not exist; expected a file; to mend it: stancebench dataset build"
    )
