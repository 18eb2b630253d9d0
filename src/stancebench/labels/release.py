"""What a release of the labels changes against the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from packaging.version import Version
from pydantic import BaseModel, ConfigDict, Field

from stancebench.corpus.manifest import HASH
from stancebench.errors import UserError
from stancebench.files import read_text, sha256_text, write_json, write_jsonl
from stancebench.labels.check import major
from stancebench.labels.codebook import SEMVER
from stancebench.labels.gold import GoldLabel, read_gold_file
from stancebench.params import read_params
from stancebench.records import Record
from stancebench.workspace import Workspace

Step = Literal["none", "patch", "minor", "major"]
STEPS: tuple[Step, ...] = ("none", "patch", "minor", "major")


class LabelChange(Record):
    """One label that differs from the release before; a line of `labels/gold/changes.jsonl`.

    Attributes:
        paragraph_id: The paragraph.
        what: Id of the target, or ``topic``.
        change: ``added``, ``changed`` or ``dropped``.
        old: The label before; empty when it was added.
        new: The label now; empty when it was dropped.
    """

    paragraph_id: str
    what: str
    change: Literal["added", "changed", "dropped"]
    old: str = ""
    new: str = ""


class Counts(BaseModel):
    """Rows by kind of change."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    added: int = 0
    changed: int = 0
    dropped: int = 0


class LabelRelease(Record):
    """A release of the labels; `labels/gold/release.json`.

    Attributes:
        version: Its semantic version.
        codebook_version: Version of the codebook.
        guidelines_sha256: Hash of the guidelines.
        paragraphs: Labelled paragraphs.
        stances: Counts by fine label, judged unrelated ones among them.
        previous: The release that it is compared with; empty for the first.
        step: The smallest step of the version that the changes allow.
        paragraph_rows: Paragraphs added, changed in any label, and dropped.
        label_rows: Labels added, changed and dropped.
    """

    version: str = Field(pattern=SEMVER)
    codebook_version: str = Field(pattern=SEMVER)
    guidelines_sha256: str = Field(pattern=HASH)
    paragraphs: int
    stances: dict[str, int]
    previous: str = ""
    step: Step
    paragraph_rows: Counts
    label_rows: Counts


def write_release(workspace: Workspace, gold: Sequence[GoldLabel]) -> LabelRelease:
    """Compare gold with the last release and write `release.json` and `changes.jsonl` beside it.

    Args:
        workspace: The workspace; `params.yaml` names the version, `labels/releases/` holds earlier releases.
        gold: The gold labels.

    Returns:
        The release.

    Raises:
        UserError: The version is too small a step for what changed.
    """
    version = read_params(workspace).dataset.version
    before = _previous(workspace, version)
    old = read_gold_file(before / "gold" / "gold.jsonl") if before else []
    changes = label_changes(old, gold)
    step = _step(old, gold, changes)
    release = LabelRelease(
        version=version,
        codebook_version=gold[0].codebook_version,
        guidelines_sha256=sha256_text(read_text(workspace.guidelines)),
        paragraphs=len(gold),
        stances=_stances(gold),
        previous=before.name if before else "",
        step=step,
        paragraph_rows=_paragraph_counts(old, gold, changes),
        label_rows=_count([change.change for change in changes]),
    )
    if before and STEPS.index(_taken(before.name, version)) < STEPS.index(step):
        raise UserError(
            f"version {version} after {before.name} is too small a step: the changes ask for a {step} one",
            fix="raise dataset.version in params.yaml",
        )
    write_jsonl(workspace.gold.parent / "changes.jsonl", changes)
    write_json(workspace.gold.parent / "release.json", release.model_dump(mode="json"))
    return release


def label_changes(old: Sequence[GoldLabel], new: Sequence[GoldLabel]) -> list[LabelChange]:
    """List every label that differs, in order of paragraph and target."""
    before, after = _labels(old), _labels(new)
    found = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key, ""), after.get(key, "")
        if was != now:
            change = "added" if not was else "changed" if now else "dropped"
            found.append(LabelChange(paragraph_id=key[0], what=key[1], change=change, old=was, new=now))
    return found


def _labels(gold: Sequence[GoldLabel]) -> dict[tuple[str, str], str]:
    found = {(label.paragraph_id, "topic"): str(label.topic) for label in gold}
    found |= {(label.paragraph_id, item.target): item.stance for label in gold for item in label.stances}
    return found


def _previous(workspace: Workspace, version: str) -> Path | None:
    folders = [path for path in (workspace.root / "labels" / "releases").glob("*") if re.fullmatch(SEMVER, path.name)]
    earlier = [path for path in folders if Version(path.name) < Version(version)]
    return max(earlier, key=lambda path: Version(path.name), default=None)


def _step(old: Sequence[GoldLabel], new: Sequence[GoldLabel], changes: Sequence[LabelChange]) -> Step:
    if not old:
        return "none"
    if major(old[0].codebook_version) != major(new[0].codebook_version):
        return "major"
    kinds = {change.change for change in changes}
    if "dropped" in kinds:
        return "major"
    return "minor" if kinds else "patch"


def _taken(before: str, after: str) -> Step:
    old, new = Version(before), Version(after)
    if new.major != old.major:
        return "major"
    if new.minor != old.minor:
        return "major" if old.major == 0 else "minor"
    return "patch"


def _paragraph_counts(old: Sequence[GoldLabel], new: Sequence[GoldLabel], changes: Sequence[LabelChange]) -> Counts:
    before, after = {label.paragraph_id for label in old}, {label.paragraph_id for label in new}
    touched = {change.paragraph_id for change in changes} & before & after
    return Counts(added=len(after - before), changed=len(touched), dropped=len(before - after))


def _stances(gold: Sequence[GoldLabel]) -> dict[str, int]:
    given = [item.stance for label in gold for item in label.stances]
    return {name: given.count(name) for name in sorted(set(given))}


def _count(kinds: Sequence[str]) -> Counts:
    return Counts(added=kinds.count("added"), changed=kinds.count("changed"), dropped=kinds.count("dropped"))
