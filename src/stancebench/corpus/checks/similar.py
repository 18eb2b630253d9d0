"""Finding texts that say the same, or nearly the same, among many."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.85
"""Jaccard index of the word 3-grams from which two texts are nearly the same."""

SHINGLE = 3
"""Words a shingle."""

PERMUTATIONS = 128

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class SimilarTexts:
    """Which of some texts repeat each other; texts are named by their number.

    Attributes:
        same: Groups of two or more texts with the same words; case, punctuation and spacing do not count.
        near: Pairs of texts that are nearly the same, with their Jaccard index. Of a group of equal texts only the
            first one is in a pair.
    """

    same: tuple[tuple[int, ...], ...]
    near: tuple[tuple[int, int, float], ...]

    @classmethod
    def among(cls, texts: Sequence[str], threshold: float = NEAR) -> SimilarTexts:
        """Compare every text with every other.

        Equal texts are found by their words. Candidates for near ones come from MinHash with locality-sensitive
        hashing (Broder 1997; package datasketch) and are verified by the exact Jaccard index. Of each text only
        the hashes of its shingles are kept, 8 bytes a word.

        Args:
            texts: The texts.
            threshold: Jaccard index from which a pair counts as near.

        Returns:
            Groups and pairs in order.
        """
        by_words: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            by_words[normal_words(text)].append(number)
        same = tuple(tuple(group) for group in by_words.values() if len(group) > 1)
        firsts = {group[0]: words for words, group in by_words.items()}
        return cls(same, tuple(sorted(_near(firsts, threshold))))

    def partners(self) -> dict[int, set[int]]:
        """Return, for each text that has any, the texts that repeat it."""
        found: dict[int, set[int]] = defaultdict(set)
        groups = {group[0]: group for group in self.same}
        sets = [set(group) for group in self.same]
        sets.extend({*groups.get(left, (left,)), *groups.get(right, (right,))} for left, right, _ in self.near)
        for members in sets:
            for member in members:
                found[member] |= members - {member}
        return dict(found)


def normal_words(text: str) -> str:
    """Return the words of a text in lower case, one space between them."""
    return " ".join(_WORD.findall(text.lower()))


def _near(texts: dict[int, str], threshold: float) -> list[tuple[int, int, float]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=max(0.1, threshold - 0.2), num_perm=PERMUTATIONS, weights=(0.3, 0.7))
    shingles: dict[int, NDArray[np.uint64]] = {}
    pairs = []
    for number, words in texts.items():
        own = _shingles(words)
        minhash = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=int)
        minhash.update_batch((own & 0xFFFFFFFF).tolist())
        for other in index.query(minhash):
            jaccard = _jaccard(own, shingles[other])
            if jaccard >= threshold:
                pairs.append((min(number, other), max(number, other), jaccard))
        shingles[number] = own
        index.insert(number, minhash, check_duplication=False)
    return pairs


def _shingles(words: str) -> NDArray[np.uint64]:
    """Return the sorted distinct hashes of a text's shingles."""
    import numpy as np
    from datasketch.hashfunc import sha1_hash64

    parts = words.split()
    starts = range(max(1, len(parts) - SHINGLE + 1))
    hashes = [sha1_hash64(" ".join(parts[start : start + SHINGLE]).encode()) for start in starts]
    return np.unique(np.array(hashes, dtype=np.uint64))


def _jaccard(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> float:
    import numpy as np

    common = len(np.intersect1d(left, right, assume_unique=True))
    return common / (len(left) + len(right) - common)
