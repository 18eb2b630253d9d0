"""Marks that a scanner misread: the label is nearly one that the document holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from stancebench.corpus.parse.labels import OFFICE, is_caps
from stancebench.corpus.parse.mark import Hit, Line

_ALIKE = 0.72
_LONG = 10


def find_misread(text: str, lines: list[Line], labels: Iterable[str], taken: set[int]) -> Iterator[Hit]:
    """Find marks that are nearly a known label in capitals, at the start of a line or behind a space.

    Args:
        text: The normalised source.
        lines: Its lines that may hold speech.
        labels: The labels found already.
        taken: Where marks begin already.

    Yields:
        The marks, each with the label as printed.
    """
    known = sorted({label for label in labels if len(label) >= _LONG and is_caps(label) and OFFICE.search(label)})
    if not known:
        return
    inside = re.compile(rf"(?<=\s)(?:{'|'.join(map(re.escape, known))})\s?[:;]\s*", re.IGNORECASE)
    for line in lines:
        if line.start not in taken:
            first = _at_start(text, line, known)
            if first:
                yield first
        for found in inside.finditer(text, line.start + 1, line.end):
            label = found.group().rstrip(" :;")
            if _capitals(label) >= 0.8:
                yield Hit(found.start(), found.end(), label, (), "colon")


def _at_start(text: str, line: Line, known: list[str]) -> Hit | None:
    words = list(re.finditer(r"\S+", text[line.start : min(line.end, line.start + 48)]))
    best: tuple[float, int] = (0.0, 0)
    for count in range(2, min(5, len(words)) + 1):
        label = text[line.start : line.start + words[count - 1].end()].rstrip(".,:;")
        if _capitals(label) < 0.6:
            break
        for other in known:
            if abs(len(other) - len(label)) <= 4:
                best = max(best, (SequenceMatcher(None, label.upper(), other).ratio(), count))
    if best[0] < _ALIKE:
        return None
    end = words[best[1] - 1].end()
    label = text[line.start : line.start + end].rstrip(".,:;")
    return Hit(line.start, line.start + end, label, (), "colon")


def _capitals(label: str) -> float:
    letters = [char for char in label if char.isalpha()]
    return sum(char.isupper() for char in letters) / len(letters) if letters else 0.0
