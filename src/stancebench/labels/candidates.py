"""Candidate targets of a paragraph: the targets whose words are nearest to it in meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stancebench.labels.codebook import Codebook

if TYPE_CHECKING:
    import numpy as np

METHOD = "all-MiniLM-L6-v2, cosine of paragraph and of proposition with scope"
"""How candidates are found; recorded with every drawn paragraph."""


def suggest_targets(texts: Sequence[str], codebook: Codebook, count: int) -> list[tuple[str, ...]]:
    """Find the targets nearest to each text.

    Every candidate has to be answered by the annotator, also with ``unrelated``: so the dataset gets negatives that
    somebody looked at, and that no overlap of words tells apart. A candidate decides nothing.

    Args:
        texts: The paragraphs.
        codebook: The registry.
        count: Candidates a text; at most one of a pair of twins, as twins have one id.

    Returns:
        Ids of the targets for each text, nearest first.

    Raises:
        UserError: The packages of [train] or the weights are missing.
    """
    if not texts or not count:
        return [() for _ in texts]
    from stancebench.sentence_encoder import encode

    ids = [target.id for target in codebook.targets]
    targets = encode([f"{target.proposition} {target.scope}" for target in codebook.targets])
    similar: np.ndarray = encode(texts) @ targets.T
    return [tuple(ids[place] for place in row) for row in (-similar).argsort(axis=1, kind="stable")[:, :count]]
