"""Finding the marks that open a turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from stancebench.corpus.parse.labels import has_title, is_caps, is_plausible, label_role
from stancebench.corpus.parse.mark import Hit, Line
from stancebench.corpus.parse.misread import find_misread
from stancebench.corpus.parse.profile import Mark, Profile

_NOTES = r"(?P<note>(?:\s?[(\[][^()\[\]]{1,120}[)\]])*)"
_COLON = re.compile(rf"(?P<speaker>[^\s:?!()\[\]][^\n:?!()\[\]]{{0,95}}?){_NOTES}\s{{0,2}}:(?:\s+|$|(?=[(\[]))")
_NUMBERED_QA = re.compile(r"(?P<speaker>[QA]\d{0,3})(?:[.:)]+\s*|\s{2,}|\s+(?=[A-Z\"“(])|$)(?P<note>)")
_DOT = re.compile(
    r"(?P<speaker>(?:(?:The|Mr|Mrs|Ms|Miss|Dr|Sir|Senator|Chairman|Chair|Vice Chair(?:man)?|Governor|President)\.? )?"
    r"[A-Z][A-Z.'’-]+(?: (?:[A-Z][A-Z.'’-]*|Mc[A-Z]+|of|the|and|pro tempore|de|van))*)"
    rf"{_NOTES}\.(?:\s+(?=[A-Z\"“‘(\[$0-9…]|$)|$)"
)
_DASH = re.compile(
    r"(?P<speaker>(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Senator|The|Hon|An?) [A-Z][^\n:—–]{1,50}?)"
    rf"{_NOTES}\s?[—–]{{1,2}}\s?(?=[A-Z\"“‘(])"
)
_INLINE = re.compile(r"(?<=[.?!)\"”’…])\s+(?=(?P<speaker>[A-Z][A-Z.'’ -]{1,50}?)(?P<note>)\s?:\s)")
_ENDED = re.compile(r"""[.?!:;…)\]"'”’—]\s*$""")
_NAMED = re.compile(r"\b(?:[A-Z][a-z]+|Mr\.?|Ms\.?|Mrs\.?|Dr\.?) (?=([^\W\d_][\w'’-]{1,100}))")
_EDGE = re.compile(r"\b")
_STAMP = re.compile(r"[\[(]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?[\])]?(?:\s*[-–—|])?\s+(?![AaPp]\.?\s?[Mm]\b)")
_SHORT = 9


def find_marks(text: str, lines: list[Line], profile: Profile, known: Iterable[str]) -> list[Hit]:
    """Find the marks of a document.

    The profile's marks come first. A general mark counts when its label has the shape of a name or office and
    something speaks for it: the label returns, names an office or a role, or is a name that the document knows.

    Args:
        text: The normalised source.
        lines: Its lines that may hold speech.
        profile: The profile.
        known: Names that the title and metadata hold.

    Returns:
        The marks in order.
    """
    if profile.requires and not any(re.match(profile.requires, text[line.start : line.end]) for line in lines):
        return []
    hits: dict[int, Hit] = {}
    free = _own_marks(text, lines, profile, hits)
    if profile.generic:
        for hit in _general(text, free, known, bool(hits)):
            hits.setdefault(hit.start, hit)
        for hit in _in_lines(text, lines, hits.values()):
            hits.setdefault(hit.start, hit)
    if profile.scanned and hits:
        behind = [line for line in lines if line.end > min(hits)]
        for hit in find_misread(text, behind, [hit.label for hit in hits.values()], set(hits)):
            hits.setdefault(hit.start, hit)
    ordered: list[Hit] = []
    for _, hit in sorted(hits.items()):
        if not ordered or hit.start >= max(ordered[-1].end, ordered[-1].start + 1):
            ordered.append(hit)
    return ordered


