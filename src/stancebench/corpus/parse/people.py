"""The people that a title and metadata name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from stancebench.corpus.parse.labels import HONORIFIC, OFFICE, fold, surname
from stancebench.corpus.words import words

_SPLIT = re.compile(
    r"\b(?i:and|with|by|in|at|on|to|during|following|from|before|after|for|aboard|en route|previewing|following|"
    r"addresses|answers|delivers|holds|meets|remarks|speaks)\b|[,;:()|–—]|'s\b|’s\b|\s-\s|\bof (?!(?:State|Commerce|"
    r"Defen[cs]e|the (?:Treasury|Interior)|Energy|Education|Labor|Health|Homeland|Agriculture|Transportation|Foreign|"
    r"Housing|Veterans|Economic|Communist)\b)",
)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_NOT_NAMES = words(
    "department spokesperson spokesman spokeswoman joint press conference news media briefing transcript "
    "remarks remark interview speech statement address doorstop opening the hon honourable mp ac am ao "
    "senator foreign his her excellency republic united states kingdom administration officials official "
    "senior background call gaggle white house parliament security council meeting questions question "
    "answers session national general doctor covid response team public health record hall house "
    "university city university state federal reserve board bank reserve vice following bilateral "
    "luncheon dinner launch visit day first cabinet commonwealth offices centre center committee "
    "committees business cooperation january february march april may june july august september october "
    "november december monday tuesday wednesday thursday friday saturday sunday prime minister president"
)
_NAMES_TOO = ("May", "Hall")
"""Words that are a surname behind an office or honorific when nothing follows."""
_KEYS = ("speaker", "speakers", "president", "prime-minister", "minister", "chair")


@dataclass(frozen=True)
class Person:
    """A person as a title or a record names one.

    Attributes:
        name: The name without office.
        office: The office, folded; empty when none is named.
        sure: Whether an office, an honorific or a record says that it is a person.
    """

    name: str
    office: str
    sure: bool = True

    @cached_property
    def surname(self) -> str:
        """The last name, folded."""
        return surname(self.name)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word of the name, folded, of three letters or more."""
        return tuple(fold(word) for word in _NAME_WORD.findall(self.name) if len(word) > 2)

    @cached_property
    def initials(self) -> str:
        """The first letters of the name's words, folded."""
        return "".join(fold(word)[:1] for word in _NAME_WORD.findall(self.name))


def people_of(titles: list[str], metadata: Mapping[str, str], principal_key: str = "") -> list[Person]:
    """List the people that titles, bylines and metadata name, the document's own speaker first.

    Args:
        titles: The title, further lines of the head and bylines.
        metadata: Facts of the document.
        principal_key: Which key names the own speaker.

    Returns:
        People, each surname once.
    """
    found: list[Person] = []
    for key in [principal_key, *_KEYS]:
        value = metadata.get(key, "")
        if value and len(value) < 80:
            last, comma, first = value.partition(",")
            name = f"{first.strip()} {last.strip()}" if comma else value
            found.append(_person(name) or Person(name.strip(), ""))
            if key == principal_key and not found[-1].office:
                found[-1] = Person(found[-1].name, key.replace("-", " "))
    for title in (title[:2000] for title in titles):
        text = _sentence_case(title) if title.isupper() else title
        chunks = [chunk.strip() for chunk in _SPLIT.split(text) if chunk and chunk.strip()]
        people = [_person(chunk) for chunk in chunks]
        found += _with_offices(chunks, people)
    found.sort(key=lambda person: not person.sure)
    unique: dict[str, Person] = {}
    for person in found:
        if person.surname and person.surname not in unique:
            unique[person.surname] = person
    return list(unique.values())


def _with_offices(chunks: list[str], people: list[Person | None]) -> list[Person]:
    """Join a name with the office that stands before or after it: "the Secretary General, Anna Berg"."""
    joined: list[Person] = []
    for number, person in enumerate(people):
        if person is None or person.sure:
            joined += [person] if person else []
            continue
        beside = [other for other in (number - 1, number + 1) if 0 <= other < len(chunks) and people[other] is None]
        office = next((chunks[other].casefold() for other in beside if OFFICE.search(chunks[other])), "")
        joined.append(Person(person.name, office, sure=bool(office)))
    return joined


def _sentence_case(title: str) -> str:
    small = ("of", "and", "the", "at", "in", "for", "with", "by", "on", "to", "from", "during", "following")
    return re.sub(
        r"[^\W\d_]{2,}", lambda found: found[0].lower() if found[0].lower() in small else found[0].capitalize(), title
    )


def _person(chunk: str) -> Person | None:
    chunk = re.sub(r"\bH\.?\s?E\.?\s", "", " ".join(chunk.split()))
    # The name is the run of capitalised words after the last office word.
    rest = chunk
    matches = list(OFFICE.finditer(chunk))
    offices = chunk[: matches[-1].end()].casefold() if matches else ""
    if matches:
        rest = chunk[matches[-1].end() :]
        rest = re.sub(r"^\s*of (?:[A-Z][\w-]+ ?)(?:and (?:[A-Z][\w-]+ ))?", "", rest)
    titled = bool(HONORIFIC.match(rest.strip()))
    rest = HONORIFIC.sub("", rest.strip())
    words: list[str] = []
    last = rest.split()[-1:]
    for word in rest.split():
        bare = word.strip(".,")
        named = bare[:1].isupper() and bare.casefold() not in _NOT_NAMES and not any(char.isdigit() for char in bare)
        alone = (matches or titled) and len(words) < 2 and [word] == last and bare in _NAMES_TOO
        if named or alone:
            words.append(bare)
        elif words:
            break
        elif bare.casefold() not in _NOT_NAMES:
            return None
    if not words or (not matches and len(words) < 2) or len(words) > 4:
        return None
    return Person(" ".join(words), offices, sure=bool(matches) or titled)
