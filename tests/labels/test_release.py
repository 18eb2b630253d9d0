"""What a release changes, and which step of the version that asks for."""

from __future__ import annotations

import shutil

import pytest
import yaml

from stancebench.errors import UserError
from stancebench.files import read_json, read_jsonl, write_jsonl
from stancebench.labels.gold import GoldLabel, read_gold, read_gold_file
from stancebench.labels.release import LabelChange, LabelRelease, label_changes, write_release
from stancebench.workspace import Workspace


def set_version(workspace: Workspace, version: str) -> None:
    data = yaml.safe_load(workspace.params.read_text())
    data["dataset"]["version"] = version
    workspace.params.write_text(yaml.safe_dump(data))


@pytest.fixture
def released(workspace: Workspace) -> Workspace:
    """The miniature workspace after a release of its gold as 1.0.0."""
    gold = [label.model_copy(update={"codebook_version": "1.0.0"}) for label in read_gold(workspace)]
    write_jsonl(workspace.gold, gold)
    shutil.copytree(workspace.gold.parent, workspace.root / "labels" / "releases" / "1.0.0" / "gold")
    return workspace


def changed(gold: list[GoldLabel]) -> list[GoldLabel]:
    place = next(number for number, label in enumerate(gold) if label.stances)
    label = gold[place]
    turned = label.stances[0].model_copy(update={"stance": "neutral"})
    return [*gold[:place], label.model_copy(update={"stances": (turned,)}), *gold[place + 1 :]]


def test_added_changed_and_dropped_labels_are_listed(workspace: Workspace) -> None:
    gold = read_gold(workspace)
    old, new = gold[1:], changed(gold)[:-1]
    found = label_changes(old, new)
    first, last = gold[0], gold[-1]
    assert [change.what for change in found if change.paragraph_id == first.paragraph_id][-1] == "topic"
    assert {change.change for change in found if change.paragraph_id == first.paragraph_id} == {"added"}
    assert {change.change for change in found if change.paragraph_id == last.paragraph_id} == {"dropped"}
    for change in found:
        assert (change.old == "") == (change.change == "added")
        assert (change.new == "") == (change.change == "dropped")
    assert label_changes(gold, gold) == []


@pytest.mark.parametrize(
    ("make", "version", "step"),
    [
        (lambda gold: gold, "1.0.1", "patch"),
        (changed, "1.1.0", "minor"),
        (lambda gold: gold[:-1], "2.0.0", "major"),
        (lambda gold: [g.model_copy(update={"codebook_version": "2.0.0"}) for g in gold], "2.0.0", "major"),
    ],
)
def test_the_step_follows_from_what_changed(released: Workspace, make: object, version: str, step: str) -> None:
    assert callable(make)
    gold = make(read_gold(released))
    set_version(released, version)
    release = write_release(released, gold)
    assert (release.step, release.previous, release.version) == (step, "1.0.0", version)
    assert read_json(released.gold.parent / "release.json", LabelRelease) == release
    changes = read_jsonl(released.gold.parent / "changes.jsonl", LabelChange)
    counts = release.label_rows
    assert counts.added + counts.changed + counts.dropped == len(changes)


@pytest.mark.parametrize(
    ("make", "version", "step"),
    [(changed, "1.0.1", "minor"), (lambda gold: gold[:-1], "1.1.0", "major")],
)
def test_a_step_that_is_too_small_is_refused(released: Workspace, make: object, version: str, step: str) -> None:
    assert callable(make)
    set_version(released, version)
    before = (released.gold.parent / "release.json").read_bytes()
    with pytest.raises(UserError) as caught:
        write_release(released, make(read_gold(released)))
    assert str(caught.value) == (
        f"version {version} after 1.0.0 is too small a step: the changes ask for a {step} one; "
        "to mend it: raise dataset.version in params.yaml"
    )
    assert (released.gold.parent / "release.json").read_bytes() == before


def test_the_first_release_is_compared_with_nothing(workspace: Workspace) -> None:
    release = write_release(workspace, read_gold(workspace))
    assert (release.previous, release.step, release.paragraph_rows.added) == ("", "none", 216)


def test_gold_of_the_first_release_still_loads(repository: Workspace) -> None:
    gold = read_gold_file(repository.root / "labels" / "releases" / "0.1.0" / "gold" / "gold.jsonl")
    assert len(gold) == 1440
    assert sum(bool(item.quotes) for label in gold for item in label.stances) > 1000
    assert not any(item.evidence for label in gold for item in label.stances)
