"""Marks that a scanner misread: the label is nearly one that the document holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from stancebench.corpus.parse.labels import OFFICE, is_caps, likeness
from stancebench.corpus.parse.mark import Hit, Line

_ALIKE = 0.72
_ALIKE_NAME = 0.83
_LONG = 10
_SHORT = 5
_NAME = re.compile(r"([A-Z][A-Z'’ ]{3,22}[A-Z])\s?([:;.,-]{0,3})\s+(?=[A-Z(\[.\"“])")
_MOST = 100
"""Different labels that are looked for; a document with more is no scan of a meeting."""


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
    counts = Counter(label for label in labels if is_caps(label))
    known = sorted(label for label in counts if len(label) >= _LONG and OFFICE.search(label))
    names = sorted(label for label, count in counts.items() if count >= 3 and _SHORT <= len(label) <= 24)
    if len(known) + len(names) > _MOST or not (known or names):
        return
    inside = re.compile(rf"(?<=\s)(?:{'|'.join(map(re.escape, known or names))})\s?[:;]\s*", re.IGNORECASE)
    for line in lines:
        if line.start not in taken:
            first = _at_start(text, line, known) or _name_at_start(text, line, names)
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
                best = max(best, (likeness(label.upper(), other, _ALIKE), count))
    if best[0] < _ALIKE:
        return None
    end = words[best[1] - 1].end()
    label = text[line.start : line.start + end].rstrip(".,:;")
    return Hit(line.start, line.start + end, label, (), "colon")


def _name_at_start(text: str, line: Line, names: list[str]) -> Hit | None:
    """Find a name in capitals with a wrong stop behind it or none, or a name misspelt before a colon."""
    found = _NAME.match(text, line.start, line.end)
    if found is None:
        return None
    label, stop = found[1], found[2]
    exact = label in names
    alike = stop and any(likeness(label, other, _ALIKE_NAME) >= _ALIKE_NAME for other in names)
    return Hit(line.start, found.end(), label, (), "colon") if exact or alike else None


def _capitals(label: str) -> float:
    letters = [char for char in label if char.isalpha()]
    return sum(char.isupper() for char in letters) / len(letters) if letters else 0.0
