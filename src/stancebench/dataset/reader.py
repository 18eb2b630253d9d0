"""Reading a built dataset for training and scoring."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stancebench.dataset.manifest import DatasetManifest, labels_sha256, read_dataset_manifest
from stancebench.dataset.schema import LABELS, topic_names
from stancebench.dataset.split import SPLITS
from stancebench.dataset.withheld import with_texts
from stancebench.errors import UserError
from stancebench.files import read_parquet, sha256_file
from stancebench.labels.codebook import read_codebook
from stancebench.workspace import Workspace

Task = Literal["stance", "topic"]

NEEDED = ("train", "validation", "test")
"""Splits that every dataset has; the other tests depend on its documents."""


@dataclass(frozen=True)
class Example:
    """One item to classify.

    Attributes:
        id: Pair id for stance, paragraph id for topic.
        document_id: The document, which is the cluster of the intervals.
        text: The paragraph.
        target_id: The target; empty for topic.
        target: Its proposition; empty for topic.
        label: Name of the gold class.
    """

    id: str
    document_id: str
    text: str
    target_id: str
    target: str
    label: str


@dataclass(frozen=True)
class TaskData:
    """One task of a built dataset.

    Attributes:
        task: ``stance`` or ``topic``.
        labels: Names of the classes, in order.
        manifest: What the dataset holds.
        splits: The scored examples by split, sorted by id.
        unscored: How many rows a split holds that are not scored, that is, mixed pairs.
    """

    task: Task
    labels: tuple[str, ...]
    manifest: DatasetManifest
    splits: dict[str, list[Example]]
    unscored: dict[str, int]

    def split(self, name: str) -> list[Example]:
        """Return one split.

        Raises:
            UserError: There is none of this name.
        """
        if name not in self.splits:
            raise UserError(f"no split {name!r}", expected=f"one of {', '.join(self.splits)}", fix="--split test")
        return self.splits[name]


def read_task(workspace: Workspace, task: Task, folder: Path | None = None) -> TaskData:
    """Read one task of the built dataset.

    Args:
        workspace: The workspace.
        task: ``stance`` or ``topic``.
        folder: The dataset folder; `dataset/` of the workspace when omitted.

    Returns:
        The examples of every split.

    Raises:
        UserError: The dataset is not built, a file is truncated, it is not the file of its manifest, or it withholds
            texts that the corpus here lacks.
    """
    root = folder or workspace.dataset
    rebuild = "stancebench dataset build"
    manifest = read_dataset_manifest(root)
    labels = LABELS if task == "stance" else tuple(topic_names(read_codebook(workspace)))
    splits: dict[str, list[Example]] = {}
    unscored: dict[str, int] = {}
    for split in SPLITS:
        path = root / task / f"{split}.parquet"
        facts = manifest.tables.get(f"{task}/{split}")
        if facts is None:
            if split in NEEDED:
                raise UserError(
                    f"{root / 'manifest.json'} lists no table {task}/{split}", expected="one a split", fix=rebuild
                )
            continue
        columns = ["document_id", "text", "label"]
        columns += ["pair_id", "target_id", "target", "scored"] if task == "stance" else ["paragraph_id"]
        rows = read_parquet(path, columns=columns, fix=rebuild).to_pylist()
        key = "pair_id" if task == "stance" else "paragraph_id"
        strange = [row["label"] for row in rows if row["label"] not in range(len(labels))]
        if strange:
            raise UserError(f"{path} holds the class {strange[0]!r}", expected=f"0 to {len(labels) - 1}", fix=rebuild)
        found = labels_sha256((row[key], labels[row["label"]]) for row in rows)
        if found != facts.labels_sha256:
            raise UserError(
                f"{path} holds other ids or labels ({len(rows)} rows) than manifest.json says ({facts.rows} rows)",
                fix=rebuild,
            )
        if sha256_file(path) != facts.file_sha256:
            raise UserError(f"{path} is not the file that manifest.json describes", fix=rebuild)
        rows = with_texts(workspace, path, rows)
        examples = [
            Example(
                id=row[key],
                document_id=row["document_id"],
                text=row["text"],
                target_id=row.get("target_id", ""),
                target=row.get("target", ""),
                label=labels[row["label"]],
            )
            for row in rows
            if row.get("scored", True)
        ]
        splits[split] = sorted(examples, key=lambda example: example.id)
        unscored[split] = len(rows) - len(examples)
    return TaskData(task, labels, manifest, splits, unscored)