def _own_marks(text: str, lines: list[Line], profile: Profile, hits: dict[int, Hit]) -> list[Line]:
    """Find the profile's own marks; returns the lines that begin with none."""
    marks = [(re.compile(mark.pattern), mark) for mark in profile.marks]
    inline = [(re.compile(rf"(?<=[.?!)\"”’]\s)(?:{mark.pattern})"), mark) for mark in profile.marks if mark.inline]
    free = []
    for line in lines:
        raw = text[line.start : min(line.block_end, line.start + 300)]
        first = next(((found, mark) for pattern, mark in marks if (found := pattern.match(raw))), None)
        if first:
            hits[line.start] = _hit(line.start, first[0], "profile", first[1])
        else:
            free.append(line)
        for pattern, mark in inline:
            for found in pattern.finditer(text[line.start : line.end]):
                hits.setdefault(line.start + found.start(), _hit(line.start, found, "profile", mark))
    return free


def _hit(base: int, found: re.Match[str], kind: str, mark: Mark | None = None) -> Hit:
    groups = found.groupdict()
    label = groups.get("speaker") if "speaker" in groups else found.group()
    notes = groups.get("note") or ""
    return Hit(
        base + found.start(),
        base + found.end(),
        " ".join((label or "").split()).strip(" .:*-–—"),
        tuple(" ".join(note.split()) for note in re.findall(r"[(\[]([^()\[\]]+)[)\]]", notes)),
        kind,
        mark.speaker_id if mark else "",
        mark.role if mark else "",
    )


def _general(text: str, lines: list[Line], known: Iterable[str], others: bool) -> Iterator[Hit]:
    found: list[Hit] = []
    for line in lines:
        raw = text[line.start : min(line.block_end, line.start + 300)]
        stamp = _STAMP.match(raw)
        shift = stamp.end() if stamp else 0
        for kind, pattern in (("letter", _NUMBERED_QA), ("colon", _COLON), ("dot", _DOT), ("dash", _DASH)):
            match = pattern.match(raw, shift)
            if match and match.end() > shift and is_plausible(match["speaker"].strip(" .*-–—")):
                hit = replace(_hit(line.start, match, kind), start=line.start)
                # In the middle of wrapped lines a name before a colon is a mark only behind the end of a sentence.
                if (
                    line.opens
                    or is_caps(hit.label)
                    or label_role(hit.label)
                    or _ENDED.search(text[max(0, line.start - 40) : line.start])
                ):
                    found.append(hit)
                break
    counts = Counter((hit.kind, _key(hit.label)) for hit in found)
    kinds = Counter(hit.kind for hit in found)
    names = _names_in(text) if found else frozenset()
    bold = _bold_labels(lines, found)
    accepted = {hit for hit in found if hit in bold or _accepted(hit, counts, kinds, names, known)}
    strong = len(accepted) >= 2 or others
    spoken = {_key(hit.label) for hit in accepted}
    for hit in found:
        if (
            hit in accepted
            or _key(hit.label) in spoken
            or (strong and hit.kind == "colon" and len(hit.label.split()) >= 2 and _is_name(hit, names))
        ):
            yield hit
    if strong:
        roles = Counter(_key(hit.label) for hit in found if hit.kind == "colon" and " " not in hit.label)
        opening = {line.start for line in lines if line.opens}
        yield from (
            hit for hit in found if hit.kind == "colon" and roles[_key(hit.label)] >= (2 if hit.start in opening else 3)
        )
    if not accepted and not others:
        alone = [*_own_lines(text, lines)]
        yield from alone or _emphasised_questions(text, lines)


def _bold_labels(lines: list[Line], found: list[Hit]) -> set[Hit]:
    """Return the labels that are set in bold with no word behind them, when there are three or more."""
    ends = {line.start: line.emphasis for line in lines if line.opens and line.emphasis > line.start}
    bold = {hit for hit in found if hit.kind == "colon" and hit.start in ends and abs(ends[hit.start] - hit.end) <= 3}
    return bold if len(bold) >= 3 else set()


