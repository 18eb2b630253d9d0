"""Finding paragraphs that say nearly the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

SHINGLE = 3
"""Words a shingle."""

PERMUTATIONS = 256


def near_duplicates(texts: Mapping[str, str], threshold: float) -> list[tuple[str, str, float]]:
    """Find pairs of near-duplicate texts.

    Candidates come from MinHash with locality-sensitive hashing (Broder 1997; package datasketch) at a lower
    threshold, so that few are missed, and are then verified by the exact Jaccard index.

    Args:
        texts: Text by id.
        threshold: Jaccard index of the word 3-grams, 0 to 1, from which a pair counts.

    Returns:
        Pairs of ids with their exact Jaccard index, sorted.
    """
    from datasketch import MinHash, MinHashLSH

    shingles = {name: _shingles(text) for name, text in texts.items()}
    index = MinHashLSH(threshold=max(0.1, threshold - 0.2), num_perm=PERMUTATIONS)
    hashes = {}
    for name, parts in sorted(shingles.items()):
        minhash = MinHash(num_perm=PERMUTATIONS, seed=1)
        minhash.update_batch([part.encode("utf-8") for part in sorted(parts)])
        hashes[name] = minhash
        index.insert(name, minhash)
    pairs = []
    for name in sorted(hashes):
        for other in index.query(hashes[name]):
            if name < other:
                jaccard = _jaccard(shingles[name], shingles[other])
                if jaccard >= threshold:
                    pairs.append((name, other, jaccard))
    return sorted(pairs)


def _shingles(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))}


def _jaccard(left: set[str], right: set[str]) -> float:
    union = len(left | right)
    return len(left & right) / union if union else 1.0
