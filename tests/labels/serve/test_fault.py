"""What an answer lacks is told at its field."""

from __future__ import annotations

from typing import Any

import pytest

from stancebench.labels.serve.desk import Desk
from stancebench.labels.serve.draft import DraftAnswer, DraftStance
from stancebench.labels.serve.fault import find_faults
from tests.labels.serve.support import ACCORD, ASIDE, CUT, GUARD, QUESTION, TARIFF, TAXES, key, span, whole_answer


def faults(desk: Desk, text: str, answer: DraftAnswer) -> list[tuple[str, str, str]]:
    found = find_faults(desk.reading, desk.state(key(text)).item, answer)
    return [(fault.field, fault.target, fault.message) for fault in found]


@pytest.mark.parametrize("text", [TAXES, TARIFF, QUESTION, ASIDE])
def test_a_whole_answer_has_none(desk: Desk, text: str) -> None:
    assert faults(desk, text, whole_answer(text)) == []


def test_an_empty_answer_lacks_everything(desk: Desk) -> None:
    assert faults(desk, TAXES, DraftAnswer()) == [
        ("function", "", "Choose what the paragraph does."),
        ("topic", "", "Choose the primary topic."),
        ("stance", CUT, "Lower taxes: choose an answer."),
        ("stance", GUARD, "Protective tariffs: choose an answer."),
    ]


@pytest.mark.parametrize(
    ("update", "fault"),
    [
        ({"topic": 7}, ("topic", "", "The codebook has no topic 7; choose another one.")),
        ({"topic": 18}, ("sub", "", "Choose a sub-code of topic 18.")),
        ({"sub": "18.1"}, ("sub", "", "Topic 1 has no sub-code 18.1.")),
        ({"second": 7}, ("second", "", "The codebook has no topic 7; choose another one.")),
        ({"second": 1}, ("second", "", "The secondary topic is the primary one; choose another one or none.")),
    ],
)
def test_the_paragraph_as_a_whole(desk: Desk, update: dict[str, Any], fault: tuple[str, str, str]) -> None:
    assert faults(desk, TAXES, whole_answer(TAXES).model_copy(update=update)) == [fault]


@pytest.mark.parametrize("stance", ["favor", "against", "mixed"])
def test_a_commitment_needs_evidence(desk: Desk, stance: Any) -> None:
    bare = DraftAnswer(function="position", topic=999, stances=(DraftStance(target=CUT, stance=stance),))
    assert faults(desk, ASIDE, bare) == [("evidence", CUT, f"Lower taxes: choose the words that show it is {stance}.")]
    blank = bare.model_copy(update={"stances": (DraftStance(target=CUT, stance=stance, start=3, end=4),)})
    assert ASIDE[3] == " "
    assert [field for field, _, _ in faults(desk, ASIDE, blank)] == ["evidence"]


@pytest.mark.parametrize("stance", ["favor", "against"])
def test_a_question_carries_no_stance(desk: Desk, stance: Any) -> None:
    item = DraftStance(target=CUT, stance=stance, **span(QUESTION, "ruinous taxes"))
    answer = whole_answer(QUESTION).model_copy(update={"stances": (item,)})
    message = "Lower taxes: a question carries no stance; choose neutral or unrelated."
    assert faults(desk, QUESTION, answer) == [("stance", CUT, message)]


def test_evidence_is_short_and_within_the_paragraph(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stancebench.labels.serve.fault.EVIDENCE_WORDS", 3)
    assert faults(desk, TAXES, whole_answer(TAXES)) == [
        ("evidence", CUT, "Lower taxes: the evidence has 4 words; at most 3 are allowed.")
    ]
    far = DraftStance(target=ACCORD, stance="favor", start=0, end=len(ASIDE) + 1)
    answer = whole_answer(ASIDE).model_copy(update={"stances": (far,)})
    assert faults(desk, ASIDE, answer) == [
        ("evidence", ACCORD, "Trade agreements: the evidence ends behind the paragraph; choose it again.")
    ]


def test_added_targets_are_answered_or_removed(desk: Desk) -> None:
    stances = (DraftStance(target=ACCORD), DraftStance(target="p18-gone", stance="neutral"))
    answer = whole_answer(ASIDE).model_copy(update={"stances": stances})
    assert faults(desk, ASIDE, answer) == [
        ("stance", ACCORD, "Trade agreements: choose an answer, or remove it."),
        ("stance", "p18-gone", "The codebook has no target p18-gone; remove it."),
    ]
