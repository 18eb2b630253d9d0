"""Batches on disk."""

from __future__ import annotations

import pytest

from stancebench.errors import UserError
from stancebench.files import read_jsonl, write_jsonl
from stancebench.labels.batch import BatchItem, read_batches
from stancebench.workspace import Workspace
from tests.labels.support import QUIET


def test_a_paragraph_in_two_batches_is_refused(workspace: Workspace) -> None:
    items = [item for item in read_batches(workspace) if item.paragraph_id == QUIET]
    write_jsonl(
        workspace.batches / "batch-002.jsonl", [item.model_copy(update={"batch": "batch-002"}) for item in items]
    )
    with pytest.raises(UserError) as caught:
        read_batches(workspace)
    assert str(caught.value) == f"{QUIET} is in the batches batch-001 and batch-002"


def test_the_key_tells_nothing_but_the_text(workspace: Workspace) -> None:
    for item in read_batches(workspace):
        assert item.key == item.text_sha256[:12]


def test_batches_of_the_first_release_still_load(repository: Workspace) -> None:
    folder = repository.root / "labels" / "releases" / "0.1.0" / "batches"
    items = [item for path in sorted(folder.glob("*.jsonl")) for item in read_jsonl(path, BatchItem)]
    assert len(items) == 1440
    assert {item.frame for item in items} == {"all", "cue"}
    assert {item.candidates for item in items} == {()}
