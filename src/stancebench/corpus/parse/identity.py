"""One id a person: what the labels of a document say of who they stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from stancebench.corpus.parse.labels import HONORIFIC, OFFICE, fold, label_role, likeness, surname
from stancebench.corpus.parse.people import Person

_SHORT = {"pm": "prime minister", "p.m.": "prime minister", "fm": "foreign minister", "vp": "vice president"}
SHARED = ("journalist", "moderator", "interpreter", "audience")
"""Roles that are an id at the same time: nobody in them is told apart."""
_SIMILAR = 0.9
_MISREAD = 0.7
_LABELS = 1000
"""Different labels of one document that are compared with each other; real ones have under 200."""


class Identity(NamedTuple):
    """For whom a label stands.

    Attributes:
        label: The label as it should read.
        id: The id of the person.
    """

    label: str
    id: str


def identify(labels: list[str], people: list[Person], *, scanned: bool) -> dict[str, Identity]:
    """Say of every label of a document for whom it stands.

    Args:
        labels: The label of every turn, in order.
        people: Whom title and metadata name, the own speaker first.
        scanned: Whether labels are misread by a scanner: the nearest known one is then meant.

    Returns:
        The identity by label; `SHARED` roles are ids of their own.
    """
    clear = _unscanned(labels, people) if scanned else {label: label for label in labels}
    ids = _ids([clear[label] for label in labels], people)
    return {label: Identity(clear[label], ids[clear[label]]) for label in clear}


def _unscanned(labels: list[str], people: list[Person]) -> dict[str, str]:
    """Take a label that a scanner misread for the nearest known one."""
    counts = Counter(labels)
    if len(counts) > _LABELS:
        return {label: label for label in counts}
    known = [label for label, count in counts.items() if count >= 3 and label]
    known += [f"{office} {person.surname}".upper() for person in people for office in _offices(person)]
    known += ["THE PRESS", "PRIME MINISTER", "THE PRESIDENT", "QUESTION", "JOURNALIST"]
    whole = [label for label in counts if len(label) > 8 and OFFICE.search(label)]
    clear = {}
    for label in counts:
        readable = label in known or label_role(label) or len(label) < 5 or not _mostly_caps(label)
        clear[label] = label if readable else _nearest(label, known) or _nearest(label, set(whole) - {label}) or label
    return clear


def _mostly_caps(label: str) -> bool:
    letters = [char for char in label if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.7 * len(letters)


def _offices(person: Person) -> list[str]:
    return [office for office in ("prime minister", "president", "minister", "senator") if office in person.office][:1]


def _nearest(label: str, known: Iterable[str]) -> str:
    """Return the known label that is most alike, or an empty string when none is alike enough."""
    alike = sorted(((likeness(label, other, _MISREAD), other) for other in known), reverse=True)
    clean = re.fullmatch(r"[A-Z .'’-]+", label)  # no figure or small letter among the capitals
    return alike[0][1] if alike and alike[0][0] >= (_SIMILAR - 0.04 if clean else _MISREAD) else ""


def _ids(every: list[str], people: list[Person]) -> dict[str, str]:
    counts = Counter(every)
    known = list(counts)[:_LABELS]
    ids = {label: _own_id(label, people, known) for label in counts}
    # Two people of one surname keep their first names apart.
    by_id: dict[str, set[str]] = {}
    for label, name in ids.items():
        by_id.setdefault(name, set()).add(label)
    for name, labels in by_id.items():
        first = {_first_name(label) for label in labels} - {""}
        if name and len(first) > 1 and not _alike(first):
            for label in labels:
                if _first_name(label):
                    ids[label] = fold(HONORIFIC.sub("", label))
    # A misprint is the commoner label that it is nearest to.
    common = counts.most_common(_LABELS)
    for label, count in counts.items() if len(counts) <= _LABELS else ():
        if len(label) < 6 or count > 2 or ids[label] in SHARED:
            continue
        for other, total in common:
            if total <= count:
                break
            if ids[other] in (ids[label], *SHARED) or abs(len(other) - len(label)) > 2:
                continue
            alike = _SIMILAR - 0.06 if label.split()[0] == other.split()[0] else _SIMILAR
            if likeness(label.casefold(), other.casefold(), alike) >= alike:
                ids[label] = ids[other]
                break
    return ids


def _own_id(label: str, people: list[Person], labels: list[str]) -> str:
    role = label_role(label)
    if role in SHARED:
        return role
    if re.search(r"\d", label):
        return fold(label)
    if not label:
        return ""
    last = surname(label)
    if len(last) > 2:
        return _named(label, last, people)
    return _by_office(label, people, labels)


def _named(label: str, last: str, people: list[Person]) -> str:
    folded = [fold(word) for word in re.findall(r"[^\W\d_][\w'’-]*", label)]
    for person in people:
        if last == person.surname or (last in person.words and len(last) > 3) or person.surname in folded:
            return person.surname
    return last


def _by_office(label: str, people: list[Person], labels: list[str]) -> str:
    office = _SHORT.get(label.casefold().strip(), re.sub(r"^the ", "", label.casefold()).strip())
    found = ""
    if OFFICE.search(label):
        found = next(
            (
                person.surname
                for person in people
                if person.office and (office in person.office.replace("-", " ") or person.office.endswith(office))
            ),
            "",
        )
        same = {surname(other) for other in labels if office in other.casefold() and other != label} - {""}
        found = found or (same.pop() if len(same) == 1 else "")
    short = fold(label).replace("-", "")
    if not found and 2 <= len(short) <= 4:
        found = next((person.surname for person in people if person.initials == short), "")
    return found or fold(office)


def _first_name(label: str) -> str:
    if HONORIFIC.match(label) or OFFICE.search(label):
        return ""
    words = re.findall(r"[^\W\d_][\w'’-]*", label)
    return fold(words[0]) if len(words) > 1 else ""


def _alike(names: set[str]) -> bool:
    ordered = sorted(names, key=len)
    return all(name.startswith(ordered[0][:3]) for name in ordered)
