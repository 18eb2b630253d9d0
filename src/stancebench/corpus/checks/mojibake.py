"""Characters that came out of a wrong decoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from stancebench.corpus.checks.finding import CorpusFinding, Level, Rows
from stancebench.errors import some

NAME = "mojibake"

SHARE = 0.01
"""An error when more than this share of a document's paragraphs is spoilt, and at least `MANY` are."""

MANY = 3

SHOWN = 40
"""Characters of the spoilt text that a message shows."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]|\(cid:\d+\)")
_EMBED = re.compile(r"[\u202a\u202b\u202d\u202e]")
_ISOLATE = re.compile(r"[\u2066-\u2068]")


@dataclass(frozen=True)
class _Fault:
    what: str
    sample: str


def check_mojibake(documents: Rows, paragraphs: Rows) -> Iterator[CorpusFinding]:
    """Find text that was decoded wrongly (package ftfy), and characters that no transcript has.

    Args:
        documents: Rows of documents; not looked at.
        paragraphs: Rows of paragraphs, in the order of the documents.

    Yields:
        One finding a document: a warning, or an error when it is spoilt throughout.
    """
    for name, rows in groupby(paragraphs, key=lambda row: row["document_id"]):
        count = 0
        faults: dict[str, _Fault] = {}
        for row in rows:
            count += 1
            fault = _fault(row["text"])
            if fault:
                faults[row["paragraph_id"]] = fault
        if faults:
            spoilt = len(faults) >= MANY and len(faults) > SHARE * count
            level: Level = "error" if spoilt else "warning"
            kinds = some(dict.fromkeys(fault.what for fault in faults.values()))
            first = next(iter(faults.values())).sample
            yield CorpusFinding.about(
                NAME,
                level,
                name,
                f"{kinds} in {len(faults)} of {count} paragraphs, such as {first}",
                items=faults,
                fix="mend the text at its source; ftfy undoes most wrong decodings",
            )


def _fault(text: str) -> _Fault | None:
    mended = _mended(text)
    if mended != text:
        return _Fault("mojibake", _before_and_after(text, mended))
    found = _CONTROLS.search(text)
    if found:
        return _Fault("control characters", _around(text, found.start()))
    found = _PRIVATE.search(text)
    if found:
        return _Fault("glyphs without a character", _around(text, found.start()))
    return None if text.isascii() else _unusual(text)


def _unusual(text: str) -> _Fault | None:
    if "\ufffd" in text:
        return _Fault("replacement characters", _around(text, text.index("\ufffd")))
    if len(_EMBED.findall(text)) != text.count("\u202c") or len(_ISOLATE.findall(text)) != text.count("\u2069"):
        return _Fault("unbalanced marks of direction", _around(text, 0))
    from ftfy.badness import BADNESS_RE

    found = BADNESS_RE.search(text)
    return _Fault("what looks like mojibake", _around(text, found.start())) if found else None


def _mended(text: str) -> str:
    """Undo wrong decodings, also of single bytes that were left as control characters."""
    from ftfy import fix_encoding
    from ftfy.fixes import fix_c1_controls

    return text if text.isascii() else str(fix_c1_controls(fix_encoding(text)))


def _before_and_after(text: str, mended: str) -> str:
    from rapidfuzz.distance import Prefix

    start = _word_start(text, int(Prefix.similarity(text, mended)))
    return f"{text[start : start + SHOWN]!r}, which should read {mended[start : start + SHOWN]!r}"


def _around(text: str, position: int) -> str:
    start = _word_start(text, position)
    return repr(text[start : start + SHOWN])


def _word_start(text: str, position: int) -> int:
    """Go back to the start of the word, but not far."""
    return max(text.rfind(" ", 0, position) + 1, position - SHOWN // 2)
