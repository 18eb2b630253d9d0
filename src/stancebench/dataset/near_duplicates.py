"""Finding paragraphs that say nearly the same."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product

from stancebench.corpus.checks.similar import SimilarTexts


def near_duplicates(texts: Mapping[str, str], threshold: float) -> list[tuple[str, str, float]]:
    """Find pairs of near-duplicate texts, as `stancebench.corpus.checks.similar` finds them.

    Args:
        texts: Text by id.
        threshold: Jaccard index of the word 3-grams, 0 to 1, from which a pair counts.

    Returns:
        Pairs of ids with their exact Jaccard index, sorted.
    """
    names = sorted(texts)
    found = SimilarTexts.among([texts[name] for name in names], threshold)
    members = {group[0]: group for group in found.same}
    pairs = [(*pair, 1.0) for group in found.same for pair in combinations(group, 2)]
    for left, right, jaccard in found.near:
        alike = product(members.get(left, (left,)), members.get(right, (right,)))
        pairs += [(min(pair), max(pair), jaccard) for pair in alike]
    return sorted((names[left], names[right], jaccard) for left, right, jaccard in pairs)
