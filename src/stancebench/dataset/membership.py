"""The record of which split each document is in; it only grows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from stancebench.dataset.split import Split
from stancebench.errors import UserError, some
from stancebench.files import read_jsonl, write_jsonl
from stancebench.records import Record
from stancebench.workspace import Workspace


class Membership(Record):
    """One document and its split; a line of `labels/splits.jsonl`.

    Attributes:
        document_id: The document.
        split: Its split.
        since: Version of the dataset that put it there.
    """

    document_id: str
    split: Split
    since: str = Field(pattern=r"^\d+\.\d+\.\d+$")


def membership_path(workspace: Workspace) -> Path:
    """Return where the record lies."""
    return workspace.root / "labels" / "splits.jsonl"


def read_membership(workspace: Workspace) -> dict[str, Membership]:
    """Read the record; empty when there is none yet.

    Raises:
        UserError: A line does not fit, or a document stands twice.
    """
    path = membership_path(workspace)
    lines = read_jsonl(path, Membership) if path.is_file() else []
    found = {line.document_id: line for line in lines}
    if len(found) < len(lines):
        raise UserError(f"{path} lists a document twice", expected="one line a document", fix="remove one of them")
    return found


def extend_membership(workspace: Workspace, split_of: Mapping[str, str], version: str) -> int:
    """Add documents to the record; what stands there is kept.

    Args:
        workspace: The workspace.
        split_of: Split of each document.
        version: Version of the dataset.

    Returns:
        How many documents were added.

    Raises:
        UserError: A document would change its split.
    """
    known = read_membership(workspace)
    moved = [name for name, split in split_of.items() if name in known and known[name].split != split]
    if moved:
        raise UserError(
            f"{len(moved)} document(s) would change their split: {some(sorted(moved), 3)}",
            expected="membership that only grows",
            fix=f"restore {membership_path(workspace)}, or raise the first number of the version and remove it",
        )
    added = {name: Membership(document_id=name, split=split, since=version) for name, split in split_of.items()}
    write_jsonl(membership_path(workspace), [line for _, line in sorted({**added, **known}.items())])
    return len(set(split_of) - set(known))
