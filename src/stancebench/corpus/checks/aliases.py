"""One speaker under several ids, and several speakers under one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

from stancebench.corpus.checks.finding import CorpusFinding, Rows
from stancebench.corpus.checks.speaker_name import GENERIC, ROLE_OFFICES, SpeakerName, misspelt
from stancebench.errors import some

ALIAS = "speaker-alias"
SHARED = "shared-speaker-id"
_FIX = "give both labels one id in the source's YAML, if they are one person"


@dataclass(frozen=True)
class _Speaker:
    name: SpeakerName
    speaker_id: str
    paragraph_id: str


def check_aliases(documents: Rows, paragraphs: Rows) -> Iterator[CorpusFinding]:
    """Find labels within a document that denote one person but have different ids, and the reverse.

    Args:
        documents: Rows of documents.
        paragraphs: Rows of paragraphs, in the order of the documents. Where they have no ``speaker_label``,
            the id is read as the label.

    Yields:
        Warnings that name both labels.
    """
    facts = {row["document_id"]: row for row in documents}
    for name, rows in groupby(paragraphs, key=lambda row: row["document_id"]):
        speakers = _speakers(rows)
        yield from _aliases(name, speakers, _own(facts.get(name, {})))
        yield from _shared(name, speakers)


def _speakers(rows: Iterator[dict[str, Any]]) -> list[_Speaker]:
    """Return every label with every id that it has, in the order of speaking; nobody's labels are left out."""
    found: dict[tuple[str, str], _Speaker] = {}
    for row in rows:
        speaker_id = row["speaker_id"] or ""
        label = row["speaker_label"] if "speaker_label" in row else speaker_id.replace("-", " ")
        if label and (label, speaker_id) not in found:
            found[label, speaker_id] = _Speaker(SpeakerName.of(label), speaker_id, row["paragraph_id"])
    return list(found.values())


def _own(facts: dict[str, Any]) -> _Speaker | None:
    """Return the document's own speaker, with the office that the role gives."""
    if not facts.get("speaker_name"):
        return None
    name = SpeakerName.of(facts["speaker_name"])
    office = name.office or ROLE_OFFICES.get(facts.get("role") or "", "")
    return _Speaker(
        SpeakerName(name.label, name.words, office, name.given, name.surname),
        facts.get("speaker_id") or "",
        facts["document_id"],
    )


def _aliases(document: str, speakers: Sequence[_Speaker], own: _Speaker | None) -> Iterator[CorpusFinding]:
    reported: set[frozenset[str]] = set()
    for left, right in combinations([own, *speakers] if own else speakers, 2):
        pair = frozenset((left.speaker_id, right.speaker_id))
        if len(pair) < 2 or pair in reported or _collective(left) or _collective(right):
            continue
        reason = left.name.same_person(right.name) or _same_office(left, right, speakers, own)
        if reason:
            reported.add(pair)
            yield CorpusFinding.about(
                ALIAS,
                "warning",
                document,
                f"{_said(left)} and {_said(right)}: {reason}",
                items=(left.paragraph_id, right.paragraph_id),
                fix=_FIX,
            )
    for speaker in speakers:
        like = next((word for word in sorted(GENERIC) if misspelt(speaker.name.words, word)), "")
        if like and not speaker.name.generic and not _collective(speaker):
            yield CorpusFinding.about(
                ALIAS,
                "warning",
                document,
                f"{_said(speaker)}: it reads like {like!r} misspelt",
                items=(speaker.paragraph_id,),
                fix=_FIX,
            )


def _said(speaker: _Speaker) -> str:
    return f"{speaker.name.label!r} is {speaker.speaker_id!r}"


def _same_office(left: _Speaker, right: _Speaker, speakers: Sequence[_Speaker], own: _Speaker | None) -> str:
    """Say whether a bare office stands for a person who bears it, when one person alone does so here."""
    bare, named = (left, right) if not left.name.surname else (right, left)
    office = bare.name.office
    if not office or bare.name.surname or not named.name.surname or named.name.office != office:
        return ""
    bearers = {item.name.surname for item in [*speakers, *([own] if own else [])] if item.name.office == office}
    return f"nobody else here is {office}" if bearers - {""} == {named.name.surname} else ""


def _shared(document: str, speakers: Sequence[_Speaker]) -> Iterator[CorpusFinding]:
    by_id: dict[str, list[_Speaker]] = defaultdict(list)
    for speaker in speakers:
        if speaker.name.surname and not speaker.name.generic and not _collective(speaker):
            by_id[speaker.speaker_id].append(speaker)
    for speaker_id, same in by_id.items():
        apart = [pair for pair in combinations(same, 2) if _different(pair[0].name, pair[1].name)]
        if apart:
            labels = dict.fromkeys(repr(item.name.label) for pair in apart for item in pair)
            yield CorpusFinding.about(
                SHARED,
                "warning",
                document,
                f"the id {speaker_id!r} stands for {some(labels)}, who have different surnames",
                items=dict.fromkeys(item.paragraph_id for pair in apart for item in pair),
                fix="give each person an id in the source's YAML",
            )


def _different(left: SpeakerName, right: SpeakerName) -> bool:
    """Whether no rule makes them one, and neither label holds the other's surname, spelled rightly or not."""
    return not left.same_person(right) and not any(
        word == name.surname or misspelt(word, name.surname)
        for name, other in ((left, right), (right, left))
        for word in other.words.split()
    )


def _collective(speaker: _Speaker) -> bool:
    """Whether the id stands for anybody of a kind, such as ``audience``, or for nobody."""
    return not speaker.speaker_id or any(part in GENERIC for part in speaker.speaker_id.split("-"))
