"""Splitting documents into train, validation and several tests."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from stancebench.params import DatasetParams

Split = Literal[
    "train",
    "validation",
    "test",
    "test_unseen_target",
    "test_unseen_speaker",
    "test_recent",
    "test_press",
]
SPLITS: tuple[Split, ...] = get_args(Split)
"""All splits, in order. `test_unseen_target` holds pairs of the documents of `test`; the others part the documents."""

HELD: tuple[Split, ...] = ("test_press", "test_recent", "test_unseen_speaker")
"""Splits that follow from what a document is, the first one first."""

PRESS = frozenset({"press_conference", "debate"})
"""Source types of `test_press`."""


def split_documents(
    documents: Sequence[Mapping[str, Any]],
    linked: Iterable[tuple[str, str]],
    params: DatasetParams,
    recorded: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Put each document into one split; linked documents share theirs.

    What a document is decides first: press conferences and debates, then documents from a day on, then those of a
    held-out speaker. Of the others a hash of the id decides, so a document's split does not change when others are
    added. A group of linked documents goes where its recorded members are; else, when one of them is held out by what
    it is, to that test; else where its first document goes.

    Args:
        documents: Rows of the table of documents, with `document_id`, `date`, `source_type` and `speaker_id`.
        linked: Pairs of documents that hold near-duplicate paragraphs.
        params: Shares, seed, day and speakers.
        recorded: Splits of documents of earlier releases; they never change.

    Returns:
        The split of each document.
    """
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows = {row["document_id"]: row for row in documents}
    names = sorted(rows)
    position = {name: index for index, name in enumerate(names)}
    edges = np.array([(position[a], position[b]) for a, b in linked], dtype=int).reshape(-1, 2)
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(names), len(names)))
    _, groups = connected_components(graph, directed=False)
    members: dict[int, list[str]] = defaultdict(list)
    for name, group in zip(names, groups.tolist(), strict=True):
        members[group].append(name)
    known = dict(recorded or {})
    found: dict[str, str] = {}
    for own in members.values():
        natural = [_natural(rows[name], params) for name in own]
        kept = [known[name] for name in own if name in known]
        held = [split for split in HELD if split in natural]
        shared = [*kept, *held, natural[0]][0]
        found |= {name: known.get(name, shared) for name in own}
    return found


def _natural(row: Mapping[str, Any], params: DatasetParams) -> str:
    if row["source_type"] in PRESS:
        return "test_press"
    day = row["date"]
    if isinstance(day, datetime.date) and day >= params.recent_from:
        return "test_recent"
    if row["speaker_id"] in params.unseen_speakers:
        return "test_unseen_speaker"
    digest = hashlib.sha256(f"{params.split_seed}:{row['document_id']}".encode()).digest()
    value = int.from_bytes(digest[:8], "big") / 2**64
    if value < params.test_share:
        return "test"
    return "validation" if value < params.test_share + params.validation_share else "train"
