"""Whether a paragraph and a target share a content word."""

from __future__ import annotations

import re

STEM = 6
"""Words count as equal when their first letters are."""

_EMPTY = frozenset(
    [
        "should",
        "countr",
        "govern",
        "nation",
        "speake",
        "approv",
        "disapp",
        "conduc",
        "state",
        "states",
        "people",
        "public",
    ]
)


def overlaps(text: str, target: str) -> bool:
    """Return whether a content word of the target occurs in the text, cut to its first six letters.

    Words that stand in most propositions ("should", "government", "the speaker approves of the conduct of …") do not
    count, nor do the English stop words of scikit-learn.
    """
    return not _stems(target).isdisjoint(_stems(text))


def _stems(text: str) -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = (word for word in re.findall(r"[a-z]+", text.lower()) if word not in ENGLISH_STOP_WORDS and len(word) > 2)
    return frozenset(word[:STEM] for word in words) - _EMPTY
