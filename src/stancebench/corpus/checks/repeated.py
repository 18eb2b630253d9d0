"""Finding documents that hold the same speech."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from stancebench.corpus.checks.similar import normal_words

SHARE = 0.6
"""Share of the words of both documents from which they are the same speech."""

UNIT_WORDS = 8
"""Shorter sentences are formulae and do not count."""

DOCUMENT_WORDS = 50
"""Documents with fewer words that count are not compared."""

FORMULA = 20
"""A sentence that stands in more documents than this is a formula too; this also bounds time and memory."""

_SENTENCE_END = re.compile(r"(?<=[.!?;:])\W*\s+")


@dataclass(frozen=True, order=True)
class RepeatedSpeech:
    """Two documents of which one repeats the other.

    Attributes:
        left: Id of the first document.
        right: Id of the second one.
        left_share: Share of the first one's words that stand in the second.
        right_share: Share of the second one's words that stand in the first.
    """

    left: str
    right: str
    left_share: float
    right_share: float

    @property
    def whole(self) -> bool:
        """Whether each holds most of the other; if not, one is an excerpt of the other."""
        return min(self.left_share, self.right_share) >= SHARE

    @classmethod
    def among(
        cls, paragraphs: Iterable[tuple[str, str]], partners: Mapping[int, Iterable[str]]
    ) -> tuple[RepeatedSpeech, ...]:
        """Compare every document with every other, sentence by sentence.

        A sentence is repeated where the other document holds it too, however its paragraphs are cut, or where it
        holds a paragraph that is nearly the same.

        Args:
            paragraphs: Document id and text of each paragraph.
            partners: By number of the paragraph, the documents that hold one that is nearly the same.

        Returns:
            Pairs of documents of which at least one holds most of the other, sorted.
        """
        units: list[tuple[str, bytes, int, frozenset[str]]] = []
        holders: dict[bytes, set[str]] = defaultdict(set)
        total: Counter[str] = Counter()
        for number, (document, text) in enumerate(paragraphs):
            near = frozenset(partners.get(number, ())) - {document}
            for sentence in _SENTENCE_END.split(text):
                words = normal_words(sentence)
                count = words.count(" ") + 1
                if count >= UNIT_WORDS:
                    digest = blake2b(words.encode(), digest_size=8).digest()
                    units.append((document, digest, count, near))
                    holders[digest].add(document)
                    total[document] += count
        repeated: Counter[tuple[str, str]] = Counter()
        for document, digest, count, near in units:
            others = near | holders[digest] - {document}
            if len(others) <= FORMULA:
                for other in others:
                    repeated[document, other] += count
        return tuple(sorted(_pairs(repeated, total)))


def _pairs(repeated: Counter[tuple[str, str]], total: Counter[str]) -> Iterable[RepeatedSpeech]:
    for left, right in {(min(pair), max(pair)) for pair in repeated}:
        if min(total[left], total[right]) < DOCUMENT_WORDS:
            continue
        shares = (repeated[left, right] / total[left], repeated[right, left] / total[right])
        if max(shares) >= SHARE:
            yield RepeatedSpeech(left, right, *shares)
