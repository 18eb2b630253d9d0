"""Whose turns they are: one id a person, a role, and who asks and who answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from stancebench.corpus.parse.document import QaRole
from stancebench.corpus.parse.identity import SHARED, identify
from stancebench.corpus.parse.labels import HONORIFIC, OFFICE, fold, has_title, label_role
from stancebench.corpus.parse.people import Person
from stancebench.corpus.parse.profile import Profile

_CHAIR = re.compile(
    r"(?:the |mr\.? |madam )?(?:acting |deputy |temporary )*(?:speaker|presiding officer)", re.IGNORECASE
)
_PRESIDENT = re.compile(r"the (?:acting |temporary )?(?:president|chair)", re.IGNORECASE)
_HOSTING = re.compile(
    r"\b(?:questions?|next|last one|conclud\w+|that'?s all|call on|the floor|"
    r"we(?:'ll| will| can|’ll) (?:go|turn|start|begin|take))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Voice:
    """One turn as far as its speaker goes.

    Attributes:
        label: The label as printed; empty for an opening without a mark.
        speaker_id: Given by the profile, or found.
        role: Given by the profile or the format, or found.
        text: What is said in the turn.
        asks: ``question`` or ``answer`` where the format says so, or empty.
        qa_role: Whether it asks or answers.
    """

    label: str
    speaker_id: str
    role: str
    text: str
    asks: str = ""
    qa_role: QaRole = "none"


def resolve(voices: list[Voice], people: list[Person], profile: Profile) -> list[Voice]:
    """Give every turn an id, a role and its part in questions and answers.

    Args:
        voices: The turns in order.
        people: Whom title and metadata name, the own speaker first.
        profile: The profile, whose roles come first.

    Returns:
        The same turns, resolved.
    """
    found = identify([voice.label for voice in voices], people, scanned=profile.scanned)
    named = [
        replace(voice, label=found[voice.label].label, speaker_id=voice.speaker_id or found[voice.label].id)
        for voice in voices
    ]
    named = [replace(voice, role=voice.role or _given_role(voice, people, profile)) for voice in named]
    roles = _guessed_roles(named, people, profile)
    roled = [replace(voice, role=voice.role or roles[voice.speaker_id]) for voice in named]
    roled = [
        replace(voice, speaker_id=voice.role if not voice.speaker_id and voice.role in SHARED else voice.speaker_id)
        for voice in roled
    ]
    return _questions(roled)


def _given_role(voice: Voice, people: list[Person], profile: Profile) -> str:
    for rule in profile.roles:
        if re.search(rule.pattern, voice.label, re.IGNORECASE):
            return rule.role
    role = label_role(voice.label)
    if role:
        return role
    for person in people:
        if person.surname == voice.speaker_id and re.search("press secretary|spokes", person.office):
            return "spokesperson"
    return ""


def _guessed_roles(voices: list[Voice], people: list[Person], profile: Profile) -> dict[str, str]:
    """Guess the role of every speaker whose label tells none, from how he or she speaks."""
    named = {person.surname for person in people}
    explicit = sum(voice.role == "journalist" for voice in voices) >= 2
    spoken: dict[str, list[int]] = {}
    for number, voice in enumerate(voices):
        if not voice.role:
            spoken.setdefault(voice.speaker_id, []).append(number)
    principals = {
        name for name, turns in spoken.items() if name in named or any(has_office(voices[turn].label) for turn in turns)
    }
    asks = {name: _share_of_questions(voices, turns) for name, turns in spoken.items()}
    calls = {name: _share_of_calls(voices, turns, principals) for name, turns in spoken.items()}
    interview = (
        not explicit
        and any(asks[name] >= 0.3 for name in spoken if name not in principals)
        and (bool(principals) or len(spoken) > 1 or any(voice.role == "spokesperson" for voice in voices))
        and not any(_CHAIR.fullmatch(voice.label) for voice in voices)
    )
    roles = {}
    council = _is_council(voices)
    for name, turns in spoken.items():
        if council and all(_PRESIDENT.fullmatch(voices[turn].label) for turn in turns):
            roles[name] = "moderator"
        elif profile.own_role:
            roles[name] = profile.own_role
        elif explicit and name not in principals and _only_hosts(voices, turns):
            roles[name] = "moderator"
        elif name in principals or explicit or not interview:
            roles[name] = "principal"
        elif calls[name] >= 0.5 and len(turns) >= 2:
            roles[name] = "moderator"
        elif _honoured(voices, turns) and (asks[name] < 0.6 or len(turns) < 3):
            roles[name] = "principal"  # a member of parliament asks too
        elif asks[name] >= 0.3 or (principals and len(turns) <= 6):
            roles[name] = "journalist"
        else:
            roles[name] = "principal"
    return roles


def _is_council(voices: list[Voice]) -> bool:
    """Tell whether it is a meeting of delegates under a president: nobody asks, and three or more bear a title."""
    titled = {voice.label for voice in voices if HONORIFIC.match(voice.label)}
    return len(titled) >= 3 and not any(voice.role == "journalist" for voice in voices)


def _only_hosts(voices: list[Voice], turns: list[int]) -> bool:
    """Tell whether somebody does no more than open, pass the word on and close: short turns that speak of questions."""
    texts = [voices[turn].text for turn in turns]
    short = sum(len(text.split()) for text in texts) <= 45 * len(texts)
    if len(texts) == 1:
        return len(texts[0].split()) <= 20 and bool(_HOSTING.search(texts[0]))
    return short and sum(bool(_HOSTING.search(text)) for text in texts) >= 0.6 * len(texts)


def _honoured(voices: list[Voice], turns: list[int]) -> bool:
    return all(HONORIFIC.match(voices[turn].label) for turn in turns)


def has_office(label: str) -> bool:
    """Tell whether a label names an office, not an honorific alone."""
    return has_title(label) and bool(OFFICE.search(label))


def _share_of_questions(voices: list[Voice], turns: list[int]) -> float:
    return sum("?" in voices[turn].text for turn in turns) / len(turns)


def _share_of_calls(voices: list[Voice], turns: list[int], principals: set[str]) -> float:
    """Share of the turns in which the next speaker is called by name; addressing a principal is no call."""
    called = 0
    for turn in turns:
        following = voices[turn + 1] if turn + 1 < len(voices) else None
        if following and following.speaker_id not in principals and following.role != "moderator":
            words = set(re.findall(r"\w+", fold(voices[turn].text[-300:]).replace("-", " ")))
            name = fold(following.label).split("-")
            called += any(word in words for word in name if len(word) > 2)
    return called / len(turns)


def _questions(voices: list[Voice]) -> list[Voice]:
    asked = any(voice.role == "journalist" for voice in voices)
    debate = not asked and _is_debate(voices)
    seen = False
    result: list[Voice] = []
    for voice in voices:
        qa: QaRole = "none"
        if voice.asks:
            qa, seen = ("question", True) if voice.asks == "question" else ("answer", seen)
        elif (
            voice.role == "journalist"
            or (voice.role == "audience" and seen and "?" in voice.text)
            or (voice.role == "moderator" and debate and "?" in voice.text)
        ):
            qa, seen = "question", True
        elif voice.role == "interpreter":
            qa = result[-1].qa_role if result else "none"
        elif voice.role in ("principal", "spokesperson", "unknown") and seen:
            qa = "answer"
        result.append(replace(voice, qa_role=qa))
    return result


def _is_debate(voices: list[Voice]) -> bool:
    """Tell whether moderators ask: at least a quarter of their turns hold a question."""
    turns = [voice for voice in voices if voice.role == "moderator"]
    return len(turns) >= 2 and sum("?" in voice.text for voice in turns) >= len(turns) / 4
