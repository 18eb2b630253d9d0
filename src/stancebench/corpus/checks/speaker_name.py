"""What a speaker's label says about who speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nameparser.config import Constants

OFFICES = {
    "prime minister",
    "deputy prime minister",
    "president",
    "vice president",
    "chancellor",
    "treasurer",
    "premier",
    "governor",
    "secretary of state",
    "secretary general",
    "foreign minister",
    "press secretary",
    "chair",
}
"""Offices that stand for a person within one document."""

ROLE_OFFICES = {
    "head_of_state": "president",
    "president": "president",
    "head_of_government": "prime minister",
    "prime_minister": "prime minister",
    "central_bank_chair": "chair",
}
"""The office of a document's own speaker, by role."""

GENERIC = {
    "aide",
    "announcer",
    "audience",
    "audience member",
    "host",
    "interpreter",
    "interviewer",
    "journalist",
    "journalists",
    "legislator",
    "moderator",
    "official",
    "operator",
    "participant",
    "press",
    "question",
    "questioner",
    "reporter",
    "speaker",
    "staff",
    "transcript",
    "unidentified",
    "unknown",
}
"""Labels that stand for anybody."""

_SPELLED = {
    "pm": "prime minister",
    "vp": "vice president",
    "potus": "president",
    "chairman": "chair",
    "chairwoman": "chair",
}
_TITLES = ("pm", "vp", "chairman", "chairwoman", "deputy", "acting", "principal", "director", "minister", "the")
_NOT_LETTERS = re.compile(r"[^\w\s-]+")
_LONG = 9
"""From this length two letters may be wrong, from `_MIDDLE` one."""

_MIDDLE = 5

_SHORT = 4
"""As `_MIDDLE`, where the given name is the same."""


@dataclass(frozen=True)
class SpeakerName:
    """A label taken apart.

    Attributes:
        label: As printed.
        words: The label in lower case with short forms spelled out, without ``the``.
        office: The office that it names, with or without a person.
        given: Given names in lower case; empty when not said.
        surname: Last word of the surname in lower case; empty when no person is named.
    """

    label: str
    words: str
    office: str
    given: str
    surname: str

    @classmethod
    def of(cls, label: str) -> SpeakerName:
        """Take a label such as ``PM RUDD``, ``Ms. Psaki`` or ``THE PRESIDENT`` apart (package nameparser)."""
        from nameparser import HumanName

        plain = " ".join(_NOT_LETTERS.sub(" ", re.sub(r"\(.*?\)", " ", label)).split())
        words = _spelled_out(plain)
        if words in OFFICES or words in GENERIC or re.fullmatch(r"[\w-]+( \d+)?", words):
            single = "" if words in OFFICES or words in GENERIC or len(words) <= 3 else words.split()[0]
            return cls(label, words, words if words in OFFICES else "", "", single)
        text = label if "," in label else plain
        parsed = HumanName(text, constants=_constants())
        title, last = _spelled_out(parsed.title), parsed.last or parsed.first
        given = f"{parsed.first} {parsed.middle}".lower().split() if parsed.last else []
        given = [word for word in given if word not in _constants().prefixes]
        office = next((office for office in sorted(OFFICES, key=len, reverse=True) if title.endswith(office)), "")
        return cls(label, words, office, " ".join(given), last.lower().split()[-1] if last else "")

    @property
    def generic(self) -> bool:
        """Whether it stands for anybody."""
        return any(word in GENERIC for word in (self.words, *self.words.split()))

    def same_person(self, other: SpeakerName) -> str:
        """Say why two labels denote one person.

        Returns:
            The reason, or nothing when no rule says so.
        """
        if any(map(str.isdigit, self.words + other.words)):
            return ""
        same_given = bool(self.given) and self.given == other.given
        slip = misspelt(self.surname, other.surname, _SHORT if same_given else _MIDDLE)
        same_surname = bool(self.surname) and self.surname == other.surname
        rules = {
            "the label is the same": self.label == other.label,
            "they differ in case, punctuation or a short form only": self.words == other.words,
            "one is the initials of the other": self._initials(other) or other._initials(self),
            "they have the same surname": same_surname and _given_agree(self.given, other.given),
            "one surname reads like the other misspelt": slip and (same_given or self._titles_agree(other)),
        }
        return next((reason for reason, holds in rules.items() if holds), "")

    def _initials(self, other: SpeakerName) -> bool:
        names = [*other.given.split(), other.surname]
        initials = {"".join(name[0] for name in chosen) for chosen in (names, [names[0], names[-1]]) if all(chosen)}
        return len(names) > 1 and not self.surname and not self.office and self.words in initials

    def _titles_agree(self, other: SpeakerName) -> bool:
        own, theirs = (name.words.rsplit(" ", 1)[0] if " " in name.words else "" for name in (self, other))
        return not own or not theirs or own == theirs or misspelt(own, theirs)


def misspelt(left: str, right: str, shortest: int = _MIDDLE) -> bool:
    """Say whether two different words of a certain length differ by a slip of the pen (package rapidfuzz)."""
    from rapidfuzz.distance import OSA

    length = min(len(left), len(right))
    allowed = 2 if length >= _LONG else 1
    return length >= shortest and 0 < OSA.distance(left, right, score_cutoff=allowed) <= allowed


def _given_agree(left: str, right: str) -> bool:
    """Whether one is missing, an initial or short form of the other, or misspelt."""
    if not left or not right:
        return True
    first, second = left.split(maxsplit=1)[0], right.split(maxsplit=1)[0]
    return first.startswith(second) or second.startswith(first) or misspelt(first, second)


def _spelled_out(text: str) -> str:
    words = [word for word in _NOT_LETTERS.sub(" ", text.lower()).split() if word != "the"]
    if len(words) > 1 and words[0] in {"mr", "madam"} and " ".join(words[1:]) in OFFICES:
        words = words[1:]
    return " ".join(_SPELLED.get(word, word) for word in words)


@cache
def _constants() -> Constants:
    from nameparser.config import Constants

    constants = Constants()
    constants.titles.add(*_TITLES)
    return constants