def _accepted(
    hit: Hit, counts: Counter[tuple[str, str]], kinds: Counter[str], names: frozenset[str], known: Iterable[str]
) -> bool:
    repeated = counts[hit.kind, _key(hit.label)] >= 2
    if hit.kind == "letter":
        return kinds["letter"] >= 2
    titled = has_title(hit.label)
    if hit.kind in ("dot", "dash"):
        told = titled or bool(label_role(hit.label))
        return kinds[hit.kind] >= 2 and (repeated or told or kinds[hit.kind] >= 4)
    short_title = titled and (is_caps(hit.label) or repeated or len(hit.label.split()) <= 7)
    folded = _key(hit.label)
    timed = any(re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", note) for note in hit.notes)
    if timed or label_role(hit.label) or short_title or any(name and name in folded for name in known):
        return True
    if is_caps(hit.label):
        return repeated or _is_name(hit, names)
    return repeated and (len(hit.label.split()) >= 2 or _is_name(hit, names))


def _names_in(text: str) -> frozenset[str]:
    """Return what follows a given name or a title in a text: up to every end of a word within it."""
    names: set[str] = set()
    for found in _NAMED.finditer(text):
        start, end = found.span(1)
        ends = (place.start() for place in _EDGE.finditer(text, start + 1, end + 1))
        names.update(text[start:place] for place in ends if place <= end)
    return frozenset(names)


def _is_name(hit: Hit, names: frozenset[str]) -> bool:
    """Tell whether a label's last word occurs elsewhere as somebody's surname, or it is two capitalised words."""
    words = list(re.findall(r"[^\W\d_][\w'’-]+", hit.label))
    if not words:
        return False
    last = words[-1]
    title = last if not last.isupper() else last.capitalize()
    if title in names:
        return True
    return 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words) and is_caps(hit.label)


def _in_lines(text: str, lines: list[Line], hits: Iterable[Hit]) -> Iterator[Hit]:
    """Find labels in capitals, already known, in the middle of a line: a line end was lost."""
    labels = {
        hit.label for hit in hits if is_caps(hit.label) and len(hit.label) > 2 and hit.kind in ("colon", "profile")
    }
    if not labels:
        return
    for line in lines:
        for found in _INLINE.finditer(text, line.start, line.end):
            label = found["speaker"].strip()
            if label in labels:
                colon = text.index(":", found.end())
                end = colon + 1
                while end < line.end and text[end].isspace():
                    end += 1
                yield Hit(found.end(), end, label, (), "colon")


def _own_lines(text: str, lines: list[Line]) -> Iterator[Hit]:
    """Find speakers whose names stand on lines of their own, in bold, capitals or as headings."""
    found = []
    for number, line in enumerate(lines):
        raw = text[line.start : line.end].strip()
        set_apart = line.emphasis >= line.end or line.kind in ("heading", "speaker") or is_caps(raw)
        if not (line.whole and set_apart and number + 1 < len(lines)) or raw.endswith((".", "?", "!")):
            continue
        if len(raw.split()) < _SHORT and is_plausible(raw) and len(raw) > 1:
            found.append(Hit(line.start, line.end, raw.strip(" :"), (), "line"))
    counts = Counter(_key(hit.label) for hit in found)
    sure = [hit for hit in found if counts[_key(hit.label)] >= 2 or label_role(hit.label) or has_title(hit.label)]
    if len(sure) >= 3 and len({_key(hit.label) for hit in sure}) >= 2:
        yield from sure


def _emphasised_questions(text: str, lines: list[Line]) -> Iterator[Hit]:
    """Find questions that bear no label but are set in bold or italics, each followed by an answer in plain type."""
    pairs = [
        (line, following)
        for line, following in pairwise(line for line in lines if line.opens and line.kind == "text")
        if line.emphasis >= line.block_end
        and "?" in text[line.start : line.block_end]
        and following.emphasis <= following.start
    ]
    if len(pairs) < 2:
        return
    for line, following in pairs:
        yield Hit(line.start, line.start, "", (), "emphasis", role="journalist")
        yield Hit(following.start, following.start, "", (), "emphasis", role="principal")


def _key(label: str) -> str:
    return " ".join(label.casefold().split())
