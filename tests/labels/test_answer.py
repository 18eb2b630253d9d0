"""Answers: evidence in words becomes offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.errors import UserError
from stancebench.labels.answer import Answer, stance_labels

KEY = "0" * 12
TEXT = "“We’ll cut it,” he said — and we’ll cut it again."


def answer(*stances: dict[str, object], **fields: object) -> Answer:
    return Answer.model_validate({"key": KEY, "stances": stances, **fields})


def marked(evidence: str, **more: object) -> dict[str, object]:
    return {"target": "p01-cut-taxes", "stance": "favor", "evidence": evidence, **more}


@pytest.mark.parametrize("evidence", ["We’ll cut it", "We'll cut it", " We’ll cut it "])
def test_quotation_marks_and_dashes_count_as_plain_ones(evidence: str) -> None:
    [label] = stance_labels(answer(marked(evidence)), TEXT)
    assert label.start is not None
    assert TEXT[label.start : label.end] == "We’ll cut it"


@given(st.text(min_size=1, max_size=60), st.data())
def test_offsets_point_at_the_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end].strip()
    if not words:
        return
    [label] = stance_labels(answer(marked(words)), text)
    assert label.start is not None
    assert label.end == label.start + len(words)
    assert label.start <= text.index(words)


def test_words_that_do_not_occur_are_refused() -> None:
    with pytest.raises(UserError) as caught:
        stance_labels(answer(marked("We will cut it")), TEXT)
    assert str(caught.value) == (
        "the evidence 'We will cut it' for p01-cut-taxes does not occur in the paragraph; "
        "expected words of the paragraph, letter for letter"
    )


@pytest.mark.parametrize("stance", ["favor", "against", "mixed"])
def test_a_commitment_needs_evidence(stance: str) -> None:
    with pytest.raises(UserError, match=f"p01-cut-taxes: {stance} without evidence"):
        stance_labels(answer(marked("", stance=stance)), TEXT)


def test_unrelated_candidates_stand_behind_the_marked_ones_and_once() -> None:
    given_ = answer(marked("cut it"), unrelated=["p01-cut-spending", "p01-cut-spending"])
    assert [(item.target, item.stance) for item in stance_labels(given_, TEXT)] == [
        ("p01-cut-taxes", "favor"),
        ("p01-cut-spending", "unrelated"),
    ]


def test_other_fields_are_kept() -> None:
    fields = {"holder": "reported-endorsed", "confidence": 1, "flags": ["irony"], "implicit": True, "context": "world"}
    [label] = stance_labels(answer(marked("cut it", **fields)), TEXT)
    assert label.model_dump(include=set(fields), mode="json") == fields


def test_a_target_that_is_marked_and_unrelated_is_refused() -> None:
    with pytest.raises(UserError, match=r"^the target p01-cut-taxes is marked and under unrelated$"):
        stance_labels(answer(marked("cut it"), unrelated=["p01-cut-taxes"]), TEXT)
