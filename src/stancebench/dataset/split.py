"""Splitting documents into train, validation and test."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

SPLITS = ("train", "validation", "test")


def split_documents(
    documents: Sequence[str],
    linked: Iterable[tuple[str, str]],
    *,
    validation_share: float,
    test_share: float,
    seed: int,
) -> dict[str, str]:
    """Put each document into one split; linked documents share theirs.

    A document's split follows from a hash of its id, so it does not change when others are added; a group of linked
    documents goes where its first document goes.

    Args:
        documents: Ids of the documents.
        linked: Pairs of documents that hold near-duplicate paragraphs.
        validation_share: Expected share of documents in validation.
        test_share: Expected share of documents in test.
        seed: Seed of the hash.

    Returns:
        The split of each document.
    """
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    names = sorted(documents)
    position = {name: index for index, name in enumerate(names)}
    edges = np.array([(position[a], position[b]) for a, b in linked], dtype=int).reshape(-1, 2)
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(names), len(names)))
    _, groups = connected_components(graph, directed=False)
    first: dict[int, str] = {}
    for name, group in zip(names, groups.tolist(), strict=True):
        first.setdefault(group, name)
    return {
        name: _draw(first[group], validation_share, test_share, seed)
        for name, group in zip(names, groups.tolist(), strict=True)
    }


def _draw(name: str, validation_share: float, test_share: float, seed: int) -> str:
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    value = int.from_bytes(digest[:8], "big") / 2**64
    if value < test_share:
        return "test"
    return "validation" if value < test_share + validation_share else "train"
