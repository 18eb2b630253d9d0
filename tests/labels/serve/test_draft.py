"""Drafts become answers and come back from events."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from stancebench.errors import UserError
from stancebench.labels.answer import Answer, AnswerStance, stance_labels
from stancebench.labels.serve.draft import DraftAnswer, DraftStance
from stancebench.labels.serve.reading import open_reading
from stancebench.workspace import Workspace
from tests.labels.serve.support import ANNOTATOR, BATCH, CUT, GUARD, TARIFF, TAXES, TIME, key, span, whole_answer


def test_a_second_occurrence_stays_the_second() -> None:
    evidence = "we will cut taxes"
    start = TAXES.rindex(evidence)
    answer = whole_answer(TAXES).to_answer(key(TAXES), TAXES)
    assert [(item.evidence, item.start) for item in answer.stances] == [(evidence, start)]
    assert answer.unrelated == (GUARD,)
    [cut, guard] = stance_labels(answer, TAXES)
    assert (cut.start, cut.end, TAXES[start : cut.end]) == (start, start + len(evidence), evidence)
    assert (guard.target, guard.stance, guard.start) == (GUARD, "unrelated", None)


def test_without_a_place_the_first_occurrence_counts_as_before() -> None:
    answer = Answer(key=key(TAXES), stances=(AnswerStance(target=CUT, stance="favor", evidence="cut taxes"),))
    assert stance_labels(answer, TAXES)[0].start == TAXES.index("cut taxes")


def test_a_wrong_place_is_refused() -> None:
    stance = AnswerStance(target=CUT, stance="favor", evidence="cut taxes", start=3)
    with pytest.raises(UserError, match="'cut taxes' for p01-cut-taxes does not occur in the paragraph"):
        stance_labels(Answer(key=key(TAXES), stances=(stance,)), TAXES)


def test_space_around_the_evidence_is_left_out() -> None:
    place = span(TAXES, " cut taxes ")
    assert DraftStance(target=CUT, stance="favor", **place).quote(TAXES) == (place["start"] + 1, "cut taxes")
    assert DraftStance(target=CUT).quote(TAXES) == (0, "")


def test_unanswered_targets_and_evidence_of_unrelated_ones_are_left_out() -> None:
    draft = DraftAnswer(
        stances=(DraftStance(target=CUT), DraftStance(target=GUARD, stance="unrelated", start=0, end=2, implicit=True))
    )
    answer = draft.to_answer(key(TAXES), TAXES)
    assert (answer.stances, answer.unrelated) == ((), (GUARD,))


def test_a_skipped_answer_keeps_only_the_note() -> None:
    answer = whole_answer(TARIFF).to_answer(key(TARIFF), TARIFF, skipped=True)
    assert answer == Answer(key=key(TARIFF), note="Short.", skipped=True)


@pytest.mark.parametrize("text", [TAXES, TARIFF])
def test_an_event_gives_the_draft_back(room: Workspace, text: str) -> None:
    reading = open_reading(room, annotator_id=ANNOTATOR, batch=BATCH, order_seed=1)
    [item] = [item for item in reading.items if item.key == key(text)]
    answer = whole_answer(text).to_answer(key(text), reading.text(item))
    assert DraftAnswer.of_event(reading.event(item, answer, round_=1, time=TIME)) == whole_answer(text)


@pytest.mark.parametrize(
    ("stances", "message"),
    [
        ([{"target": CUT, "start": 1}], "evidence with one end only"),
        ([{"target": CUT, "start": 5, "end": 5}], "evidence from 5 to 5"),
        ([{"target": CUT, "start": -1, "end": 5}], "greater than or equal to 0"),
        ([{"target": CUT}, {"target": CUT, "stance": "favor"}], "p01-cut-taxes is answered twice"),
        ([{"target": CUT, "stance": "loves"}], "Input should be"),
        ([{"target": CUT, "quote": "words"}], "Extra inputs are not permitted"),
    ],
)
def test_what_does_not_fit_is_refused(stances: list[dict[str, object]], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        DraftAnswer.model_validate({"stances": stances})
